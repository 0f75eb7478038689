#!/usr/bin/env bash
# nightly.sh: one night's sweep and its gate, for cron. Settings come from the environment:
#   DEPTHLM_CONF        the sweep file, a path or any URI (required)
#   DEPTHLM_WAREHOUSE   the tables (required)
#   DEPTHLM_RULES       default delta1,coverage=0.001,speed=0.8
#   DEPTHLM_LOGS        a folder for logs, default ./nightly-logs; those older than 30 days go
#   DEPTHLM_NOTIFY      a command that gets one line on its standard input when a night fails
#   DEPTHLM_SUBMIT      options of spark-submit, one word each; without it this machine does the work
# Its exit code is the program's: 4 says that too much failed or that the gate did not hold. What a
# lost machine left is continued by running it again on the same day (UTC).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
home=$(cd "$here/../.." && pwd -P)
: "${DEPTHLM_CONF:?name a sweep file}" "${DEPTHLM_WAREHOUSE:?name the warehouse}"
logs=${DEPTHLM_LOGS:-nightly-logs}
mkdir -p "$logs"

tell() {
  echo "$1" >&2
  if [ -n "${DEPTHLM_NOTIFY:-}" ]; then
    bash -c "$DEPTHLM_NOTIFY" <<<"$1" || echo "nightly: the notification failed" >&2
  fi
}

# A night that takes a day must not meet the next one.
exec 9>"$logs/.lock"
if ! flock -n 9; then
  tell "nightly: the last one still runs; this one is left out"
  exit 3
fi

day=$(date -u +%F)
log=$logs/nightly-$day.log
command=(sweep --conf "$DEPTHLM_CONF" --warehouse "$DEPTHLM_WAREHOUSE" --run-id "nightly-$day"
  --baseline accepted --fail-if-worse "${DEPTHLM_RULES:-delta1,coverage=0.001,speed=0.8}" --accept)

status=0
if [ -n "${DEPTHLM_SUBMIT:-}" ]; then
  read -ra options <<<"$DEPTHLM_SUBMIT"
  "$home/deploy/spark-submit.sh" "${options[@]}" -- "${command[@]}" >>"$log" 2>&1 9>&- || status=$?
else
  "$home/depthlm" "${command[@]}" >>"$log" 2>&1 9>&- || status=$?
fi
find "$logs" -name 'nightly-*.log' -mtime +30 -delete

case $status in
  0) echo "nightly: run nightly-$day is accepted" ;;
  4)
    reasons=$(grep -E '^(gate|failed): ' "$log" | sort -u | head -n 5 | tr '\n' ';' || true)
    tell "nightly: run nightly-$day is not accepted: ${reasons:-see $log}"
    ;;
  *) tell "nightly: run nightly-$day ended with exit code $status; see the end of $log" ;;
esac
exit "$status"
