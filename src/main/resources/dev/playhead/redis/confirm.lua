-- KEYS[2]  the leases of the group; ARGV[4] packed identities
-- ARGV[5]  the partition of the lease under which they come and ARGV[6] that lease as it stands in KEYS[2]; or nothing
-- Puts down those that are not known. Returns 1 where the lease still stands, else 0; and, unless all are new, a digit for
-- each identity: 1 where it was known, or came before in this call
turn('SCARD')
local ids = cmsgpack.unpack(ARGV[4])

local function add(fresh)
  local added = #fresh > 0 and call('SADD', current, unpack(fresh)) or 0
  if size == 0 and added > 0 then
    call('PEXPIRE', current, ARGV[3])
    size = added
  end
  return added
end

-- One text of digits for each generation instead of a loop over the identities: nearly always all of them are 0
local now = table.concat(call('SMISMEMBER', current, unpack(ids)))
local before = table.concat(call('SMISMEMBER', previous, unpack(ids)))
local standing = ARGV[5] == '' or call('HGET', KEYS[2], ARGV[5]) == ARGV[6]
local answer = standing and '1' or '0'
local clean = not string.find(now, '1', 1, true) and not string.find(before, '1', 1, true)
if clean and add(ids) == #ids then
  return answer
end

local byte, fresh, digits, seen = string.byte, {}, {}, {}
for i = 1, #ids do
  if byte(now, i) == 49 or byte(before, i) == 49 or seen[ids[i]] then
    digits[i] = '1'
  else
    digits[i] = '0'
    fresh[#fresh + 1] = ids[i]
    seen[ids[i]] = true
  end
end
if not clean then
  add(fresh)
end
return answer .. table.concat(digits)
