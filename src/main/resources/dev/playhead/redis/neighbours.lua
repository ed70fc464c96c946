-- Shows a node to the others on this Redis, and tells which nodes have shown themselves lately, the latest first.
-- KEYS: the nodes by the time at which they were shown
-- ARGV: this node; milliseconds for which a node counts; most nodes in the answer
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[2])))
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZREVRANGE', KEYS[1], 0, tonumber(ARGV[3]) - 1)
