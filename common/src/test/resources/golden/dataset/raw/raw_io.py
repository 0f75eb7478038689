"""What the generators and the reference readers of raw data sets share."""
import json
import os

import numpy as np
from PIL import Image


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(value, f, ensure_ascii=False)


def write_image(path, width, height, seed=0):
    """A small picture; what is in it does not matter."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 3 + seed * 20, y * 4, x + y], axis=2) % 256
    Image.fromarray(rgb.astype(np.uint8)).save(path, quality=60)


def frame(frame_id, k, size, kind, points, scene=None, split=None, pose=None):
    """points: list of dicts or tuples (x, y, z, radial)."""
    rows = []
    for p in points:
        if not isinstance(p, dict):
            p = dict(x=float(p[0]), y=float(p[1]), z=float(p[2]), radial=float(p[3]))
        rows.append(p)
    rows.sort(key=lambda p: (p["y"], p["x"]))
    return dict(frame=frame_id, k=[float(v) for v in k], size=list(size), kind=kind, points=rows,
                scene=scene, split=split, pose=None if pose is None else [float(v) for v in np.asarray(pose).ravel()])


def reject(frame_id, reason):
    return dict(frame=frame_id, reject=reason)


def dense(z_or_radial, k, kind, masks=None, planes=None, image_size=None):
    """All measured pixels of a map, both kinds by the pixel's ray."""
    h, w = z_or_radial.shape
    fx, fy, cx, cy = k
    iw, ih = image_size or (w, h)
    edge = boundary(z_or_radial)
    points = []
    for y, x in zip(*np.nonzero(np.isfinite(z_or_radial) & (z_or_radial > 0))):
        px, py = (x + .5) * iw / w - .5, (y + .5) * ih / h - .5
        ray = float(np.sqrt(1 + ((px - cx) / fx) ** 2 + ((py - cy) / fy) ** 2))
        d = float(z_or_radial[y, x])
        z, r = (d, d * ray) if kind == "z" else (d / ray, d)
        p = dict(x=float(px), y=float(py), z=z, radial=r, region="boundary" if edge[y, x] else "interior")
        if masks is not None:
            p["masks"] = sorted(name for name, m in masks.items() if m[y, x])
        if planes is not None:
            p["plane"] = int(planes[y, x])
        points.append(p)
    return points


def boundary(depth, within=3, ratio=1.1):
    """Plain loops over the definition: pairs of measured pixels that follow each other in a line."""
    h, w = depth.shape
    ok = np.isfinite(depth) & (depth > 0)
    step = np.zeros((h, w), bool)
    for transposed in (False, True):
        d, m, s = (depth.T, ok.T, step.T) if transposed else (depth, ok, step)
        for row in range(d.shape[0]):
            xs = np.nonzero(m[row])[0]
            for a, b in zip(xs[:-1], xs[1:]):
                lo, hi = sorted((float(np.float32(d[row, a])), float(np.float32(d[row, b]))))
                if b - a - 1 <= within and hi > ratio * lo:
                    s[row, a] = s[row, b] = True
    out = np.zeros((h, w), bool)
    for y, x in zip(*np.nonzero(step)):
        out[max(0, y - within):y + within + 1, max(0, x - within):x + within + 1] = True
    return out


def dump(path, results):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        for r in sorted(results, key=lambda r: (r["frame"] or "", r.get("reject", ""))):
            f.write(json.dumps(r, ensure_ascii=False) + "\n")


def lidar_points(camera_xyz, k, size, pixel, conflict):
    """Projects by OpenCV; pixel: how a position becomes a pixel; conflict: nearest or last."""
    import cv2

    xyz = camera_xyz[camera_xyz[:, 2] > 0]
    fx, fy, cx, cy = k
    uv, _ = cv2.projectPoints(np.ascontiguousarray(xyz, np.float64), np.zeros(3), np.zeros(3),
                              np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1.0]]), np.zeros(5))
    return on_pixels(uv.reshape(-1, 2), xyz, size, pixel, conflict)


def on_pixels(uv, xyz, size, pixel, conflict):
    w, h = size
    uv = pixel(uv)
    best = {}
    for (u, v), p in zip(uv.tolist(), xyz):
        if 0 <= u < w and 0 <= v < h:
            there = best.get((u, v))
            if there is None or conflict == "last" or p[2] < there[2]:
                best[(u, v)] = p
    return [(u, v, p[2], np.linalg.norm(p)) for (u, v), p in best.items()]


def truncated(uv):
    return uv.astype(int)


def floored(uv):
    return np.floor(uv).astype(int)


def rounded(uv):
    return np.round(uv).astype(int)
