"""Golden values for the forward passes of Mistral3, from Hugging Face transformers.

Run:  python make_mistral3_goldens.py            (writes cases/mistral3-*.json beside this file)
As make_net_goldens.py, whose recipes of weights and pixels it uses. Pixels are those of patches as the test reads
them: the patches of a merged square after one another, a patch as (channel, row, column).
"""

import json

import torch
import transformers
from make_net_goldens import BREAK, END, HERE, answer, f32, fill, noise, rope, words
from transformers import Mistral3Config, Mistral3ForConditionalGeneration, MistralConfig, PixtralVisionConfig

PATCH = 14


def config(text, vision, tied, merge=2, bias=False, act="silu", eps=1e-5):
    return Mistral3Config(
        text_config=MistralConfig(
            vocab_size=160, max_position_embeddings=2048, rms_norm_eps=eps, bos_token_id=1, eos_token_id=2,
            sliding_window=None, tie_word_embeddings=tied, **text,
        ),
        vision_config=PixtralVisionConfig(
            num_channels=3, patch_size=PATCH, image_size=1540, hidden_act=act,
            rope_parameters={"rope_type": "axial", "rope_theta": 10000.0}, **vision,
        ),
        image_token_index=150, projector_hidden_act="gelu", vision_feature_layer=-1, spatial_merge_size=merge,
        multimodal_projector_bias=bias, tie_word_embeddings=tied,
    )


CASES = {
    "mistral3-wide-heads": dict(
        config=config(
            dict(hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4,
                 num_key_value_heads=2, head_dim=24, rope_parameters=rope(1e6)),
            dict(hidden_size=32, intermediate_size=48, num_hidden_layers=3, num_attention_heads=2),
            False,
        ),
        questions=[[*words(131, 5), (4, 6), *words(132, 8)], [*words(133, 3), (4, 6), *words(134, 13)]],
    ),
    "mistral3-tied-two-images": dict(
        config=config(
            dict(hidden_size=56, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                 num_key_value_heads=4, head_dim=8, rope_parameters=rope(1e4)),
            dict(hidden_size=48, intermediate_size=40, num_hidden_layers=4, num_attention_heads=4),
            True, bias=True, act="gelu",
        ),
        questions=[[*words(141, 3), (6, 2), *words(142, 2), (2, 8), *words(143, 5)],
                   [*words(144, 4), (6, 2), *words(145, 4)]],
    ),
    "mistral3-squares-of-nine": dict(
        config=config(
            dict(hidden_size=40, intermediate_size=72, num_hidden_layers=4, num_attention_heads=6,
                 num_key_value_heads=1, head_dim=16, rope_parameters=rope(1e9)),
            dict(hidden_size=64, intermediate_size=56, num_hidden_layers=3, num_attention_heads=2),
            False, merge=3, eps=0.02,
        ),
        questions=[[*words(157, 6), (3, 9), *words(158, 6)], [*words(155, 2), (9, 6), *words(156, 11)]],
    ),
}


def planes(name, h, w, m):
    patches = noise(name, (h * w, 3 * PATCH * PATCH), 0.0, 1.8)
    squares = patches.reshape(h // m, w // m, m, m, 3, PATCH, PATCH)
    return squares.permute(4, 0, 2, 5, 1, 3, 6).reshape(3, h * PATCH, w * PATCH)


def inputs_of(q, prefix, m):
    ids, images, sizes = [], [], []
    for part in q:
        if isinstance(part, tuple):
            h, w = part
            for row in range(h // m):
                ids += [150] * (w // m) + [END if row == h // m - 1 else BREAK]
            images.append(planes(f"{prefix}/pixels{len(sizes)}", h, w, m))
            sizes.append([PATCH * h, PATCH * w])
        else:
            ids.append(part)
    H, W = max(s[0] for s in sizes), max(s[1] for s in sizes)
    padded = torch.stack([torch.nn.functional.pad(i, (0, W - i.shape[2], 0, H - i.shape[1])) for i in images])
    return ids, dict(input_ids=torch.tensor([ids]), pixel_values=padded, image_sizes=torch.tensor(sizes))


def make(name, case):
    cfg = case["config"]
    model = Mistral3ForConditionalGeneration(cfg).eval()
    model.set_attn_implementation("sdpa")
    weights = fill(model, cfg.tie_word_embeddings)
    questions, forced = [], []
    for i, q in enumerate(case["questions"]):
        prefix = f"{name}/{i}"
        ids, inputs = inputs_of(q, prefix, cfg.spatial_merge_size)
        with torch.no_grad():
            feats = model.model.get_image_features(
                pixel_values=inputs["pixel_values"], image_sizes=inputs["image_sizes"], vision_feature_layer=-1,
            ).pooler_output
            tokens, margin, logp = answer(model, inputs)
            said = tokens[: tokens.index(150)] if 150 in tokens else tokens
            whole = dict(inputs, input_ids=torch.tensor([ids + said]))
            logits = model(**whole).logits[0]
        keep = sorted({*range(0, len(ids), 9), len(ids) - 1, len(ids) + len(said) - 1})
        forced.append((whole, keep, logits))
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
            got = half(**whole).logits[0].float()
        q["bf16_logits"] = f32(got[keep])
        # over the whole sequence: at a few positions it is a matter of luck
        q["bf16_max_difference"] = float((got - exact).abs().max())
    path = HERE / "cases" / f"{name}.json"
    path.write_text(json.dumps({
        "made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__,
                      "attention": "sdpa"},
        "family": "mistral3",
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
