-- ARGV[4]  packed pairs of identity and mark
-- Puts the marks down, whatever stood there: an older generation is looked at only where the newer knows nothing
turn('HLEN')
put(cmsgpack.unpack(ARGV[4]))
return ''
