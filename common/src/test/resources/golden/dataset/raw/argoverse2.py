"""Argoverse 2: written by pyarrow as the authors' files are (float16, LZ4 and Zstandard), read with pyarrow and av2's own
camera and transforms."""
import glob
import os

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
from pyquaternion import Quaternion

from raw_io import frame, on_pixels, reject, rounded, write_image

MODES = ["corrected", "official"]
W, H = 62, 48
CAMERAS = ["ring_front_center", "ring_rear_left", "stereo_front_left"]


def save(path, columns, compression):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    feather.write_feather(pa.table(columns), path, compression=compression, chunksize=35_000 if len(next(iter(columns.values()))) > 600 else 200)


def se3(quaternions, translations):
    q = np.array([q.elements for q in quaternions])
    t = np.array(translations, float)
    return dict(qw=q[:, 0], qx=q[:, 1], qy=q[:, 2], qz=q[:, 3], tx_m=t[:, 0], ty_m=t[:, 1], tz_m=t[:, 2])


def write(root):
    rng = np.random.default_rng(11)
    base = 315966265259836000
    for n, compression in enumerate(["lz4", "zstd", "uncompressed"]):
        log = f"{root}/val/log-{n}"
        n_cameras = len(CAMERAS)
        save(f"{log}/calibration/intrinsics.feather", dict(
            sensor_name=CAMERAS, fx_px=[50.4, 48.1, 50.], fy_px=[50.4, 48.2, 50.], cx_px=[30.3, 31.1, 31.], cy_px=[24.4, 23.1, 24.],
            k1=[-.2] * n_cameras, height_px=pa.array([H] * 3, pa.uint16()), width_px=pa.array([W] * 3, pa.uint16())), compression)
        front = Quaternion(.5, -.5, .5, -.5)
        save(f"{log}/calibration/egovehicle_SE3_sensor.feather", dict(sensor_name=CAMERAS + ["up_lidar"], **se3(
            [front, Quaternion(axis=[0, 0, 1], angle=2.6) * front, front, Quaternion()], [[1.6, 0, 1.4], [1.5, .3, 1.4], [1, 0, 1], [0, 0, 0]])), compression)
        times = [base, base + 20_000_000, base + 70_000_000, base + 100_000_000, base + 200_000_000]
        save(f"{log}/city_SE3_egovehicle.feather", dict(timestamp_ns=pa.array(times, pa.int64()), **se3(
            [Quaternion(axis=[0, 0, 1], angle=-.5 + .03 * i) for i in range(5)], [[5172.6 + .4 * i, 2419.1, 66.9] for i in range(5)])), compression)
        for t in (base, base + 100_000_000):
            xyz = np.column_stack([rng.normal(0, 20, 500), rng.normal(0, 20, 500), rng.normal(0, 3, 500)])
            xyz[::50] = xyz[1::50] * 1.5
            if n == 0 and t == base:
                # LZ4 writes blocks of 64 KiB that refer to each other: far more rows
                xyz = np.vstack([xyz, np.tile([[0.5, 0.25, -90.0]], (40_000, 1))])
            half = xyz.astype(np.float16)
            save(f"{log}/sensors/lidar/{t}.feather", dict(x=half[:, 0], y=half[:, 1], z=half[:, 2], laser_number=(np.arange(len(half)) % 64).astype(np.uint8),
                                                          offset_ns=np.arange(len(half), dtype=np.int32)), compression)
        for camera in CAMERAS:
            for t in (times[1], times[2], times[4], base + 30_000_000):  # two sweeps, too late for both, without a pose
                write_image(f"{log}/sensors/cameras/{camera}/{t}.jpg", W, H)


def read(root, mode):
    from av2.geometry.camera.pinhole_camera import Intrinsics, PinholeCamera
    from av2.geometry.geometry import quat_to_mat
    from av2.geometry.se3 import SE3

    def pose(t, i):
        return SE3(quat_to_mat(np.array([t[c][i].as_py() for c in ("qw", "qx", "qy", "qz")])), np.array([t[c][i].as_py() for c in ("tx_m", "ty_m", "tz_m")]))

    results = []
    logs = sorted(os.path.dirname(p) for p in glob.glob(f"{root}/**/calibration", recursive=True))
    for log in logs[:2] if mode == "official" else logs:
        k = feather.read_table(f"{log}/calibration/intrinsics.feather")
        e = feather.read_table(f"{log}/calibration/egovehicle_SE3_sensor.feather")
        c = feather.read_table(f"{log}/city_SE3_egovehicle.feather")
        poses = {t: i for i, t in enumerate(c["timestamp_ns"].to_pylist())}
        sweeps = sorted(int(os.path.basename(p)[:-8]) for p in glob.glob(f"{log}/sensors/lidar/*"))
        for path in sorted(glob.glob(f"{log}/sensors/cameras/ring_*/*.jpg")):
            frame_id = os.path.relpath(path, root)
            name, t = path.split("/")[-2], int(os.path.basename(path)[:-4])
            sweep = min(sweeps, key=lambda s: abs(s - t))
            if abs(sweep - t) > 51_000_000:
                results.append(reject(frame_id, "no_labels"))
                continue
            if t not in poses:
                results.append(reject(frame_id, "bad_pose"))
                continue
            i = k["sensor_name"].to_pylist().index(name)
            k4 = [k[x][i].as_py() for x in ("fx_px", "fy_px", "cx_px", "cy_px")]
            size = (k["width_px"][i].as_py(), k["height_px"][i].as_py())
            place = pose(e, e["sensor_name"].to_pylist().index(name))
            camera = PinholeCamera(ego_SE3_cam=place, intrinsics=Intrinsics(*k4, *size), cam_name=name)
            points = feather.read_table(f"{log}/sensors/lidar/{sweep}.feather")
            xyz = np.column_stack([points[x].to_numpy() for x in "xyz"]).astype(np.float64)
            uv, cam, valid = camera.project_ego_to_img_motion_compensated(xyz, pose(c, poses[t]), pose(c, poses[sweep]))
            found = on_pixels(uv[valid], cam[valid][:, :3], size, rounded, "last" if mode == "official" else "nearest")
            if not found:
                results.append(reject(frame_id, "no_labels"))
                continue
            world = pose(c, poses[t]).compose(place).transform_matrix
            parent = os.path.basename(os.path.dirname(log)) if os.path.relpath(log, root).count("/") else None
            results.append(frame(frame_id, k4, size, "radial" if mode == "official" else "z", found, os.path.basename(log), parent, world))
    return results
