"""Golden values for gradients and optimizer steps, from transformers and torch autograd.

Run:  python make_train_goldens.py [NAME..]   (writes *.json beside this file; needs ../net and ../tiny-*)
Versions it ran with are written into every case. CPU, one thread, float32.

A case is two AdamW steps on one batch of conversations. The reference runs every conversation alone,
unpadded, and divides the summed cross-entropy by all taught tokens. Of a parameter's gradient and of
its change over both steps the file keeps: the norm, the inner products with two noise vectors (see
../net/make_net_goldens.py for the noise), and a few entries.

STEPS are one step each with the epsilon that people train with: the same of the updated parameters.
With lora, pairs of low-rank matrices, filled with noise, are applied beside the decoder's linear
layers by hooks; they alone are updated.
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch
import transformers
from transformers import LlavaForConditionalGeneration, Qwen2_5_VLForConditionalGeneration

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "net"))
from make_net_goldens import PIXTRAL, QWEN, fill, noise, words  # noqa: E402

LR, BETAS, EPS, DECAY, MAX_NORM = 2e-3, (0.9, 0.95), 1e-5, 0.1, 0.5
# The step that people take, but for a decay that shows in one of them.
STEP = dict(learning_rate=1e-3, betas=(0.9, 0.98), epsilon=1e-8, weight_decay=0.5, max_norm=1.0)
STEPS = {
    "step-tiny-qwen": ("tiny-qwen", None),
    "step-tiny-pixtral": ("tiny-pixtral", None),
    "step-tiny-qwen-lora": ("tiny-qwen", {"rank": 4, "alpha": 6.0}),
    "step-tiny-pixtral-lora": ("tiny-pixtral", {"rank": 4, "alpha": 6.0}),
}
CLASSES = {"qwen2_5_vl": Qwen2_5_VLForConditionalGeneration, "llava": LlavaForConditionalGeneration}

# A conversation: token ids and (rows, columns) pairs, an image of that many patches; then the
# positions, counted from the end, that are taught.
CASES = {
    "qwen-tied-edges": [
        ([*words(61, 5), (10, 14), *words(62, 9)], range(1, 6)),
        ([*words(63, 3), (10, 14), *words(64, 12)], range(1, 9)),
    ],
    "qwen-untied-two-images": [
        ([*words(65, 4), (6, 18), *words(66, 2), (6, 10), *words(67, 6)], range(1, 4)),
        ([*words(68, 11)], range(1, 11)),
        ([*words(69, 6), (6, 10), *words(70, 9)], [1, 2, 5, 7]),
    ],
    "pixtral-wide-heads": [
        ([*words(71, 5), (4, 6), *words(72, 8)], range(1, 8)),
        ([*words(73, 3), (4, 6), *words(74, 13)], range(1, 4)),
    ],
    "pixtral-tied-two-images": [
        ([*words(75, 3), (5, 3), *words(76, 2), (2, 7), *words(77, 5)], range(1, 3)),
        ([*words(78, 4), (5, 3), *words(79, 14)], range(1, 14)),
    ],
    "tiny-qwen": [
        ([*words(81, 5), (8, 12), *words(82, 9)], range(1, 8)),
        ([*words(83, 7), (4, 4), *words(84, 12)], range(1, 9)),
    ],
    "tiny-pixtral": [
        ([*words(85, 5), (4, 7), *words(86, 8)], range(1, 8)),
        ([*words(87, 3), (6, 2), *words(88, 3)], range(1, 3)),
    ],
}


def model_of(name):
    if name.startswith("tiny"):
        config = transformers.AutoConfig.from_pretrained(HERE.parent / name)
        model = CLASSES[config.model_type].from_pretrained(HERE.parent / name, dtype=torch.float32)
    else:
        config = {**QWEN, **PIXTRAL}[name]["config"]
        model = CLASSES[config.model_type](config)
        fill(model, config.tie_word_embeddings)
    model.set_attn_implementation("eager")
    return model.eval()


def inputs_of(config, parts, prefix):
    qwen = config.model_type == "qwen2_5_vl"
    image_id = config.image_token_id
    ids, pixels, sizes = [], [], []
    for part in parts:
        if not isinstance(part, tuple):
            # the tiny tokenizers keep their image id among the low ones
            ids.append(part + 1 if part == image_id else part)
            continue
        h, w = part
        name = f"{prefix}/pixels{len(sizes)}"
        if qwen:
            ids += [image_id] * (h * w // 4)
            pixels.append(noise(name, (h * w, 3 * 2 * 14 * 14), 0.0, 1.8))
            sizes.append([1, h, w])
        else:
            ids += [image_id] * (h * w)
            pixels.append(noise(name, (3, 16 * h, 16 * w), 0.0, 1.8))
            sizes.append([16 * h, 16 * w])
    tokens = torch.tensor([ids])
    got = dict(input_ids=tokens, attention_mask=torch.ones_like(tokens))
    if qwen:
        got["mm_token_type_ids"] = (tokens == image_id).int()
    if pixels and qwen:
        got.update(pixel_values=torch.cat(pixels), image_grid_thw=torch.tensor(sizes))
    elif pixels:
        H, W = max(s[0] for s in sizes), max(s[1] for s in sizes)
        pad = [torch.nn.functional.pad(i, (0, W - i.shape[2], 0, H - i.shape[1])) for i in pixels]
        got.update(pixel_values=torch.stack(pad), image_sizes=torch.tensor(sizes))
    return ids, got


def digest(name, x):
    x = x.detach().double().reshape(-1)
    n = x.numel()
    probes = [noise(f"{name}/probe{i}", (n,), 0.0, 1.0).double() for i in range(2)]
    at = sorted({int(x.abs().argmax()), *(int(i) for i in np.linspace(0, n - 1, 5))})
    number = lambda v: float(f"{float(v):.8g}")
    return {
        "norm": number(x.norm()),
        "probes": [number(x @ p) for p in probes],
        "at": at,
        "entries": [number(v) for v in x[at]],
    }


def conversations(name, config):
    samples, runs = [], []
    for i, (parts, taught) in enumerate(CASES[name]):
        prefix = f"train/{name}/{i}"
        ids, inputs = inputs_of(config, parts, prefix)
        positions = sorted(len(ids) - t for t in taught)
        samples.append({
            "ids": ids, "images": [list(p) for p in parts if isinstance(p, tuple)],
            "pixels": prefix + "/pixels", "taught": positions,
        })
        runs.append((inputs, torch.tensor(ids), torch.tensor(positions)))
    return samples, runs


def backward(model, runs):
    total = 0.0
    for inputs, ids, positions in runs:
        logits = model(**inputs).logits[0]
        loss = torch.nn.functional.cross_entropy(logits[positions - 1], ids[positions], reduction="sum")
        loss.backward()
        total += float(loss.detach())
    return total


def low_rank(model, rank, alpha):
    pairs = {}
    for name, linear in model.named_modules():
        if "language_model.layers." not in name or not isinstance(linear, torch.nn.Linear):
            continue
        a, b = f"{name}.lora_A.weight", f"{name}.lora_B.weight"
        pairs[a] = noise(f"{a}/init", (rank, linear.in_features), 0.0, 0.2).requires_grad_()
        pairs[b] = noise(f"{b}/init", (linear.out_features, rank), 0.0, 0.2).requires_grad_()

        def applied(_, args, out, a=pairs[a], b=pairs[b]):
            thin = torch.nn.functional.linear(args[0], a)
            return out + alpha / rank * torch.nn.functional.linear(thin, b)

        linear.register_forward_hook(applied)
    return pairs


def make_step(case):
    name, lora = STEPS[case]
    model = model_of(name)
    parameters = dict(model.named_parameters())
    if lora:
        model.requires_grad_(False)
        parameters = low_rank(model, **lora)
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in parameters.values() if p.dim() > 1], "weight_decay": STEP["weight_decay"]},
            {"params": [p for p in parameters.values() if p.dim() <= 1], "weight_decay": 0.0},
        ],
        lr=STEP["learning_rate"], betas=STEP["betas"], eps=STEP["epsilon"],
    )
    samples, runs = conversations(name, model.config)
    tokens = sum(len(s["taught"]) for s in samples)
    total = backward(model, runs)
    for p in parameters.values():
        # A parameter that no word of the batch reaches has no gradient, and still decays.
        p.grad = torch.zeros_like(p) if p.grad is None else p.grad / tokens
    norm = torch.nn.utils.clip_grad_norm_(parameters.values(), STEP["max_norm"])
    optimizer.step()
    out = {
        "made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__},
        "samples": samples, "tokens": tokens, "steps": [{"loss_sum": total, "norm": float(norm)}],
        **STEP, **({"lora": lora} if lora else {}),
        "updated": {n: digest(n, p) for n, p in parameters.items()},
    }
    path = HERE / f"{case}.json"
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
    print(case, path.stat().st_size, out["steps"], "tokens", tokens, "updated", len(parameters))


def make(name):
    model = model_of(name)
    config = model.config
    parameters = dict(model.named_parameters())
    before = {n: p.detach().clone() for n, p in parameters.items()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in parameters.values() if p.dim() > 1], "weight_decay": DECAY},
            {"params": [p for p in parameters.values() if p.dim() <= 1], "weight_decay": 0.0},
        ],
        lr=LR, betas=BETAS, eps=EPS,
    )
    samples, runs = conversations(name, config)
    tokens = sum(len(s["taught"]) for s in samples)
    steps, gradients = [], {}
    for step in range(2):
        optimizer.zero_grad()
        total = backward(model, runs)
        if step == 0:
            gradients = {
                n: digest(n, p.grad if p.grad is not None else torch.zeros_like(p)) for n, p in parameters.items()
            }
        for p in parameters.values():
            if p.grad is not None:
                p.grad /= tokens
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), MAX_NORM)
        optimizer.step()
        steps.append({"loss_sum": total, "norm": float(norm)})
    out = {
        "made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__},
        "samples": samples, "tokens": tokens, "steps": steps,
        "learning_rate": LR, "betas": BETAS, "epsilon": EPS, "weight_decay": DECAY, "max_norm": MAX_NORM,
        "gradients": gradients,
        "changes": {n: digest(n, p.detach() - before[n]) for n, p in parameters.items()},
    }
    path = HERE / f"{name}.json"
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
    smallest = min((g["norm"], n) for n, g in gradients.items())
    print(name, path.stat().st_size, steps, "tokens", tokens, "smallest gradient", smallest)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for case in sys.argv[1:] or [*CASES, *STEPS]:
        (make_step if case in STEPS else make)(case)
