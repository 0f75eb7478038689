"""Golden values for the forward passes of both families, from Hugging Face transformers.

Run:  python make_net_goldens.py            (writes cases/*.json beside this file)
Versions it ran with are written into every case. CPU, one thread, float32 (and bfloat16 where said).

Weights and pixels are not stored: element i of the array called `name` is
    offset + scale * (2u - 1),  u = top 24 bits of splitmix64(fnv1a64(name) + i * GOLDEN) / 2^24
computed in float64 and rounded to float32, so that the test can make them again from a name, a shape,
an offset and a scale. Scales make attention peaked: usual initialisations hide mistakes.
"""

import base64
import json
import math
import pathlib

import numpy as np
import torch
import transformers
from transformers import (
    LlavaConfig,
    LlavaForConditionalGeneration,
    MistralConfig,
    PixtralVisionConfig,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
)

HERE = pathlib.Path(__file__).parent
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
GREEDY_TOKENS = 36


def fnv1a64(name: str) -> int:
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


def noise(name: str, shape, offset: float, scale: float) -> torch.Tensor:
    n = math.prod(shape)
    with np.errstate(over="ignore"):
        z = np.uint64(fnv1a64(name)) + np.arange(1, n + 1, dtype=np.uint64) * GOLDEN
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(40)).astype(np.float64) / float(1 << 24)
    return torch.from_numpy((offset + scale * (2 * u - 1)).astype(np.float32).reshape(shape))


def recipe(name: str, shape, tied: bool):
    """(offset, scale) of a parameter. A tied embedding is kept small, or every token repeats itself."""
    if name.endswith("bias"):
        return 0.0, 0.2
    if len(shape) == 1:
        return 1.0, 0.3
    if "embed_tokens" in name:
        return 0.0, 0.25 if tied else 1.0
    fan_in = math.prod(shape[1:])
    gain = 1.0
    if "q_proj" in name or "k_proj" in name or "attn.qkv" in name:
        gain = 1.7
    if "lm_head" in name:
        gain = 1.5
    return 0.0, gain * math.sqrt(3.0 / fan_in)


def fill(model, tied: bool):
    table = []
    for name, p in model.named_parameters():
        offset, scale = recipe(name, p.shape, tied)
        with torch.no_grad():
            p.copy_(noise(name, tuple(p.shape), offset, scale))
        table.append({"name": name, "shape": list(p.shape), "offset": offset, "scale": scale})
    return table


def f32(t: torch.Tensor) -> dict:
    a = np.ascontiguousarray(t.detach().float().numpy().astype("<f4"))
    return {"shape": list(a.shape), "f32": base64.b64encode(a.tobytes()).decode()}


def qwen_config(text, vision, tied):
    base_text = dict(
        vocab_size=160, max_position_embeddings=2048, rms_norm_eps=1e-6, bos_token_id=1, eos_token_id=2,
        use_sliding_window=False,
    )
    base_vision = dict(in_channels=3, patch_size=14, spatial_merge_size=2, temporal_patch_size=2, hidden_act="silu")
    return Qwen2_5_VLConfig(
        text_config={**base_text, **text},
        vision_config={**base_vision, **vision, "out_hidden_size": text["hidden_size"]},
        image_token_id=150, video_token_id=151, vision_start_token_id=152, vision_end_token_id=153,
        tie_word_embeddings=tied,
    )


def rope(theta, sections=None):
    r = {"rope_type": "default", "rope_theta": theta}
    if sections:
        r["mrope_section"] = sections
    return r


def pixtral_config(text, vision, tied, feature_layer=-1):
    return LlavaConfig(
        text_config=MistralConfig(
            vocab_size=160, max_position_embeddings=2048, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2,
            sliding_window=None, tie_word_embeddings=tied, **text,
        ),
        vision_config=PixtralVisionConfig(
            num_channels=3, patch_size=16, image_size=1024, hidden_act="silu",
            rope_parameters={"rope_type": "axial", "rope_theta": 10000.0}, **vision,
        ),
        image_token_index=150, projector_hidden_act="gelu", vision_feature_layer=feature_layer,
        vision_feature_select_strategy="full", multimodal_projector_bias=True, tie_word_embeddings=tied,
    )


# A question is a list of ints (token ids) and (rows, columns) pairs: an image of that many patches.
def words(seed, n):
    rng = np.random.default_rng(seed)
    return [int(x) for x in rng.integers(3, 149, n)]


QWEN = {
    "qwen-tied-edges": dict(
        config=qwen_config(
            dict(hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4,
                 num_key_value_heads=2, rope_parameters=rope(1e6, [2, 3, 3])),
            dict(depth=4, hidden_size=32, intermediate_size=52, num_heads=2, window_size=112,
                 fullatt_block_indexes=[1, 3]),
            True,
        ),
        questions=[[*words(1, 5), (10, 14), *words(2, 7)], [*words(3, 3), (10, 14), *words(4, 12)],
                   [*words(5, 5), (10, 14), *words(6, 7)]],
    ),
    "qwen-untied-two-images": dict(
        config=qwen_config(
            dict(hidden_size=72, intermediate_size=80, num_hidden_layers=2, num_attention_heads=6,
                 num_key_value_heads=1, rope_parameters=rope(1e4, [1, 2, 3])),
            dict(depth=5, hidden_size=48, intermediate_size=40, num_heads=4, window_size=56,
                 fullatt_block_indexes=[2]),
            False,
        ),
        questions=[[*words(11, 4), (6, 18), *words(12, 2), (6, 10), *words(13, 6)],
                   [*words(14, 6), (6, 10), *words(15, 9)]],
    ),
    "qwen-mha-all-windows": dict(
        config=qwen_config(
            dict(hidden_size=48, intermediate_size=120, num_hidden_layers=4, num_attention_heads=3,
                 num_key_value_heads=3, rope_parameters=rope(1e6, [4, 2, 2])),
            dict(depth=3, hidden_size=64, intermediate_size=36, num_heads=2, window_size=112,
                 fullatt_block_indexes=[0, 2]),
            False,
        ),
        questions=[[*words(21, 2), (16, 16), *words(22, 5)], [*words(23, 9), (2, 26), *words(24, 3)]],
    ),
}

PIXTRAL = {
    "pixtral-wide-heads": dict(
        config=pixtral_config(
            dict(hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4,
                 num_key_value_heads=2, head_dim=24, rope_parameters=rope(1e6)),
            dict(hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=2),
            False,
        ),
        questions=[[*words(31, 5), (4, 6), *words(32, 8)], [*words(33, 3), (4, 6), *words(34, 13)]],
    ),
    "pixtral-tied-two-images": dict(
        config=pixtral_config(
            dict(hidden_size=56, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                 num_key_value_heads=4, head_dim=8, rope_parameters=rope(1e4)),
            dict(hidden_size=48, intermediate_size=40, num_hidden_layers=4, num_attention_heads=4),
            True,
        ),
        questions=[[*words(41, 3), (5, 3), *words(42, 2), (2, 7), *words(43, 5)], [*words(44, 4), (5, 3), *words(45, 4)]],
    ),
    "pixtral-second-last-layer": dict(
        config=pixtral_config(
            dict(hidden_size=40, intermediate_size=72, num_hidden_layers=4, num_attention_heads=6,
                 num_key_value_heads=1, head_dim=16, rope_parameters=rope(1e9)),
            dict(hidden_size=64, intermediate_size=56, num_hidden_layers=3, num_attention_heads=2),
            False,
            feature_layer=-2,
        ),
        questions=[[*words(57, 6), (3, 9), *words(58, 6)], [*words(55, 2), (7, 1), *words(56, 11)]],
    ),
}

BREAK, END = 148, 149  # stand in for [IMG_BREAK] and [IMG_END] in Pixtral prompts


def qwen_inputs(case, q, prefix):
    ids, kinds, pixels, grids = [], [], [], []
    for part in q:
        if isinstance(part, tuple):
            h, w = part
            ids += [152] + [150] * (h * w // 4) + [153]
            kinds += [0] + [1] * (h * w // 4) + [0]
            pixels.append(noise(f"{prefix}/pixels{len(grids)}", (h * w, 3 * 2 * 14 * 14), 0.0, 1.8))
            grids.append([1, h, w])
        else:
            ids.append(part)
            kinds.append(0)
    return ids, dict(
        input_ids=torch.tensor([ids]),
        mm_token_type_ids=torch.tensor([kinds], dtype=torch.int32),
        pixel_values=torch.cat(pixels),
        image_grid_thw=torch.tensor(grids),
    )


def pixtral_inputs(case, q, prefix):
    ids, images, sizes = [], [], []
    for part in q:
        if isinstance(part, tuple):
            h, w = part
            for row in range(h):
                ids += [150] * w + [END if row == h - 1 else BREAK]
            images.append(noise(f"{prefix}/pixels{len(sizes)}", (3, 16 * h, 16 * w), 0.0, 1.8))
            sizes.append([16 * h, 16 * w])
        else:
            ids.append(part)
    H, W = max(s[0] for s in sizes), max(s[1] for s in sizes)
    padded = torch.stack([torch.nn.functional.pad(i, (0, W - i.shape[2], 0, H - i.shape[1])) for i in images])
    return ids, dict(input_ids=torch.tensor([ids]), pixel_values=padded, image_sizes=torch.tensor(sizes))


def answer(model, inputs):
    with torch.no_grad():
        got = model.generate(
            **inputs, attention_mask=torch.ones_like(inputs["input_ids"]), max_new_tokens=GREEDY_TOKENS,
            do_sample=False, output_logits=True, return_dict_in_generate=True, eos_token_id=None, pad_token_id=0,
        )
    steps = torch.stack([l[0] for l in got.logits]).float()
    top = steps.topk(2, dim=-1).values
    tokens = got.sequences[0, inputs["input_ids"].shape[1]:].tolist()
    logp = torch.log_softmax(steps, -1)[torch.arange(len(tokens)), torch.tensor(tokens)]
    return tokens, float((top[:, 0] - top[:, 1]).min()), logp


def make(name, case, family):
    config = case["config"]
    cls, prepare = (
        (Qwen2_5_VLForConditionalGeneration, qwen_inputs) if family == "qwen" else (LlavaForConditionalGeneration, pixtral_inputs)
    )
    model = cls(config).eval()
    model.set_attn_implementation("sdpa")
    weights = fill(model, config.tie_word_embeddings)
    questions = []
    forced = []
    for i, q in enumerate(case["questions"]):
        prefix = f"{name}/{i}"
        ids, inputs = prepare(case, q, prefix)
        with torch.no_grad():
            if family == "qwen":
                feats = model.model.get_image_features(inputs["pixel_values"], inputs["image_grid_thw"]).pooler_output
            else:
                feats = model.model.get_image_features(
                    pixel_values=inputs["pixel_values"], image_sizes=inputs["image_sizes"],
                    vision_feature_layer=config.vision_feature_layer,
                    vision_feature_select_strategy=config.vision_feature_select_strategy,
                ).pooler_output
            tokens, margin, logp = answer(model, inputs)
            # an image token in the answer would ask the reference for another image: stop before it
            said = tokens[: tokens.index(150)] if 150 in tokens else tokens
            full = torch.tensor([ids + said])
            whole = dict(inputs, input_ids=full)
            if family == "qwen":
                whole["mm_token_type_ids"] = torch.nn.functional.pad(inputs["mm_token_type_ids"], (0, len(said)))
            logits = model(**whole).logits[0]
        # every 5th position of the prompt, and the last of the prompt and of the answer
        keep = sorted({*range(0, len(ids), 9), len(ids) - 1, len(ids) + len(said) - 1})
        forced.append((whole, keep, logits[keep]))
        questions.append({
            "ids": ids,
            "images": [list(p) for p in q if isinstance(p, tuple)],
            "pixels": prefix + "/pixels",
            "features_every_4th_column": [f32(f[:, ::4]) for f in feats],
            "greedy": tokens,
            "greedy_smallest_margin": margin,
            "greedy_log_probabilities": f32(logp),
            "positions": keep,
            "logits": f32(logits[keep]),
        })
    half = model.to(torch.bfloat16)
    for q, (whole, keep, exact) in zip(questions, forced):
        with torch.no_grad():
            got = half(**whole).logits[0][keep].float()
        q["bf16_logits"] = f32(got)
        q["bf16_max_difference"] = float((got - exact).abs().max())
    cfg = config.to_dict()
    out = {
        "made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__, "attention": "sdpa"},
        "family": family,
        "config": cfg,
        "weights": weights,
        "questions": questions,
    }
    path = HERE / "cases" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(out, separators=(",", ":"), default=str) + "\n")
    print(name, path.stat().st_size, "margins", [round(q["greedy_smallest_margin"], 4) for q in questions],
          "bf16", [round(q["bf16_max_difference"], 3) for q in questions],
          "max logit", [float(np.abs(np.frombuffer(base64.b64decode(q["logits"]["f32"]), "<f4")).max()) for q in questions],
          "distinct", [len(set(q["greedy"])) for q in questions])


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, case in QWEN.items():
        make(name, case, "qwen")
    for name, case in PIXTRAL.items():
        make(name, case, "pixtral")
