"""ETH3D: COLMAP text cameras; rays by SciPy's root finder on COLMAP's own distortion formulas."""
import glob
import os

import numpy as np
from pyquaternion import Quaternion
from scipy.optimize import fsolve

from raw_io import dense, frame, reject, write_image

MODES = ["corrected"]
W, H = 60, 40
CAMERAS = ["0 THIN_PRISM_FISHEYE 60 40 34.1 34.0 31.2 20.3 0.22 -0.2 -0.0006 0.0003 0.21 -0.06 -0.0002 0.001",
           "3 OPENCV 60 40 41.0 40.5 30.1 19.8 -0.05 0.01 0.001 -0.002", "4 PINHOLE 60 40 41 42 30 20",
           "5 SIMPLE_RADIAL 60 40 41 30 20 -0.04", "6 RADIAL 60 40 41 30 20 -0.04 0.01",
           "7 OPENCV_FISHEYE 60 40 41 40 30 20 0.02 -0.01 0.003 0.001"]


def write(root):
    rng = np.random.default_rng(1)
    for scene, cameras in [("courtyard", CAMERAS[:1]), ("de livery", CAMERAS)]:
        folder = f"{root}/{scene}/dslr_calibration_jpg"
        os.makedirs(folder)
        open(f"{folder}/cameras.txt", "w").write("# Camera list\n" + "\n".join(cameras) + "\n")
        lines = ["# Image list"]
        for i, camera in enumerate(cameras):
            q = Quaternion(axis=[1, 2, 3], angle=.4 + i)
            name = f"dslr_images/DSC_{600 + i:04d}.JPG"  # the same names in both scenes
            lines += [" ".join(str(v) for v in [i + 1, *q.elements, 1.5, -.3 * i, 2, camera.split()[0], name]), "10.5 20.5 -1" if i else ""]
            d = rng.uniform(1, 30, (H, W)).astype("<f4")
            d[rng.random(d.shape) < .95] = np.inf
            os.makedirs(f"{root}/{scene}/ground_truth_depth/dslr_images", exist_ok=True)
            (d if not (scene == "courtyard") else d[:-1]).tofile(f"{root}/{scene}/ground_truth_depth/{name}")
            write_image(f"{root}/{scene}/images/{name}".replace(".JPG", ".jpg"), W, H)
            os.rename(f"{root}/{scene}/images/{name}".replace(".JPG", ".jpg"), f"{root}/{scene}/images/{name}")
        open(f"{folder}/images.txt", "w").write("\n".join(lines) + "\n")


def distort(model, p, u, v):
    r2 = u * u + v * v
    if model == "SIMPLE_RADIAL":
        return u * (1 + p[0] * r2), v * (1 + p[0] * r2)
    if model == "RADIAL":
        s = 1 + p[0] * r2 + p[1] * r2 ** 2
        return u * s, v * s
    if model == "OPENCV_FISHEYE":
        s = 1 + sum(c * r2 ** (i + 1) for i, c in enumerate(p))
        return u * s, v * s
    if model == "PINHOLE":
        return u, v
    k1, k2, p1, p2, k3, k4, sx, sy = list(p) + [0] * (8 - len(p))
    s = k1 * r2 + k2 * r2 ** 2 + k3 * r2 ** 3 + k4 * r2 ** 4
    return (u + u * s + 2 * p1 * u * v + p2 * (r2 + 2 * u * u) + sx * r2,
            v + v * s + 2 * p2 * u * v + p1 * (r2 + 2 * v * v) + sy * r2)


def read(root, mode):
    results = []
    for folder in sorted(glob.glob(f"{root}/**/dslr_calibration_jpg", recursive=True)):
        scene = os.path.relpath(os.path.dirname(folder), root)
        cameras = {l.split()[0]: l.split()[1:] for l in open(f"{folder}/cameras.txt") if not l.startswith("#")}
        lines = [l.rstrip("\n") for l in open(f"{folder}/images.txt") if not l.startswith("#")]
        for line in lines[::2]:
            w = line.split(maxsplit=9)
            model, *rest = cameras[w[8]]
            width, height = int(rest[0]), int(rest[1])
            p = [float(v) for v in rest[2:]]
            n = 1 if model in ("SIMPLE_RADIAL", "RADIAL") else 2
            fx, fy, cx, cy, lens = p[0], p[n - 1], p[n], p[n + 1], p[n + 2:]
            frame_id = f"{scene}/images/{w[9]}"
            d = np.fromfile(f"{root}/{scene}/ground_truth_depth/{w[9]}", "<f4")
            if d.size != width * height:
                results.append(reject(frame_id, "file_unreadable"))
                continue
            d = d.reshape(height, width).astype(np.float64)
            k = [fx, fy, cx - .5, cy - .5]
            points = dense(d, k, "z")
            for q in points:
                a, b = (q["x"] + .5 - cx) / fx, (q["y"] + .5 - cy) / fy
                u, v = fsolve(lambda t: np.subtract(distort(model, lens, *t), (a, b)), (a, b), xtol=1e-13)
                q["radial"] = q["z"] / float(np.cos(np.hypot(u, v))) if "FISHEYE" in model else q["z"] * float(np.sqrt(1 + u * u + v * v))
            pose = np.eye(4)
            pose[:3, :3] = Quaternion(*[float(v) for v in w[1:5]]).rotation_matrix
            pose[:3, 3] = [float(v) for v in w[5:8]]
            results.append(frame(frame_id, k, (width, height), "z", points, scene, None, np.linalg.inv(pose)))
    return results
