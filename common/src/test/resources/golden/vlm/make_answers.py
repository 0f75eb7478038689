"""What transformers answers with the tiny checkpoints, from pixels and words to text: answers.json.

Run from this folder after make_tiny.py: python make_answers.py
Each question alone: Pillow image processor, the tokenizer's chat template, the model's own generate
(float32, sdpa, greedy). Pictures are drawn by a formula, markers are red pixels painted before the
processor, so that nothing but the answers is stored. Pillow must be older than 13, which orders its
resampling passes by the shape of the picture.
"""

import json
import pathlib

import numpy as np
import PIL
import torch
import transformers
from make_prompts import expand, message
from PIL import Image
from transformers import AutoTokenizer, LlavaForConditionalGeneration, Qwen2_5_VLForConditionalGeneration
from transformers.models.pixtral.image_processing_pil_pixtral import PixtralImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

if int(PIL.__version__.split(".")[0]) >= 13:
    raise SystemExit(f"Pillow {PIL.__version__} resamples in another order: install pillow<13")
HERE = pathlib.Path(__file__).parent
TOKENS = 32
WORDS = ["How far is the point under the red arrow?", "How far is the red point from the camera, in metres?"]

# words, frames; a frame is its width, height and the painted pixel (five to its right are red)
QUESTIONS = [
    (0, [(140, 84, 30, 40)]),
    (0, [(140, 84, 90, 12)]),
    (1, [(140, 84, 60, 70)]),
    (0, [(100, 75, 50, 30)]),
    (1, [(100, 75, 20, 60), (140, 84, 30, 40)]),
    (0, [(300, 200, 150, 100)]),
]


def picture(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int64)
    return (((x * x * 3 + y * y * 5 + x * y * 7 + c * 1361) >> 4) & 255).astype(np.uint8)


def marked(width, height, x, y):
    rgb = picture(width, height)
    rgb[y, x : x + 5] = (255, 0, 0)
    return Image.fromarray(rgb)


def answer(folder, tokenizer, processor, model, words, frames):
    out = processor(images=[marked(*f) for f in frames], return_tensors="pt")
    inputs = {"pixel_values": out["pixel_values"]}
    if folder == "tiny-qwen":
        inputs["image_grid_thw"] = out["image_grid_thw"]
        grids = [g[1:] for g in out["image_grid_thw"].tolist()]
    else:
        inputs["image_sizes"] = torch.as_tensor(np.array(out["image_sizes"]))
        grids = [[h // 16, w // 16] for h, w in inputs["image_sizes"].tolist()]
    text = tokenizer.apply_chat_template(
        [message(len(frames), WORDS[words])], tokenize=False, add_generation_prompt=True
    )
    started = tokenizer.bos_token is not None and text.startswith(tokenizer.bos_token)
    ids = torch.tensor([tokenizer(expand(folder, text, grids), add_special_tokens=not started)["input_ids"]])
    if folder == "tiny-qwen":
        inputs["mm_token_type_ids"] = (ids == model.config.image_token_id).int()
    with torch.no_grad():
        got = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), **inputs, max_new_tokens=TOKENS, do_sample=False,
            output_logits=True, return_dict_in_generate=True, pad_token_id=0,
        )
    said = got.sequences[0, ids.shape[1] :].tolist()
    steps = torch.stack([l[0] for l in got.logits]).float()
    top = steps.topk(2, dim=-1).values
    logp = torch.log_softmax(steps, -1)[torch.arange(len(said)), torch.tensor(said)]
    return {
        "words": WORDS[words],
        "frames": frames,
        "prompt_tokens": ids.shape[1],
        "answer_tokens": len(said),
        "text": tokenizer.decode(said, skip_special_tokens=True),
        "log_probability": float(logp.sum()),
        "smallest_margin": float((top[:, 0] - top[:, 1]).min()),
    }


def main():
    torch.set_num_threads(1)
    out = {"made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}}
    for folder, cls, processor in (
        ("tiny-qwen", Qwen2_5_VLForConditionalGeneration, Qwen2VLImageProcessorPil),
        ("tiny-pixtral", LlavaForConditionalGeneration, PixtralImageProcessorPil),
    ):
        tokenizer = AutoTokenizer.from_pretrained(HERE / folder)
        model = cls.from_pretrained(HERE / folder, dtype=torch.float32, attn_implementation="sdpa").eval()
        images = processor.from_pretrained(HERE / folder)
        out[folder] = [answer(folder, tokenizer, images, model, *q) for q in QUESTIONS]
    (HERE / "answers.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
