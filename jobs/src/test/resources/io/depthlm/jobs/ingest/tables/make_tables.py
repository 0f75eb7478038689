#!/usr/bin/env python3
"""Small tables as other programs write them, for OthersTablesTest: three frames, two pixels each.

    python make_tables.py

Made with pandas 3.1.1, polars 2.1.0, duckdb 2.0.1, datasets 5.2.0, pyarrow 26.0.1, numpy 2.4.6.
"""

import datetime
import pathlib

import datasets
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
CAMERA = [300.0, 300.0, 16.0, 12.0, 32.0, 24.0]
ROWS = [
    dict(
        image_path="im/%s.png" % name,
        intrinsics=CAMERA,
        pixel_coords=[[8.0, 18.0], [4.0, 8.5]],
        depth=[1.5, 2.5],
    )
    for name in "abc"
]
THREE = np.array([1, 2, 3], dtype=np.float16)


def path(name):
    return str(HERE / (name + ".parquet"))


frame = pd.DataFrame(ROWS)
frame.assign(
    half=THREE,
    time=datetime.time(1, 2, 3),
    delta=pd.Timedelta("1s"),
    kind=pd.Categorical(list("xyz")),
).set_index(pd.date_range("2024", periods=3, unit="ns")).to_parquet(path("pandas"))

pl.DataFrame(ROWS).with_columns(
    pl.lit(datetime.time(1)).alias("time"),
    pl.lit(datetime.datetime(2024, 1, 1)).dt.cast_time_unit("ns").alias("nanoseconds"),
    pl.lit("x").cast(pl.Categorical).alias("kind"),
    pl.col("intrinsics").cast(pl.Array(pl.Float64, 6)),
).write_parquet(path("polars"))

db = duckdb.connect()
db.execute(
    "copy (select image_path, intrinsics, pixel_coords, depth::decimal(10, 3)[] as depth, uuid() as id,"
    " time '01:02:03' as t, timestamp_ns '2024-01-01 00:00:00' as ns, interval 1 day as i,"
    " 1::hugeint as h, 'x'::enum('x', 'y') as e, timetz '01:02:03+01' as tz"
    " from read_parquet('%s')) to '%s' (format parquet)" % (path("polars"), path("duckdb"))
)

bytes_of = {name: ("no picture " + name).encode() for name in "abc"}
datasets.Dataset.from_list(
    [
        dict(
            image=dict(bytes=bytes_of[name], path=None if name == "c" else name + ".png"),
            intrinsics=CAMERA,
            pixel_coords=[[8.0, 18.0], [4.0, 8.5]],
            depth=[1.5, 2.5],
        )
        for name in "abc"
    ]
).cast_column("image", datasets.Image(decode=False)).to_parquet(path("huggingface"))

pq.write_table(
    pa.Table.from_pandas(frame),
    path("byte_stream_split"),
    use_dictionary=False,
    column_encoding={"depth.list.element": "BYTE_STREAM_SPLIT"},
)
pq.write_table(pa.Table.from_pandas(frame), path("brotli"), compression="brotli")

pd.DataFrame(
    [
        dict(zip(("fx", "fy", "cx", "cy", "width", "height"), CAMERA))
        | dict(image_path=row["image_path"], x_px=x, y_px=y, depth=depth)
        for i in (0, 1)
        for row in ROWS
        for (x, y), depth in [(row["pixel_coords"][i], row["depth"][i])]
    ]
).to_parquet(path("row_a_pixel"))

pq.write_table(
    pa.Table.from_pandas(frame).set_column(
        3, "depth", pa.array([np.array([1, 2], dtype=np.float16)] * 3, pa.list_(pa.float16()))
    ),
    path("half_depth"),
)
