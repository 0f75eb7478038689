"""Golden values of depth networks, from Hugging Face transformers.

Run:  python make_dense_goldens.py [case ...]         (writes cases/*.json beside this file)
Versions it ran with are written into every case. CPU, one thread, float32.

Neither weights nor pictures are stored: they are made from a name, a shape, an offset and a scale as
../vlm/net/make_net_goldens.py says; a picture's bytes are the whole parts of such numbers around 127.5.
Every case has its config.json and preprocessor_config.json, and for each picture the numbers that the
processor makes (every STEP-th), the map (every 3rd row, every 5th column) and the depths at some pixels of
the picture after post_process_depth_estimation.
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch
import transformers
from PIL import Image, __version__ as pillow

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "vlm" / "net"))
from make_net_goldens import f32, noise  # noqa: E402

HERE = pathlib.Path(__file__).parent
STEP = 97


def recipe(name, shape):
    """(offset, scale) of a parameter; attention is peaked, as usual initialisations hide mistakes."""
    if name.endswith("conv3.bias") or name.endswith("head.layers.4.bias"):
        return 1.5, 0.5
    if name.endswith("bias"):
        return 0.0, 0.2
    if len(shape) == 1:
        return 1.0, 0.3
    if "cls_token" in name or "position_embeddings" in name:
        return 0.0, 0.8
    gain = 1.7 if ".query." in name or ".key." in name else 1.0
    return 0.0, gain * math.sqrt(3.0 / math.prod(shape[1:]))


def saved(model):
    """The state as save_pretrained names it."""
    import tempfile

    from safetensors.torch import load_file

    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        return {name: tuple(t.shape) for name, t in load_file(folder + "/model.safetensors").items()}


def filled(cls, config, folder):
    """The model with weights by name, through a folder, so that the names are those of files."""
    from safetensors.torch import save_file

    model = cls(config)
    table, tensors = [], {}
    for name, shape in saved(model).items():
        offset, scale = recipe(name, shape)
        tensors[name] = noise(name, shape, offset, scale)
        table.append({"name": name, "shape": list(shape), "offset": offset, "scale": scale})
    model.config.save_pretrained(folder)
    config_json = json.loads((folder / "config.json").read_text())
    config_json["architectures"] = [cls.__name__]
    (folder / "config.json").write_text(json.dumps(config_json))
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    loaded, info = cls.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"], info
    return loaded.eval(), config_json, table


def picture(name, width, height):
    values = noise(name, (height, width, 3), 127.5, 127.5).numpy()
    return Image.fromarray(np.floor(values).astype(np.uint8))


def dinov2(**more):
    base = dict(model_type="dinov2", patch_size=14, reshape_hidden_states=False)
    return {**base, **more}


def depth_anything(backbone, **more):
    from transformers import DepthAnythingConfig

    return DepthAnythingConfig(backbone_config=backbone, reassemble_hidden_size=backbone["hidden_size"], **more)


def dpt(side):
    return dict(do_resize=True, size={"height": side, "width": side}, keep_aspect_ratio=True,
                ensure_multiple_of=14, resample=3, do_pad=False)


CASES = {
    "depth-anything-metric": dict(
        cls="DepthAnythingForDepthEstimation", processor=("DPTImageProcessorPil", dpt(70)),
        config=lambda: depth_anything(
            dinov2(hidden_size=48, num_hidden_layers=4, num_attention_heads=3, image_size=70,
                   out_indices=[1, 2, 3, 4]),
            neck_hidden_sizes=[12, 20, 24, 32], fusion_hidden_size=16, head_hidden_size=8,
            depth_estimation_type="metric", max_depth=20),
        pictures=[(70, 70), (133, 97), (61, 150)],
    ),
    "depth-anything-relative-swiglu": dict(
        cls="DepthAnythingForDepthEstimation", processor=("DPTImageProcessorPil", dpt(84)),
        config=lambda: depth_anything(
            dinov2(hidden_size=32, num_hidden_layers=3, num_attention_heads=2, image_size=98, use_swiglu_ffn=True,
                   out_indices=[1, 2, 3], apply_layernorm=False),
            reassemble_factors=[2, 1, 0.5], neck_hidden_sizes=[16, 12, 20], fusion_hidden_size=12,
            head_hidden_size=6, depth_estimation_type="relative"),
        pictures=[(100, 80), (84, 84)],
    ),
    "depth-anything-coarse-head": dict(
        cls="DepthAnythingForDepthEstimation",
        processor=("DPTImageProcessorPil", dict(dpt(56), keep_aspect_ratio=False,
                                                size={"height": 56, "width": 84})),
        config=lambda: depth_anything(
            dinov2(hidden_size=32, num_hidden_layers=5, num_attention_heads=4, image_size=56,
                   out_features=["stage2", "stage3", "stage5"], layer_norm_eps=1e-5),
            reassemble_factors=[4, 2, 1], neck_hidden_sizes=[8, 8, 16], fusion_hidden_size=8, head_in_index=1,
            head_hidden_size=4, depth_estimation_type="metric", max_depth=80),
        pictures=[(75, 200)],
    ),
}


def make(name, case):
    import tempfile

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        model, config, table = filled(getattr(transformers, case["cls"]), case["config"](), pathlib.Path(folder))
    kind, settings = case["processor"]
    processor = getattr(transformers, kind)(**settings)
    pictures = []
    for index, (width, height) in enumerate(case["pictures"]):
        image = picture(f"{name}/{index}", width, height)
        pixels = processor(images=image, return_tensors="pt")["pixel_values"]
        with torch.no_grad():
            out = model(pixel_values=pixels)
        depth = out.predicted_depth[0]
        sizes = {"target_sizes": [(height, width)]}
        whole = processor.post_process_depth_estimation(out, **sizes)[0]["predicted_depth"]
        where = [[(37 * i) % width, (53 * i) % height] for i in range(24)]
        where += [[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]]
        entry = {
            "name": f"{name}/{index}", "width": width, "height": height,
            "pixels_shape": list(pixels.shape), "pixels": f32(pixels.flatten()[::STEP]),
            "depth_shape": list(depth.shape), "depth": f32(depth[::3, ::5]),
            "at": where, "depth_at": f32(torch.stack([whole[y, x] for x, y in where])),
        }
        if getattr(out, "field_of_view", None) is not None:
            entry["field_of_view"] = float(out.field_of_view[0])
        print(name, index, "map", tuple(depth.shape), "from", float(depth.min()), "to", float(depth.max()))
        pictures.append(entry)
    settings_json = json.loads(processor.to_json_string())
    (HERE / "cases" / f"{name}.json").write_text(json.dumps({
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__, "pillow": pillow},
        "step": STEP, "config": config, "processor": settings_json, "weights": table, "pictures": pictures,
    }, indent=1))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or CASES:
        make(chosen, CASES[chosen])
