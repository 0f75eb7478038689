"""Fixtures and golden values of the raw data set readers.

    python make_raw.py                      writes FORMAT/input and FORMAT/MODE.jsonl beside this script
    python make_raw.py FORMAT MODE DIR OUT  reads another folder of that format

The values come from independent readers over each format's usual libraries. Made with Python 3.11, NumPy 2.4.6, OpenCV 5.0.0,
pyquaternion 0.9.9, h5py 3.16.0, pyarrow 26.0.1, Pillow 13.0.0, lz4 4.4.5, nuscenes-devkit 1.2.0, av2 0.3.6, SciPy 1.17.1,
OpenEXR 3.5.3, pycolmap 4.2.1, webdataset 1.0.2.
"""
import importlib
import os
import shutil
import sys

from raw_io import dump

FORMATS = ["argoverse2", "colmap", "ddad", "depth-folder", "diode", "eth3d", "hm3d", "ibims1", "kitti", "matterport3d", "nerfstudio",
           "nuscenes", "nyuv2", "scannetpp", "sunrgbd", "taskonomy", "waymo", "webdataset"]
# Not the names of the packages that they use, and names that Python can import.
MODULES = {"nuscenes": "nuscenes_v1", "depth-folder": "depth_folder", "webdataset": "webdataset_shards"}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, here)
    if len(sys.argv) == 5:
        name, mode, root, out = sys.argv[1:]
        dump(out, importlib.import_module(MODULES.get(name, name)).read(root, mode))
        return
    for name in sys.argv[1:] or FORMATS:
        module = importlib.import_module(MODULES.get(name, name))
        target = os.path.join(here, name)
        shutil.rmtree(target, ignore_errors=True)
        module.write(os.path.join(target, "input"))
        for mode in module.MODES:
            dump(os.path.join(target, f"{mode}.jsonl"), module.read(os.path.join(target, "input"), mode))
        print(name, sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(target) for f in fs), "bytes")


if __name__ == "__main__":
    main()
