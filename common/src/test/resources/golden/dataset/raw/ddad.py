"""DDAD: writes a small data set in DGP layout, and reads one with pyquaternion and OpenCV, as DGP does."""
import os

import numpy as np
from pyquaternion import Quaternion

from raw_io import dump, frame, lidar_points, reject, truncated, write_image, write_json
import json

SIZE = (64, 48)


def pose_json(q, t):
    return dict(rotation=dict(qw=q.w, qx=q.x, qy=q.y, qz=q.z), translation=dict(x=t[0], y=t[1], z=t[2]))


def write(root):
    rng = np.random.default_rng(5)
    splits = {"0": [], "1": []}
    for s, scene in enumerate(["000000", "szene ü 1"]):
        folder = os.path.join(root, scene)
        calibration = dict(names=["LIDAR", "CAMERA_01", "CAMERA_05"], intrinsics=[
            dict(fx=0., fy=0., cx=0., cy=0., skew=0.),
            dict(fx=50.25, fy=49.5, cx=31.2, cy=23.9, skew=0.),
            dict(fx=40., fy=40., cx=33., cy=22., skew=0.)],
            extrinsics=[pose_json(Quaternion(), [0, 0, 0])] * 3)
        write_json(f"{folder}/calibration/cal.json", calibration)
        data, samples = [], []
        for n in range(2):
            heading = Quaternion(axis=[0, 0, 1], angle=.3 + .1 * n + s)
            ego = np.array([400.8 + n, -259.6 + s, 12.5])
            to_camera = Quaternion(.5, -.5, .5, -.5)
            keys = []
            points = np.column_stack([rng.uniform(2, 60, 150), rng.normal(0, 15, 150), rng.normal(0, 4, 150)])
            points[::40] = points[1::40] * 1.7  # behind another on the same ray
            os.makedirs(f"{folder}/point_cloud/LIDAR", exist_ok=True)
            rows = np.column_stack([points, rng.uniform(0, 1, 150)])
            if (s, n) == (1, 1):
                rows = np.zeros((0, 4))  # an empty sweep
            np.savez_compressed(f"{folder}/point_cloud/LIDAR/{n}.npz", data=rows)
            key = f"lidar{n}"
            keys.append(key)
            data.append(dict(key=key, id=dict(name="LIDAR", timestamp="t"), datum=dict(point_cloud=dict(
                filename=f"point_cloud/LIDAR/{n}.npz", pose=pose_json(heading, ego)))))
            for c, name in enumerate(["CAMERA_01", "CAMERA_05"]):
                q = heading * Quaternion(axis=[0, 0, 1], angle=.2 * c) * to_camera
                t = ego + heading.rotate(np.array([1.5, .1, .3])) + [0.4, 0.1, 0]  # it drove on
                write_image(f"{folder}/rgb/{name}/{n}.jpg", *SIZE, seed=c)
                key = f"{name}-{n}"
                keys.append(key)
                data.append(dict(key=key, id=dict(name=name, timestamp="t"), datum=dict(image=dict(
                    filename=f"rgb/{name}/{n}.jpg", width=SIZE[0], height=SIZE[1], channels=3, pose=pose_json(q, t)))))
            samples.append(dict(calibration_key="cal" if n == 0 or s == 1 else "gone", datum_keys=keys, id=dict(index=str(n))))
        write_json(f"{folder}/scene_{s}.json", dict(data=data, samples=samples, name=scene))
        splits[str(s)].append(f"{scene}/scene_{s}.json")
    splits["1"].append("not there/scene_x.json")
    write_json(f"{root}/ddad.json", dict(scene_splits={k: dict(filenames=v) for k, v in splits.items()}))


def load_pose(p):
    q, t = p["rotation"], p["translation"]
    m = Quaternion(q["qw"], q["qx"], q["qy"], q["qz"]).transformation_matrix
    m[:3, 3] = t["x"], t["y"], t["z"]
    return m


def read(root, mode):
    results, seen = [], set()
    for name in sorted(os.listdir(root)):
        if not name.endswith(".json"):
            continue
        top = json.load(open(f"{root}/{name}"))
        for split, scenes in top.get("scene_splits", {}).items():
            for path in scenes["filenames"]:
                if path in seen:
                    continue
                seen.add(path)
                if not os.path.exists(f"{root}/{path}"):
                    results.append(reject(None, "file_missing"))
                    continue
                results += read_scene(root, path, ["train", "val", "test"][int(split)], mode)
    return results


def read_scene(root, path, split, mode):
    folder = os.path.dirname(path)
    scene = json.load(open(f"{root}/{path}"))
    data = {d["key"]: d for d in scene["data"]}
    for i, sample in enumerate(scene["samples"]):
        cal = f"{root}/{folder}/calibration/{sample['calibration_key']}.json"
        if not os.path.exists(cal):
            yield reject(f"{folder}/#{i}", "file_missing")
            continue
        cal = json.load(open(cal))
        datums = [data[k] for k in sample["datum_keys"]]
        lidar = next(d["datum"]["point_cloud"] for d in datums if "point_cloud" in d["datum"])
        xyz = np.load(f"{root}/{folder}/{lidar['filename']}")["data"][:, :3]
        world = (load_pose(lidar["pose"]) @ np.column_stack([xyz, np.ones(len(xyz))]).T)
        for d in datums:
            if "image" not in d["datum"]:
                continue
            image = d["datum"]["image"]
            k = cal["intrinsics"][cal["names"].index(d["id"]["name"])]
            k = [k["fx"], k["fy"], k["cx"], k["cy"]]
            pose = load_pose(image["pose"])
            camera = (np.linalg.inv(pose) @ world).T[:, :3]
            frame_id = f"{folder}/{image['filename']}"
            points = lidar_points(camera, k, (image["width"], image["height"]), truncated,
                                  "last" if mode == "official" else "nearest") if len(camera) else []
            if not points:
                yield reject(frame_id, "no_labels")
                continue
            yield frame(frame_id, k, (image["width"], image["height"]), "z", points, folder, split, pose)


MODES = ["corrected", "official"]
