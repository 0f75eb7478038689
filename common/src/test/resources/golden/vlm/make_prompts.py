"""Prompts as transformers makes them with the tiny checkpoints: prompts.json.

Run from this folder after make_tiny.py: python make_prompts.py
Every template is rendered by the tokenizer's apply_chat_template, the image placeholders are
expanded by the processors' own rule, and the text is tokenised as apply_chat_template(tokenize=
True) does: without the tokenizer's start token where the template wrote one.
"""

import json
import pathlib
import sys
import types
from unittest.mock import MagicMock

import tokenizers
import transformers
from transformers import AutoTokenizer
# The processor's module imports torchvision for image work that is not used here.
for module in ("torchvision", "torchvision.transforms", "torchvision.transforms.v2"):
    sys.modules.setdefault(module, MagicMock())

from transformers.models.pixtral.processing_pixtral import PixtralProcessor

HERE = pathlib.Path(__file__).parent
QUESTION = "How far is the point under the red arrow?"

# Shapes of templates: where whitespace is left to trim_blocks and lstrip_blocks, one line with
# text between tags, one with macros, filters and a loop condition, one that refuses.
INLINE = (
    "{% set n = namespace(value=0) %}{% for m in messages %}{% if loop.first and m['role'] != "
    "'system' %}<|im_start|>system\nBe brief.<|im_end|>\n{% endif %}<|im_start|>{{ m['role'] }}\n"
    "{% if m['content'] is string %}{{ m['content'] }}<|im_end|>\n{% else %}{% for c in "
    "m['content'] %}{% if c['type'] == 'image' or 'image' in c %}{% set n.value = n.value + 1 %}"
    "View {{ n.value }}: {% if true %} {% endif %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif 'text' in c %}{{ c['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
BLOCKS = """\
{# every tag on its own line; blanks before it and the newline after it vanish #}
{% for m in messages %}
    {% if m.role == 'system' %}
Rules: {{ m.content | trim }}

    {% else %}
  {{ m.role | upper }} ({{ loop.index }} of {{ loop.length }}):
        {% for c in m.content %}
            {% if c.type == 'image' %}
<|vision_start|><|image_pad|><|vision_end|>
            {% else %}
{{ c.text }}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endfor %}
{% if not add_generation_prompt is defined %}
{% set add_generation_prompt = false %}
{% endif %}
{% if add_generation_prompt -%}

    assistant:
{%- endif %}
"""
MACROS = """\
{%- macro part(p) -%}
  {%- if p.type == 'image' -%}<|vision_start|><|image_pad|><|vision_end|>{%- else -%}{{ p['text'] }}{%- endif -%}
{%- endmacro -%}
{{- '"quoted" \\'and\\' a tab\\t' ~ messages | length }}
{%- for m in messages if m.role != 'system' %}
  {%- if m.content is iterable and m.content is not string %}
    {%- for p in m['content'] %}{{ part(p) }}{{ '' if loop.last else ' | ' }}{% endfor %}
  {%- endif %}
{%- endfor %}
{{ 'end' if messages[-1]['role'] == 'user' else raise_exception('who asks?') }}
"""
REFUSES = "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role here') }}{% endif %}{{ m.content[0].text }}{% endfor %}"

SYSTEMS = [None, "You are a helpful assistant."]
QUESTIONS = [QUESTION, "{{ 7 * 7 }} {% if %} <a> & \\n 'é' 一 1,234.5", "  spaced out \n"]


def message(images, question):
    parts = [{"type": "image"}] * images
    return {"role": "user", "content": parts + [{"type": "text", "text": question, "content": question}]}


def expand(folder, text, grids):
    """One placeholder per image becomes its tokens; grids are patches (rows, columns)."""
    if folder == "tiny-qwen":
        token = "<|image_pad|>"
        runs = [token * (rows * columns // 4) for rows, columns in grids]
    else:
        token = "[IMG]"
        processor = types.SimpleNamespace(
            patch_size=16,
            spatial_merge_size=1,
            image_token="[IMG]",
            image_break_token="[IMG_BREAK]",
            image_end_token="[IMG_END]",
        )
        sizes = {"image_sizes": [(16 * rows, 16 * columns) for rows, columns in grids]}
        runs = [
            PixtralProcessor.replace_image_token(processor, sizes, i) for i in range(len(grids))
        ]
    head, *tail = text.split(token)
    assert len(tail) == len(runs)
    return head + "".join(run + rest for run, rest in zip(runs, tail))


def case(tokenizer, folder, template, system, question, grids):
    messages = [] if system is None else [{"role": "system", "content": system}]
    messages.append(message(len(grids), question))
    out = {"folder": folder, "template": template, "system": system, "question": question, "grids": grids}
    try:
        text = tokenizer.apply_chat_template(
            messages, chat_template=template, tokenize=False, add_generation_prompt=True
        )
    except Exception as e:
        out["refused"] = str(e)
        return out
    out["rendered"] = text
    started = tokenizer.bos_token is not None and text.startswith(tokenizer.bos_token)
    out["ids"] = tokenizer(expand(folder, text, grids), add_special_tokens=not started)["input_ids"]
    out["decoded"] = tokenizer.decode(out["ids"], skip_special_tokens=True)
    return out


def main():
    cases = []
    for folder in ("tiny-qwen", "tiny-pixtral"):
        tokenizer = AutoTokenizer.from_pretrained(HERE / folder)
        for system in SYSTEMS:
            for question in QUESTIONS:
                cases.append(case(tokenizer, folder, None, system, question, [(4, 6)]))
            cases.append(case(tokenizer, folder, None, system, QUESTION, [(2, 2), (4, 2)]))
        if folder == "tiny-qwen":
            for template in (INLINE, BLOCKS, MACROS):
                for system in SYSTEMS:
                    cases.append(case(tokenizer, folder, template, system, QUESTIONS[1], [(4, 4), (2, 2)]))
        cases.append(case(tokenizer, folder, REFUSES, "You are.", QUESTION, []))
        cases.append(case(tokenizer, folder, REFUSES, None, QUESTION, []))
    versions = {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__}
    (HERE / "prompts.json").write_text(
        json.dumps({"versions": versions, "cases": cases}, indent=None, ensure_ascii=True)
        .replace('{"folder"', '\n{"folder"')
        + "\n"
    )


if __name__ == "__main__":
    main()
