-- ARGV[4]  packed identities; ARGV[5] packed marks; ARGV[6] for each identity the place of its mark in ARGV[5], a byte
-- Puts down the marks of the identities that are free; returns what is known of the others
turn()
local ids = cmsgpack.unpack(ARGV[4])
local marks = cmsgpack.unpack(ARGV[5])
local before, hits = known(ids)
local byte, which, pairs, last = string.byte, ARGV[6], {}, 0
for i = 1, #ids do
  if not before[i] then
    pairs[last + 1] = ids[i]
    pairs[last + 2] = marks[byte(which, i)]
    last = last + 2
  end
end
if last > 0 then
  put(pairs)
end
return packed(before, #ids, hits)
