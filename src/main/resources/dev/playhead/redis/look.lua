-- ARGV[4]  packed identities
-- Returns what is known of them
open()
local ids = cmsgpack.unpack(ARGV[4])
local marks, hits = known(ids)
return packed(marks, #ids, hits)
