-- The members of a group, and who of them holds which partition; a member holds what it holds for as long as it is there.
-- KEYS[1]  members: by name "<place in the order of coming> <ms of its end>"
-- KEYS[2]  leases: by partition "<epoch> <member>", or "<epoch>" where nobody holds it
-- KEYS[3]  since when the group is known here, in ms
-- ARGV[1]  how long a member is there after it was shown, in ms
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local members, leases, last = {}, {}, 0

local function all(key)
  local flat, map = call('HGETALL', key), {}
  for i = 1, #flat, 2 do
    map[flat[i]] = flat[i + 1]
  end
  return map
end

local function free()
  for partition, text in pairs(leases) do
    local epoch, member = string.match(text, '^(%d+) (.+)$')
    if member and not members[member] then
      leases[partition] = epoch
      call('HSET', KEYS[2], partition, epoch)
    end
  end
end

local function show(name)
  if not members[name] then
    last = last + 1
    members[name] = last
  end
  call('HSET', KEYS[1], name, members[name] .. ' ' .. (now + ARGV[1]))
end

local function leave(name)
  members[name] = nil
  call('HDEL', KEYS[1], name)
end

local since = tonumber(call('GET', KEYS[3]))
if not since then
  since = now
  call('SET', KEYS[3], now)
end
leases = all(KEYS[2])
for name, text in pairs(all(KEYS[1])) do
  local place, ends = string.match(text, '^(%d+) (%d+)$')
  if tonumber(ends) > now then
    members[name] = tonumber(place)
    last = math.max(last, members[name])
  else
    leave(name)
  end
end
free()
