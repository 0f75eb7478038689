"""Golden figures of common.metrics.maps, with scikit-image's Canny and SciPy's distance transform.

python make_maps.py > maps.json     (Python 3.11, NumPy 2.4, SciPy 1.17, scikit-image 0.26)

A map is its rows; null is no depth.
"""

import json
import math
import sys

import numpy as np
import scipy.ndimage
import skimage.feature

T, P = "truth", "answer"
PERIODS = (2.5, 4.0, 6.3, 7.875, 9.0)


def canny(depth):
    scaled = depth - np.nanmin(depth)
    if np.nanmax(scaled) > 0:
        scaled = scaled / np.nanmax(scaled)
    return skimage.feature.canny(scaled, sigma=math.sqrt(2), low_threshold=0.15, high_threshold=0.3)


def dbe(truth, answer):
    gt, est = canny(truth), canny(answer)
    if not gt.any():
        return None, None, int(gt.sum()), int(est.sum())
    far = lambda e: scipy.ndimage.distance_transform_edt(~e) if e.any() else np.full(e.shape, 99.0)
    to_gt, to_est = far(gt), far(est)
    near = est & (to_gt < 10)
    if not near.any():
        return 10.0, 10.0, int(gt.sum()), int(est.sum())
    complete = np.concatenate([np.minimum(to_gt[est], 10), np.minimum(to_est[gt], 10)])
    return float(to_gt[near].mean()), float(complete.mean()), int(gt.sum()), int(est.sum())


def f1(truth, answer):
    ratios = np.linspace(1.05, 1.25, 10)
    scores = []
    for t in ratios:
        precision, recall = [], []
        for axis in (1, 0):
            a = (slice(None), slice(None, -1)) if axis else (slice(None, -1), slice(None))
            b = (slice(None), slice(1, None)) if axis else (slice(1, None), slice(None))
            with np.errstate(invalid="ignore"):
                known = ~np.isnan(truth[a] + truth[b] + answer[a] + answer[b])
                for far, near in ((b, a), (a, b)):
                    g = known & (truth[far] / truth[near] > t)
                    p = known & (answer[far] / answer[near] > t)
                    both = np.count_nonzero(g & p)
                    recall.append(both / max(np.count_nonzero(g), 1))
                    precision.append(both / max(np.count_nonzero(p), 1))
        p, r = np.mean(precision), np.mean(recall)
        scores.append(0 if p + r == 0 else 2 * p * r / (p + r))
    return float(np.average(scores, weights=ratios))


def profile(truth, answer):
    g, p = np.log(truth), np.log(answer)
    widths, shares = [], []
    for y in range(g.shape[0]):
        for x in range(11, g.shape[1] - 12):
            window, said = g[y, x - 11 : x + 13], p[y, x - 11 : x + 13]
            if np.isnan(window).any() or np.isnan(said).any():
                continue
            step = window[12] - window[11]
            if abs(step) < math.log(1.25) or np.ptp(window[:12]) > math.log(1.05) or np.ptp(window[12:]) > math.log(1.05):
                continue
            rise = np.sign(step) * (said - said[0])
            shares.append(rise[-1] / abs(step))
            if rise[-1] > 0:
                at = []
                for level in (0.1 * rise[-1], 0.9 * rise[-1]):
                    k = int(np.argmax(rise >= level))
                    at.append(k - 1 + (level - rise[k - 1]) / (rise[k] - rise[k - 1]))
                widths.append(at[1] - at[0])
    return [len(shares), float(np.mean(shares)) if shares else None, len(widths), float(np.mean(widths)) if widths else None]


def token_peak(depth, period):
    """Steps of ln depth along whole rows: their amplitude at one cycle a token over that beside it."""
    rows = np.abs(np.diff(np.log(depth[~np.isnan(depth).any(axis=1)]), axis=1))
    n = rows.shape[1]
    if period < 3 or n < 8 * period or not rows.any():
        return None
    cycles = np.concatenate([[1.0], np.linspace(0.6, 0.75, 8), np.linspace(1.25, 1.4, 8)])
    waves = np.exp(-2j * np.pi * np.outer(np.arange(n), cycles) / period) * np.hanning(n)[:, None]
    amplitude = np.abs((rows - rows.mean(axis=1, keepdims=True)) @ waves).mean(axis=0)
    return float(amplitude[0] / amplitude[1:].mean())


def scene(rng, h, w):
    depth = np.full((h, w), 6.0)
    for _ in range(4):
        y, x = int(rng.integers(0, h - 12)), int(rng.integers(0, w - 20))
        depth[y : y + 12 + int(rng.integers(0, 8)), x : x + 20] = rng.uniform(1, 5)
    return depth


def case(truth, answer):
    accuracy, complete, in_truth, in_answer = dbe(truth, answer)
    rows = lambda m: [[None if np.isnan(v) else float(v) for v in row] for row in m]
    return {
        T: rows(np.round(truth, 4)), P: rows(np.round(answer, 4)),
        "f1": f1(truth, answer), "dbe": [accuracy, complete], "edges": [in_truth, in_answer], "profile": profile(truth, answer),
        "token_peaks": [[p, token_peak(np.round(answer, 4), p)] for p in PERIODS],
    }


rng = np.random.default_rng(4)
# a little texture: without it, both sides of a step have gradients that differ by rounding alone
SCENES = [np.round(scene(rng, 40, 64) * np.exp(rng.normal(0, 0.003, (40, 64))), 4) for _ in range(3)]
blur = lambda m, s: np.round(np.exp(scipy.ndimage.gaussian_filter(np.log(m), s)), 4)
noisy = lambda m: np.round(m * np.exp(rng.normal(0, 0.03, m.shape)), 4)
gaps = SCENES[2].copy()
gaps[rng.uniform(size=gaps.shape) < 0.01] = np.nan
columns = np.arange(64)
CASES = {
    "the truth itself": case(SCENES[0], SCENES[0]),
    "noise": case(SCENES[1], noisy(SCENES[1])),
    "blurred": case(SCENES[0], blur(SCENES[0], 2.0)),
    "shifted": case(SCENES[1], np.roll(SCENES[1], 2, axis=1)),
    "twice as far": case(SCENES[2], SCENES[2] * 2),
    "flat answer": case(SCENES[0], np.full_like(SCENES[0], 2.0)),
    "flat truth": case(np.full_like(SCENES[0], 2.0), SCENES[0]),
    "gaps": case(gaps, noisy(SCENES[2])),
    "gaps in the answer": case(SCENES[2], np.where(np.isnan(gaps), np.nan, SCENES[2])),
    "squares of 4 px": case(SCENES[0], np.round(np.kron(rng.uniform(2, 3, (10, 16)), np.ones((4, 4))), 4)),
    "ripple of 6.3 px": case(SCENES[1], np.round(SCENES[1] * np.exp(0.2 * np.sin(np.pi * columns / 6.3)), 4)),
}
json.dump({"cases": CASES}, sys.stdout, separators=(",", ":"))
