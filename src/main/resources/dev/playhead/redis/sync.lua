-- ARGV[2…]  the members that are shown
-- Returns the names of all members in the order in which they came, and pairs of partition and lease that are held
for i = 2, #ARGV do
  show(ARGV[i])
end
local names, held = {}, {}
for name in pairs(members) do
  names[#names + 1] = name
end
table.sort(names, function(one, other) return members[one] < members[other] end)
for partition, text in pairs(leases) do
  if string.find(text, ' ', 1, true) then
    held[#held + 1] = partition
    held[#held + 1] = text
  end
end
return { names, held }
