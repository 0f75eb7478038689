"""KITTI: raw data beside annotated depth; read with Pillow."""
import glob
import os

import numpy as np
from PIL import Image

from raw_io import dense, frame, reject, write_image

MODES = ["corrected"]
SIZE = (60, 30)


def png16(path, values):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Image.fromarray(values.astype(np.uint16)).save(path)


def write(root):
    rng = np.random.default_rng(3)
    for drive, split in [("2011_09_26_drive_0002_sync", "val"), ("2011_09_28_drive_0001_sync", "train"), ("2011_09_29_drive_0004_sync", "train")]:
        for camera in ["image_02", "image_03"]:
            d = np.where(rng.random((SIZE[1], SIZE[0])) < .05, rng.integers(500, 21000, (SIZE[1], SIZE[0])), 0)
            if drive.startswith("2011_09_28"):
                d[:] = 0  # nothing measured
            png16(f"{root}/data_depth_annotated/{split}/{drive}/proj_depth/groundtruth/{camera}/0000000005.png", d)
            write_image(f"{root}/{drive[:10]}/{drive}/{camera}/data/0000000005.png", *SIZE)
        if drive[:10] != "2011_09_29":
            with open(f"{root}/{drive[:10]}/calib_cam_to_cam.txt", "w") as f:
                f.write("calib_time: 09-Jan-2012 13:57:47\nS_rect_02: 60 30\nP_rect_02: 47.2 0 29.6 44.8 0 47.1 12.1 0.2 0 0 1 0.002\n"
                        "P_rect_03: 47.2 0 29.6 -3.3 0 47.1 12.1 2.1 0 0 1 0.002\n")


def read(root, mode):
    results = []
    for drive in sorted(glob.glob(f"{root}/data_depth_annotated/*/*")):
        split, name = drive.split("/")[-2:]
        calib = f"{root}/{name[:10]}/calib_cam_to_cam.txt"
        if not os.path.exists(calib):
            results.append(reject(None, "file_missing"))
            continue
        lines = dict(l.split(":", 1) for l in open(calib) if ":" in l)
        for path in sorted(glob.glob(f"{drive}/proj_depth/groundtruth/*/*.png")):
            camera, file = path.split("/")[-2:]
            p = np.array(lines["P_rect_" + camera[-2:]].split(), float).reshape(3, 4)
            depth = np.asarray(Image.open(path)).astype(np.float64) / 256
            frame_id = f"{name[:10]}/{name}/{camera}/data/{file}"
            k = [p[0, 0], p[1, 1], p[0, 2], p[1, 2]]
            h, w = depth.shape
            if not depth.any():
                results.append(reject(frame_id, "no_labels"))
                continue
            eigen, garg = np.zeros((h, w), bool), np.zeros((h, w), bool)
            eigen[int(.3324324 * h):int(.91351351 * h), int(.0359477 * w):int(.96405229 * w)] = True
            garg[int(.40810811 * h):int(.99189189 * h), int(.03594771 * w):int(.96405229 * w)] = True
            results.append(frame(frame_id, k, (w, h), "z", dense(depth, k, "z", dict(mask_eigen_crop=eigen, mask_garg_crop=garg)), name, split))
    return results
