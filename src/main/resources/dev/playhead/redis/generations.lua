-- The identities of a topic are kept in two hashes, the current generation and the one before it; a hash goes as a whole.
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

local function put(pairs)
  call('HSET', current, unpack(pairs))
  if size == 0 then
    call('PEXPIRE', current, ARGV[3])
    size = #pairs / 2
  end
end

-- What is known of each identity: a sparse table, and how many there are
local function known(ids)
  local marks, hits = {}, 0
  for _, key in ipairs({ current, previous }) do
    if key ~= current or size > 0 then
      local found = call('HMGET', key, unpack(ids))
      for i = 1, #ids do
        if found[i] and not marks[i] then
          marks[i] = found[i]
          hits = hits + 1
        end
      end
    end
  end
  return marks, hits
end

-- The sparse table as packed pairs of place and mark
local function packed(marks, count, hits)
  if hits == 0 then
    return ''
  end
  local reply = {}
  for i = 1, count do
    if marks[i] then
      reply[#reply + 1] = i
      reply[#reply + 1] = marks[i]
    end
  end
  return cmsgpack.pack(reply)
end
