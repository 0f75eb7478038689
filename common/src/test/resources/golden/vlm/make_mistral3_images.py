"""What transformers' PixtralImageProcessorPil makes of pictures for Mistral3: images_mistral3.json.

Run from this folder: python make_mistral3_images.py (Pillow below 13; pictures and digests as make_images.py)
The processor of Mistral3 is called with patches of PATCH * MERGE px; the patches of a merged square stand after one
another here, as the vision tower reads them.
"""

import json

import numpy as np
import PIL
import transformers
from make_images import HERE, digest, marked, picture
from PIL import Image
from transformers import PixtralImageProcessorPil

PATCH, MERGE = 14, 2
SETTINGS = {"patch_size": PATCH, "size": {"longest_edge": 280}}
CASES = [(56, 84, {}), (61, 47, {}), (29, 13, {}), (330, 240, {}), (90, 301, {"size": {"longest_edge": 140}}),
         (112, 56, {"do_resize": False})]


def mistral3(rgb, settings):
    processor = PixtralImageProcessorPil.from_dict(json.loads(json.dumps(settings)))
    out = processor(images=[Image.fromarray(rgb)], patch_size=PATCH * MERGE, return_tensors="np")
    height, width = (int(v) for v in out["image_sizes"][0])
    rows, columns = height // PATCH, width // PATCH
    values = out["pixel_values"][0].reshape(3, rows // MERGE, MERGE, PATCH, columns // MERGE, MERGE, PATCH)
    return rows, columns, values.transpose(1, 4, 2, 5, 0, 3, 6).reshape(rows * columns, -1)


def main():
    cases = []
    for width, height, more in CASES:
        settings = {**SETTINGS, **more}
        rgb = picture(width, height)
        rows, columns, plain = mistral3(rgb, settings)
        _, _, painted = mistral3(marked(rgb), settings)
        cases.append({"family": "mistral3", "width": width, "height": height, "settings": settings, "rows": rows,
                      "columns": columns, "first": [float(v) for v in plain.reshape(-1)[:3]],
                      "sha256": digest(plain), "sha256_marked": digest(painted)})
    versions = {"transformers": transformers.__version__, "pillow": PIL.__version__, "numpy": np.__version__}
    (HERE / "images_mistral3.json").write_text(json.dumps({"versions": versions, "cases": cases}, indent=1) + "\n")


if __name__ == "__main__":
    main()
