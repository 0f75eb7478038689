"""The nightly sweep as an Airflow DAG: predict, evaluate, then gate and page.

Each task is one command of the program through deploy/spark-submit.sh on the worker, so Airflow needs
no provider packages. The stages share a run id of the day, and every one of them continues what an
earlier try left. Exit code 4 (too much failed, or a gate that did not hold) fails a task at once,
for another try would find the same; every other failure is tried again. The gate and the page are
both leaves of the graph, because Airflow takes the state of a run from its leaves: a gate that does
not hold fails the run, and the page is written all the same.

Variables (Admin > Variables): depthlm_home, depthlm_conf, depthlm_warehouse, and optionally
depthlm_submit_options and depthlm_rules. Access to storage comes from the worker's own identity.
"""

from __future__ import annotations

import shlex
import subprocess
from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException

try:
    from airflow.providers.standard.operators.python import PythonOperator  # Airflow 3
except ImportError:
    from airflow.operators.python import PythonOperator

RUN = "nightly-{{ ds }}"
HOME = "{{ var.value.depthlm_home }}"
WAREHOUSE = "{{ var.value.depthlm_warehouse }}"
CONF = "{{ var.value.depthlm_conf }}"
OPTIONS = "{{ var.value.get('depthlm_submit_options', '--master yarn --deploy-mode client') }}"
RULES = "{{ var.value.get('depthlm_rules', 'delta1,coverage=0.001,speed=0.8') }}"

NOT_ACCEPTED = 4


def submit(home: str, options: str, *arguments: str) -> None:
    """Runs a command of the program and turns its exit code into what Airflow knows."""
    line = [f"{home}/deploy/spark-submit.sh", *shlex.split(options), "--", *arguments]
    code = subprocess.run(line, check=False).returncode
    if code == NOT_ACCEPTED:
        raise AirflowFailException("too much failed, or the gate did not hold: see the log above")
    if code != 0:
        raise AirflowException(f"exit code {code}")


def command(task_id: str, *arguments: str, **settings) -> PythonOperator:
    """A task that runs one command."""
    words = [HOME, OPTIONS, *arguments, "--warehouse", WAREHOUSE]
    return PythonOperator(task_id=task_id, python_callable=submit, op_args=words, **settings)


with DAG(
    dag_id="depthlm_nightly",
    schedule="0 1 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=12),
    },
    tags=["depthlm"],
) as dag:
    predict = command("predict", "predict", "--conf", CONF, "--run-id", RUN)
    evaluate = command("evaluate", "evaluate", "--conf", CONF, "--run-id", RUN)
    gate = command(
        "gate",
        "compare",
        "--run",
        RUN,
        "--baseline",
        "accepted",
        "--fail-if-worse",
        RULES,
        "--accept",
    )
    page = command(
        "page",
        "report",
        "--run",
        RUN,
        "--out",
        f"{WAREHOUSE}/reports/{RUN}.html",
    )
    predict >> evaluate >> [gate, page]
