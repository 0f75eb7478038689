"""What transformers answers with the tiny checkpoints under the rules of generation_config.json: rules.json.

Run from this folder after make_tiny.py: python make_rules.py
Each question of make_answers.py alone, greedily, with one set of rules at a time; the rules are chosen from
what the model says without any, so that each of them changes answers. Log probabilities are of the scores
that the rules left (output_scores).
"""

import json

import numpy as np
import torch
import torchvision.transforms.v2  # noqa: F401 (before make_prompts, which puts a stand-in where there is none)
import transformers
from make_answers import HERE, QUESTIONS, TOKENS, WORDS, expand, marked, message
from transformers import AutoTokenizer, GenerationConfig, LlavaForConditionalGeneration
from transformers import Qwen2_5_VLForConditionalGeneration
from transformers.models.pixtral.image_processing_pil_pixtral import PixtralImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil


def inputs_of(folder, tokenizer, processor, model, words, frames):
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
    return dict(inputs, input_ids=ids, attention_mask=torch.ones_like(ids))


def say(model, inputs, rules):
    config = GenerationConfig(**rules, max_new_tokens=TOKENS, do_sample=False, pad_token_id=0)
    with torch.no_grad():
        got = model.generate(**inputs, generation_config=config, output_scores=True, return_dict_in_generate=True)
    said = got.sequences[0, inputs["input_ids"].shape[1] :].tolist()
    steps = torch.stack([s[0] for s in got.scores]).float()
    logp = torch.log_softmax(steps, -1)[torch.arange(len(said)), torch.tensor(said)]
    top = steps.topk(2, dim=-1).values
    return said, float(logp.sum()), float((top[:, 0] - top[:, 1]).min())


def text(tokenizer, said, eos):
    """What was said before the end token, which the rules here make of ordinary words."""
    ends = eos if isinstance(eos, list) else [eos]
    return tokenizer.decode(said[:-1] if said[-1] in ends else said, skip_special_tokens=True)


def rule_sets(eos, plain):
    a, b = plain[0], plain[2]
    single = {
        "penalty_1.05": {"repetition_penalty": 1.05},
        "penalty_1.3": {"repetition_penalty": 1.3},
        "reward_0.9": {"repetition_penalty": 0.9},
        "bad_words": {"bad_words_ids": [[a[3]], [a[7], a[8]], [b[4], b[5], b[6]], [eos]]},
        "suppress": {"suppress_tokens": [a[1], b[2]], "begin_suppress_tokens": [a[0]]},
        "no_repeat": {"no_repeat_ngram_size": 1},
        "forced_end": {"forced_eos_token_id": [7, 5]},
        "least_new": {"eos_token_id": [a[2], b[3]], "min_new_tokens": 9},
        "least_length": {"eos_token_id": [a[2], b[3]], "min_length": 60},
    }
    for rules in single.values():
        rules.setdefault("eos_token_id", eos)
    merged = {}
    for name in ("penalty_1.3", "bad_words", "suppress", "forced_end", "least_new"):
        merged.update(single[name])
    return {**single, "all": {**merged, "no_repeat_ngram_size": 3}}


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
        inputs = [inputs_of(folder, tokenizer, images, model, *q) for q in QUESTIONS]
        eos = json.loads((HERE / folder / "generation_config.json").read_text())["eos_token_id"]
        plain = [say(model, i, {"eos_token_id": eos})[0] for i in inputs]
        out[folder] = {}
        for name, rules in rule_sets(eos, plain).items():
            answers = [say(model, i, rules) for i in inputs]
            changed = sum(a[0] != p for a, p in zip(answers, plain))
            print(folder, name, "changes", changed, "of", len(plain), "margin", min(a[2] for a in answers))
            out[folder][name] = {
                "generation_config": rules,
                "answers": [{"tokens": len(said), "text": text(tokenizer, said, rules["eos_token_id"]),
                             "log_probability": logp} for said, logp, _ in answers],
            }
    (HERE / "rules.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
