"""Matterport3D; read with Pillow. The .conf file counts rows from the bottom."""
import glob
import os

import numpy as np
from PIL import Image

from kitti import png16
from raw_io import dense, frame, reject, write_image

MODES = ["corrected", "official"]
SIZE = (20, 16)


def write(root):
    rng = np.random.default_rng(7)
    for scan in ["17DRP5sb8fy", "1LXtFkjw3qL"]:
        top = f"{root}/{scan}" if scan[1] == "7" else f"{root}/{scan}/{scan}"
        lines = ["dataset matterport", "n_images 2", "depth_directory undistorted_depth_images", "color_directory undistorted_color_images", ""]
        for i in range(2):
            lines.append(f"intrinsics_matrix 17.{i} 0 10.2  0 17.1 5.{i}  0 0 1")
            name = f"abc{scan[:2]}_{{}}{i}_0"
            pose = np.eye(4)
            a = .3 + i
            pose[:3, :3] = [[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]]
            pose[:3, 3] = [1.5, -2, .3]
            lines.append(f"scan {name.format('d')}.png {name.format('i')}.jpg " + " ".join(repr(float(v)) for v in pose.ravel()))
            v = rng.integers(1000, 30000, (SIZE[1], SIZE[0]))
            v[rng.random(v.shape) < .5] = 0
            v[0, 1] = 150
            png16(f"{top}/undistorted_depth_images/{name.format('d')}.png", v)
            write_image(f"{top}/undistorted_color_images/{name.format('i')}.jpg", *SIZE)
        os.makedirs(f"{top}/undistorted_camera_parameters")
        open(f"{top}/undistorted_camera_parameters/{scan}.conf", "w").write("\n".join(lines) + "\n")
    os.makedirs(f"{root}/empty scan")
    open(f"{root}/empty scan/readme.txt", "w").write("nothing here")


def read(root, mode):
    results = [reject(None, "bad_calibration")] if os.path.exists(f"{root}/empty scan") else []
    for conf in sorted(glob.glob(f"{root}/**/*.conf", recursive=True)):
        top = os.path.dirname(os.path.dirname(conf))
        k = None
        for line in open(conf):
            words = line.split()
            if words and words[0] == "intrinsics_matrix":
                k = [float(words[1]), float(words[5]), float(words[3]), float(words[6])]
            elif words and words[0] == "scan":
                frame_id = os.path.relpath(f"{top}/undistorted_color_images/{words[2]}", root)
                v = np.asarray(Image.open(f"{top}/undistorted_depth_images/{words[1]}"))
                h, w = v.shape
                pose = np.array(words[3:], float).reshape(4, 4) @ np.diag([1, -1, -1, 1])
                scene = os.path.relpath(conf, root).split("/")[0]
                if mode == "official":
                    fx, fy, cx, cy = k
                    points = []
                    for y, x in np.argwhere(v > 0):
                        z = v[y, x] / 4000.0
                        d = float(np.sqrt(((x - cx) * z / fx) ** 2 + ((y - cy) * z / fy) ** 2 + z ** 2))
                        if 0.05 <= d <= 50:
                            points.append((x, y, z, d))
                    results.append(frame(frame_id, k, (w, h), "radial", points, scene, None, pose))
                else:
                    flipped = [k[0], k[1], k[2], h - 1 - k[3]]
                    results.append(frame(frame_id, flipped, (w, h), "z", dense(v / 4000.0, flipped, "z"), scene, None, pose))
    return results
