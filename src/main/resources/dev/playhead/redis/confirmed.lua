-- ARGV[4]  packed identities
-- Returns nothing where none is known; else a digit for each, 1 for known, of the current generation and then of the one
-- before it
open('SCARD')
local ids = cmsgpack.unpack(ARGV[4])
local now = table.concat(call('SMISMEMBER', current, unpack(ids)))
local before = table.concat(call('SMISMEMBER', previous, unpack(ids)))
local digits = now .. before
return string.find(digits, '1', 1, true) and digits or ''
