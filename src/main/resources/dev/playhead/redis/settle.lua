-- ARGV[4]  packed pairs of identity and mark, or nothing; ARGV[5] packed pairs of a page's name and lines, or nothing
-- Puts the marks down, whatever stood there: an older generation is looked at only where the newer knows nothing. Adds the
-- lines to their pages: what they tell counts for the identities whose marks name that page
turn()
if ARGV[4] ~= '' then
  put(cmsgpack.unpack(ARGV[4]))
end
if ARGV[5] ~= '' then
  local pages = cmsgpack.unpack(ARGV[5])
  for i = 1, #pages, 2 do
    local before = call('HGET', current, pages[i])
    if before then
      pages[i + 1] = before .. pages[i + 1]
    end
  end
  put(pages)
end
return ''
