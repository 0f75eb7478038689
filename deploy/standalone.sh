#!/usr/bin/env bash
# standalone.sh start [WORKERS] | stop: a Spark standalone cluster on this machine, on loopback only.
# Its logs, process numbers and the executors' folders lie in $SPARK_HOME/run.
#
# Environment:
#   SPARK_HOME           a Spark installation, such as deploy/spark-home.sh makes
#   SPARK_MASTER_PORT    7077; 0 takes a free one
#   SPARK_WORKER_CORES   what each worker offers; the machine's cores divided by the workers
#   SPARK_WORKER_MEMORY  2g
#   SPARK_WORKER_OPTS    JVM flags of the workers, such as -Dspark.worker.resource.gpu.amount=1
set -euo pipefail
: "${SPARK_HOME:?name a Spark installation; deploy/spark-home.sh makes one}"
run=$SPARK_HOME/run

die() { echo "$0: $*" >&2; exit 2; }

# daemon NAME CLASS [ARGUMENTS]
daemon() {
  local name=$1
  shift
  : >"$run/$name.log" # there before anybody looks
  SPARK_NO_DAEMONIZE=1 setsid "$SPARK_HOME/bin/spark-class" "$@" >"$run/$name.log" 2>&1 </dev/null &
  echo $! >"$run/$name.pid"
}

# await NAME PATTERN: the first line of its log that has it
await() {
  local line
  for _ in $(seq 600); do
    line=$(grep -m 1 -e "$2" "$run/$1.log" || true)
    [ -z "$line" ] || { echo "$line"; return; }
    kill -0 "$(cat "$run/$1.pid")" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 5 "$run/$1.log" >&2
  die "the $1 did not start; its log is $run/$1.log"
}

start() {
  local workers=${1:-2} url i
  [ ! -f "$run/master.pid" ] || die "there is a cluster already: $0 stop"
  mkdir -p "$run"
  trap stop EXIT # a start that fails leaves nothing running
  export SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=${SPARK_DAEMON_MEMORY:-256m}
  daemon master org.apache.spark.deploy.master.Master \
    --host 127.0.0.1 --port "${SPARK_MASTER_PORT:-7077}" --webui-port 0
  url=$(await master 'Starting Spark master at' | grep -o 'spark://[^ ]*')
  local cores=${SPARK_WORKER_CORES:-$((($(nproc) + workers - 1) / workers))}
  for ((i = 1; i <= workers; i++)); do
    daemon "worker-$i" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
      --cores "$cores" --memory "${SPARK_WORKER_MEMORY:-2g}" --work-dir "$run/worker-$i" "$url"
  done
  for ((i = 1; i <= workers; i++)); do
    await "worker-$i" 'Successfully registered with master' >/dev/null
  done
  trap - EXIT
  echo "$url"
}

stop() {
  local file pid
  for file in "$run"/*.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    # Each is a session of its own: its executors go with it.
    kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 -- "-$pid" 2>/dev/null || true
    rm -f "$file"
  done
}

case ${1:-} in
  start) start "${2:-2}" ;;
  stop) stop ;;
  *) echo "usage: $0 start [WORKERS] | stop" >&2; exit 1 ;;
esac
