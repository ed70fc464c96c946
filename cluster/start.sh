#!/bin/sh
# Starts a sandbox (Kafka and Redis) and some nodes on this machine, three if not said otherwise; Ctrl-C stops them all.
#
#   cluster/start.sh [nodes]
#
# Data and logs are kept under data/ where it is called. Settings of every node: in the environment.
set -eu

nodes=${1:-3}
case $nodes in
    '' | *[!0-9]* | 0) echo "usage: cluster/start.sh [nodes]" >&2; exit 2 ;;
esac
jar=$(cd "$(dirname "$0")/.." && pwd)/target/playhead.jar
[ -f "$jar" ] || { echo "There is no $jar: build it first, with mvn -DskipTests package" >&2; exit 1; }
data=${PLAYHEAD_DATA_DIR:-data}
kafka=${PLAYHEAD_SANDBOX_KAFKA_PORT:-19092}
redis=${PLAYHEAD_SANDBOX_REDIS_PORT:-16379}
http=${PLAYHEAD_HTTP_PORT:-8080}
tcp=${PLAYHEAD_TCP_PORT:-7070}
management=${PLAYHEAD_MANAGEMENT_PORT:-9000}
port=${PLAYHEAD_CLUSTER_PORT:-15701}
mkdir -p "$data"

sandbox_pid=
node_pids=

# What runs in the background of a script does not hear Ctrl-C, so that the nodes can be stopped before their stores.
stop() {
    trap '' INT TERM
    [ -z "$node_pids" ] || { kill $node_pids 2> /dev/null || true; wait $node_pids || true; }
    [ -z "$sandbox_pid" ] || { kill "$sandbox_pid" 2> /dev/null || true; wait "$sandbox_pid" || true; }
}
trap 'echo; echo "Stopping."; stop; exit 0' INT TERM

# await PID LOG: until the process says that it is ready
await() {
    until grep -Eq 'is ready|"message":"(node|sandbox) started"' "$2"; do
        if ! kill -0 "$1" 2> /dev/null; then
            cat "$2" >&2
            stop
            exit 1
        fi
        sleep 0.1
    done
}

java -jar "$jar" sandbox --data.dir="$data/sandbox" > "$data/sandbox.log" 2>&1 &
sandbox_pid=$!
await "$sandbox_pid" "$data/sandbox.log"

members=
number=0
while [ "$number" -lt "$nodes" ]; do
    members=${members:+$members,}127.0.0.1:$((port + 10 * number))
    number=$((number + 1))
done

number=0
while [ "$number" -lt "$nodes" ]; do
    java -Xms1g -Xmx1g -Xmn600m -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError -jar "$jar" \
        --data.dir="$data/node$((number + 1))" \
        --http.port=$((http + number)) --tcp.port=$((tcp + number)) --management.port=$((management + number)) \
        --cluster.port=$((port + 10 * number)) --cluster.busPort=$((port + 10 * number + 1)) \
        --cluster.members="$members" --cluster.minimum=$((nodes / 2 + 1)) \
        --kafka.bootstrap.servers="127.0.0.1:$kafka" --redis.url="redis://127.0.0.1:$redis" \
        > "$data/node$((number + 1)).log" 2>&1 &
    node_pids="$node_pids $!"
    number=$((number + 1))
done

number=0
for pid in $node_pids; do
    await "$pid" "$data/node$((number + 1)).log"
    echo "Node $((number + 1)): http://localhost:$((http + number))  TCP localhost:$((tcp + number))  health http://localhost:$((management + number))/health/ready"
    number=$((number + 1))
done
echo "Kafka localhost:$kafka  Redis localhost:$redis  logs and data in $data"
echo "Who is there: curl -s localhost:$http/v1/cluster    Stop all with Ctrl-C."
wait
