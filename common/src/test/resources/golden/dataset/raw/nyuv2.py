"""NYUv2: a small .mat v7.3 by h5py (chunked, compressed, as MATLAB writes it), splits.mat by SciPy, sync folders, and the
pictures of NYUv2 in SUN RGB-D for the official labels."""
import glob
import os

import h5py
import numpy as np
import scipy.io
from PIL import Image

import sunrgbd
from kitti import png16
from raw_io import dense, frame, reject, write_image

MODES = ["corrected", "corrected-depth=filled", "official"]
W, H, N = 48, 52, 3
K = [5.1885790117450188e+02, 5.1946961112127485e+02, 3.2558244941119034e+02, 2.5373616633400465e+02]


def write(root):
    rng = np.random.default_rng(4)
    os.makedirs(root, exist_ok=True)
    raw = rng.uniform(.7, 9.5, (N, W, H)).astype(np.float32)
    raw[rng.random(raw.shape) < .9] = 0
    raw[0, 42, 46] = 10
    raw[2] = 0
    raw[1, 3, 4] = np.nan
    filled = np.where(raw > 0, raw, 0).astype(np.float32)
    filled[0, ::7, ::5] = np.maximum(filled[0, ::7, ::5], 2.5)
    with h5py.File(f"{root}/nyu_depth_v2_labeled.mat", "w", userblock_size=512) as f:
        chunk = dict(compression="gzip")
        f.create_dataset("images", data=rng.integers(0, 255, (N, 3, W, H)).astype(np.uint8), chunks=(1, 1, W, H), **chunk)
        f.create_dataset("depths", data=filled, chunks=(1, 17, H), **chunk)
        f.create_dataset("rawDepths", data=raw, chunks=(2, 17, 20), **chunk)
    scipy.io.savemat(f"{root}/splits.mat", dict(trainNdxs=np.array([[1.], [3.]]), testNdxs=np.array([[2.]])), do_compression=True)
    mm = rng.integers(700, 10001, (H, W)) * (rng.random((H, W)) < .05)
    png16(f"{root}/official_splits/test/kitchen_0001/sync_depth_00045.png", mm)
    write_image(f"{root}/official_splits/test/kitchen_0001/rgb_00045.jpg", W, H)
    os.makedirs(f"{root}/official_splits/train/broken", exist_ok=True)
    open(f"{root}/official_splits/train/broken/sync_depth_00001.png", "wb").write(b"not a picture")
    sunrgbd.write_scene(root, "SUNRGBD/kv1/NYUdata/NYU0002", 6)
    sunrgbd.write_scene(root, "SUNRGBD/kv1/b3dodata/img_0064", 7)


def eigen(shape):
    m = np.zeros(shape, bool)
    m[45:471, 41:601] = True
    return m


def read(root, mode):
    if mode == "official":
        return sunrgbd.read(root, mode, only="nyu")
    results = []
    path = f"{root}/nyu_depth_v2_labeled.mat"
    if os.path.exists(path):
        splits = scipy.io.loadmat(f"{root}/splits.mat")
        with h5py.File(path) as f:
            for i in range(f["depths"].shape[0]):
                raw = f["rawDepths"][i].T.astype(np.float64)
                depth = f["depths"][i].T.astype(np.float64) if "filled" in mode else raw
                frame_id = f"nyu_depth_v2_labeled.mat#{i + 1:04d}"
                split = next((s for s in ("train", "test") if i + 1 in splits[s + "Ndxs"]), None)
                if not (depth > 0).any():
                    results.append(reject(frame_id, "no_labels"))
                    continue
                masks = dict(mask_saturated=raw >= 10, mask_filled=~(raw > 0), mask_eigen_crop=eigen(raw.shape))
                results.append(frame(frame_id, K, raw.shape[::-1], "z", dense(depth, K, "z", masks), None, split))
    for path in sorted(glob.glob(f"{root}/**/sync_depth_*.png", recursive=True)):
        rgb = os.path.relpath(path, root).replace("sync_depth_", "rgb_").replace(".png", ".jpg")
        try:
            depth = np.asarray(Image.open(path)).astype(np.float64) * .001
        except OSError:
            results.append(reject(rgb, "file_unreadable"))
            continue
        folder = os.path.dirname(rgb)
        split = os.path.basename(os.path.dirname(folder))
        results.append(frame(rgb, K, depth.shape[::-1], "z",
                             dense(depth, K, "z", dict(mask_saturated=depth >= 10, mask_eigen_crop=eigen(depth.shape))),
                             folder, split if split in ("train", "test") else None))
    return results
