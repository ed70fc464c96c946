-- Generations that are hashes: a mark for each identity
local function put(pairs)
  call('HSET', current, unpack(pairs))
  if size == 0 then
    call('PEXPIRE', current, ARGV[3])
    size = #pairs / 2
  end
end

-- A mark that names a page is what the page tells of the identity, as soon as it tells anything: MarkCodec has the bytes.
-- A page stands among the identities of the generations in which it was written
local pages = {}
local function told(id, mark)
  if string.byte(mark) ~= 4 then
    return mark
  end
  local name = string.sub(mark, 3, 2 + string.byte(mark, 2))
  local page = pages[name]
  if not page then
    page = (call('HGET', current, name) or '') .. (call('HGET', previous, name) or '')
    pages[name] = page
  end
  local at = string.find(page, string.sub(id, 1, 8), 1, true)
  return at and string.sub(page, at + 9, at + 8 + string.byte(page, at + 8)) or mark
end

-- What is known of each identity: a sparse table, and how many there are
local function known(ids)
  local marks, hits = {}, 0
  for _, key in ipairs({ current, previous }) do
    if key ~= current or size > 0 then
      local found = call('HMGET', key, unpack(ids))
      for i = 1, #ids do
        if found[i] and not marks[i] then
          marks[i] = told(ids[i], found[i])
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
