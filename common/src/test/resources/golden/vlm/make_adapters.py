"""Low-rank adapters of the tiny checkpoints as peft saves them, and what transformers answers with them.

Run from this folder after make_tiny.py: python make_adapters.py
Writes adapter-NAME/{adapter_config.json,adapter_model.safetensors} and adapters.json. Both factors are
random; the reference answers with the adapter beside its base, not merged.
"""

import json
import shutil

import peft
import torch
import torchvision.transforms.v2  # noqa: F401 (before make_prompts, which puts a stand-in where there is none)
import transformers
from make_answers import HERE, QUESTIONS
from make_rules import inputs_of, say, text
from transformers import AutoTokenizer, LlavaForConditionalGeneration, Qwen2_5_VLForConditionalGeneration
from transformers.models.pixtral.image_processing_pil_pixtral import PixtralImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

CASES = {
    "tiny-qwen": (
        Qwen2_5_VLForConditionalGeneration,
        Qwen2VLImageProcessorPil,
        dict(r=2, lora_alpha=3, target_modules=["q_proj", "o_proj", "down_proj", "qkv"], rank_pattern={"o_proj": 3}),
    ),
    "tiny-pixtral": (
        LlavaForConditionalGeneration,
        PixtralImageProcessorPil,
        dict(r=4, lora_alpha=2, use_rslora=True, target_modules=["k_proj", "up_proj", "linear_1", "gate_proj"]),
    ),
}


def main():
    torch.set_num_threads(1)
    out = {"made_with": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__,
                         "peft": peft.__version__}}
    for folder, (cls, processor, lora) in CASES.items():
        tokenizer = AutoTokenizer.from_pretrained(HERE / folder)
        model = cls.from_pretrained(HERE / folder, dtype=torch.float32, attn_implementation="sdpa").eval()
        images = processor.from_pretrained(HERE / folder)
        inputs = [inputs_of(folder, tokenizer, images, model, *q) for q in QUESTIONS]
        rules = {"eos_token_id": json.loads((HERE / folder / "generation_config.json").read_text())["eos_token_id"]}
        plain = [say(model, i, rules)[0] for i in inputs]
        adapted = peft.get_peft_model(model, peft.LoraConfig(**lora)).eval()
        gen = torch.Generator().manual_seed(14)
        with torch.no_grad():
            for name, p in sorted(adapted.named_parameters()):
                if "lora_" in name:
                    p.copy_(0.25 * torch.randn(p.shape, generator=gen))
        answers = [say(adapted, i, rules) for i in inputs]
        print(folder, "changes", sum(a[0] != p for a, p in zip(answers, plain)), "margin", min(a[2] for a in answers))
        target = HERE / f"adapter-{folder}"
        shutil.rmtree(target, ignore_errors=True)
        adapted.peft_config["default"].base_model_name_or_path = "example/" + folder
        adapted.save_pretrained(target)
        (target / "README.md").unlink(missing_ok=True)
        out[folder] = [{"tokens": len(said), "text": text(tokenizer, said, rules["eos_token_id"]),
                        "log_probability": logp} for said, logp, _ in answers]
    (HERE / "adapters.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
