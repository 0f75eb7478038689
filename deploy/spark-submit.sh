#!/usr/bin/env bash
# spark-submit.sh [SPARK-SUBMIT OPTIONS] -- COMMAND [ARGUMENTS]: runs a depthlm command on a cluster.
#
# Environment:
#   SPARK_HOME      the Spark installation
#   DEPTHLM_JAR     another jar than the checkout's
#   SPARK_LOCAL_IP  the address of this machine; 127.0.0.1 if the master is on it
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

# A master on loopback has its workers there, too: the driver must not be anywhere else.
case " ${options[*]} " in
  *" spark://127."* | *" spark://localhost"* | *" local "* | *" local["*)
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
esac

# spark.log.level below begins to count when the session starts. What spark-submit logs before that
# follows a file: the installation's if it has one, else ours.
if [ ! -f "${SPARK_CONF_DIR:-$SPARK_HOME/conf}/log4j2.properties" ]; then
  log=-Dlog4j2.configurationFile=file:$home/jobs/src/main/resources/log4j2.properties
  export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} $log"
fi

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
