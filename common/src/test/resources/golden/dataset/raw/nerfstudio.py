"""Scenes of nerfstudio: transforms.json by hand; rays by OpenCV's undistortion, iterated to the end."""
import glob
import json
import os

import cv2
import numpy as np
from PIL import Image

from raw_io import dense, frame, reject, write_image, write_json

MODES = ["corrected", "corrected-scale=0.002"]
SIZE = (32, 24)
EXACT = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 500, 1e-15)


def write(root):
    rng = np.random.default_rng(8)
    camera = dict(fl_x=30.0, fl_y=30.5, cx=16.2, cy=12.3, w=SIZE[0], h=SIZE[1], k1=-.05, k2=.01, p1=.001, p2=-.002)
    scenes = {
        "poster ü/transforms.json": dict(camera, camera_model="OPENCV"),
        "fisheye/transforms_train.json": dict(camera, camera_model="OPENCV_FISHEYE", k3=.001, k4=-.002),
        "fisheye/transforms_test.json": dict(camera, camera_model="OPENCV", k3=.004),
        "blender/transforms.json": dict(camera_angle_x=.9),
        "strange/transforms.json": dict(camera, camera_model="EQUIRECTANGULAR"),
        "empty/transforms.json": dict(camera),
    }
    for file, scene in scenes.items():
        folder = f"{root}/{os.path.dirname(file)}"
        scene["frames"] = []
        for i in range(0 if file.startswith("empty") else 4):
            name = f"frame 0000{i}" + ("_t" if "test" in file else "")
            write_image(f"{folder}/images/{name}.jpg", *SIZE, seed=i)
            d = rng.uniform(.5, 9, (SIZE[1], SIZE[0])).astype(np.float32)
            d[rng.random(d.shape) < .9] = 0
            depth = f"depths/{name}" + (".npy" if i == 1 else ".png")
            os.makedirs(f"{folder}/depths", exist_ok=True)
            if i == 1:
                d[0, 0], d[1, 1], d[2, 2] = np.nan, np.inf, -1
                np.save(f"{folder}/{depth}", (d * 1000)[::2, ::2])
            else:
                v = (d * 1000).astype(np.uint16)
                v[5, 5] = 65535
                Image.fromarray(v).save(f"{folder}/{depth}")
            pose = np.eye(4)
            pose[:3, :3] = cv2.Rodrigues(rng.normal(size=3))[0]
            pose[:3, 3] = rng.normal(size=3)
            entry = dict(file_path=f"{'./' if i == 0 else ''}images/{name}.jpg", depth_file_path=depth,
                         transform_matrix=pose.tolist())
            if i == 2 and "fl_x" in scene:
                entry.update(fl_x=28.0, cx=15.0)
            if i == 3:
                del entry["depth_file_path"]
            scene["frames"].append(entry)
        if "train" in file:
            scene["frames"].append(dict(file_path="../../../etc/passwd", depth_file_path="x.png", transform_matrix=np.eye(4).tolist()))
            scene["frames"].append(dict(file_path="images/frame 00000.jpg", depth_file_path="gone.png",
                                        transform_matrix=np.eye(4).tolist()))
            scene["frames"][-1]["file_path"] = "images/frame 00001.png"
        write_json(f"{root}/{file}", scene)


def read(root, mode):
    scale = float(mode.split("scale=")[1]) if "scale" in mode else .001
    results = []
    for path in sorted(glob.glob(f"{root}/*/transforms*.json")):
        folder = os.path.relpath(os.path.dirname(path), root)
        name = os.path.basename(path)[len("transforms"):-len(".json")]
        split = name[1:] or None
        scene = json.load(open(path))
        for i, f in enumerate(scene["frames"]):
            j = {**scene, **f}
            frame_id = os.path.normpath(f"{folder}/{f['file_path']}")
            if frame_id.startswith(".."):
                results.append(reject(f"{folder}/{os.path.basename(path)}#{i}", "path_outside_root"))
                continue
            if "depth_file_path" not in f:
                results.append(reject(frame_id, "missing_key"))
                continue
            depth = f"{root}/{folder}/{f['depth_file_path']}"
            if not os.path.exists(depth):
                results.append(reject(frame_id, "file_missing"))
                continue
            if j.get("camera_model") == "EQUIRECTANGULAR":
                results.append(reject(frame_id, "bad_calibration"))
                continue
            v = np.load(depth).astype(np.float64) if depth.endswith(".npy") else np.asarray(Image.open(depth), np.float64)
            d = v * scale
            h, w = d.shape
            if "camera_angle_x" in j:
                f_px = .5 * w / np.tan(.5 * j["camera_angle_x"])
                fx, fy, cx, cy, size = f_px, f_px, w / 2, h / 2, (w, h)
            else:
                fx, fy, cx, cy, size = j["fl_x"], j["fl_y"], j["cx"], j["cy"], (j["w"], j["h"])
            k = [fx, fy, cx - .5, cy - .5]
            points = dense(d, k, "z", image_size=size,
                           masks=None if depth.endswith(".npy") else {"mask_saturated": v == 65535})
            at = np.array([[[q["x"], q["y"]]] for q in points])
            matrix = np.array([[fx, 0, k[2]], [0, fy, k[3]], [0, 0, 1]])
            if j.get("camera_model") == "OPENCV_FISHEYE":
                lens = np.array([j.get(n, 0.) for n in ("k1", "k2", "k3", "k4")])
                rays = cv2.fisheye.undistortPoints(at, matrix, lens, criteria=EXACT)
            else:
                lens = np.array([j.get(n, 0.) for n in ("k1", "k2", "p1", "p2", "k3")])
                rays = cv2.undistortPointsIter(at, matrix, lens, None, None, EXACT) if hasattr(cv2, "undistortPointsIter") else \
                    cv2.undistortPoints(at, matrix, lens, criteria=EXACT)
            for q, ray in zip(points, rays.reshape(-1, 2)):
                q["radial"] = q["z"] * float(np.sqrt(1 + ray[0] ** 2 + ray[1] ** 2))
            pose = np.array(f["transform_matrix"]) @ np.diag([1, -1, -1, 1])
            results.append(frame(frame_id, k, size, "z", points, folder, split, pose))
    return results
