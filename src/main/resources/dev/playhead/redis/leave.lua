-- ARGV[2]  who leaves
leave(ARGV[2])
free()
return ''
