# Runs a child and ends it when whoever started the guard is gone: the guard's standard input is a pipe from there,
# which the system closes however that process ended.
# Arguments: file for the child's pid, file for its output, seconds between SIGTERM and SIGKILL, the command.
pid_file=$1 output=$2 grace=$3
shift 3
exec 3<&0 </dev/null >"$output" 2>&1
"$@" 3<&- &
child=$!
echo "$child" >"$pid_file"
(
    while read -r _ <&3; do :; done
    kill -TERM "$child"
    waited=0
    while [ "$waited" -lt "$grace" ] && kill -0 "$child"; do
        sleep 1
        waited=$((waited + 1))
    done
    kill -KILL "$child"
) 2>/dev/null &
watcher=$!
exec 3<&-
trap 'kill -TERM "$child"' TERM INT HUP
while :; do
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null || break
done
kill "$watcher" 2>/dev/null
exit "$code"
