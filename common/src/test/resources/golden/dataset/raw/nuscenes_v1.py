"""nuScenes: writes the rows of v1.0-… tables that the format needs, and reads them with the authors' development kit."""
import json
import os

import numpy as np
from pyquaternion import Quaternion

from raw_io import floored, frame, lidar_points, reject, write_image, write_json

SIZE = (64, 36)
CAMERAS = ["CAM_FRONT", "CAM_BACK_LEFT"]
MODES = ["corrected", "official"]
NAME = "nuscenes"


def write(root):
    rng = np.random.default_rng(9)
    scenes = ["scene-0003", "scene-0061", "scene-0004"]  # val, train and mini, train
    t = {name: [] for name in "scene sample sensor calibrated_sensor sample_data ego_pose".split()}
    for name in ["LIDAR_TOP"] + CAMERAS + ["RADAR_FRONT"]:
        t["sensor"].append(dict(token="s-" + name, channel=name))
        q = Quaternion(axis=[0, 0, 1], angle=-1.5) if name == "LIDAR_TOP" else \
            Quaternion(axis=[0, 0, 1], angle=.4 * len(name) - 3.6) * Quaternion(.5, -.5, .5, -.5)
        k = [] if "CAM" not in name else [[50.5, 0, 32.1], [0, 50.5, 18.2], [0, 0, 1]]
        t["calibrated_sensor"].append(dict(token="c-" + name, sensor_token="s-" + name, camera_intrinsic=k,
                                           rotation=q.elements.tolist(), translation=[.9, .1 * len(name), 1.6]))
    n = 0
    for scene in scenes:
        t["scene"].append(dict(token="t" + scene, name=scene))
        for i in range(2 if scene == "scene-0004" else 1):
            sample = f"sample-{n}"
            t["sample"].append(dict(token=sample, scene_token="t" + scene))
            for c, name in enumerate(["LIDAR_TOP"] + CAMERAS + ["RADAR_FRONT"]):
                heading = Quaternion(axis=[0, 0, 1], angle=.5 + .02 * c + n)
                t["ego_pose"].append(dict(token=f"e{n}{c}", rotation=heading.elements.tolist(),
                                          translation=[411.3 + .4 * c, 1180.8 + n, 0.]))
                ext = "pcd.bin" if name == "LIDAR_TOP" else "jpg"
                file = f"samples/{name}/n015__{name}__{n} ü.{ext}"
                t["sample_data"].append(dict(token=f"d{n}{c}", sample_token=sample, ego_pose_token=f"e{n}{c}",
                                             calibrated_sensor_token="c-" + name, filename=file, is_key_frame=True,
                                             width=SIZE[0], height=SIZE[1]))
                if name == "LIDAR_TOP":
                    p = np.column_stack([rng.normal(0, 15, 600), rng.normal(0, 15, 600), rng.normal(-1, 2, 600),
                                         rng.uniform(0, 255, 600), rng.integers(0, 32, 600)]).astype("<f4")
                    p[::50, :3] = p[1::50, :3] * 1.5
                    if n == 3:
                        p[:, 0] = np.nan
                    os.makedirs(f"{root}/samples/{name}", exist_ok=True)
                    p.tofile(f"{root}/{file}")
                elif "CAM" in name:
                    write_image(f"{root}/{file}", *SIZE, seed=c)
            t["sample_data"].append(dict(token=f"sweep{n}", sample_token=sample, ego_pose_token=f"e{n}0", width=0, height=0,
                                         calibrated_sensor_token="c-LIDAR_TOP", filename="sweeps/x", is_key_frame=False))
            n += 1
    for name, rows in t.items():
        write_json(f"{root}/v1.0-trainval/{name}.json", rows)


def read(root, mode):
    from nuscenes.utils.data_classes import LidarPointCloud
    from nuscenes.utils.splits import mini_train, mini_val, val

    results = []
    for version in sorted(d for d in os.listdir(root) if d.startswith("v1.0")):
        t = {n: json.load(open(f"{root}/{version}/{n}.json")) for n in
             "scene sample sensor calibrated_sensor sample_data ego_pose".split()}
        by = {n: {r["token"]: r for r in rows} for n, rows in t.items()}
        for i, sample in enumerate(t["sample"]):
            scene = by["scene"][sample["scene_token"]]["name"]
            split = ("mini_val" if scene in mini_val else "mini_train") if version == "v1.0-mini" else \
                "val" if scene in val else "train"
            if mode == "official":
                split = "val" if i >= int(len(t["sample"]) * .95) else "train"
                if split == "train" and scene in mini_train + mini_val:
                    continue
            data = {}
            for d in t["sample_data"]:
                if d["sample_token"] == sample["token"] and d["is_key_frame"]:
                    data[by["sensor"][by["calibrated_sensor"][d["calibrated_sensor_token"]]["sensor_token"]]["channel"]] = d
            lidar = data["LIDAR_TOP"]
            for name, cam in data.items():
                if not name.startswith("CAM"):
                    continue
                # The kit's own steps: each rotates, then translates.
                pc = LidarPointCloud.from_file(f"{root}/{lidar['filename']}")
                steps = [(by["calibrated_sensor"][lidar["calibrated_sensor_token"]], False)]
                if mode == "corrected":
                    steps += [(by["ego_pose"][lidar["ego_pose_token"]], False), (by["ego_pose"][cam["ego_pose_token"]], True)]
                steps.append((by["calibrated_sensor"][cam["calibrated_sensor_token"]], True))
                p = pc.points[:3].astype(np.float64)
                for row, back in steps:
                    r, tr = Quaternion(row["rotation"]).rotation_matrix, np.array(row["translation"])[:, None]
                    p = r.T @ (p - tr) if back else r @ p + tr
                k = np.array(by["calibrated_sensor"][cam["calibrated_sensor_token"]]["camera_intrinsic"])
                k = [k[0, 0], k[1, 1], k[0, 2], k[1, 2]]
                size = (cam["width"], cam["height"])
                points = lidar_points(p.T[np.isfinite(p).all(0)], k, size, floored, "nearest") if np.isfinite(p).all(0).any() else []
                if not points:
                    results.append(reject(cam["filename"], "no_labels"))
                    continue
                results.append(frame(cam["filename"], k, size, "z", points, scene, split))
    return results
