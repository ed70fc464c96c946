-- ARGV[2]  who asks; ARGV[3…] pairs of partition and the highest epoch that is known from elsewhere
-- Returns pairs of partition and epoch for what was free
local given = {}
if not members[ARGV[2]] then
  return given
end
show(ARGV[2])
for i = 3, #ARGV, 2 do
  local partition, above, text = ARGV[i], tonumber(ARGV[i + 1]), leases[ARGV[i]]
  -- Somebody may still hold it for whom this Redis knew it, before it lost its data
  local forgotten = not text and above > 0 and now - since < tonumber(ARGV[1])
  if not forgotten and not (text and string.find(text, ' ', 1, true)) then
    local epoch = string.format('%.0f', math.max(above, tonumber(text or 0)) + 1)
    leases[partition] = epoch .. ' ' .. ARGV[2]
    call('HSET', KEYS[2], partition, leases[partition])
    given[#given + 1] = partition
    given[#given + 1] = epoch
  end
end
return given
