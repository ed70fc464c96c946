-- Confirms identities: a key for each, which has a time to live. The keys of a bucket have one generation in their names, and
-- the head of the bucket says which. Without a head none counts: so deleting the head forgets all of them, and no generation
-- comes twice. The head lasts longer than every key of its generation.
-- KEYS     heads of buckets, all of one slot where Redis is a cluster
-- ARGV[1]  time to live of a key in ms; ARGV[2] its value; ARGV[3] the generation for a bucket that has none, which is random
-- ARGV[4]  identities, 32 hexadecimal digits each, in the order of their heads; ARGV[5…] how many each head has
-- Returns a digit for each identity: 1 where it had not been confirmed
-- While a slot of a cluster moves, each of its masters has some of the keys. The script cannot see those of the other one: so
-- it asks for two keys at once, of which one is nowhere, and Redis refuses this exactly while the slot moves.
local call, ids, at, made = redis.call, ARGV[4], 1, {}
local ttl = tonumber(ARGV[1])
for i, head in ipairs(KEYS) do
  call('EXISTS', head, head .. ':')
  local generation = call('GET', head)
  if not generation then
    generation = ARGV[3]
    call('SET', head, generation, 'PX', 2 * ttl)
  elseif call('PTTL', head) < ttl then
    call('PEXPIRE', head, 2 * ttl)
  end
  local prefix = head .. ':' .. generation .. ':'
  for _ = 1, ARGV[4 + i] do
    local set = call('SET', prefix .. string.sub(ids, at, at + 31), ARGV[2], 'NX', 'PX', ARGV[1])
    made[#made + 1] = set and '1' or '0'
    at = at + 32
  end
end
return table.concat(made)
