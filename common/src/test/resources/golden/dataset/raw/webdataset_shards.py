"""Shards of WebDataset: written by Python's tarfile and by webdataset's own writer, and read by webdataset."""
import glob
import io
import json
import os
import tarfile

import numpy as np
import webdataset as wds
from PIL import Image

from raw_io import dense, frame, reject

MODES = ["corrected-kind=z", "corrected-kind=radial&camera=30,31,15.5,11.5"]
SIZE = (32, 24)


def jpeg(seed, kind="JPEG"):
    y, x = np.mgrid[0:SIZE[1], 0:SIZE[0]]
    out = io.BytesIO()
    Image.fromarray((np.stack([x * 5 + seed * 20, y * 7, x + y], 2) % 256).astype(np.uint8)).save(out, kind)
    return out.getvalue()


def npy(d):
    out = io.BytesIO()
    np.save(out, d)
    return out.getvalue()


def png(v):
    out = io.BytesIO()
    Image.fromarray(v).save(out, "PNG")
    return out.getvalue()


def write(root):
    rng = np.random.default_rng(11)
    os.makedirs(f"{root}/train")

    def depth():
        d = rng.uniform(.5, 9, (SIZE[1], SIZE[0])).astype(np.float32)
        d[rng.random(d.shape) < .85] = 0
        d[0, 0], d[1, 1], d[2, 2] = np.nan, np.inf, -1
        return d

    def millimetres():
        v = (np.nan_to_num(depth(), nan=0, posinf=0).clip(0) * 1000).astype(np.uint16)
        v[5, 5] = 65535
        return v

    camera = json.dumps(dict(intrinsics=[28.5, 28.7, 15.2, 11.9, *SIZE], scene_id="küche 1",
                             camera_to_world=np.eye(4).tolist())).encode()
    with wds.TarWriter(f"{root}/train/shard-000000.tar", encoder=False) as sink:
        sink.write({"__key__": "000", "jpg": jpeg(0), "json": camera, "depth.png": png(millimetres())})
        sink.write({"__key__": "a folder/001 ü", "png": jpeg(1, "PNG"), "json": camera, "depth.npy": npy(depth())})
        sink.write({"__key__": "002", "jpg": jpeg(2), "depth.npy": npy(depth()),
                    "json": json.dumps(dict(fx=28.5, fy=28.7, cx=15.2, cy=11.9)).encode()})
    long = "x" * 130
    for number, kind in enumerate([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]):
        with tarfile.open(f"{root}/shard {number}.tar", "w", format=kind) as tar:
            def add(name, data):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
            add(f"{long}.jpg", jpeg(3))
            add(f"{long}.depth.npy", npy(depth()[::2, ::2]))
            add(f"{long}.json", camera)
            add("readme", b"not of a sample")
            add("no depth.jpg", jpeg(4))
            add("no depth.json", camera)
            add("no picture.depth.npy", npy(depth()))
            add("bad json.jpg", jpeg(5))
            add("bad json.json", b"{")
            add("bad json.depth.npy", npy(depth()))
            add("no json.jpg", jpeg(6))
            add("no json.depth.npy", npy(depth()))
            add("../../out.jpg", jpeg(7))
            add("../../out.depth.npy", npy(depth()))
            add("../../out.json", camera)
    tarfile.open(f"{root}/empty.tar", "w").close()


def read(root, mode):
    options = dict(o.split("=") for o in mode.split("-", 1)[1].split("&"))
    results = []
    for shard in sorted(glob.glob(f"{root}/**/*.tar", recursive=True)):
        name = os.path.relpath(shard, root)
        if os.path.getsize(shard) == 10240 and not tarfile.open(shard).getnames():
            continue
        for s in wds.WebDataset(shard, shardshuffle=False, empty_check=False):
            frame_id = f"{name}/{s['__key__']}"
            if s["__key__"].startswith(".."):
                results.append(reject(frame_id, "path_outside_root"))
                continue
            if not ("jpg" in s or "png" in s) or not ("depth.png" in s or "depth.npy" in s):
                results.append(reject(frame_id, "file_missing"))
                continue
            masks = None
            if "depth.png" in s:
                v = np.asarray(Image.open(io.BytesIO(s["depth.png"])), np.float64)
                d, masks = v * .001, {"mask_saturated": v == 65535}
            else:
                d = np.load(io.BytesIO(s["depth.npy"])).astype(np.float64)
            size = (d.shape[1], d.shape[0])
            try:
                j = json.loads(s["json"]) if "json" in s else None
            except ValueError:
                results.append(reject(frame_id, "file_unreadable"))
                continue
            if "camera" in options:
                k = [float(v) for v in options["camera"].split(",")]
            elif j is None:
                results.append(reject(frame_id, "bad_calibration"))
                continue
            elif "intrinsics" in j:
                k, size = j["intrinsics"][:4], tuple(j["intrinsics"][4:])
            else:
                k = [j[n] for n in ("fx", "fy", "cx", "cy")]
            points = dense(d, k, options["kind"], masks=masks, image_size=size)
            results.append(frame(frame_id, k, size, options["kind"], points, (j or {}).get("scene_id"), None,
                                 (j or {}).get("camera_to_world")))
        if "shard " in name:
            results.append(reject(f"{name}/readme", "file_missing"))
    return results
