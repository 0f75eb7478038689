"""Golden values for the forward passes of Qwen3-VL, from Hugging Face transformers.

Run:  python make_qwen3_goldens.py            (writes cases/qwen3-*.json beside this file)
As make_net_goldens.py, whose recipes of weights and pixels it uses; features are the merger's beside those of
the deepstack mergers, column by column.
"""

import json

import torch
import transformers
from make_net_goldens import HERE, answer, f32, noise, recipe, rope, words
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration


def config(text, vision, tied):
    base_text = dict(vocab_size=160, max_position_embeddings=2048, rms_norm_eps=1e-6, bos_token_id=1, eos_token_id=2)
    base_vision = dict(in_channels=3, patch_size=16, spatial_merge_size=2, temporal_patch_size=2,
                       hidden_act="gelu_pytorch_tanh")
    return Qwen3VLConfig(
        text_config={**base_text, **text},
        vision_config={**base_vision, **vision, "out_hidden_size": text["hidden_size"]},
        image_token_id=150, video_token_id=151, vision_start_token_id=152, vision_end_token_id=153,
        tie_word_embeddings=tied,
    )


def interleaved(theta, sections):
    return {**rope(theta, sections), "mrope_interleaved": True}


CASES = {
    "qwen3-tied-two-deep": dict(
        config=config(
            dict(hidden_size=64, intermediate_size=96, num_hidden_layers=4, num_attention_heads=4,
                 num_key_value_heads=2, head_dim=16, rope_parameters=interleaved(1e4, [4, 2, 2])),
            dict(depth=4, hidden_size=32, intermediate_size=52, num_heads=2, num_position_embeddings=36,
                 deepstack_visual_indexes=[0, 2]),
            True,
        ),
        questions=[[*words(91, 5), (10, 14), *words(62, 7)], [*words(63, 3), (10, 14), *words(64, 12)],
                   [*words(65, 5), (10, 14), *words(66, 7)]],
    ),
    "qwen3-untied-two-images": dict(
        config=config(
            dict(hidden_size=72, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6,
                 num_key_value_heads=1, head_dim=24, rope_parameters=interleaved(1e3, [6, 3, 3])),
            dict(depth=3, hidden_size=48, intermediate_size=40, num_heads=4, num_position_embeddings=49,
                 deepstack_visual_indexes=[1]),
            False,
        ),
        questions=[[*words(71, 4), (6, 18), *words(72, 2), (6, 10), *words(73, 6)],
                   [*words(74, 6), (6, 10), *words(75, 9)]],
    ),
    "qwen3-three-deep-odd-sections": dict(
        config=config(
            dict(hidden_size=48, intermediate_size=120, num_hidden_layers=5, num_attention_heads=3,
                 num_key_value_heads=3, head_dim=20, rope_parameters=interleaved(5e2, [4, 3, 3])),
            dict(depth=5, hidden_size=64, intermediate_size=36, num_heads=2, num_position_embeddings=16,
                 deepstack_visual_indexes=[0, 1, 3]),
            False,
        ),
        questions=[[*words(81, 2), (16, 16), *words(82, 5)], [*words(83, 9), (2, 26), *words(84, 3)]],
    ),
}


def fill(model, tied):
    table = []
    for name, p in model.named_parameters():
        offset, scale = recipe(name, p.shape, tied)
        if "pos_embed" in name:
            scale = 0.9
        if "q_norm" in name or "k_norm" in name:
            offset = 1.6
        with torch.no_grad():
            p.copy_(noise(name, tuple(p.shape), offset, scale))
        table.append({"name": name, "shape": list(p.shape), "offset": offset, "scale": scale})
    return table


def inputs_of(q, prefix):
    ids, kinds, pixels, grids = [], [], [], []
    for part in q:
        if isinstance(part, tuple):
            h, w = part
            ids += [152] + [150] * (h * w // 4) + [153]
            kinds += [0] + [1] * (h * w // 4) + [0]
            pixels.append(noise(f"{prefix}/pixels{len(grids)}", (h * w, 3 * 2 * 16 * 16), 0.0, 1.8))
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


def make(name, case):
    cfg = case["config"]
    model = Qwen3VLForConditionalGeneration(cfg).eval()
    model.set_attn_implementation("sdpa")
    weights = fill(model, cfg.tie_word_embeddings)
    questions, forced = [], []
    for i, q in enumerate(case["questions"]):
        prefix = f"{name}/{i}"
        ids, inputs = inputs_of(q, prefix)
        counts = [h * w // 4 for h, w in (p for p in q if isinstance(p, tuple))]
        with torch.no_grad():
            out = model.model.get_image_features(inputs["pixel_values"], inputs["image_grid_thw"])
            feats = [torch.cat(columns, -1) for columns in zip(out.pooler_output, *out.deepstack_features)]
            assert [len(f) for f in feats] == counts
            tokens, margin, logp = answer(model, inputs)
            said = tokens[: tokens.index(150)] if 150 in tokens else tokens
            whole = dict(inputs, input_ids=torch.tensor([ids + said]))
            whole["mm_token_type_ids"] = torch.nn.functional.pad(inputs["mm_token_type_ids"], (0, len(said)))
            logits = model(**whole).logits[0]
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
    path = HERE / "cases" / f"{name}.json"
    path.write_text(json.dumps({
        "made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__,
                      "attention": "sdpa"},
        "family": "qwen3",
        "config": cfg.to_dict(),
        "weights": weights,
        "questions": questions,
    }, separators=(",", ":"), default=str) + "\n")
    print(name, path.stat().st_size, "margins", [round(q["greedy_smallest_margin"], 4) for q in questions],
          "bf16", [round(q["bf16_max_difference"], 3) for q in questions],
          "distinct", [len(set(q["greedy"])) for q in questions])


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, case in CASES.items():
        make(name, case)
