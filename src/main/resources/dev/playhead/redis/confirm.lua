-- KEYS[2]  the leases of the group; ARGV[4] packed identities
-- ARGV[5]  a partition and ARGV[6] its lease as it stood in KEYS[2], and so on: the leases under which they come
-- Puts down those that are not known. Returns how many those were, and the places of the leases that stand no more, from 1
turn('SCARD')
local ids = cmsgpack.unpack(ARGV[4])
local known, fresh = members(previous, ids), ids
if known then
  fresh = {}
  for i = 1, #ids do
    if not known[i] then
      fresh[#fresh + 1] = ids[i]
    end
  end
end
local answer = { #fresh > 0 and call('SADD', current, unpack(fresh)) or 0 }
if size == 0 and answer[1] > 0 then
  call('PEXPIRE', current, ARGV[3])
end
for i = 5, #ARGV, 2 do
  if call('HGET', KEYS[2], ARGV[i]) ~= ARGV[i + 1] then
    answer[#answer + 1] = (i - 3) / 2
  end
end
return table.concat(answer, ' ')
