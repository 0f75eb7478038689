"""Golden figures of common.task.ExpectedError, from its definition in docs/method.md, section 9.

python make_expected.py > expected.json     (Python 3.11, NumPy 2.4)

The nearest number that begins with an alternative is found among all numbers below 10,000 with as
many decimals as the answer, as they are written.
"""

import bisect
import json
import sys

import numpy as np

DIGITS = list("0123456789")
rng = np.random.default_rng(11)
WRITTEN = {d: sorted(f"{i / 10**d:.{d}f}" for i in range(1, 10 ** (4 + d))) for d in (0, 1, 2)}


def decimals(number):
    return len(number.split(".")[1]) if "." in number else 0


def least_error(number, beginning):
    """The least |p - g| / g over the numbers g that begin so; None where there is none."""
    written = WRITTEN[decimals(number)]
    # a point after the last digit that the answer has is the end of the number
    plain = beginning.rstrip(".") if decimals(number) == 0 else beginning
    found = written[bisect.bisect_left(written, plain):bisect.bisect_right(written, plain + "~")]
    if decimals(number) == 0 and beginning.endswith("."):
        found = [plain] if plain in found else []
    if not found:
        return None
    g = np.array(found, float)
    return (np.abs(float(number) - g) / g).min()


def expected(number, odds):
    total, reached = 0.0, 1.0
    for k, said in enumerate(number):
        kept = {said: 0.0}
        for token in odds[k]:
            if token in DIGITS or (token == "." and 0 < k and "." not in number[:k]):
                error = 0.0 if token == said else least_error(number, number[:k] + token)
                if error is not None:
                    kept[token] = error
        q = np.array([odds[k][t] for t in kept])
        q /= q.sum()
        total += reached * q @ np.array(list(kept.values()))
        reached *= q[0]
    return float(total)


def random_odds(said):
    """Probabilities of the digits, the point and a word, what was said the likeliest."""
    p = rng.dirichlet(np.full(12, 0.3))
    names = DIGITS + [".", " m"]
    names.remove(said)
    rng.shuffle(names)
    return dict(zip([said] + names, sorted(map(float, p), reverse=True)))


def other(text):
    return [text, {text: 1.0}]


def case(number, text="<answer> {} </answer>"):
    """Words around a number; every further time that it is said is certain."""
    tokens, want = [], None
    parts = text.split("{}")
    for i, part in enumerate(parts):
        tokens += [other(c) for c in part.split("|") if c]
        if i == len(parts) - 1:
            break
        odds = [random_odds(c) for c in number] if want is None else [{c: 1.0} for c in number]
        if want is None:
            want = expected(number, odds)
        tokens += [[c, o] for c, o in zip(number, odds)]
    return {"text": text.replace("|", "").replace("{}", number), "tokens": tokens, "expected": want}


def none(text, tokens):
    return {"text": text, "tokens": tokens, "expected": None}


THINKING = "<think>| The depth is| |{}| m</think>|\n\n<answer>| |{}| </answer>"
numbers = [f"{v:.2f}" for v in rng.uniform(0.02, 99, 30)] + [f"{v:.1f}" for v in rng.uniform(0.1, 300, 10)]
numbers += ["1", "7", "10", "250", "0.01", "0.10", "1.00", "9.80", "9.99", "10.00", "10.05", "99.9"]
CASES = [case(n) for n in numbers] + [case(n, THINKING) for n in numbers[:10]]
CASES += [
    # another number before it, and a sentence that ends behind it
    case("2.45", "it is 1 of| |3|4| things|, |{}|.|"),
    none("<answer> 0.00 </answer>", [[c, random_odds(c)] for c in "0.00"]),
    none("<answer> unclear </answer>", [other("unclear")]),
    none("<answer> 12.5 </answer>", [other("12.5"), other("</answer>")]),
]
json.dump({"cases": CASES}, sys.stdout, separators=(",", ":"))
