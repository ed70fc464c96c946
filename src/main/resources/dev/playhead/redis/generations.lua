-- Identities are kept in two hashes, the current generation and the one before it; a generation goes as a whole.
-- KEYS[1]  the head: "<number of the current generation> <its birth in epoch ms>"; a generation's key is "<head>:<number>"
-- ARGV[1]  the age in ms and ARGV[2] the size at which a generation is closed; ARGV[3] its time to live in ms
local call, head = redis.call, KEYS[1]
local number, born, current, previous, size = 0, 0, nil, nil, 0

local function open()
  local text = call('GET', head)
  if text then
    local n, b = string.match(text, '^(%d+) (%d+)$')
    number, born = tonumber(n), tonumber(b)
  end
  current, previous = head .. ':' .. number, head .. ':' .. (number - 1)
  size = text and call('HLEN', current) or 0
  return text
end

local function turn()
  local time = call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  if open() and now - born < tonumber(ARGV[1]) and size < tonumber(ARGV[2]) then
    return
  end
  call('UNLINK', previous)
  number = number + 1
  current, previous, size = head .. ':' .. number, current, 0
  call('UNLINK', current)
  call('SET', head, number .. ' ' .. now, 'PX', ARGV[3])
end
