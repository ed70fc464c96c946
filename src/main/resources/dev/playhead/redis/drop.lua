-- Forgets all
open('SCARD')
call('UNLINK', head, current, previous)
return ''
