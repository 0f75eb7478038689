"""Users' own folders: written with NumPy, Pillow, the OpenEXR package and OpenCV's PFM, and read with the same libraries."""
import json
import os

import cv2
import numpy as np
import OpenEXR
from PIL import Image

from raw_io import dense, frame, reject, write_image, write_json

MODES = ["corrected-kind=z&cameras=cameras&poses=poses", "corrected-kind=radial&scale=0.5&camera=30,31,15.5,11.5"]
SIZE = (32, 24)


def pfm(path, d, byte_order):
    with open(path, "wb") as f:
        f.write(f"Pf\n{d.shape[1]} {d.shape[0]}\n{'-1.0' if byte_order == '<' else '1.0'}\n".encode())
        f.write(d[::-1].astype(byte_order + "f4").tobytes())


def exr(path, channels, compression):
    with OpenEXR.File({"compression": compression, "type": OpenEXR.scanlineimage}, channels) as f:
        f.write(path)


def write(root):
    rng = np.random.default_rng(6)
    for scene in ["wohnung ü", "other"]:
        base = f"{root}/{scene}"
        for folder in ["images", "depth", "cameras", "poses"]:
            os.makedirs(f"{base}/{folder}", exist_ok=True)
        names = ["npy", "npy half", "npy double", "npy ints", "png", "pfm little", "pfm big", "exr none", "exr rle", "exr zips",
                 "exr zip", "exr layers", "exr piz", "coarse", "cut.v2", "no depth", "no camera", "bad camera", "bad pose", "all zero",
                 "three dims", "rotated"] if scene == "wohnung ü" else ["npy", "png"]
        for i, name in enumerate(names):
            d = rng.uniform(.5, 9, (SIZE[1], SIZE[0])).astype(np.float32)
            d[rng.random(d.shape) < .8] = 0
            d[0, 0], d[1, 1], d[2, 2], d[3, 3] = np.nan, np.inf, -1, -np.inf
            target = f"{base}/depth/{name}"
            if name in ("npy", "no camera", "bad camera", "bad pose", "no depth", "rotated"):
                np.save(target + ".npy", d)
            elif name == "npy half":
                np.save(target + ".npy", d.astype(np.float16))
            elif name == "npy double":
                np.save(target + ".npy", d.astype(">f8"))
            elif name == "npy ints":
                np.save(target + ".npy", np.nan_to_num(d, nan=0, posinf=0, neginf=0).round().astype(np.int16))
            elif name == "all zero":
                np.save(target + ".npy", d * 0)
            elif name == "three dims":
                np.save(target + ".npy", np.stack([d, d, d], 2))
            elif name == "png":
                v = (np.nan_to_num(d, nan=0, posinf=0, neginf=0).clip(0) * 1000).astype(np.uint16)
                v[5, 5] = 65535
                Image.fromarray(v).save(target + ".png")
            elif name.startswith("pfm"):
                pfm(target + ".pfm", d, "<" if "little" in name else ">")
            elif name == "exr none":
                exr(target + ".exr", {"Y": d}, OpenEXR.NO_COMPRESSION)
            elif name == "exr rle":
                exr(target + ".exr", {"Z": d.round().astype(np.float16)}, OpenEXR.RLE_COMPRESSION)
            elif name == "exr zips":
                exr(target + ".exr", {"V": np.nan_to_num(d, nan=0, posinf=0, neginf=0).clip(0).astype(np.uint32)},
                    OpenEXR.ZIPS_COMPRESSION)
            elif name == "exr zip":
                exr(target + ".exr", {"depth": d}, OpenEXR.ZIP_COMPRESSION)
            elif name == "exr layers":
                noise = rng.random(d.shape).astype(np.float32)
                exr(target + ".exr", {"R": noise, "G": noise.astype(np.float16), "B": noise, "View Layer.Z": d},
                    OpenEXR.ZIP_COMPRESSION)
            elif name == "exr piz":
                exr(target + ".exr", {"Z": d}, OpenEXR.PIZ_COMPRESSION)
            elif name == "coarse":
                np.save(target + ".npy", d[::2, ::2])
            elif name == "cut.v2":
                exr(target + ".exr", {"Z": d}, OpenEXR.ZIP_COMPRESSION)
                with open(target + ".exr", "r+b") as f:
                    f.truncate(os.path.getsize(target + ".exr") // 2)
            if name == "no depth":
                os.remove(target + ".npy")
            picture = f"{base}/images/{name}.{'png' if i % 2 else 'jpg'}"
            write_image(picture, *SIZE, seed=i)
            if name == "rotated":
                turned = Image.open(picture)
                exif = turned.getexif()
                exif[0x112] = 6
                turned.save(picture.replace(".png", ".jpg"), exif=exif)
                if picture.endswith(".png"):
                    os.remove(picture)
            k = [28.5, 28.7, 15.2, 11.9]
            camera = f"{base}/cameras/{name}"
            if name == "bad camera":
                open(camera + ".txt", "w").write("0 0 15.2 11.9")
            elif name == "npy double":
                write_json(camera + ".json", {"K": [[28.5, 0, 15.2], [0, 28.7, 11.9], [0, 0, 1]]})
            elif name == "npy ints":
                write_json(camera + ".json", {"fx_px": 28.5, "fy_px": 28.7, "cx_px": 15.2, "cy_px": 11.9})
            elif name == "exr none":
                open(camera + ".txt", "w").write("28.5 0 15.2 0\n0 28.7 11.9 0\n0 0 1 0\n0 0 0 1\n")
            elif name != "no camera":
                open(camera + ".txt", "w").write(f"{k[0]}, {k[1]}, {k[2]}, {k[3]}, {SIZE[0]}, {SIZE[1]}\n")
            pose = np.eye(4)
            pose[:3, 3] = [i, 2, .5]
            np.savetxt(f"{base}/poses/{name}.txt", pose if name != "bad pose" else pose * np.nan)
    np.save(f"{root}/other/depth/without a picture.npy", np.ones((3, 3)))
    for folder in ["images", "depth"]:
        os.makedirs(f"{root}/empty/{folder}", exist_ok=True)
        open(f"{root}/empty/{folder}/keep.txt", "w").close()


def load(path):
    if path.endswith(".npy"):
        return np.load(path).astype(np.float64), None
    if path.endswith(".png"):
        v = np.asarray(Image.open(path), np.float64)
        return v, v == 65535
    if path.endswith(".pfm"):
        return cv2.imread(path, cv2.IMREAD_UNCHANGED).astype(np.float64), None
    with OpenEXR.File(path, separate_channels=True) as f:
        channels = f.channels()
        if f.header()["compression"] == OpenEXR.PIZ_COMPRESSION:
            raise ValueError("not one that is read")
        name = "View Layer.Z" if "View Layer.Z" in channels else next(iter(channels))
        return channels[name].pixels.astype(np.float64), None


def camera(path, size):
    if os.path.exists(path + ".json"):
        j = json.load(open(path + ".json"))
        return [j["K"][0][0], j["K"][1][1], j["K"][0][2], j["K"][1][2]] if "K" in j else \
            [j[k] for k in ("fx_px", "fy_px", "cx_px", "cy_px")], size
    v = [float(w) for w in open(path + ".txt").read().replace(",", " ").split()]
    if len(v) == 16:
        return [v[0], v[5], v[2], v[6]], size
    return v[:4], tuple(int(x) for x in v[4:]) or size


def read(root, mode):
    options = dict(o.split("=") for o in mode.split("-", 1)[1].split("&"))
    results = []
    for scene in sorted(os.listdir(root)):
        depths = {os.path.splitext(n)[0]: n for n in sorted(os.listdir(f"{root}/{scene}/depth")) if not n.endswith(".txt")}
        for image in sorted(os.listdir(f"{root}/{scene}/images")):
            if image.endswith(".txt"):
                continue
            name = os.path.splitext(image)[0]
            frame_id = f"{scene}/images/{image}"
            depth = depths.pop(name, None)
            if depth is None:
                results.append(reject(frame_id, "file_missing"))
                continue
            try:
                d, saturated = load(f"{root}/{scene}/depth/{depth}")
                if d.ndim != 2:
                    raise ValueError("of three dimensions")
            except Exception:
                results.append(reject(frame_id, "file_unreadable"))
                continue
            d = d * float(options.get("scale", .001 if depth.endswith(".png") else 1))
            size = (d.shape[1], d.shape[0])
            pose = None
            if "camera" in options:
                k = [float(v) for v in options["camera"].split(",")]
            else:
                try:
                    k, size = camera(f"{root}/{scene}/cameras/{name}", size)
                except FileNotFoundError:
                    results.append(reject(frame_id, "file_missing"))
                    continue
                pose = np.loadtxt(f"{root}/{scene}/poses/{name}.txt")
                if not np.isfinite(pose).all():
                    results.append(reject(frame_id, "bad_pose"))
                    continue
                if not k[0] > 0:
                    results.append(reject(frame_id, "bad_intrinsics"))
                    continue
            masks = None if saturated is None else {"mask_saturated": saturated}
            points = dense(d, k, options["kind"], masks=masks, image_size=size)
            results.append(frame(frame_id, k, size, options["kind"], points, scene, None, pose) if points
                           else reject(frame_id, "no_labels"))
        results += [reject(f"{scene}/depth/{n}", "file_missing") for n in depths.values()]
    return results
