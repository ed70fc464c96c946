-- Generations that are sets

-- Which of the identities the generation has, a sparse table; nothing where it has none of them. A loop, because Lua makes
-- texts of numbers slowly
local function members(generation, ids)
  if call('EXISTS', generation) == 0 then
    return nil
  end
  local known
  local found = call('SMISMEMBER', generation, unpack(ids))
  for i = 1, #found do
    if found[i] == 1 then
      known = known or {}
      known[i] = true
    end
  end
  return known
end
