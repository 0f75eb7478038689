"""DIODE: read with NumPy."""
import glob
import os

import numpy as np

from raw_io import dense, frame, reject, write_image

MODES = ["corrected"]
SIZE = (32, 24)


def write(root):
    rng = np.random.default_rng(2)
    for split, kind, scan in [("val", "indoors", "scan_00183"), ("val", "outdoor", "scan_00183"), ("train", "indoors", "scan_1")]:
        folder = f"{root}/{split}/{kind}/scene_00019/{scan}"
        base = f"{folder}/00019_00183_{kind}_000_010"
        write_image(base + ".png", *SIZE)
        d = rng.uniform(.6, 50, (SIZE[1], SIZE[0], 1)).astype(np.float32)
        d[rng.random(d.shape) < .7] = 0
        d[0, 0], d[1, 1] = np.inf, np.nan
        np.save(base + "_depth.npy", d)
        mask = (rng.random(d.shape[:2]) < .9).astype(np.float32)
        if split != "train":
            np.save(base + "_depth_mask.npy", mask)


def read(root, mode):
    results = []
    for path in sorted(glob.glob(f"{root}/*/*/*/*/*.png")):
        frame_id = os.path.relpath(path, root)
        base = path[:-4]
        if not os.path.exists(base + "_depth_mask.npy"):
            results.append(reject(frame_id, "file_missing"))
            continue
        d = np.load(base + "_depth.npy")[..., 0].astype(np.float64)
        d[np.load(base + "_depth_mask.npy") == 0] = 0
        h, w = d.shape
        k = [886.81 * w / 1024, 927.06 * h / 768, 512 * w / 1024, 384 * h / 768]
        results.append(frame(frame_id, k, (w, h), "z", dense(d, k, "z"), os.path.dirname(frame_id), frame_id.split("/")[0]))
    return results
