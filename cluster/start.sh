#!/usr/bin/env bash
# Starts a sandbox (Kafka and Redis) and some nodes on this machine, three by default. Ctrl-C stops them all.
#
#   cluster/start.sh [nodes]     start them, and report each process that ends
#   cluster/start.sh node 2      start node 2 again; Ctrl-C stops this node
#   cluster/start.sh sandbox     start the sandbox again; Ctrl-C stops it
#   cluster/start.sh stop        stop a running cluster from another terminal
#
# Data and logs are under data/ (PLAYHEAD_DATA_DIR) of the current directory; each start appends to the logs. Every node takes
# its settings from the environment, and its JVM options from JAVA_OPTS.
set -eu

usage() {
    echo "usage: cluster/start.sh [nodes] | node NUMBER | sandbox | stop" >&2
    exit 2
}

number() { [[ $1 =~ ^[1-9][0-9]{0,2}$ ]] || usage; }

command=start
nodes=3
one=
case ${1:-} in
    node) [ $# -eq 2 ] || usage; number "$2"; command=again; one=node$2 ;;
    sandbox) [ $# -eq 1 ] || usage; command=again; one=sandbox ;;
    stop) [ $# -eq 1 ] || usage; command=stop ;;
    '') [ $# -eq 0 ] || usage ;;
    *) [ $# -eq 1 ] || usage; number "$1"; nodes=$1 ;;
esac
home=$(cd "$(dirname "$0")" && pwd)
jar=$(dirname "$home")/target/playhead.jar
[ -f "$jar" ] || { echo "There is no $jar: build it first, with mvn -DskipTests package" >&2; exit 1; }
options=${JAVA_OPTS:--Xms1g -Xmx1g -Xmn600m -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError}
data=${PLAYHEAD_DATA_DIR:-data}
kafka=${PLAYHEAD_SANDBOX_KAFKA_PORT:-19092}
redis=${PLAYHEAD_SANDBOX_REDIS_PORT:-16379}
http=${PLAYHEAD_HTTP_PORT:-8080}
tcp=${PLAYHEAD_TCP_PORT:-7070}
management=${PLAYHEAD_MANAGEMENT_PORT:-9000}
port=${PLAYHEAD_CLUSTER_PORT:-15701}
mkdir -p "$data"

names=() # of the processes that this script has started
pids=()
owner=no # whether the data directory is this script's cluster

title() { case $1 in sandbox) echo "The sandbox" ;; *) echo "Node ${1#node}" ;; esac; }

log_of() { echo "$data/$1.log"; }

# running NAME: the process that holds the data directory of a node or of the sandbox
running() {
    local pid
    pid=$(cat "$data/$1/playhead.lock" 2> /dev/null) || return 1
    [ -n "$pid" ] && ps -o args= -p "$pid" 2> /dev/null | grep -q playhead.jar && echo "$pid"
}

all_running() {
    local lock name
    for lock in "$data"/node*/playhead.lock "$data"/sandbox/playhead.lock; do
        name=$(basename "$(dirname "$lock")")
        if running "$name" > /dev/null; then echo "$name"; fi
    done
}

# end PID...: asks the processes to stop, and returns when they have
end() {
    local pid
    kill "$@" 2> /dev/null || true
    for pid in "$@"; do
        while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
    done
}

# The nodes stop before their stores. A process in the background of a script ignores Ctrl-C.
stop() {
    local index list=() name
    trap '' INT TERM HUP PIPE
    for index in "${!pids[@]}"; do
        [ "${names[$index]}" = sandbox ] || list+=("${pids[$index]}")
    done
    if [ $owner = yes ]; then
        for name in $(all_running); do
            [ "$name" = sandbox ] || list+=("$(running "$name")")
        done
    fi
    [ ${#list[@]} -eq 0 ] || end "${list[@]}"
    list=()
    for index in "${!pids[@]}"; do
        [ "${names[$index]}" != sandbox ] || list+=("${pids[$index]}")
    done
    if [ $owner = yes ] && name=$(running sandbox); then list+=("$name"); fi
    [ ${#list[@]} -eq 0 ] || end "${list[@]}"
}

stop_and_leave() {
    trap '' INT TERM HUP PIPE
    { echo; echo "Stopping."; } 2> /dev/null || true
    stop
    exit 0
}
# PIPE: without a reader of its reports the script must not leave its processes behind
trap stop_and_leave INT TERM HUP PIPE

# launch NAME ARGUMENT...: starts a process, and appends its output to its log
launch() {
    local name=$1
    shift
    java "$@" --data.dir="$data/$name" >> "$(log_of "$name")" 2>&1 &
    names+=("$name")
    pids+=("$!")
}

launch_sandbox() {
    launch sandbox -jar "$jar" sandbox --sandbox.kafka.port="$kafka" --sandbox.redis.port="$redis"
}

launch_node() {
    local at=$(($1 - 1)) each members=
    for ((each = 0; each < nodes; each++)); do
        members=${members:+$members,}127.0.0.1:$((port + 10 * each))
    done
    # The options are words
    # shellcheck disable=SC2086
    launch "node$1" $options -jar "$jar" \
        --http.port=$((http + at)) --tcp.port=$((tcp + at)) --management.port=$((management + at)) \
        --cluster.port=$((port + 10 * at)) --cluster.busPort=$((port + 10 * at + 1)) \
        --cluster.members="$members" --cluster.minimum=$((nodes / 2 + 1)) \
        --kafka.bootstrap.servers="127.0.0.1:$kafka" --redis.url="redis://127.0.0.1:$redis"
}

size_of() { if [ -f "$1" ]; then wc -c < "$1"; else echo 0; fi; }

# await INDEX SIZE: waits until the process is ready, by its log behind so many bytes; stops everything when it ends instead
await() {
    local name=${names[$1]} pid=${pids[$1]} code=0
    until tail -c "+$(($2 + 1))" "$(log_of "$name")" | grep -Eq 'is ready|"message":"(node|sandbox) started"'; do
        if ! kill -0 "$pid" 2> /dev/null; then
            wait "$pid" || code=$?
            tail -c "+$(($2 + 1))" "$(log_of "$name")" >&2
            echo "$(title "$name") did not start: exit code $code, log $(log_of "$name")" >&2
            stop
            exit 1
        fi
        sleep 0.1
    done
}

tell_node() {
    local at=$(($1 - 1))
    echo "Node $1: http://localhost:$((http + at))  TCP localhost:$((tcp + at))  health http://localhost:$((management + at))/health/ready"
}

# holder PORT: the process that listens there, where the system tells
holder() {
    { lsof -nP -t -iTCP:"$1" -sTCP:LISTEN || ss -ltnpH "sport = :$1" | sed -n 's/.*pid=\([0-9]*\).*/\1/p'; } 2> /dev/null | head -n 1
}

# require_free PORT SETTING VARIABLE: refuses a port on which another process listens
require_free() {
    local pid who="another process"
    if ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; then return; fi
    pid=$(holder "$1") || true
    [ -z "$pid" ] || who="process $pid ($(ps -o args= -p "$pid" | cut -c 1-100))"
    echo "Port $1 ($2) is in use by $who" >&2
    echo "Stop that process${pid:+ (kill $pid)}, or choose another port by $3" >&2
    exit 1
}

require_no_cluster() {
    local name found=
    for name in $(all_running); do
        found="$found${found:+, }$name (process $(running "$name"))"
    done
    if [ -n "$found" ]; then
        echo "A cluster runs on $data: $found" >&2
        echo "Stop it with Ctrl-C in its terminal, or with: $0 stop" >&2
        exit 1
    fi
}

require_free_ports() {
    local at
    require_free "$kafka" "sandbox.kafka.port" PLAYHEAD_SANDBOX_KAFKA_PORT
    require_free "$redis" "sandbox.redis.port" PLAYHEAD_SANDBOX_REDIS_PORT
    for ((at = 0; at < nodes; at++)); do
        require_free $((http + at)) "http.port of node $((at + 1))" PLAYHEAD_HTTP_PORT
        require_free $((tcp + at)) "tcp.port of node $((at + 1))" PLAYHEAD_TCP_PORT
        require_free $((management + at)) "management.port of node $((at + 1))" PLAYHEAD_MANAGEMENT_PORT
        require_free $((port + 10 * at)) "cluster.port of node $((at + 1))" PLAYHEAD_CLUSTER_PORT
        require_free $((port + 10 * at + 1)) "cluster.busPort of node $((at + 1))" PLAYHEAD_CLUSTER_PORT
    done
}

# For "node" and "sandbox" in another terminal, and for Prometheus
write_files() {
    local at targets=
    printf 'nodes=%s kafka=%s redis=%s http=%s tcp=%s management=%s port=%s\n' \
        "$nodes" "$kafka" "$redis" "$http" "$tcp" "$management" "$port" > "$data/cluster"
    for ((at = 0; at < nodes; at++)); do
        targets="$targets${targets:+, }localhost:$((management + at))"
    done
    printf '# Written by cluster/start.sh %s\n- targets: [%s]\n' "$nodes" "$targets" > "$home/monitoring/nodes.yml" ||
        echo "Prometheus does not learn of the nodes" >&2
}

# watch: reports each process that ends, until none is left
watch() {
    local index code name
    while true; do
        for index in "${!pids[@]}"; do
            if kill -0 "${pids[$index]}" 2> /dev/null; then continue; fi
            code=0
            wait "${pids[$index]}" || code=$?
            name=${names[$index]}
            [ "$code" -le 128 ] || code="$code (signal $((code - 128)))"
            echo "$(title "$name") ended: exit code $code, log $(log_of "$name"). Start it again with: $0 ${name/node/node }"
            unset "pids[$index]" "names[$index]"
        done
        if [ ${#pids[@]} -eq 0 ] && { [ $owner = no ] || [ -z "$(all_running)" ]; }; then
            echo "No process is left."
            exit 1
        fi
        sleep 0.5
    done
}

start() {
    local at sizes=() size
    require_no_cluster
    require_free_ports
    size=$(size_of "$(log_of sandbox)")
    launch_sandbox
    await 0 "$size"
    owner=yes
    write_files
    for ((at = 1; at <= nodes; at++)); do
        sizes+=("$(size_of "$(log_of "node$at")")")
        launch_node "$at"
    done
    for ((at = 1; at <= nodes; at++)); do
        await "$at" "${sizes[$((at - 1))]}"
        tell_node "$at"
    done
    echo "Kafka localhost:$kafka  Redis localhost:$redis  logs and data in $data"
    echo "List the nodes: curl -s localhost:$http/v1/cluster    Stop all with Ctrl-C."
    watch
}

again() {
    local size pid
    [ -f "$data/cluster" ] || { echo "There is no cluster on $data: start one with $0" >&2; exit 1; }
    # shellcheck source=/dev/null
    . "$data/cluster"
    if [ "$one" != sandbox ] && [ "${one#node}" -gt "$nodes" ]; then
        echo "The cluster on $data has the nodes 1 to $nodes" >&2
        exit 2
    fi
    if pid=$(running "$one"); then
        echo "$(title "$one") runs already: process $pid" >&2
        exit 1
    fi
    size=$(size_of "$(log_of "$one")")
    if [ "$one" = sandbox ]; then launch_sandbox; else launch_node "${one#node}"; fi
    await 0 "$size"
    if [ "$one" = sandbox ]; then
        echo "The sandbox: Kafka localhost:$kafka  Redis localhost:$redis  Stop it with Ctrl-C."
    else
        tell_node "${one#node}"
        echo "Stop this node with Ctrl-C."
    fi
    watch
}

case $command in
    start) start ;;
    again) again ;;
    stop)
        [ -n "$(all_running)" ] || { echo "No cluster runs on $data"; exit 0; }
        echo "Stopping: $(all_running | paste -sd ' ' -)"
        owner=yes
        stop
        ;;
esac
