"""Our model beside transformers (sdpa): the same random weights, inputs, threads and number type.

    python side_by_side.py FOLDER CLASSPATH [--rounds 5] [--only qwen-F32,pixtral] [--questions 8]

FOLDER takes the checkpoints (about 0.9 GB each, made if missing), CLASSPATH is the test class path of the
module common. For each family, type and kind of batch the two take turns, and the ratio of their times
(ours / theirs) is printed with its quartiles over the rounds. Batches: 8 questions on 640 x 480 frames
(Qwen 644 x 476: 34 x 46 patches; Pixtral 30 x 40 patches), 12 answer tokens, "each" on a frame of its own
or all on "one" frame of which a marker changes two patches.

Two clocks: the wall, and the processor time of each process, which other work on the machine disturbs less.
Set OMP_WAIT_POLICY=PASSIVE, or the side that waits burns the cores of the side that runs. Our process
gets the malloc settings that the launcher and deploy/spark-submit.sh give it; transformers runs as it comes,
or with the same settings if they stand in the environment.

The answers are compared as well: in float32 they must be the same words.
"""

import argparse
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

import torch
import transformers

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent.parent / "golden" / "vlm" / "net"))
from make_net_goldens import noise  # noqa: E402

MALLOC = dict(MALLOC_ARENA_MAX="1", MALLOC_MMAP_THRESHOLD_="1073741824", MALLOC_TRIM_THRESHOLD_="4294967295")
THREADS = len(os.sched_getaffinity(0))
WORDS = 12
VOCABULARY = 32768


def qwen_config():
    return transformers.Qwen2_5_VLConfig(
        text_config=dict(
            hidden_size=896, intermediate_size=2688, num_hidden_layers=14, num_attention_heads=14,
            num_key_value_heads=2, vocab_size=VOCABULARY, rms_norm_eps=1e-6,
            rope_parameters={"rope_type": "default", "rope_theta": 1e6, "mrope_section": [8, 12, 12]},
        ),
        vision_config=dict(
            depth=12, hidden_size=640, intermediate_size=1712, num_heads=8, window_size=112,
            fullatt_block_indexes=[2, 5, 8, 11], out_hidden_size=896,
        ),
        image_token_id=10, video_token_id=11, vision_start_token_id=12, vision_end_token_id=13,
        tie_word_embeddings=True,
    )


def pixtral_config():
    return transformers.LlavaConfig(
        text_config=transformers.MistralConfig(
            hidden_size=896, intermediate_size=2688, num_hidden_layers=12, num_attention_heads=10, head_dim=96,
            num_key_value_heads=2, vocab_size=VOCABULARY, rms_norm_eps=1e-5, sliding_window=None,
            rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        ),
        vision_config=transformers.PixtralVisionConfig(
            hidden_size=640, intermediate_size=1712, num_hidden_layers=10, num_attention_heads=10,
            patch_size=16, image_size=1024, hidden_act="silu",
            rope_parameters={"rope_type": "axial", "rope_theta": 10000.0},
        ),
        image_token_index=10, vision_feature_layer=-1, vision_feature_select_strategy="full",
        projector_hidden_act="gelu", multimodal_projector_bias=True,
    )


FAMILIES = {
    "qwen": (transformers.Qwen2_5_VLForConditionalGeneration, qwen_config, (34, 46)),
    "pixtral": (transformers.LlavaForConditionalGeneration, pixtral_config, (30, 40)),
}


def checkpoint(folder, family):
    path = folder / family
    if not (path / "config.json").exists():
        cls, config, _ = FAMILIES[family]
        torch.manual_seed(7)
        model = cls(config()).eval()
        with torch.no_grad():
            for name, p in model.named_parameters():
                if p.dim() > 1 and ("q_proj" in name or "k_proj" in name or "qkv" in name):
                    p.normal_(0, 1.3 / math.sqrt(p.shape[1]))
        print(family, sum(p.numel() for p in model.parameters()) // 10**6, "M parameters")
        model.save_pretrained(path)
    return path


def words(name, n):
    return [20 + int(f * 30000) for f in noise(name, (n,), 0.5, 0.5).tolist()]


def inputs(family, grid, one, questions):
    rows, columns = grid
    n = rows * columns
    ids, pixels = [], []
    frame = None
    for q in range(questions):
        if family == "qwen":
            image = [10] * (n // 4)
            patch = 3 * 2 * 14 * 14
        else:
            image = ([10] * columns + [12]) * rows
            patch = 3 * 16 * 16
        ids.append(words(f"before{q}", 20) + image + words(f"after{q}", 40))
        if frame is None or not one:
            frame = noise(f"pixels{q}", (n, patch), 0.0, 1.8)
        mine = frame.clone()
        if one:
            mine[40 * q + 1 : 40 * q + 3] = noise(f"changes{q}", (2, patch), 0.0, 1.8)
        if family == "pixtral":
            mine = mine.view(rows, columns, 3, 16, 16).permute(2, 0, 3, 1, 4).reshape(3, rows * 16, columns * 16)
        pixels.append(mine)
    ids = torch.tensor(ids)
    out = dict(input_ids=ids, attention_mask=torch.ones_like(ids))
    if family == "qwen":
        out.update(
            pixel_values=torch.cat(pixels), image_grid_thw=torch.tensor([[1, rows, columns]] * questions),
            mm_token_type_ids=(ids == 10).int(),
        )
    else:
        out.update(pixel_values=torch.stack(pixels), image_sizes=torch.tensor([[rows * 16, columns * 16]] * questions))
    return out


def theirs(model, batch):
    start, cpu = time.perf_counter(), time.process_time()
    with torch.inference_mode():
        got = model.generate(
            **batch, max_new_tokens=WORDS, min_new_tokens=WORDS, do_sample=False, eos_token_id=None, pad_token_id=0
        )
    times = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)
    return times, got[:, batch["input_ids"].shape[1] :].tolist()


class Ours:
    def __init__(self, classpath, path, dtype, grid, kind, questions):
        command = [
            "java", "-Xmx2g", f"-Dai.djl.pytorch.num_threads={THREADS}", "-Dai.djl.offline=true", "-cp", classpath,
            "io.depthlm.common.vlm.bench.GenerateBench", str(path), dtype, str(questions), str(grid[0]), str(grid[1]),
            str(WORDS), kind,
        ]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=MALLOC | os.environ
        )
        line = self.process.stdout.readline()
        assert line.startswith("loaded"), line
        self.load_ms = int(line.split()[1])

    def run(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        wall, cpu, answers = self.process.stdout.readline().split()
        return (float(wall), float(cpu)), [[int(w) for w in a.split(",")] for a in answers.rstrip(";").split(";")]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def summary(pairs, clock):
    ratios = sorted(a[clock] / b[clock] for a, b in pairs)
    low, mid, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    ours = statistics.median(a[clock] for a, _ in pairs)
    others = statistics.median(b[clock] for _, b in pairs)
    return f"{ours:.0f} / {others:.0f} ms = {mid:.2f} (quartiles {low:.2f}-{high:.2f}, worst {ratios[-1]:.2f})"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("classpath")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="qwen,pixtral")
    parser.add_argument("--kinds", default="each,one")
    parser.add_argument("--questions", type=int, default=8)
    args = parser.parse_args()
    torch.set_num_threads(THREADS)
    print(
        f"torch {torch.__version__}, transformers {transformers.__version__}, {THREADS} threads, "
        f"{args.rounds} rounds, batches of {args.questions}, ours / transformers"
    )
    for family, (cls, _, grid) in FAMILIES.items():
        for dtype, torch_dtype in (("F32", torch.float32), ("BF16", torch.bfloat16)):
            if family not in args.only.split(",") and f"{family}-{dtype}" not in args.only.split(","):
                continue
            path = checkpoint(args.folder, family)
            model = cls.from_pretrained(path, dtype=torch_dtype, attn_implementation="sdpa").eval()
            for kind in args.kinds.split(","):
                batch = inputs(family, grid, kind == "one", args.questions)
                ours = Ours(args.classpath, path, dtype, grid, kind, args.questions)
                _, want = theirs(model, batch)
                _, got = ours.run()
                same = sum(w == g for w, g in zip(want, got))
                if dtype == "F32":
                    assert same == args.questions, (want, got)
                pairs = [(ours.run()[0], theirs(model, batch)[0]) for _ in range(args.rounds)]
                ours.close()
                print(
                    f"{family} {dtype} frames={kind}: wall {summary(pairs, 0)}; processor {summary(pairs, 1)}; "
                    f"same answers {same}/{args.questions}",
                    flush=True,
                )
            del model


if __name__ == "__main__":
    main()
