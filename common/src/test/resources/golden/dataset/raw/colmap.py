"""Workspaces of COLMAP: models written and read by pycolmap, depth maps by COLMAP's own definition of its files."""
import os
import struct

import numpy as np
import pycolmap
from PIL import Image
from pyquaternion import Quaternion

from raw_io import dense, frame, reject, write_image

MODES = ["corrected", "corrected-depth=depth&scale=0.002"]
SIZE = (32, 24)
LENSES = {
    "SIMPLE_PINHOLE": [30, 16, 12],
    "PINHOLE": [30, 30.5, 16.2, 12.3],
    "SIMPLE_RADIAL": [30, 16, 12, -.05],
    "RADIAL": [30, 16, 12, -.05, .01],
    "OPENCV": [30, 30.5, 16.2, 12.3, -.05, .01, .001, -.002],
    "OPENCV_FISHEYE": [30, 30.5, 16.2, 12.3, -.05, .01, .001, -.002],
    "FULL_OPENCV": [30, 30.5, 16.2, 12.3, -.05, .01, .001, -.002, .003, .02, -.01, .004],
    "SIMPLE_RADIAL_FISHEYE": [30, 16, 12, -.05],
    "RADIAL_FISHEYE": [30, 16, 12, -.05, .01],
    "THIN_PRISM_FISHEYE": [30, 30.5, 16.2, 12.3, -.05, .01, .001, -.002, .003, .002, .001, -.001],
}


def write_map(path, d):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(f"{d.shape[1]}&{d.shape[0]}&1&".encode())
        f.write(d.astype("<f4").tobytes())


def write(root):
    rng = np.random.default_rng(7)
    for scene, binary in [("raum ü", True), ("text", False)]:
        model = pycolmap.Reconstruction()
        for i, (name, params) in enumerate(LENSES.items()):
            image = f"{'left eye/' if i % 2 else ''}DSC 0{i:02d}.{'png' if i == 4 else 'jpg'}"
            model.add_camera_with_trivial_rig(
                pycolmap.Camera(camera_id=i + 1, model=name, width=SIZE[0], height=SIZE[1], params=params))
            pose = pycolmap.Rigid3d(pycolmap.Rotation3d(rng.normal(size=4)), rng.normal(size=3))
            picture = pycolmap.Image(image_id=i + 3, name=image, camera_id=i + 1,
                                     points2D=[pycolmap.Point2D(p) for p in rng.uniform(0, 20, (i % 3, 2))])
            model.add_image_with_trivial_frame(picture, pose)
            write_image(f"{root}/{scene}/images/{image}", *SIZE, seed=i)
            d = rng.uniform(.5, 9, (SIZE[1], SIZE[0])).astype(np.float32)
            d[rng.random(d.shape) < .9] = 0
            d[0, 0], d[1, 1], d[2, 2] = np.nan, np.inf, -1
            base = f"{root}/{scene}/stereo/depth_maps/{image}"
            if i == 3:
                d = d[::2, ::2]
            if i != 5:
                write_map(base + ".photometric.bin", d * (1 if i == 2 else 2))
            if i not in (2, 5):
                write_map(base + ".geometric.bin", d)
            if i == 6:
                with open(base + ".geometric.bin", "r+b") as f:
                    f.truncate(500)
            if not binary:
                path = f"{root}/{scene}/depth/{os.path.splitext(image)[0]}.png"
                os.makedirs(os.path.dirname(path), exist_ok=True)
                Image.fromarray((np.nan_to_num(d, nan=0, posinf=0).clip(0) * 500).astype(np.uint16)).save(path)
        folder = f"{root}/{scene}/sparse" + ("/0" if binary else "")
        os.makedirs(folder)
        (model.write_binary if binary else model.write_text)(folder)
        for name in os.listdir(folder):
            if not name.startswith(("cameras", "images")):
                os.remove(f"{folder}/{name}")
    # A picture of a camera that is not there, and a name that leaves the folder.
    path = f"{root}/text/sparse/images.txt"
    with open(path, "a") as f:
        f.write("90 1 0 0 0 0 0 0 99 lost.jpg\n\n91 1 0 0 0 0 0 0 1 ../../../etc/passwd\n\n")
    # A model that ends inside its first image.
    os.makedirs(f"{root}/cut/images")
    write_image(f"{root}/cut/images/a.jpg", *SIZE)
    os.makedirs(f"{root}/cut/sparse")
    with open(f"{root}/cut/sparse/cameras.bin", "wb") as f:
        f.write(struct.pack("<QIiQQddd", 1, 1, 0, 32, 24, 30, 16, 12))
    with open(f"{root}/cut/sparse/images.bin", "wb") as f:
        f.write(struct.pack("<QIddd", 1, 1, 1, 0, 0))


def read_map(path):
    with open(path, "rb") as f:
        text = b""
        while text.count(b"&") < 3:
            text += f.read(1)
        w, h, _ = (int(v) for v in text.split(b"&")[:3])
        return np.frombuffer(f.read(), "<f4").reshape(h, w).astype(np.float64)


def load(base, image, mode):
    """The map, or the reason for none."""
    if "depth=depth" in mode:
        path = f"{base}/depth/{os.path.splitext(image)[0]}.png"
        return np.asarray(Image.open(path), np.float64) * .002 if os.path.exists(path) else "file_missing"
    for kind in ("geometric", "photometric"):
        path = f"{base}/stereo/depth_maps/{image}.{kind}.bin"
        if os.path.exists(path):
            try:
                return read_map(path)
            except ValueError:
                return "file_unreadable"
    return "file_missing"


def read_binary(folder):
    cameras, rows = {}, []
    with open(f"{folder}/cameras.bin", "rb") as f:
        for _ in range(struct.unpack("<Q", f.read(8))[0]):
            number, model, w, h = struct.unpack("<IiQQ", f.read(24))
            n = len(LENSES[pycolmap.CameraModelId(model).name])
            cameras[number] = pycolmap.Camera(model=pycolmap.CameraModelId(model).name, width=w, height=h,
                                              params=struct.unpack(f"<{n}d", f.read(8 * n)))
    with open(f"{folder}/images.bin", "rb") as f:
        for _ in range(struct.unpack("<Q", f.read(8))[0]):
            v = struct.unpack("<I7dI", f.read(64))
            name = b""
            while not name.endswith(b"\0"):
                name += f.read(1)
            f.read(24 * struct.unpack("<Q", f.read(8))[0])
            rows.append((name[:-1].decode(), cameras.get(v[8]), v[1:5], v[5:8]))
    return rows


def read_text(folder):
    cameras, rows = {}, []
    for line in open(f"{folder}/cameras.txt"):
        if not line.startswith("#"):
            w = line.split()
            cameras[w[0]] = pycolmap.Camera(model=w[1], width=int(w[2]), height=int(w[3]), params=[float(v) for v in w[4:]])
    lines = [line.rstrip("\n") for line in open(f"{folder}/images.txt") if not line.startswith("#")]
    for line in lines[::2]:
        w = line.split(maxsplit=9)
        v = [float(x) for x in w[1:8]]
        rows.append((w[9], cameras.get(w[8]), v[:4], v[4:]))
    return rows


def read(root, mode):
    results = [reject(None, "file_unreadable")]
    for scene in ["raum ü", "text"]:
        base = f"{root}/{scene}"
        binary = os.path.exists(f"{base}/sparse/0/cameras.bin")
        for name, camera, q, t in read_binary(f"{base}/sparse/0") if binary else read_text(f"{base}/sparse"):
            frame_id = f"{scene}/images/{name}"
            d = "path_outside_root" if name.startswith("..") else load(base, name, mode)
            if isinstance(d, str) or camera is None:
                results.append(reject(frame_id, d if isinstance(d, str) else "bad_calibration"))
                continue
            p = list(camera.params)
            focals = len(camera.focal_length_idxs())
            k = [p[0], p[focals - 1], p[focals] - .5, p[focals + 1] - .5]
            masks = {"mask_saturated": np.zeros(d.shape, bool)} if "depth=depth" in mode else None
            points = dense(d, k, "z", image_size=SIZE, masks=masks)
            at = np.array([[point["x"] + .5, point["y"] + .5] for point in points])
            for point, ray in zip(points, camera.cam_from_img(at)):
                point["radial"] = point["z"] * float(np.sqrt(1 + ray[0] ** 2 + ray[1] ** 2))
            pose = np.eye(4)
            pose[:3, :3], pose[:3, 3] = Quaternion(*q).rotation_matrix, t
            results.append(frame(frame_id, k, SIZE, "z", points, scene, None, np.linalg.inv(pose)))
    return results
