"""How far a painted picture can share the work of the unpainted one, and what the answers lose.

A painted marker changes a few image tokens. This program lets all other tokens keep the states that they have in the
unpainted picture, in every layer of the language model, or of the tower as well. That is what reusing their keys and
values would do. It answers the same questions exactly and so, and counts the answers that are the same.

    cat > painted.conf <<'END'
    base = "models/depthlm-tiny"
    out = "nothing-is-trained"
    datasets = [{name = six-held-out, max_labels_per_frame = 1}]
    task = distance
    prompt = short
    focal_px = 128
    steps = 10
    batch = 4
    seed = 1
    END
    depthlm train --conf painted.conf --set marker=red_dot --export painted --samples 200 --warehouse WAREHOUSE
    depthlm train --conf painted.conf --set marker=text --export unpainted --samples 200 --warehouse WAREHOUSE
    python painted_reuse.py models/depthlm-tiny painted unpainted

docs/training.md has the commands that draw and ingest six-held-out.
Written for transformers 5.24, torch 2.15 and Pillow 12; Qwen2.5-VL checkpoints.
"""

import json
import pathlib
import re
import sys

import numpy as np
import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoTokenizer, Qwen2_5_VLForConditionalGeneration
from transformers.vision_utils import get_vision_window_index

MOST_CHANGED_PIXELS = 400  # more is another picture, or another crop of it
MOST_WORDS = 32
WITHIN = 1.25

folder, painted, unpainted = sys.argv[1:4]
tokenizer = AutoTokenizer.from_pretrained(folder)
processor = AutoImageProcessor.from_pretrained(folder)
model = Qwen2_5_VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
merge = model.config.vision_config.spatial_merge_size
ends = model.generation_config.eos_token_id
ends = ends if isinstance(ends, list) else [ends]
torch.set_num_threads(1)


class Kept:
    """The states of the unpainted picture, which the tokens outside `changed` get after each of `layers`."""

    def __init__(self, layers):
        self.states, self.mode, self.rows, self.changed = {}, "off", slice(None), None
        for number, layer in enumerate(layers):
            layer.register_forward_hook(lambda _, __, out, n=number: self.after(n, out))

    def after(self, number, out):
        hidden = out[0] if isinstance(out, tuple) else out
        here = hidden[0] if hidden.dim() == 3 else hidden
        if self.mode == "record":
            self.states[number] = here[self.rows].clone()
        elif self.mode == "reuse":
            here[self.rows] = torch.where(self.changed[:, None], here[self.rows], self.states[number])
        return out


tower = Kept(model.model.visual.blocks)
words = Kept(model.model.language_model.layers)


def samples(export):
    for file in sorted(pathlib.Path(export, "samples").glob("*.jsonl")):
        for line in file.open():
            yield json.loads(line)


def picture(export, sample):
    return np.asarray(Image.open(pathlib.Path(export, sample["images"][0])).convert("RGB"))


def number(text):
    found = re.findall(r"\d+\.\d+|\d+", text)
    return float(found[-1]) if found else None


def grown(mask, ring):
    for _ in range(ring):
        wide = np.pad(mask, 1)
        mask = np.any([wide[y : y + mask.shape[0], x : x + mask.shape[1]] for y in range(3) for x in range(3)], axis=0)
    return mask


def next_word(pixels, ids):
    tokens = torch.tensor([ids])
    out = model(
        input_ids=tokens,
        mm_token_type_ids=(tokens == model.config.image_token_id).int(),
        use_cache=False,
        logits_to_keep=1,
        **pixels,
    )
    return int(out.logits[0, -1].argmax())


def answer(pixels, ids):
    """Greedy, the whole prompt for each word: slow, and without a cache that could hide a mistake."""
    said = []
    for _ in range(MOST_WORDS):
        said.append(next_word(pixels, ids + said))
        if said[-1] in ends:
            break
    return tokenizer.decode(said, skip_special_tokens=True)


def main():
    plain = [picture(unpainted, s) for s in samples(unpainted)]
    counts, asked = {}, 0
    for sample in samples(painted):
        shown = picture(painted, sample)
        alike = [p for p in plain if p.shape == shown.shape]
        base = min(alike, key=lambda p: (p != shown).any(-1).sum(), default=None)
        if base is None or not 0 < (base != shown).any(-1).sum() <= MOST_CHANGED_PIXELS:
            continue
        asked += 1
        new, old = (dict(processor(images=Image.fromarray(p), return_tensors="pt")) for p in (shown, base))
        rows, columns = (int(n) // merge for n in new["image_grid_thw"][0, 1:])
        touched = np.zeros((rows, columns), bool)
        ys, xs = np.nonzero((base != shown).any(-1))
        touched[ys * rows // shown.shape[0], xs * columns // shown.shape[1]] = True

        words_asked = sample["messages"][0]["content"].replace("<image>", "")
        chat = [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": words_asked}]}]
        ids = tokenizer.encode(
            tokenizer.apply_chat_template(chat, add_generation_prompt=True, tokenize=False), add_special_tokens=False
        )
        at = ids.index(model.config.image_token_id)
        ids[at : at + 1] = [model.config.image_token_id] * (rows * columns)
        words.rows = slice(at, at + rows * columns)

        tower.mode = words.mode = "off"
        truth, exact = number(sample["messages"][1]["content"]), answer(new, ids)
        tower.mode = words.mode = "record"
        next_word(old, ids)
        vision = model.config.vision_config
        order = get_vision_window_index(new["image_grid_thw"], merge, vision.window_size, vision.patch_size)[0]
        said = {"exact": (exact, 1.0)}
        for name, changed in (
            [("nothing", np.zeros_like(touched)), ("touched tokens", touched)]
            + [(f"and {r} around", grown(touched, r)) for r in (1, 2)]
            + [("all tokens", np.ones_like(touched))]
        ):
            flat = torch.from_numpy(changed.ravel().copy())
            words.changed = flat
            tower.changed = flat[order].repeat_interleave(merge * merge)
            words.mode = "reuse"
            for where, tower.mode in (("language model", "off"), ("tower and language model", "reuse")):
                said[f"{where}: {name}"] = answer(new, ids), changed.mean()
        for name, (text, share) in said.items():
            count = counts.setdefault(name, np.zeros(3))
            value = number(text)
            hit = value is not None and value > 0 and max(value / truth, truth / value) < WITHIN
            count += [text == exact, hit, share]
    print(f"{asked} questions")
    print(f"{'recomputed':45s} {'share of tokens':>15s} {'same answer':>12s} {'delta1':>7s}")
    for name, (same, hits, share) in counts.items():
        print(f"{name:45s} {share / asked:15.3f} {same / asked:12.3f} {hits / asked:7.3f}")


with torch.no_grad():
    main()
