#!/usr/bin/env bash
# spark-submit.sh [SPARK-SUBMIT OPTIONS] -- COMMAND [ARGUMENTS]: runs a depthlm command on a cluster.
# SPARK_HOME names the Spark installation; DEPTHLM_JAR another jar than the checkout's.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
jar=${DEPTHLM_JAR:-$home/jobs/target/depthlm.jar}
: "${SPARK_HOME:?name a Spark 3.5 installation}"
[ -f "$jar" ] || { echo "$0: there is no $jar; build it: ./depthlm --version" >&2; exit 2; }

options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  options+=("$1")
  shift
done
[ $# -gt 1 ] || { echo "usage: $0 [SPARK-SUBMIT OPTIONS] -- COMMAND [ARGUMENTS]" >&2; exit 1; }
shift

flags=$(sed -n 's:.*<spark.jvm.flags>\(.*\)</spark.jvm.flags>.*:\1:p' "$home/pom.xml")
export DEPTHLM_HOME=${DEPTHLM_HOME:-$home}
exec "$SPARK_HOME/bin/spark-submit" \
  --class io.depthlm.jobs.cli.Main \
  --conf "spark.driver.extraJavaOptions=$flags -Duser.timezone=UTC" \
  --conf "spark.executor.extraJavaOptions=$flags -Duser.timezone=UTC" \
  --conf spark.log.level=WARN \
  --conf spark.executorEnv.OMP_WAIT_POLICY=PASSIVE \
  --conf spark.executorEnv.MALLOC_ARENA_MAX=1 \
  --conf spark.executorEnv.MALLOC_MMAP_THRESHOLD_=1073741824 \
  --conf spark.executorEnv.MALLOC_TRIM_THRESHOLD_=4294967295 \
  "${options[@]}" "$jar" "$@"
