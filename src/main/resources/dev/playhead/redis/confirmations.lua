-- What a group has confirmed of a topic: a log of identities, 16 bytes each, in two generations, of which nodes hold copies.
-- A call brings a copy up to date, and adds to the log only what a copy that is up to date does not have.
-- KEYS[1]  the head: a hash of the current generation, which is named after its birth in epoch ms, the one before it, and how
--          many identities the current one has; a generation's key is "<head>:<generation>", a list of identities run together
-- KEYS[2]  the leases of the group
-- ARGV[1]  the age in ms and ARGV[2] the size at which a generation is closed; ARGV[3] its time to live in ms
-- ARGV[4]  how many bytes of a log are answered at most, about
-- ARGV[5]  the generation that the copy has read up to, 0 for none; ARGV[6] how many entries of it; ARGV[7] the last identity
--          of those, or nothing
-- ARGV[8]  1 to add; ARGV[9] identities that are new to the copy, none twice, run together, or nothing
-- ARGV[10] a partition and ARGV[11] its lease as it stood in KEYS[2], and so on: the leases under which they come
-- Returns  "ok", how many entries the copy has then, what others had added before, and the places of the leases that stand
--          no more, from 1;
--          "more", how many entries it has then, and the identities of those: nothing was added, there is more to read;
--          "next", the generation to go on in, and the rest of the one that it had: nothing was added; or
--          "begin", the generation to read from the start, with all forgotten that the copy had
local call, head = redis.call, KEYS[1]
local state = call('HMGET', head, 'current', 'previous', 'ids')
local current, previous = state[1], state[2]
local known, read = ARGV[5], tonumber(ARGV[6])

local function key(generation)
  return head .. ':' .. generation
end

local function begin()
  return { 'begin', previous or current or '0' }
end

if known == '0' and current or known ~= '0' and known ~= current and known ~= previous then
  return begin()
end
if read > 0 and string.sub(call('LINDEX', key(known), read - 1) or '', -16) ~= ARGV[7] then
  return begin()
end

local entries, parts, bytes = call('LLEN', key(known)), {}, 0
while read < entries and bytes < tonumber(ARGV[4]) do
  for _, entry in ipairs(call('LRANGE', key(known), read, read + 63)) do
    read = read + 1
    bytes = bytes + #entry
    parts[#parts + 1] = entry
  end
end
local others = table.concat(parts)
if read < entries then
  return { 'more', read, others }
end
if known == previous then
  return { 'next', current, others }
end
if ARGV[8] ~= '1' then
  return { 'ok', read, others }
end

local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if not current or now - current >= tonumber(ARGV[1]) or tonumber(state[3]) >= tonumber(ARGV[2]) then
  local generation = string.format('%.0f', current and math.max(now, current + 1) or now)
  if previous then
    call('UNLINK', key(previous))
  end
  call('DEL', head)
  call('HSET', head, 'current', generation, 'ids', 0)
  if current then
    call('HSET', head, 'previous', current)
  end
  -- The log of a generation begins up to an age later, and may not outlive the head
  call('PEXPIRE', head, ARGV[1] + ARGV[3])
  return { current and 'next' or 'begin', generation, others }
end

if ARGV[9] ~= '' then
  read = call('RPUSH', key(current), ARGV[9])
  call('HINCRBY', head, 'ids', #ARGV[9] / 16)
  if read == 1 then
    call('PEXPIRE', key(current), ARGV[3])
  end
end
local answer = { 'ok', read, others }
for i = 10, #ARGV, 2 do
  if call('HGET', KEYS[2], ARGV[i]) ~= ARGV[i + 1] then
    answer[#answer + 1] = (i - 8) / 2
  end
end
return answer
