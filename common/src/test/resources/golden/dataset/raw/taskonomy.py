"""Taskonomy in Omnidata's layout; read with Pillow. HM3D has the same layout."""
import glob
import json
import os

import numpy as np
from PIL import Image

from kitti import png16
from raw_io import dense, frame, reject, write_image, write_json

MODES = ["corrected"]
COMPONENT = "taskonomy"
SIZE = (24, 24)


def write(root, component=COMPONENT):
    rng = np.random.default_rng(6)
    for building, point in [("allensville", "point_0_view_0"), ("allensville", "point_3_view_1"), ("00006-Hkse ü", "point_0_view_0")]:
        base = f"{component}/{building}/{point}_domain_"
        write_image(f"{root}/rgb/{base}rgb.png", *SIZE)
        v = rng.integers(300, 6000, SIZE)
        v[rng.random(SIZE) < .7] = 65535
        v[rng.random(SIZE) < .1] = 0
        if point != "point_3_view_1":
            png16(f"{root}/depth_zbuffer/{base}depth_zbuffer.png", v)
        write_json(f"{root}/point_info/{base}point_info.json", dict(field_of_view_rads=1.2 + .1 * len(building), resolution=512))


def read(root, mode, component=COMPONENT):
    results = []
    for rgb in sorted(glob.glob(f"{root}/rgb/{component}/*/*.png")):
        frame_id = os.path.relpath(rgb, root)
        depth = rgb.replace(f"{root}/rgb/", f"{root}/depth_zbuffer/").replace("_domain_rgb", "_domain_depth_zbuffer")
        info = rgb.replace(f"{root}/rgb/", f"{root}/point_info/").replace("_domain_rgb.png", "_domain_point_info.json")
        if not os.path.exists(depth):
            results.append(reject(frame_id, "file_missing"))
            continue
        v = np.asarray(Image.open(depth)).astype(np.float64)
        v[v == 65535] = 0
        h, w = v.shape
        f = w / 2 / np.tan(json.load(open(info))["field_of_view_rads"] / 2)
        k = [f, f, w / 2, h / 2]
        results.append(frame(frame_id, k, (w, h), "z", dense(v / 512, k, "z"), frame_id.split("/")[2]))
    return results
