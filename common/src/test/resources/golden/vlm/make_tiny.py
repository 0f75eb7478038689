"""Makes the tiny checkpoints tiny-qwen/ and tiny-pixtral/ with transformers' own save_pretrained.

Run from this folder: python make_tiny.py
Written with torch 2.13.0, transformers 5.17.0, tokenizers as transformers pins it; the versions
that made the stored files stand in versions.json.

Weights are random but scaled so that attention is peaked: with the usual 0.02 every attention is
near uniform, and a swapped axis or a dropped mask changes almost nothing.
"""

import hashlib
import json
import math
import pathlib
import shutil

import safetensors.torch
import tokenizers
import torch
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers import processors, trainers
from transformers import (
    LlavaConfig,
    LlavaForConditionalGeneration,
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
)
from transformers.models.pixtral.image_processing_pil_pixtral import PixtralImageProcessorPil
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

HERE = pathlib.Path(__file__).parent

# Words of our own for the trainer; what it learns matters little, that it is not only bytes does.
CORPUS = [
    "How far is the point under the red arrow from the camera, in metres?",
    "<think> The point is around 2.35 meters away from the camera. </think>",
    "<answer> 2.35 </answer>",
    "The point is around 10.07 meters away from the camera along its axis.",
    "You are a helpful assistant.",
    "0.5 1.25 3.75 17.80 40.96",
]

QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

QWEN_TEMPLATE = """\
{%- set images = namespace(n=0) %}
{%- for message in messages %}
    {%- if loop.first and message['role'] != 'system' %}
        {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
    {%- endif %}
    {{- '<|im_start|>' + message['role'] + '\\n' }}
    {%- if message['content'] is string %}
        {{- message['content'] }}
    {%- else %}
        {%- for part in message['content'] %}
            {%- if part['type'] == 'image' or 'image' in part or 'image_url' in part %}
                {%- set images.n = images.n + 1 %}
                {%- if add_vision_id %}{{- 'Picture ' ~ images.n ~ ': ' }}{%- endif %}
                {{- '<|vision_start|><|image_pad|><|vision_end|>' }}
            {%- elif 'text' in part %}
                {{- part['text'] }}
            {%- endif %}
        {%- endfor %}
    {%- endif %}
    {{- '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
"""

# The shape of older Pixtral templates: the key `content` holds a text part's words.
PIXTRAL_TEMPLATE = """\
{%- if messages[0]["role"] == "system" %}
    {%- set preamble = messages[0]["content"] %}
    {%- set turns = messages[1:] %}
{%- else %}
    {%- set turns = messages %}
{%- endif %}
{{- bos_token }}
{%- for turn in turns %}
    {%- if (turn['role'] == 'user') != (loop.index0 % 2 == 0) %}
        {{- raise_exception('roles must alternate, starting with user') }}
    {%- endif %}
    {%- if turn["role"] == "user" %}
        {%- if loop.last and preamble is defined %}
            {{- "[INST]" + preamble + "\\n\\n" }}
        {%- else %}
            {{- "[INST]" }}
        {%- endif %}
        {%- if turn["content"] is not string %}
            {%- for piece in turn["content"] %}
                {%- if piece["type"] == "text" %}
                    {{- piece["content"] }}
                {%- elif piece["type"] == "image" %}
                    {{- "[IMG]" }}
                {%- else %}
                    {{- raise_exception("unknown part: " ~ piece["type"]) }}
                {%- endif %}
            {%- endfor %}
        {%- else %}
            {{- turn["content"] }}
        {%- endif %}
        {{- "[/INST]" }}
    {%- elif turn["role"] == "assistant" %}
        {{- turn["content"] + eos_token }}
    {%- endif %}
{%- endfor %}
"""


def bpe(first, last, size):
    """Byte-level BPE with special tokens before and after the learnt vocabulary."""
    tok = Tokenizer(models.BPE())
    tok.normalizer = normalizers.NFC()
    tok.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN_SPLIT), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=size,
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            special_tokens=[AddedToken(t, special=True, normalized=False) for t in first],
            show_progress=False,
        ),
    )
    tok.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in last])
    return tok


def peaked(model, seed):
    """Weights of unit gain, queries and keys of more, norms near one, biases that matter."""
    gen = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            noise = torch.randn(p.shape, generator=gen)
            if name.endswith("bias"):
                p.copy_(0.3 * noise)
            elif p.dim() == 1:
                p.copy_(1 + 0.2 * noise)
            elif "embed_tokens" in name:
                p.copy_(noise)
            else:
                fan_in = math.prod(p.shape[1:])
                gain = 2.0 if any(k in name for k in ("q_proj", "k_proj", "qkv")) else 1.0
                p.copy_(gain / math.sqrt(fan_in) * noise)
    return model.eval()


def save(folder, model, tokenizer, processor):
    path = HERE / folder
    shutil.rmtree(path, ignore_errors=True)
    model.generation_config.eos_token_id = model.config.text_config.eos_token_id
    model.save_pretrained(path)
    tokenizer.save_pretrained(path)
    processor.save_pretrained(path)
    print(folder, sum(f.stat().st_size for f in path.iterdir()), sorted(f.name for f in path.iterdir()))


def qwen():
    last = [
        "<|endoftext|>",
        "<|im_start|>",
        "<|im_end|>",
        "<|vision_start|>",
        "<|vision_end|>",
        "<|image_pad|>",
        "<|video_pad|>",
    ]
    tok = bpe([], last, 360)
    ids = {t: tok.token_to_id(t) for t in last}
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tok,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=QWEN_TEMPLATE,
        model_max_length=32768,
    )
    config = Qwen2_5_VLConfig(
        text_config=dict(
            vocab_size=376,  # more rows than tokens, as the released models have
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            rms_norm_eps=1e-6,
            rope_parameters=dict(rope_type="default", rope_theta=1e6, mrope_section=[1, 1, 2]),
            bos_token_id=None,
            eos_token_id=ids["<|im_end|>"],
        ),
        vision_config=dict(
            depth=3,
            hidden_size=32,
            intermediate_size=48,
            num_heads=2,
            window_size=56,
            out_hidden_size=32,
            fullatt_block_indexes=[1],
        ),
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
        tie_word_embeddings=True,
    )
    model = peaked(Qwen2_5_VLForConditionalGeneration(config), 1)
    save("tiny-qwen", model, fast, Qwen2VLImageProcessorPil(min_pixels=56 * 56, max_pixels=28 * 28 * 64))


def pixtral():
    # The ids of the released tokenizer, so that code which knows them by heart shows itself.
    first = ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]
    first += [f"<SPECIAL_{i}>" for i in range(5, 10)]
    first += ["[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]"]
    tok = bpe(first, [], 384)
    tok.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tok,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        chat_template=PIXTRAL_TEMPLATE,
        model_max_length=131072,
    )
    config = LlavaConfig(
        text_config=dict(
            model_type="mistral",
            vocab_size=384,
            hidden_size=40,
            intermediate_size=72,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=16,  # not hidden / heads
            rms_norm_eps=1e-5,
            rope_parameters=dict(rope_type="default", rope_theta=1e9),
            sliding_window=None,
        ),
        vision_config=dict(
            model_type="pixtral",
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=2,
            num_attention_heads=2,
            hidden_act="silu",
            image_size=256,
            patch_size=16,
        ),
        image_token_index=10,
        vision_feature_layer=-1,
        vision_feature_select_strategy="full",
        multimodal_projector_bias=True,
    )
    model = peaked(LlavaForConditionalGeneration(config), 2)
    save("tiny-pixtral", model, fast, PixtralImageProcessorPil(size={"longest_edge": 256}))


def digests(folder):
    """SHA-256 of every tensor's bytes, as the reference reader sees them."""
    tensors = safetensors.torch.load_file(HERE / folder / "model.safetensors")
    return {n: hashlib.sha256(t.numpy().tobytes()).hexdigest()[:16] for n, t in sorted(tensors.items())}


if __name__ == "__main__":
    torch.set_num_threads(1)
    qwen()
    pixtral()
    (HERE / "tensors.json").write_text(
        json.dumps({f: digests(f) for f in ("tiny-qwen", "tiny-pixtral")}, indent=1) + "\n"
    )
    (HERE / "versions.json").write_text(
        json.dumps(
            {
                "torch": torch.__version__,
                "transformers": transformers.__version__,
                "tokenizers": tokenizers.__version__,
            },
            indent=2,
        )
        + "\n"
    )
