"""Opens the Delta tables of a warehouse in DuckDB, with the view `scored` of conf/views/scored.sql.

    import warehouse
    db = warehouse.connect("warehouse")
    db.sql("SELECT model, avg(abs(ln(ratio))) FROM scored WHERE counts GROUP BY model").df()
"""

import os
import pathlib

import duckdb
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

SCORED = pathlib.Path(__file__).resolve().parent.parent / "conf" / "views" / "scored.sql"
TABLES = ["frames", "points", "rejects", "queries", "run_cells", "predictions", "metrics", "runs"]

# what makes two cells of a run or of several runs comparable
QUESTION = ["dataset", "task", "parameters", "compare_as"]
VARIANT = ["model", "prompt", "marker", "focal_px"]


def uri():
    """The warehouse that DEPTHLM_WAREHOUSE names, or what `./depthlm demo` wrote."""
    return os.environ.get("DEPTHLM_WAREHOUSE", "../demo/warehouse")


def connect(where=None, storage_options=None):
    """A DuckDB connection with every table of the warehouse as a view of its name, and `scored`.

    Only the columns and the files that a query needs are read.
    """
    where = (where or uri()).replace("s3a://", "s3://").rstrip("/")
    db = duckdb.connect()
    for name in TABLES:
        try:
            table = DeltaTable(f"{where}/{name}", storage_options=storage_options)
        except TableNotFoundError:
            continue
        db.register(name, table.to_pyarrow_dataset())
    db.execute(f"CREATE TEMP VIEW scored AS {SCORED.read_text(encoding='utf-8')}")
    return db


def label(frame):
    """The model and whatever else tells the variants of a frame apart."""
    name = frame["model"].astype(str).copy()
    for column in VARIANT[1:] + QUESTION[1:]:
        if column in frame and frame[column].nunique(dropna=False) > 1:
            name += " " + frame[column].astype(str)
    return name
