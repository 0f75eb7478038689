"""Waymo Open v2: writes a small data set with pyarrow in the authors' columns, and reads it with pyarrow, SciPy's rotations and
OpenCV's lens model."""
import io
import os

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image
from scipy.spatial.transform import Rotation

from raw_io import floored, frame, reject

MODES = ["corrected", "corrected-pixels=lens"]
CAMERAS = ["UNKNOWN", "FRONT", "FRONT_LEFT", "FRONT_RIGHT", "SIDE_LEFT", "SIDE_RIGHT"]
LASERS = ["UNKNOWN", "TOP", "FRONT", "SIDE_LEFT", "SIDE_RIGHT", "REAR"]
SIZE = (48, 32)
# Waymo's camera looks along x, y to the left, z up.
AXES = np.array([[0, -1, 0], [0, 0, -1], [1, 0, 0]], float)


def matrix(r, t):
    m = np.eye(4)
    m[:3, :3] = r.as_matrix()
    m[:3, 3] = t
    return m


def jpeg(seed):
    y, x = np.mgrid[0:SIZE[1], 0:SIZE[0]]
    out = io.BytesIO()
    Image.fromarray((np.stack([x * 5 + seed * 20, y * 7, x + y], 2) % 256).astype(np.uint8)).save(out, "JPEG", quality=60)
    return out.getvalue()


def table(root, component, segment, columns, **how):
    os.makedirs(f"{root}/{component}", exist_ok=True)
    pq.write_table(pa.table(columns), f"{root}/{component}/{segment}.parquet", **how)


def floats(rows):
    return pa.array([None if r is None else np.asarray(r, np.float32).ravel() for r in rows], pa.list_(pa.float32()))


def doubles(rows):
    return pa.array([None if r is None else np.asarray(r, float).ravel() for r in rows], pa.list_(pa.float64()))


def shapes(rows):
    return pa.array([None if r is None else list(np.shape(r)) for r in rows], pa.list_(pa.int32()))


def write(root):
    segment(f"{root}/training", "1005081002024129653_5313_150_5333_150", 1, projections=True, numbers=True)
    segment(f"{root}/training", "another ü 2", 2, projections=False, numbers=False)
    segment(f"{root}/validation", "1005081002024129653_5313_150_5333_150", 3, projections=True, numbers=True)
    broken = f"{root}/validation/lidar/broken.parquet"
    segment(f"{root}/validation", "broken", 4, projections=False, numbers=True)
    with open(broken, "r+b") as f:
        f.truncate(os.path.getsize(broken) - 5)


def segment(root, name, seed, projections, numbers):
    rng = np.random.default_rng(seed)
    codec = {1: "SNAPPY", 2: "NONE", 3: "ZSTD", 4: "GZIP"}[seed]
    how = dict(compression=codec, data_page_version="2.0" if seed == 3 else "1.0", data_page_size=1024,
               row_group_size=7 if seed == 2 else 1000, use_dictionary=seed != 3)
    cameras = ["FRONT", "SIDE_LEFT"]
    lasers = {"TOP": (8, 60), "REAR": (5, 24)}
    times = [1550083467346370 + 100000 * i for i in range(4)]

    def keys(n, **more):
        columns = {"key.segment_context_name": [name] * n}
        for key, values in more.items():
            names = CAMERAS if key == "camera" else LASERS
            columns[f"key.{key}_name"] = pa.array([names.index(v) for v in values], pa.int8()) if numbers else list(values)
        return columns

    place = {"FRONT": matrix(Rotation.from_euler("zyx", [.02, .01, -.01]), [1.5, 0, 2.1]),
             "SIDE_LEFT": matrix(Rotation.from_euler("zyx", [1.5, .0, .02]), [1.4, .3, 2.1])}
    c = "[CameraCalibrationComponent]."
    intrinsic = dict(f_u=40.2, f_v=40.3, c_u=23.9, c_v=16.2, k1=.04, k2=-.3, p1=.002, p2=-.001, k3=0.)
    table(root, "camera_calibration", name, keys(2, camera=cameras) | {
        f"{c}intrinsic.{k}": [v, v + (.5 if k in ("f_u", "c_v") else 0)] for k, v in intrinsic.items()} | {
        f"{c}extrinsic.transform": doubles([place[n] for n in cameras]),
        f"{c}width": pa.array([SIZE[0]] * 2, pa.int32()), f"{c}height": pa.array([SIZE[1]] * 2, pa.int32())}, **how)
    c = "[LiDARCalibrationComponent]."
    table(root, "lidar_calibration", name, keys(2, laser=lasers) | {
        f"{c}extrinsic.transform": doubles([matrix(Rotation.from_euler("z", 2.6), [1.4, 0, 2.2]),
                                            matrix(Rotation.from_euler("zyx", [.4, .03, 0]), [.3, .1, 1.1])]),
        f"{c}beam_inclination.min": [-.31, -.9], f"{c}beam_inclination.max": [.04, .5],
        f"{c}beam_inclination.values": doubles([np.linspace(-.33, .05, 8) ** 1, None])}, **how)
    # Positions as far from the origin as the real ones.
    pose = [matrix(Rotation.from_euler("zyx", [.8 + .01 * i, .004, .01]), [860.6 + .7 * i, 15568.7 + .7 * i, -651.4]) for i in range(4)]
    table(root, "vehicle_pose", name, {"key.segment_context_name": [name] * 4, "key.frame_timestamp_micros": times,
                                       "[VehiclePoseComponent].world_from_vehicle.transform": floats(pose)}, **how)

    # The third time has no sweep, the last one a picture of a camera that has no calibration; one picture sees nothing.
    pictures = [(t, n) for t in times for n in cameras] + [(times[3], "FRONT_RIGHT")]
    later = {t: pose[i] @ matrix(Rotation.from_euler("z", .003), [.35, .01, 0]) for i, t in enumerate(times)}
    c = "[CameraImageComponent]."
    table(root, "camera_image", name, keys(9, camera=[n for _, n in pictures]) | {
        "key.frame_timestamp_micros": [t for t, _ in pictures],
        f"{c}image": pa.array([jpeg(i) for i in range(9)], pa.binary()),
        f"{c}pose.transform": doubles([later[t] for t, _ in pictures])}, **how)

    rows, first, second, poses, pixels1, pixels2 = [], [], [], [], [], []
    for i, t in enumerate(times):
        for laser in (["TOP", "REAR"] if i != 1 else ["REAR", "TOP"]):
            if i == 2:
                continue
            h, w = lasers[laser]
            ranges = np.stack([rng.uniform(2, 60, (h, w)), rng.uniform(0, 1, (h, w)), np.zeros((h, w)), np.zeros((h, w))], 2)
            ranges[rng.uniform(0, 1, (h, w)) < .2, 0] = -1
            ranges[0, 0, 0], ranges[1, 1, 0], ranges[2, 2, 0] = np.nan, np.inf, 0
            again = ranges.copy()
            again[..., 0] = np.where(rng.uniform(0, 1, (h, w)) < .8, -1, again[..., 0] + 3)
            rows.append((t, laser))
            first.append(ranges)
            second.append(again if laser == "TOP" else None)
            if laser == "TOP":
                steps = np.linspace(-.5, .5, w)
                p = np.zeros((h, w, 6))
                p[..., 0], p[..., 1] = .01, .004
                p[..., 2] = .8 + .01 * (i + steps)
                p[..., 3], p[..., 4], p[..., 5] = 860.6 + .7 * (i + steps), 15568.7 + .7 * (i + steps), -651.4
                poses.append((t, p))
            for pixels in (pixels1, pixels2):
                cp = np.zeros((h, w, 6))
                cp[..., 0] = rng.integers(0, 6, (h, w))
                cp[..., 3] = np.where(rng.uniform(0, 1, (h, w)) < .5, 0, 4)
                cp[..., 1::3], cp[..., 2::3] = rng.integers(0, SIZE[0], (h, w, 2)), rng.integers(0, SIZE[1], (h, w, 2))
                pixels.append(cp)
    pixels2 = [p if s is not None else None for p, s in zip(pixels2, second)]
    at = {"key.frame_timestamp_micros": [t for t, _ in rows]} | keys(len(rows), laser=[n for _, n in rows])
    c = "[LiDARComponent].range_image_return"
    table(root, "lidar", name, at | {f"{c}1.values": floats(first), f"{c}1.shape": shapes(first),
                                     f"{c}2.values": floats(second), f"{c}2.shape": shapes(second)}, **how)
    c = "[LiDARPoseComponent].range_image_return1"
    table(root, "lidar_pose", name, keys(len(poses), laser=["TOP"] * len(poses)) | {
        "key.frame_timestamp_micros": [t for t, _ in poses],
        f"{c}.values": floats([p for _, p in poses]), f"{c}.shape": shapes([p for _, p in poses])}, **how)
    if projections:
        c = "[LiDARCameraProjectionComponent].range_image_return"
        table(root, "lidar_camera_projection", name, at | {
            f"{c}1.values": floats(pixels1), f"{c}1.shape": shapes(pixels1),
            f"{c}2.values": floats(pixels2), f"{c}2.shape": shapes(pixels2)}, **how)


def load(root, component, segment):
    return pq.ParquetFile(f"{root}/{component}/{segment}.parquet").read().to_pylist()


def named(names, value):
    return names[value] if isinstance(value, int) else value


def cartesian(ranges, calibration):
    """The returns in the vehicle's frame, [H, W, 3], by the authors' definition of a range image."""
    c = "[LiDARCalibrationComponent]."
    h, w = ranges.shape
    beams = calibration[f"{c}beam_inclination.values"]
    if beams is None:
        low, high = calibration[f"{c}beam_inclination.min"], calibration[f"{c}beam_inclination.max"]
        beams = (np.arange(h) + .5) / h * (high - low) + low
    incline = np.asarray(beams)[::-1][:, None]
    place = np.reshape(calibration[f"{c}extrinsic.transform"], (4, 4))
    azimuth = ((np.arange(w, 0, -1) - .5) / w * 2 - 1) * np.pi - np.arctan2(place[1, 0], place[0, 0])
    xyz = np.stack([np.cos(azimuth) * np.cos(incline) * ranges, np.sin(azimuth) * np.cos(incline) * ranges,
                    np.sin(incline) * ranges], 2)
    return xyz @ place[:3, :3].T + place[:3, 3]


def read(root, mode):
    results = []
    for split in sorted(os.listdir(root)):
        for file in sorted(os.listdir(f"{root}/{split}/camera_image")):
            results += read_segment(root, split, file[:-len(".parquet")], mode)
    return results


def read_segment(root, split, name, mode):
    base = f"{root}/{split}"
    pictures = load(base, "camera_image", name)
    try:
        lidar = load(base, "lidar", name)
    except pa.ArrowInvalid:
        return [reject(None, "file_unreadable")]
    cameras = {named(CAMERAS, r["key.camera_name"]): r for r in load(base, "camera_calibration", name)}
    lasers = {named(LASERS, r["key.laser_name"]): r for r in load(base, "lidar_calibration", name)}
    frames = {r["key.frame_timestamp_micros"]: np.reshape(r["[VehiclePoseComponent].world_from_vehicle.transform"], (4, 4))
              for r in load(base, "vehicle_pose", name)}
    key = lambda r: (r["key.frame_timestamp_micros"], named(LASERS, r["key.laser_name"]))
    poses = {key(r): r for r in load(base, "lidar_pose", name)}
    authors = mode != "corrected-pixels=lens" and os.path.exists(f"{base}/lidar_camera_projection/{name}.parquet")
    pixels = {key(r): r for r in load(base, "lidar_camera_projection", name)} if authors else {}

    def image(row, column):
        return None if row is None or row[f"{column}.values"] is None else \
            np.reshape(np.asarray(row[f"{column}.values"], np.float64), row[f"{column}.shape"])

    returns = {}  # by time: world points and, with the authors' pixels, [N, 6]
    for row in lidar:
        t, laser = key(row)
        for n in "12":
            ranges = image(row, f"[LiDARComponent].range_image_return{n}")
            if ranges is None:
                continue
            r = ranges[..., 0]
            good = np.isfinite(r) & (r > 0)
            p = cartesian(r, lasers[laser])
            moved = image(poses.get((t, laser)), "[LiDARPoseComponent].range_image_return1")
            if moved is None:
                p = p @ frames[t][:3, :3].T + frames[t][:3, 3]
            else:
                turn = Rotation.from_euler("xyz", moved[..., :3].reshape(-1, 3)).as_matrix()
                p = (np.einsum("nij,nj->ni", turn, p.reshape(-1, 3)) + moved[..., 3:].reshape(-1, 3)).reshape(p.shape)
            cp = image(pixels.get((t, laser)), f"[LiDARCameraProjectionComponent].range_image_return{n}")
            returns.setdefault(t, []).append((p[good], None if cp is None else cp[good]))

    results = []
    for row in pictures:
        t, camera = row["key.frame_timestamp_micros"], named(CAMERAS, row["key.camera_name"])
        frame_id = f"{split}/{name}/{t}_{camera}"
        if camera not in cameras:
            results.append(reject(frame_id, "bad_calibration"))
            continue
        if t not in returns:
            results.append(reject(frame_id, "no_labels"))
            continue
        cal, c = cameras[camera], "[CameraCalibrationComponent]."
        fu, fv, cu, cv_, *lens = (cal[f"{c}intrinsic.{k}"] for k in ("f_u", "f_v", "c_u", "c_v", "k1", "k2", "p1", "p2", "k3"))
        vehicle = np.reshape(row["[CameraImageComponent].pose.transform"], (4, 4))
        world = vehicle @ np.reshape(cal[f"{c}extrinsic.transform"], (4, 4))
        found = []
        for p, cp in returns[t]:
            q = (p - world[:3, 3]) @ world[:3, :3] @ AXES.T
            ahead = q[:, 2] > 0
            if cp is None:
                uv, _ = cv2.projectPoints(q, np.zeros(3), np.zeros(3), np.array([[fu, 0, cu], [0, fv, cv_], [0, 0, 1.]]), np.array(lens))
                uv = uv.reshape(-1, 2)
                r2 = ((q[:, :2] / q[:, 2:]) ** 2).sum(1)
                stretch = 1 + lens[0] * r2 + lens[1] * r2 ** 2 + lens[4] * r2 ** 3
                seen = ahead & (stretch >= .8) & (stretch <= 1.2)
            else:
                one, two = cp[:, 0] == CAMERAS.index(camera), cp[:, 3] == CAMERAS.index(camera)
                uv = np.where(one[:, None], cp[:, 1:3], cp[:, 4:6])
                seen = ahead & (one | two)
            for (u, v), s in zip(uv[seen], q[seen]):
                u, v = floored(u), floored(v)
                if 0 <= u < SIZE[0] and 0 <= v < SIZE[1]:
                    found.append((u, v, s[2], float(np.linalg.norm(s))))
        nearest = {}
        for u, v, z, r in found:
            if (u, v) not in nearest or z < nearest[u, v][2]:
                nearest[u, v] = (u, v, z, r)
        if not nearest:
            results.append(reject(frame_id, "no_labels"))
            continue
        pose = world.copy()
        pose[:3, :3] = world[:3, :3] @ AXES.T
        results.append(frame(frame_id, (fu, fv, cu - .5, cv_ - .5), (cal[f"{c}width"], cal[f"{c}height"]), "z",
                             list(nearest.values()), name, split, pose))
    return results
