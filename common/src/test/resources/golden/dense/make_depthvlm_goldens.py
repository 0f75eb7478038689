"""Golden maps of DepthVLM, from its own code.

Run:  python make_depthvlm_goldens.py CHECKOUT          (writes depthvlm/*.json beside this file)
CHECKOUT is a checkout of github.com/hanxunyu/DepthVLM (commit 940a9ba). CPU, one thread, float32.

Its code was written for an earlier transformers than the one that is installed here. Three things are put in
their place from outside, none of which computes: the argument cache_position of create_causal_mask, which is
gone; the class of its result, whose field past_key_values was renamed; and the package's __init__, which loads a
video processor that needs names that are gone. The head's widths are fixed there (256; 256, 512, 1024, 1024);
smaller ones are given to its own class.

Weights and pixels are made from names as ../vlm/net/make_net_goldens.py says. Every case has its config.json, and
for each picture the tokens of the prompt and the map (every 3rd row, every 5th column).
"""

import importlib
import json
import pathlib
import sys
import types

import torch
import transformers

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "vlm" / "net"))
from make_net_goldens import f32, noise, recipe, rope, words  # noqa: E402

IMAGE = 150


def their_code(checkout):
    package = types.ModuleType("model")
    package.__path__ = [str(pathlib.Path(checkout) / "model")]
    sys.modules["model"] = package
    modeling = importlib.import_module("model.modeling_qwen3_vl")
    mask = modeling.create_causal_mask

    def causal_mask(cache_position=None, past_key_values=None, **rest):
        return mask(cache=past_key_values, **rest)

    modeling.create_causal_mask = causal_mask
    modeling.Qwen3VLCausalLMOutputWithPast = types.SimpleNamespace
    return importlib.import_module("model.configuration_qwen3_vl"), modeling, importlib.import_module(
        "model.dpt_depth_head")


def text(**more):
    return dict(vocab_size=160, max_position_embeddings=2048, rms_norm_eps=1e-6, bos_token_id=1, eos_token_id=2, **more)


def vision(width, **more):
    return dict(in_channels=3, patch_size=16, spatial_merge_size=2, temporal_patch_size=2, out_hidden_size=width,
                hidden_act="gelu_pytorch_tanh", **more)


CASES = {
    "tied": dict(
        text=text(hidden_size=64, intermediate_size=96, num_hidden_layers=4, num_attention_heads=4,
                  num_key_value_heads=2, head_dim=16,
                  rope_parameters={**rope(1e4, [4, 2, 2]), "mrope_interleaved": True}),
        vision=vision(64, depth=4, hidden_size=32, intermediate_size=52, num_heads=2, num_position_embeddings=36,
                      deepstack_visual_indexes=[0, 1, 2]),
        tied=True, features=16, widths=[8, 12, 16, 20], grids=[(6, 10), (8, 4)],
    ),
    "untied": dict(
        text=text(hidden_size=48, intermediate_size=80, num_hidden_layers=5, num_attention_heads=6,
                  num_key_value_heads=1, head_dim=24,
                  rope_parameters={**rope(1e3, [6, 3, 3]), "mrope_interleaved": True}),
        vision=vision(48, depth=5, hidden_size=48, intermediate_size=40, num_heads=4, num_position_embeddings=49,
                      deepstack_visual_indexes=[0, 2, 3]),
        tied=False, features=10, widths=[6, 6, 10, 14], grids=[(4, 8)],
    ),
}


def scale(name, shape, tied):
    if name.endswith("output_conv2.2.bias"):
        return 1.5, 0.5
    return recipe(name, shape, tied)


def make(name, case, code):
    configuration, modeling, heads = code
    full = heads.DPTDepthHead

    class Small(full):
        def __init__(self, dim_in, features, out_channels):
            super().__init__(dim_in, case["features"], case["widths"])

    config = configuration.Qwen3VLConfig(
        text_config=case["text"], vision_config=case["vision"], image_token_id=IMAGE, video_token_id=151,
        vision_start_token_id=152, vision_end_token_id=153, tie_word_embeddings=case["tied"])
    heads.DPTDepthHead = Small
    model = modeling.Qwen3VLForConditionalGeneration(config).eval()
    heads.DPTDepthHead = full
    table = []
    for parameter, p in model.named_parameters():
        offset, gain = scale(parameter, p.shape, case["tied"])
        with torch.no_grad():
            p.copy_(noise(parameter, tuple(p.shape), offset, gain))
        table.append({"name": parameter, "shape": list(p.shape), "offset": offset, "scale": gain})
    pictures = []
    for index, (rows, columns) in enumerate(case["grids"]):
        pixels = f"depthvlm/{name}/{index}"
        ids = [*words(31 + index, 6), 152, *[IMAGE] * (rows * columns // 4), 153, *words(51 + index, 9)]
        with torch.no_grad():
            out = model(
                input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long),
                pixel_values=noise(pixels, (rows * columns, 3 * 2 * 16 * 16), 0.0, 1.8),
                image_grid_thw=torch.tensor([[1, rows, columns]]), use_cache=False)
        depth = out.depth_pred[0]
        print(name, index, tuple(depth.shape), "from", float(depth.min()), "to", float(depth.max()))
        pictures.append({"pixels": pixels, "rows": rows, "columns": columns, "ids": ids,
                         "depth_shape": list(depth.shape), "depth": f32(depth[::3, ::5])})
    config_json = json.loads(config.to_json_string(use_diff=False))
    config_json["architectures"] = ["Qwen3VLForConditionalGeneration"]
    (HERE / "depthvlm" / f"{name}.json").write_text(json.dumps({
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "depthvlm": "940a9ba"},
        "config": config_json, "weights": table, "pictures": pictures,
    }, indent=1))


if __name__ == "__main__":
    torch.set_num_threads(1)
    (HERE / "depthvlm").mkdir(exist_ok=True)
    theirs = their_code(sys.argv[1])
    for chosen in CASES:
        make(chosen, CASES[chosen], theirs)
