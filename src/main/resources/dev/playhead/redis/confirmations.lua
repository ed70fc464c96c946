-- What a group has confirmed of a topic: a log of identities, 16 bytes each, in two generations, of which nodes hold copies.
-- A call brings a copy up to date, and adds to the log only what a copy that is up to date does not have.
-- KEYS[1]  the head: a hash of the current generation, which is named after its birth in epoch ms, the age at which it is
--          closed, how many identities it has and the mark of its last entry, and of the generation before it and how many that
--          has. A generation's key is "<head>:<generation>", a list; an entry is identities run together and a mark of 8 bytes
--          that no other entry has
-- KEYS[2]  the leases of the group
-- ARGV[1]  the age in ms and ARGV[2] the size at which a generation is closed; ARGV[3] its time to live in ms
-- ARGV[4]  how many bytes of a log are answered at most, about
-- ARGV[5]  the generation that the copy has read up to, 0 for none; ARGV[6] how many entries of it; ARGV[7] the mark of the
--          last of those, or where there are none of the last entry of the generation before; "-" where the copy has no entry
--          of either. Where it is another the copy is of another log, as Redis has lost something
-- ARGV[8]  1 to add; ARGV[9] an entry of identities that are new to the copy, none twice, or nothing where none is
-- ARGV[10] a partition and ARGV[11] its lease as it stood in KEYS[2], and so on: the leases under which they come
-- Returns  "ok", how many entries the copy has then, the identities that others had added before, the mark of the last of
--          those entries, nothing where there is none, and the places of the leases that stand no more, from 1;
--          "more", the same without leases: nothing was added, there is more to read;
--          "next", the generation to go on in, the identities of the rest of the one that it had, and the mark of its last
--          entry, nothing where there was no rest: nothing was added; or
--          "begin", the generation to read from the start, with all forgotten that the copy had, and how many identities there
--          are to be read
local call, head = redis.call, KEYS[1]
local state = call('HMGET', head, 'current', 'previous', 'ids', 'last', 'age', 'before')
local current, previous = state[1], state[2]
local known, read, mark = ARGV[5], tonumber(ARGV[6]), ARGV[7]
local most, step = 2000, 1

local function key(generation)
  return head .. ':' .. generation
end

local function begin()
  return { 'begin', previous or current or '0', (state[3] or 0) + (state[6] or 0) }
end

if known == '0' and current or known ~= '0' and known ~= current and known ~= previous then
  return begin()
end
local entries = call('LLEN', key(known))
if read > 0 or known == current then
  local last
  if read == 0 then
    last = previous and call('LINDEX', key(previous), -1)
  else
    last = read == entries and known == current and state[4] or call('LINDEX', key(known), read - 1)
  end
  if string.sub(last or '-', -8) ~= mark then
    return begin()
  end
end

local parts, bytes, first, reached = {}, 0, read, ''
while read < entries and bytes < tonumber(ARGV[4]) and #parts < most do
  for _, entry in ipairs(call('LRANGE', key(known), read, read + step - 1)) do
    read = read + 1
    bytes = bytes + #entry
    parts[#parts + 1] = string.sub(entry, 1, -9)
    reached = string.sub(entry, -8)
  end
  step = math.max(1, math.min(100, math.floor((ARGV[4] - bytes) * (read - first) / bytes)))
end
local others = table.concat(parts)
if read < entries then
  return { 'more', read, others, reached }
end
if known == previous then
  return { 'next', current, others, reached }
end
if ARGV[8] ~= '1' then
  return { 'ok', read, others, reached }
end

local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- By the shorter of two ages, where nodes are set to different ones: what was put down first expires first
local age = math.min(tonumber(ARGV[1]), tonumber(state[5] or ARGV[1]))
if not current or now - current >= age or tonumber(state[3]) >= tonumber(ARGV[2]) then
  local generation = string.format('%.0f', current and math.max(now, current + 1) or now)
  if previous then
    call('UNLINK', key(previous))
  end
  call('DEL', head)
  call('HSET', head, 'current', generation, 'age', ARGV[1], 'ids', 0)
  -- A log begins up to an age after its generation. Neither may outlive the head, and one that the head names has to be there
  call('PEXPIRE', head, ARGV[1] + ARGV[3])
  if current then
    call('HSET', head, 'previous', current, 'before', state[3])
    call('PEXPIRE', key(current), ARGV[1] + ARGV[3])
  end
  return current and { 'next', generation, others, reached } or { 'begin', generation, 0 }
end

if ARGV[9] ~= '' then
  read = call('RPUSH', key(current), ARGV[9])
  call('HSET', head, 'ids', state[3] + (#ARGV[9] - 8) / 16, 'last', string.sub(ARGV[9], -8))
  if read == 1 then
    -- It has to last for all that comes before it is closed, so it is closed by the age of who begins it at the latest
    call('HSET', head, 'age', age)
    call('PEXPIRE', key(current), ARGV[3])
  end
end
local answer = { 'ok', read, others, reached }
for i = 10, #ARGV, 2 do
  if call('HGET', KEYS[2], ARGV[i]) ~= ARGV[i + 1] then
    answer[#answer + 1] = (i - 8) / 2
  end
end
return answer
