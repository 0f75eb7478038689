#!/usr/bin/env bash
# collect-jars.sh DIR: copies Spark, S3A, DJL and PyTorch into a folder, for an image's $SPARK_HOME/jars.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
[ $# -eq 1 ] || { echo "usage: $0 DIR" >&2; exit 1; }
lists=("$home/jobs/target/classpath-provided.txt" "$home/jobs/target/classpath-runtime.txt")
[ -f "${lists[0]}" ] || { echo "$0: build first: ./depthlm --version" >&2; exit 2; }
mkdir -p "$1"
# Our own jars and what depthlm.jar already holds stay out: two copies of a class are one too many.
cat "${lists[@]}" | tr ':' '\n' | LC_ALL=C sort -u |
  grep -vE '/(depthlm-common|config|picocli|metadata-extractor|xmpcore|jinjava|jhdf|mfl-core|delta-spark_[0-9.]+|delta-storage)(-[^/]*)?\.jar$' |
  while read -r jar; do cp -u "$jar" "$1/"; done
echo "$(ls "$1" | wc -l) jars in $1"
