"""Golden figures of common.metrics, computed with NumPy from the formulas of the papers.

python make_metrics.py > metrics.json     (Python 3.11, NumPy 2.4)

Points are (image, truth, answer); an answer is a number, "unparsed", "failed", "rejected", or a
number whose truth is out of range ("excluded" by the range below). Unparsed, failed and non-positive
answers are wrong in delta and absent from the errors.
"""

import hashlib
import json
import math
import struct
import sys

import numpy as np

SEED, REPLICATES, RANGE = 7, 400, (0.05, 40.0)
METRICS = ["delta1", "delta2", "delta3", "abs_rel", "sq_rel", "rmse", "rmse_log", "log10", "silog"]


def metric(name, rows):
    """rows: (truth, answer) in range; answer None where it is no positive number."""
    if name.startswith("delta"):
        if not rows:
            return math.nan
        t = 1.25 ** int(name[-1])
        return np.mean([p is not None and max(p / g, g / p) < t for g, p in rows])
    g = np.array([g for g, p in rows if p is not None])
    p = np.array([p for g, p in rows if p is not None])
    if len(g) == 0:
        return math.nan
    d = np.log(p) - np.log(g)
    return {
        "abs_rel": lambda: np.mean(np.abs(p - g) / g),
        "sq_rel": lambda: np.mean((p - g) ** 2 / g),
        "rmse": lambda: np.sqrt(np.mean((p - g) ** 2)),
        "rmse_log": lambda: np.sqrt(np.mean(d**2)),
        "log10": lambda: np.mean(np.abs(np.log10(p) - np.log10(g))),
        "silog": lambda: 100 * np.std(d),
    }[name]()


def weights(image):
    """Poisson(1) weights of SplitMix64 over a hash of seed and image."""
    mask = 2**64 - 1
    (state,) = struct.unpack(">Q", hashlib.sha256(f"{SEED}/{image}".encode()).digest()[:8])
    out = []
    for _ in range(REPLICATES):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        u = (z >> 11) / 2**53
        k, total, probability = 0, math.exp(-1), math.exp(-1)
        while u >= total:
            k += 1
            probability /= k
            total += probability
        out.append(k)
    return out


def resampled(images, name, aggregation, counts):
    """The figure of a multiset of images: image i taken counts[i] times, points and all."""
    if aggregation == "pooled":
        return metric(name, [row for i, rows in enumerate(images) for row in rows * counts[i]])
    values = [metric(name, rows) for i, rows in enumerate(images) for _ in range(counts[i])]
    values = [v for v in values if not math.isnan(v)]
    return np.mean(values) if values else math.nan


def main():
    rng = np.random.default_rng(3)
    points = []
    for image in range(9):
        name = f"set/frame-{image}"
        for _ in range(int(rng.integers(1, 14))):
            truth = float(np.round(np.exp(rng.normal(1.2, 0.9)), 4))
            answer = float(np.round(truth * np.exp(rng.normal(0.05, 0.3)), 2))
            kind = rng.random()
            if kind < 0.06:
                answer = "unparsed"
            elif kind < 0.10:
                answer = "failed"
            elif kind < 0.14:
                answer = "rejected"
            elif kind < 0.18:
                answer = 0.0 if kind < 0.16 else -1.5
            elif kind < 0.22:
                truth = 55.0
            points.append([name, truth, answer])
    points += [["set/only-failures", 2.0, "failed"], ["set/only-failures", 3.0, "unparsed"]]
    points += [["set/only-rejects", 2.0, "rejected"]]

    names = sorted({p[0] for p in points})
    images = []
    for name in names:
        rows = []
        for _, g, p in (q for q in points if q[0] == name):
            if p != "rejected" and RANGE[0] <= g <= RANGE[1]:
                rows.append((g, p if isinstance(p, float) and p > 0 else None))
        images.append(rows)
    draws = np.array([weights(name) for name in names])
    figures = []
    for name in METRICS:
        for aggregation in ["pooled", "per_image"]:
            replicates = [
                resampled(images, name, aggregation, draws[:, b]) for b in range(REPLICATES)
            ]
            replicates = [v for v in replicates if not math.isnan(v)]
            low, high = np.percentile(replicates, [2.5, 97.5])
            value = resampled(images, name, aggregation, [1] * len(images))
            figures.append([name, aggregation, float(value), float(low), float(high)])
    json.dump(
        {
            "versions": {"python": sys.version.split()[0], "numpy": np.__version__},
            "seed": SEED,
            "replicates": REPLICATES,
            "range_m": RANGE,
            "first_weights": {names[0]: draws[0][:20].tolist()},
            "points": points,
            "figures": figures,
        },
        sys.stdout,
        indent=None,
    )


main()
