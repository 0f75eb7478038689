"""iBims-1 in the raw layout; read with Pillow."""
import glob
import os

import numpy as np
from PIL import Image

from kitti import png16
from raw_io import dense, frame, reject, write_image

MODES = ["corrected", "official"]
SIZE = (24, 18)


def png8(path, values):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Image.fromarray(values.astype(np.uint8)).save(path)


def write(root):
    rng = np.random.default_rng(8)
    shape = (SIZE[1], SIZE[0])
    for name in ["corridor_01", "office_02", "office_03"]:
        d = np.full(shape, 3000) + rng.integers(0, 50, shape)
        d[4:12, 8:16] = 9000
        d[rng.random(shape) < .3] = 0
        write_image(f"{root}/ibims1_core_raw/rgb/{name}.png", *SIZE)
        png16(f"{root}/ibims1_core_raw/depth/{name}.png", d)
        if name == "office_03":
            continue  # no calibration
        os.makedirs(f"{root}/ibims1_core_raw/calib", exist_ok=True)
        open(f"{root}/ibims1_core_raw/calib/{name}.txt", "w").write("21.1,21.0,13.6,9.1\n" if name == "corridor_01" else "21.1 0 13.6\n0 21.0 9.1\n0 0 1\n")
        png8(f"{root}/ibims1_core_raw/mask_transp/{name}.png", (rng.random(shape) > .1) * 255)
        png8(f"{root}/ibims1_core_raw/mask_invalid/{name}.png", (rng.random(shape) > .1) * 1)
        if name == "corridor_01":
            floor, wall = np.zeros(shape), np.zeros(shape)
            floor[12:], wall[:, :6] = 1, 2
            png8(f"{root}/ibims1_core_raw/mask_floor/{name}.png", floor)
            png8(f"{root}/ibims1_core_raw/mask_wall/{name}.png", wall)


def read(root, mode):
    results = []
    for depth_path in sorted(glob.glob(f"{root}/**/depth/*.png", recursive=True)):
        top = os.path.dirname(os.path.dirname(depth_path))
        name = os.path.basename(depth_path)[:-4]
        frame_id = os.path.relpath(f"{top}/rgb/{name}.png", root)
        calib = f"{top}/calib/{name}.txt"
        if not os.path.exists(calib):
            results.append(reject(frame_id, "file_missing"))
            continue
        k = [float(v) for v in open(calib).read().replace(",", " ").split()]
        k = k if len(k) == 4 else [k[0], k[4], k[2], k[5]]
        d = np.asarray(Image.open(depth_path)).astype(np.float64) * 50 / 65535
        masks, planes = {}, None
        for column, kind in [("mask_transparent", "mask_transp"), ("mask_unreliable", "mask_invalid")]:
            path = f"{top}/{kind}/{name}.png"
            if os.path.exists(path):
                masks[column] = np.asarray(Image.open(path)) == 0
        for i, kind in enumerate(["mask_floor", "mask_table", "mask_wall"]):
            path = f"{top}/{kind}/{name}.png"
            if os.path.exists(path):
                m = np.asarray(Image.open(path)).astype(int)
                planes = np.zeros(d.shape, int) if planes is None else planes
                planes = np.where((planes == 0) & (m > 0), 100 * (i + 1) + m, planes)
        results.append(frame(frame_id, k, d.shape[::-1], "z", dense(d, k, "z", masks, planes), name.rsplit("_", 1)[0]))
    return results
