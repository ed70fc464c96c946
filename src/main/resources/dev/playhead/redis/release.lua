-- ARGV[2…]  pairs of partition and lease as it was held
for i = 2, #ARGV, 2 do
  if leases[ARGV[i]] == ARGV[i + 1] then
    call('HSET', KEYS[2], ARGV[i], string.match(ARGV[i + 1], '^%d+'))
  end
end
return ''
