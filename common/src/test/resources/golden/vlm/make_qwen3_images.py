"""What transformers' Qwen2VLImageProcessorPil makes of pictures with the settings of Qwen3-VL: images_qwen3.json.

Run from this folder: python make_qwen3_images.py (Pillow below 13; pictures and digests as make_images.py)
"""

import json

import numpy as np
import PIL
import transformers
from make_images import HERE, digest, marked, picture, qwen

SETTINGS = {
    "patch_size": 16, "temporal_patch_size": 2, "merge_size": 2, "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5], "size": {"shortest_edge": 4096, "longest_edge": 65536},
}
CASES = [(64, 64, {}), (61, 47, {}), (48, 80, {}), (20, 16, {}), (320, 240, {}), (96, 64, {"do_resize": False})]


def main():
    cases = []
    for width, height, more in CASES:
        settings = {**SETTINGS, **more}
        rgb = picture(width, height)
        rows, columns, plain = qwen(rgb, settings)
        _, _, painted = qwen(marked(rgb), settings)
        cases.append({"family": "qwen3", "width": width, "height": height, "settings": settings, "rows": rows,
                      "columns": columns, "first": [float(v) for v in plain.reshape(-1)[:3]],
                      "sha256": digest(plain), "sha256_marked": digest(painted)})
    versions = {"transformers": transformers.__version__, "pillow": PIL.__version__, "numpy": np.__version__}
    (HERE / "images_qwen3.json").write_text(json.dumps({"versions": versions, "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
