"""SUN RGB-D: read with Pillow and NumPy; the official labels by the official script's own arithmetic."""
import glob
import os

import numpy as np
from PIL import Image

from kitti import png16
from raw_io import dense, frame, reject, write_image

MODES = ["corrected", "official", "corrected-subset=nyu"]
SIZE = (20, 15)


def encode(mm):
    return ((mm << 3) | (mm >> 13)) & 0xffff


def write_scene(root, scene, seed, stop=None):
    rng = np.random.default_rng(seed)
    mm = rng.integers(400, 8600, (SIZE[1], SIZE[0]))
    mm[rng.random(mm.shape) < .6] = 0
    folder = f"{root}/{scene}"
    write_image(f"{folder}/image/{seed:07d}.jpg", *SIZE)
    png16(f"{folder}/depth/{seed:07d}.png", encode(np.minimum(mm, 8191)))
    png16(f"{folder}/depth_bfx/{seed:07d}_abs.png", encode(np.minimum(mm + 1, 8191)))
    with open(f"{folder}/intrinsics.txt", "w") as f:
        f.write("16.5 0 10.2 0 16.4 7.9 0 0 1" if stop is None else stop)


def write(root):
    write_scene(root, "SUNRGBD/kv1/NYUdata/NYU0001", 1)
    write_scene(root, "SUNRGBD/kv1/b3dodata/img 0063", 2)
    write_scene(root, "SUNRGBD/xtion/sun3ddata/brown_bm_1/scene/0000103", 3)
    write_scene(root, "SUNRGBD/xtion/sun3ddata/brown_bm_1/scene/0000104", 4, "16.5 0 x")


def read(root, mode, only=None):
    mode, _, subset = mode.partition("-subset=")
    subset = only or subset or "other"
    results = []
    for image in sorted(glob.glob(f"{root}/SUNRGBD/*/*/**/image/*", recursive=True)):
        folder = os.path.dirname(os.path.dirname(image))
        scene = os.path.relpath(folder, root)
        nyu = "NYU" in scene
        if nyu != (subset == "nyu"):
            continue
        try:
            k = np.array(open(f"{folder}/intrinsics.txt").read().split(), dtype=np.float32 if mode == "official" else float).reshape(3, 3)
        except ValueError:
            results.append(reject(scene, "bad_calibration"))
            continue
        depth_folder = "depth_bfx" if mode == "official" and not nyu else "depth"
        v = np.asarray(Image.open(glob.glob(f"{folder}/{depth_folder}/*")[0]))
        fx, fy, cx, cy = k4 = [k[0, 0], k[1, 1], k[0, 2], k[1, 2]]
        size = v.shape[::-1]
        if mode == "official":
            depth = v.astype(np.float32) / 10000.0
            pixels = np.argwhere((depth > 0.005) & (depth < 25))
            z = depth[pixels[:, 0], pixels[:, 1]]
            x = (pixels[:, 1] - cx) * z / fx
            y = (pixels[:, 0] - cy) * z / fy
            d = np.sqrt(x ** 2 + y ** 2 + z ** 2)
            points = [(p[1], p[0], a, b) for p, a, b in zip(pixels, z, d)]
            results.append(frame(os.path.relpath(image, root), k4, size, "radial", points, scene))
        else:
            v = v.astype(np.uint32)
            m = ((v >> 3) | (v << 13) & 0xffff) / 1000.0
            results.append(frame(os.path.relpath(image, root), k4, size, "z", dense(m, k4, "z", dict(mask_saturated=m > 8)), scene))
    return results
