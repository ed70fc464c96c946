-- ARGV[4]  packed identities
-- Returns nothing where none is known; else a digit for each, 1 for known
open('SCARD')
local ids = cmsgpack.unpack(ARGV[4])
local now, before = members(current, ids), members(previous, ids)
if not now and not before then
  return ''
end
local digits = {}
for i = 1, #ids do
  digits[i] = (now and now[i] or before and before[i]) and '1' or '0'
end
return table.concat(digits)
