-- KEYS[1]  the head, as confirmations.lua has it
-- Forgets all
local head = KEYS[1]
for _, generation in ipairs(redis.call('HMGET', head, 'current', 'previous')) do
  if generation then
    redis.call('UNLINK', head .. ':' .. generation)
  end
end
redis.call('UNLINK', head)
return ''
