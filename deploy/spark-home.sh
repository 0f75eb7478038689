#!/usr/bin/env bash
# spark-home.sh DIR: makes DIR a SPARK_HOME of the jars that this project was built with (Spark, S3A, DJL,
# PyTorch): bin/spark-submit, bin/spark-class, jars/. For machines and images without a Spark distribution.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 1; }
mkdir -p "$1/bin"
"$(dirname "${BASH_SOURCE[0]}")/collect-jars.sh" "$1/jars"

cat >"$1/bin/spark-class" <<'SH'
#!/usr/bin/env bash
# spark-class CLASS [ARGUMENTS]: asks Spark's launcher for the command that runs a class, and becomes it.
set -euo pipefail
SPARK_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export SPARK_HOME
# The launcher looks for it in folders of a source checkout otherwise.
core=$(echo "$SPARK_HOME"/jars/spark-core_*.jar)
core=${core##*spark-core_}
export SPARK_SCALA_VERSION=${core%%-*}
command=()
# It prints a NUL and a newline, then the command's words, each ended by a NUL.
while IFS= read -r -d '' word; do
  command+=("${word#$'\n'}")
done < <("${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" \
  org.apache.spark.launcher.Main "$@")
[ ${#command[@]} -gt 1 ] || exit 1
exec "${command[@]:1}"
SH
cat >"$1/bin/spark-submit" <<'SH'
#!/usr/bin/env bash
# spark-submit [OPTIONS] JAR [ARGUMENTS]
exec "$(dirname "${BASH_SOURCE[0]}")/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
SH
chmod +x "$1/bin/spark-class" "$1/bin/spark-submit"
echo "SPARK_HOME: $1"
