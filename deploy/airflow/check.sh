#!/usr/bin/env bash
# check.sh: runs the DAG with Airflow itself, with a submit script that only ends as told, and looks at
# the state of each run. Needs Python 3.10 or newer; Airflow is installed into a virtual environment
# below target/ of the checkout, or is taken from the one that AIRFLOW_VENV names.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
venv=${AIRFLOW_VENV:-$(dirname "$(dirname "$here")")/target/airflow-venv}
if [ ! -x "$venv/bin/airflow" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'apache-airflow==2.11.0'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/home/deploy" "$work/dags"
cp "$here/depthlm_nightly.py" "$work/dags/"
cat >"$work/home/deploy/spark-submit.sh" <<'SUBMIT'
#!/usr/bin/env bash
# The word behind -- is the command; each command's exit code stands in a file of its name.
while [ "$1" != -- ]; do shift; done
echo "$2" >>"$STATES/ran"
exit "$(cat "$STATES/$2" 2>/dev/null || echo 0)"
SUBMIT
chmod +x "$work/home/deploy/spark-submit.sh"

export AIRFLOW_HOME=$work/airflow AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__CORE__UNIT_TEST_MODE=False
export AIRFLOW__CORE__DAGS_FOLDER=$work/dags STATES=$work/states
export AIRFLOW__LOGGING__LOGGING_LEVEL=CRITICAL
export AIRFLOW_VAR_DEPTHLM_HOME=$work/home AIRFLOW_VAR_DEPTHLM_CONF=nightly.conf AIRFLOW_VAR_DEPTHLM_WAREHOUSE=/warehouse
mkdir -p "$STATES"
"$venv/bin/airflow" db migrate >/dev/null 2>&1
PATH=$venv/bin:$PATH "$venv/bin/python" - "$work/dags" 2>"$work/log" <<'PYTHON' || { tail -n 20 "$work/log" >&2; exit 1; }
import datetime
import os
import pathlib
import sys

sys.path.insert(0, sys.argv[1])
from depthlm_nightly import dag

states = pathlib.Path(os.environ["STATES"])
# what each command ends with, the state of the run, the commands that ran
CASES = [
    ({}, "success", ["predict", "evaluate", "compare", "report"]),
    ({"compare": 4}, "failed", ["predict", "evaluate", "compare", "report"]),
    ({"evaluate": 4}, "failed", ["predict", "evaluate"]),
    ({"report": 4}, "failed", ["predict", "evaluate", "compare", "report"]),
]
wrong = 0
for day, (codes, expected, commands) in enumerate(CASES, start=1):
    for file in states.iterdir():
        file.unlink()
    for command, code in codes.items():
        (states / command).write_text(str(code))
    date = datetime.datetime(2026, 1, day, tzinfo=datetime.timezone.utc)
    run = dag.test(execution_date=date)
    ran = (states / "ran").read_text().split()
    state = str(run.state).split(".")[-1].lower()
    right = state == expected and sorted(ran) == sorted(commands)
    wrong += not right
    print(f"{'right' if right else 'WRONG'}: exit codes {codes or 'all 0'}: run {state}, ran {ran}")
sys.exit(1 if wrong else 0)
PYTHON
