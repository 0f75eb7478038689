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
    if name.startswith("fov_model.head") and name.endswith("bias") and shape == (1,):
        return 50.0, 5.0
    if name.endswith("conv3.bias") or name.endswith("head.layers.4.bias"):
        return 1.5, 0.5
    if name.endswith("bias"):
        return 0.0, 0.2
    if len(shape) == 1:
        return 1.0, 0.3
    if "relative_position_bias_table" in name:
        return 0.0, 1.5
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


def filled(cls, config, folder, flipped=None):
    """The model with weights by name, through a folder, so that the names are those of files."""
    from safetensors.torch import save_file

    model = cls(config)
    table, tensors = [], {}
    for name, shape in saved(model).items():
        offset, scale = recipe(name, shape)
        if flipped is not None and name.startswith(flipped):
            scale = -scale
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


def depth_pro(tower, **more):
    from transformers import DepthProConfig

    towers = {key: dict(tower) for key in ("image_model_config", "patch_model_config", "fov_model_config")}
    return DepthProConfig(**{**towers, **more})


def tower(**more):
    return dict(model_type="dinov2", hidden_size=32, num_hidden_layers=3, num_attention_heads=2, patch_size=8,
                mlp_ratio=2, **more)


def zoedepth(**more):
    from transformers import ZoeDepthConfig

    backbone = dict(model_type="beit", image_size=80, patch_size=16, num_hidden_layers=4, hidden_size=32,
                    intermediate_size=48, num_attention_heads=2, use_relative_position_bias=True,
                    reshape_hidden_states=False, out_features=["stage1", "stage2", "stage3", "stage4"])
    return ZoeDepthConfig(backbone_config=backbone, neck_hidden_sizes=[8, 10, 12, 16], **more)


def two_sets(pictures, **more):
    return dict(
        cls="ZoeDepthForDepthEstimation",
        processor=("ZoeDepthImageProcessorPil", dict(size={"height": 64, "width": 64}, ensure_multiple_of=32)),
        config=lambda: zoedepth(
            fusion_hidden_size=8, bottleneck_features=8, num_relative_features=4, bin_embedding_dim=6,
            bin_configurations=[dict(name="near", n_bins=6, min_depth=0.001, max_depth=10.0),
                                dict(name="far", n_bins=8, min_depth=0.001, max_depth=80.0)],
            num_patch_transformer_layers=4, patch_transformer_hidden_size=128,
            patch_transformer_intermediate_size=24, patch_transformer_num_attention_heads=4),
        pictures=pictures, **more,
    )


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
    "depth-pro": dict(
        cls="DepthProForDepthEstimation",
        processor=("DepthProImageProcessor", dict(size={"height": 128, "width": 128})),
        config=lambda: depth_pro(
            tower(), patch_size=32, fusion_hidden_size=16, intermediate_hook_ids=[1, 0],
            intermediate_feature_dims=[16, 12], scaled_images_feature_dims=[24, 20, 8], merge_padding_value=1,
            use_fov_model=True),
        pictures=[(133, 97), (40, 150)],
    ),
    "depth-pro-two-sizes": dict(
        cls="DepthProForDepthEstimation",
        processor=("DepthProImageProcessor", dict(size={"height": 96, "width": 96})),
        config=lambda: depth_pro(
            tower(use_swiglu_ffn=True), patch_size=48, fusion_hidden_size=12, intermediate_hook_ids=[2],
            intermediate_feature_dims=[8], scaled_images_ratios=[0.5, 1], scaled_images_overlap_ratios=[0.0, 0.5],
            scaled_images_feature_dims=[16, 8], merge_padding_value=2, use_fov_model=True, num_fov_head_layers=1,
            image_model_config=dict(tower(), hidden_size=48, num_attention_heads=3)),
        pictures=[(96, 96), (200, 70)],
    ),
    "depth-pro-without-view": dict(
        cls="DepthProForDepthEstimation",
        processor=("DepthProImageProcessor", dict(size={"height": 128, "width": 128}, image_mean=[0.4, 0.5, 0.6])),
        config=lambda: depth_pro(
            tower(), patch_size=32, fusion_hidden_size=8, intermediate_hook_ids=[0, 2],
            intermediate_feature_dims=[8, 8], scaled_images_feature_dims=[16, 12, 8], merge_padding_value=3),
        pictures=[(90, 120)],
    ),
    "zoedepth": dict(
        cls="ZoeDepthForDepthEstimation",
        processor=("ZoeDepthImageProcessorPil", dict(size={"height": 96, "width": 128}, ensure_multiple_of=32)),
        config=lambda: zoedepth(
            fusion_hidden_size=12, bottleneck_features=12, num_relative_features=6, bin_embedding_dim=10,
            num_attractors=[5, 4, 3, 1], bin_configurations=[dict(n_bins=9, min_depth=0.001, max_depth=10.0)]),
        pictures=[(133, 97), (61, 120)],
    ),
    "zoedepth-normed": dict(
        cls="ZoeDepthForDepthEstimation",
        processor=("ZoeDepthImageProcessorPil", dict(size={"height": 72, "width": 100}, keep_aspect_ratio=False,
                                                     do_pad=False, image_mean=[0.4, 0.5, 0.6])),
        config=lambda: zoedepth(
            fusion_hidden_size=8, bottleneck_features=8, num_relative_features=4, bin_embedding_dim=6, head_in_index=2,
            bin_centers_type="normed", attractor_kind="sum", num_attractors=[3, 3, 2, 2], max_temp=5.0,
            bin_configurations=[dict(n_bins=7, min_depth=0.5, max_depth=80.0)]),
        pictures=[(90, 140)],
    ),
    "zoedepth-second-of-two": two_sets([(64, 90), (99, 64)]),
    "zoedepth-first-of-two": two_sets([(70, 70)], flipped="metric_head.mlp_classifier.linear2"),
}


def make(name, case):
    import tempfile

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        model, config, table = filled(getattr(transformers, case["cls"]), case["config"](), pathlib.Path(folder),
                                      case.get("flipped"))
    kind, settings = case["processor"]
    processor = getattr(transformers, kind)(**settings)
    pictures = []
    for index, (width, height) in enumerate(case["pictures"]):
        image = picture(f"{name}/{index}", width, height)
        pixels = processor(images=image, return_tensors="pt")["pixel_values"]
        with torch.no_grad():
            out = model(pixel_values=pixels)
        depth = out.predicted_depth[0]
        if kind == "DepthProImageProcessor":
            # What is read at a pixel is width / focal length times this; a camera's focal length is 100 here
            view = getattr(out, "field_of_view", None)
            if view is None:
                out.predicted_depth = out.predicted_depth * (width / 100)
                depth = out.predicted_depth[0]
            else:
                depth = depth * (2 * torch.tan(0.5 * torch.deg2rad(view[0])))
        sizes = {"target_sizes": [(height, width)]}
        if kind == "ZoeDepthImageProcessorPil":
            sizes = {"source_sizes": [(height, width)]}
            if out.domain_logits is not None:
                print(name, index, "set", int(out.domain_logits.argmax()))
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
