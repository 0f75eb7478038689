"""ScanNet++ iPhone: depth PNG and the three forms of depth.bin; read with zlib and lz4 as the authors' toolkit does."""
import glob
import json
import os
import zlib

import lz4.block
import numpy as np
from PIL import Image

from kitti import png16
from raw_io import boundary, dense, frame, reject, write_image, write_json

MODES = ["corrected", "official"]
SIZE = (64, 48)


def depth(seed):
    rng = np.random.default_rng(seed)
    d = rng.integers(300, 6000, (192, 256))
    d[rng.random(d.shape) < .999] = 0
    return d.astype(np.uint16)


def deflate(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


def write(root):
    for s, scene in enumerate(["02455b3d20", "lz4", "zlib", "stream"]):
        folder = f"{root}/data/{scene}/iphone"
        cameras = {f"frame_{i:06d}": dict(timestamp=i / 60, intrinsic=[[1432.49 + i, 0, 959.5], [0, 1431 + i, 719.5], [0, 0, 1]])
                   for i in (0, 3, 10)}
        maps = [depth(100 * s + i) for i in range(11)]
        for i in (0, 3, 10, 20):
            write_image(f"{folder}/rgb/frame_{i:06d}.jpg", *SIZE)
        write_json(f"{folder}/pose_intrinsic_imu.json", cameras)
        if s == 0:
            for i in (0, 10):
                png16(f"{folder}/depth/frame_{i:06d}.png", maps[i])
            continue
        floats = [(m / 1000).astype("<f4") for m in maps]
        with open(f"{folder}/depth.bin", "wb") as f:
            if scene == "stream":
                f.write(deflate(np.stack(floats).tobytes()))
            else:
                for m, x in zip(maps, floats):
                    b = lz4.block.compress(m.tobytes(), store_size=False) if scene == "lz4" else deflate(x.tobytes())
                    f.write(len(b).to_bytes(4, "little") + b)


def maps_of(folder):
    try:
        data = zlib.decompress(open(f"{folder}/depth.bin", "rb").read(), wbits=-15)
        return [(m * 1000).astype(np.uint16) for m in np.frombuffer(data, np.float32).reshape(-1, 192, 256)]
    except zlib.error:
        maps, data, at = [], open(f"{folder}/depth.bin", "rb").read(), 0
        while at < len(data):
            size = int.from_bytes(data[at:at + 4], "little")
            block = data[at + 4:at + 4 + size]
            at += 4 + size
            try:
                maps.append(np.frombuffer(lz4.block.decompress(block, uncompressed_size=192 * 256 * 2), np.uint16).reshape(192, 256))
            except lz4.block.LZ4BlockError:
                maps.append((np.frombuffer(zlib.decompress(block, wbits=-15), np.float32).reshape(192, 256) * 1000).astype(np.uint16))
        return maps


def read(root, mode):
    results = []
    for folder in sorted(glob.glob(f"{root}/data/*/iphone")):
        scene = folder.split("/")[-2]
        cameras = json.load(open(f"{folder}/pose_intrinsic_imu.json"))
        maps = None
        for rgb in sorted(glob.glob(f"{folder}/rgb/*")):
            name = os.path.basename(rgb)[:-4]
            if int(name[6:]) % 10:
                continue
            frame_id = os.path.relpath(rgb, root)
            if name not in cameras:
                results.append(reject(frame_id, "missing_key"))
                continue
            w, h = Image.open(rgb).size
            if os.path.exists(f"{folder}/depth"):
                d = np.asarray(Image.open(f"{folder}/depth/{name}.png"))
            else:
                maps = maps or maps_of(folder)
                d = maps[int(name[6:])]
            m = np.array(cameras[name]["intrinsic"], float)
            k = [m[0, 0] * w / 1920, m[1, 1] * h / 1440, m[0, 2] * w / 1920, m[1, 2] * h / 1440]
            d = d.astype(np.float64) * .001
            if mode == "corrected":
                results.append(frame(frame_id, k, (w, h), "z", dense(d, k, "z", image_size=(w, h)), scene))
                continue
            k = [1427.4375 * w / 1920, 1427.4375 * h / 1440, 959.5 * w / 1920, 719.5 * h / 1440]
            points = []
            for p in dense(d, k, "z", image_size=(w, h)):
                x, y = (p["x"] - k[2]) / k[0], (p["y"] - k[3]) / k[1]
                p["radial"] = float(np.sqrt(x ** 2 + y ** 2 + p["z"] ** 2))
                p["z"] = p["radial"] / float(np.sqrt(1 + x * x + y * y))
                del p["region"]  # of the labels, which are no depth
                points.append(p)
            results.append(frame(frame_id, k, (w, h), "radial", points, scene))
    return results
