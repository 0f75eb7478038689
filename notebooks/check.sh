#!/usr/bin/env bash
# notebooks/check.sh [WAREHOUSE]
# Executes every notebook on a warehouse, from top to bottom; fails where a cell does. Without a
# warehouse it runs the demo first. Needs Python 3.11 or newer; what the notebooks import goes into a
# virtual environment of its own under target/.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
home=$(dirname "$here")
venv=$home/target/notebook-venv
stamp=$venv/requirements.installed

if [ $# -ge 1 ]; then
  warehouse=$1
  case $warehouse in
    *://*) ;;
    *) warehouse=$(cd "$warehouse" && pwd -P) ;;
  esac
else
  "$home/depthlm" demo --out "$home/target/notebook-demo"
  warehouse=$home/target/notebook-demo/warehouse
fi

if ! cmp -s "$here/requirements.txt" "$stamp"; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$stamp"
fi

cd "$here"
DEPTHLM_WAREHOUSE=$warehouse "$venv/bin/python" - <<'PYTHON'
import pathlib
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

failed = 0
for path in sorted(pathlib.Path(".").glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    if any(cell.get("outputs") for cell in notebook.cells):
        print(f"{path}: has outputs; clear them before committing", file=sys.stderr)
        failed += 1
    try:
        NotebookClient(notebook, timeout=300).execute()
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        plots = sum("image/png" in o.get("data", {}) for cell in code for o in cell.outputs)
        print(f"{path}: {len(code)} cells ran, {plots} plots")
    except CellExecutionError as error:
        print(f"{path}: {error}", file=sys.stderr)
        failed += 1
    out = pathlib.Path("../target/notebooks")
    out.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, out / path.name)
sys.exit(1 if failed else 0)
PYTHON
