-- ARGV[4]  packed triples of identity, mark expected and mark to put in its place; an empty mark is none
-- Returns a digit for each: 1 where the expected mark stood
turn()
local changes, made = cmsgpack.unpack(ARGV[4]), {}
for i = 1, #changes, 3 do
  local id, expected, next = changes[i], changes[i + 1], changes[i + 2]
  local found = call('HGET', current, id)
  local old = not found and call('HGET', previous, id)
  local mark = found or old
  if (mark and told(id, mark) or '') == expected then
    if old then
      call('HDEL', previous, id)
    end
    if next ~= '' then
      put({ id, next })
    elseif found then
      call('HDEL', current, id)
    end
    made[#made + 1] = '1'
  else
    made[#made + 1] = '0'
  end
end
return table.concat(made)
