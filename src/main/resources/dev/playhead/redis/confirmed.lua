-- Tells which identities are confirmed, as confirm.lua puts them down.
-- KEYS     heads of buckets, all of one slot where Redis is a cluster
-- ARGV[1]  identities, 32 hexadecimal digits each, in the order of their heads; ARGV[2…] how many each head has
-- Returns a digit for each identity: 1 where it is confirmed
local call, ids, at, known = redis.call, ARGV[1], 1, {}
for i, head in ipairs(KEYS) do
  call('EXISTS', head, head .. ':')
  local generation = call('GET', head)
  local prefix = generation and head .. ':' .. generation .. ':'
  for _ = 1, ARGV[1 + i] do
    known[#known + 1] = prefix and call('EXISTS', prefix .. string.sub(ids, at, at + 31)) or 0
    at = at + 32
  end
end
return table.concat(known)
