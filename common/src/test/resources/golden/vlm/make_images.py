"""What transformers' Pillow image processors make of pictures that a formula draws: images.json.

Run from this folder: python make_images.py (transformers 5.17.0, Pillow 12.3.0, numpy;
Pillow must be older than 13, which orders its passes by the shape of the picture).
Values are compared by the SHA-256 of their 32-bit little-endian bytes: they must be equal, not
near. Pixtral's [3, H, W] is regrouped into patches [rows * columns, 3 * 16 * 16] first.
"""

import hashlib
import json
import pathlib

import numpy as np
import PIL
import transformers
from PIL import Image
from transformers.models.pixtral.image_processing_pil_pixtral import PixtralImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

if int(PIL.__version__.split(".")[0]) >= 13:
    raise SystemExit(f"Pillow {PIL.__version__} resamples in another order: install pillow<13")
HERE = pathlib.Path(__file__).parent


def picture(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int64)
    return (((x * x * 3 + y * y * 5 + x * y * 7 + c * 1361) >> 4) & 255).astype(np.uint8)


def marked(rgb):
    """Five red pixels in a row, a third across and half down."""
    rgb = rgb.copy()
    height, width = rgb.shape[:2]
    rgb[height // 2, width // 3 : width // 3 + 5] = (255, 0, 0)
    return rgb


def qwen(rgb, settings):
    out = Qwen2VLImageProcessorPil.from_dict(json.loads(json.dumps(settings)))(
        images=[Image.fromarray(rgb)], return_tensors="np"
    )
    _, rows, columns = out["image_grid_thw"][0].tolist()
    return rows, columns, out["pixel_values"]


def pixtral(rgb, settings):
    out = PixtralImageProcessorPil.from_dict(json.loads(json.dumps(settings)))(
        images=[Image.fromarray(rgb)], return_tensors="np"
    )
    height, width = (int(v) for v in out["image_sizes"][0])
    rows, columns = height // 16, width // 16
    values = out["pixel_values"][0][:, : rows * 16, : columns * 16]
    values = values.reshape(3, rows, 16, columns, 16).transpose(1, 3, 0, 2, 4)
    return rows, columns, values.reshape(rows * columns, -1)


def digest(values):
    values = np.ascontiguousarray(values, dtype="<f4")
    return hashlib.sha256(values.tobytes()).hexdigest()


CASES = [
    ("qwen", 56, 56, {}),
    ("qwen", 61, 47, {}),
    ("qwen", 42, 70, {}),  # 1.5 and 2.5 tokens: half goes to even
    ("qwen", 126, 98, {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.25, 0.125]}),
    ("qwen", 20, 16, {}),  # below min_pixels
    ("qwen", 9, 160, {}),
    ("qwen", 320, 240, {"min_pixels": 3136, "max_pixels": 50176}),
    ("qwen", 321, 117, {"size": {"shortest_edge": 3136, "longest_edge": 20000}}),
    ("qwen", 84, 56, {"do_resize": False}),
    ("qwen", 61, 47, {"do_rescale": False}),
    ("qwen", 61, 47, {"do_normalize": False}),
    ("qwen", 61, 47, {"do_rescale": False, "do_normalize": False}),
    ("qwen", 61, 47, {"rescale_factor": 0.0078125}),
    ("pixtral", 64, 48, {}),
    ("pixtral", 61, 47, {}),
    ("pixtral", 17, 33, {}),
    ("pixtral", 300, 100, {"size": {"longest_edge": 256}}),
    ("pixtral", 100, 301, {"size": {"longest_edge": 112}}),
    ("pixtral", 150, 90, {"size": {"height": 64, "width": 128}}),
    ("pixtral", 70, 50, {"do_resize": False}),
    ("pixtral", 70, 50, {"do_resize": False, "do_rescale": False}),
    ("pixtral", 61, 47, {"patch_size": {"height": 16, "width": 16}, "do_normalize": False}),
]


def main():
    cases = []
    for family, width, height, settings in CASES:
        process = qwen if family == "qwen" else pixtral
        rgb = picture(width, height)
        rows, columns, plain = process(rgb, settings)
        _, _, painted = process(marked(rgb), settings)
        cases.append(
            {
                "family": family,
                "width": width,
                "height": height,
                "settings": settings,
                "rows": rows,
                "columns": columns,
                "first": [float(v) for v in plain.reshape(-1)[:3]],
                "sha256": digest(plain),
                "sha256_marked": digest(painted),
            }
        )
    versions = {
        "transformers": transformers.__version__,
        "pillow": PIL.__version__,
        "numpy": np.__version__,
    }
    (HERE / "images.json").write_text(
        json.dumps({"versions": versions, "cases": cases}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
