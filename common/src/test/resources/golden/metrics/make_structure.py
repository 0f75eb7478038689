"""Golden figures of common.metrics.structure, from their definitions in docs/structure.md.

python make_structure.py > structure.json     (Python 3.11, NumPy 2.4, SciPy 1.17)

A point is [x, y, to_space or null, plane or null, boundary or null, [near, far] or null, truth,
answer or null, said or null]. Everything here works on whole arrays, pairs as matrices; the code
under test streams. Counts are whole numbers and must agree exactly.
"""

import hashlib
import json
import math
import struct
import sys

import numpy as np
import scipy.linalg
import scipy.spatial.distance
import scipy.stats

CAP = 5000


def uniforms(name, n):
    mask = 2**64 - 1
    (state,) = struct.unpack(">Q", hashlib.sha256(name.encode()).digest()[:8])
    out = []
    for _ in range(n):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        out.append(((z ^ (z >> 31)) >> 11) / 2**53)
    return np.array(out)


def pairs(name, n):
    i, j = np.triu_indices(n, 1)
    if len(i) <= CAP:
        return i, j
    places = ((np.arange(CAP) + uniforms("pairs/" + name, CAP)) * (len(i) / CAP)).astype(int)
    places = np.minimum(places, len(i) - 1)
    return i[places], j[places]


def plane(points):
    centred = points - points.mean(axis=0)
    _, s, vt = scipy.linalg.svd(centred, full_matrices=False)
    return vt[2], np.std(centred @ vt[2]), s[1] / math.sqrt(len(points))


def parts(name, points):
    """Per measure: (numerator, denominator, count) of one image; pooled figures add them up."""
    out = {}
    rows = [p for p in points if p[7] is not None]
    n = len(rows)
    g = np.array([p[6] for p in rows], float)
    p = np.array([q[7] for q in rows], float)
    said = np.array([q[8] for q in rows], float)
    xy = np.array([q[:2] for q in rows], float).reshape(-1, 2)

    # pairs
    i, j = pairs(name, n)
    ratio = np.maximum(g[i], g[j]) / np.minimum(g[i], g[j]) if n else np.empty(0)
    px = np.array([scipy.spatial.distance.euclidean(xy[a], xy[b]) for a, b in zip(i, j)])
    tied = said[i] == said[j]
    wrong = ~tied & (np.sign(g[i] - g[j]) != np.sign(p[i] - p[j]))
    error = np.abs(np.log(p[i] / p[j]) - np.log(g[i] / g[j]))
    ordered = ratio >= 1.1
    bands = {
        "": ordered,
        "_10_25pct": ordered & (ratio < 1.25),
        "_25_100pct": (ratio >= 1.25) & (ratio < 2),
        "_over_2x": ratio >= 2,
    }
    near = {"": px >= 0, "_below_50px": px < 50, "_50_150px": (px >= 50) & (px < 150), "_over_150px": px >= 150}
    for band, of in bands.items():
        out["order_wrong" + band] = (wrong[of].sum(), of.sum(), of.sum())
        out["order_tied" + band] = (tied[of].sum(), of.sum(), of.sum())
    for band, of in near.items():
        if band:
            out["order_wrong" + band] = (wrong[of & ordered].sum(), (of & ordered).sum(), (of & ordered).sum())
        out["pair_ratio_error" + band] = (error[of].sum(), of.sum(), of.sum())

    # scale, shape, compression
    zero = (0.0, 0.0, 0)
    out["scale"] = out["scale_error"] = out["shape"] = out["compression_slope"] = zero
    if n >= 2:
        d = np.log(p / g)
        out["scale"] = (n * d.mean(), n, n)
        out["scale_error"] = (n * d.mean() ** 2, n, n)
        out["shape"] = (n * d.var(), n, n)
        if np.log(g).std() >= 0.05:
            cov = np.cov(np.log(g), np.log(p), bias=True)
            out["compression_slope"] = (n * cov[0, 1], n * cov[0, 0], n)

    # reuse
    out["answer_distinct"] = out["answer_entropy"] = zero
    if n:
        _, counts = np.unique(np.round(said * 100), return_counts=True)
        out["answer_distinct"] = (len(counts), n, n)
        out["answer_entropy"] = (n * scipy.stats.entropy(counts, base=2), n, n)

    # planes
    flat, angle, planes = 0.0, 0.0, 0
    for k in sorted({q[3] for q in rows if q[3] is not None and q[2] is not None}):
        of = [q for q in rows if q[3] == k and q[2] is not None]
        if len(of) < 4:
            continue
        rays = np.array([q[2] for q in of])
        truths = np.array([q[6] for q in of])
        answers = np.array([q[7] for q in of])
        normal, _, width = plane(rays * truths[:, None])
        if width < 0.05:
            continue
        mine, flatness, _ = plane(rays * (answers * np.median(truths) / np.median(answers))[:, None])
        planes += 1
        flat += 100 * flatness
        angle += math.degrees(math.asin(min(1, np.linalg.norm(np.cross(mine, normal)))))
    out["plane_flatness"] = (flat, planes, planes)
    out["plane_angle"] = (angle, planes, planes)

    # boundary
    at = np.array([q[4] is True for q in rows], bool)
    inner = np.array([q[4] is False for q in rows], bool)
    hit = np.maximum(p / g, g / p) < 1.25
    rel = np.abs(p - g) / g
    out["boundary_delta1_loss"] = out["boundary_abs_rel_excess"] = None
    if at.any() and inner.any():
        out["boundary_delta1_loss"] = (hit[at].sum(), at.sum(), hit[inner].sum(), inner.sum())
        out["boundary_abs_rel_excess"] = (rel[at].sum(), at.sum(), rel[inner].sum(), inner.sum())
    flying, steps = 0, 0
    for q in rows:
        if q[5] and q[5][1] >= 1.25 * q[5][0]:
            steps += 1
            along = math.log(q[7] / q[5][0]) / math.log(q[5][1] / q[5][0])
            flying += 0.25 < along < 0.75
    out["flying"] = (flying, steps, steps)

    # whole maps: make_maps.py has their figures; here one map of two depths, answered as it is
    whole = n >= 900
    # one of four directions has a boundary, the others count as missed
    out["map_boundary_f1"] = (0.25 * whole, int(whole), int(whole))
    for name, value in (("dbe_accuracy", 0.0), ("dbe_completeness", 0.0), ("edge_recovery", 1.0), ("edge_width", 0.8)):
        out["map_" + name] = (value * whole, int(whole), int(whole))
    # each whole row has one step, after its 20th of 40 pixels; a token is 4 of them wide
    step = np.where(np.arange(39) == 19, math.log(2), 0)
    cycles = np.concatenate([[1.0], np.linspace(0.6, 0.75, 8), np.linspace(1.25, 1.4, 8)])
    waves = np.exp(-2j * np.pi * np.outer(np.arange(39), cycles) / 4) * np.hanning(39)[:, None]
    amplitude = np.abs((step - step.mean()) @ waves)
    out["map_token_peak"] = (amplitude[0] / amplitude[1:].mean() * whole, int(whole), int(whole))
    return out


def figure(name, several):
    """The figure of the parts of one or more images; null without any."""
    if name.startswith("boundary"):
        of = [v for v in several if v is not None]
        if not of:
            return None, 0
        a, na, b, nb = np.sum(np.array(of, float), axis=0)
        return (b / nb - a / na if name.endswith("loss") else a / na - b / nb), int(na)
    top, bottom, count = np.sum(np.array(several, float), axis=0)
    if count == 0:
        return None, 0
    value = top / bottom
    if name in ("scale_error", "shape"):
        value = math.sqrt(value)
    return (100 * value if name in ("scale", "scale_error", "shape") else value), int(count)


def case(images):
    made = {name: parts(name, points) for name, points in images.items()}
    names = list(next(iter(made.values()))) if made else []
    figures = {}
    for name in names:
        pooled, count = figure(name, [m[name] for m in made.values()])
        own = [figure(name, [m[name]])[0] for m in made.values()]
        own = [v for v in own if v is not None]
        figures[name] = [pooled, float(np.mean(own)) if own else None, count, len(own)]
    return {"images": images, "figures": figures}


def random_image(rng, n, noise):
    rows = []
    for k in range(n):
        x, y = rng.uniform(0, 640), rng.uniform(0, 480)
        ray = np.array([(x - 320) / 500, (y - 240) / 500, 1.0])
        on = int(rng.integers(0, 4))
        if on:
            normal = [[0.1, 1, 0.2], [1, 0, 0.3], [0.2, 0.1, 1]][on - 1]
            truth = [1.4, 2.0, 4.0][on - 1] / max(0.2, abs(float(np.dot(normal, ray))))
        else:
            truth = rng.uniform(0.5, 20)
        answer = round(float(truth * math.exp(rng.normal(0, noise))), 2)
        spoken = rng.uniform() > 0.1 and answer > 0
        step = [truth, truth * rng.uniform(1.05, 3)] if rng.uniform() < 0.3 else None
        rows.append(
            [x, y, list(map(float, ray)) if k % 7 else None, on or None, [None, True, False][int(rng.integers(0, 3))],
             step, float(truth), answer if spoken else None, answer if spoken else None]
        )
    return rows


def flat(n, truth, answer):
    return [[float(k), 0.0, [0.0, 0.0, 1.0], 1, k % 2 == 0, None, truth, answer, answer] for k in range(n)]


rng = np.random.default_rng(18)
CASES = {
    "random": case({f"set/r{k}": random_image(rng, int(rng.integers(2, 60)), 0.2) for k in range(12)}),
    "more pairs than the cap": case({"set/large": random_image(rng, 150, 0.3), "set/small": random_image(rng, 20, 0.3)}),
    "one image": case({"set/only": random_image(rng, 40, 0.1)}),
    "one point": case({"set/one": flat(1, 2.0, 3.0)}),
    "no point": case({"set/none": []}),
    "all unparsed": case({"set/mute": [q[:7] + [None, None] for q in random_image(rng, 10, 0.1)]}),
    "all equal": case({"set/equal": flat(10, 2.0, 3.0)}),
    "ties": case({"set/ties": [[k * 30.0, 5.0, None, None, None, None, 1.0 + k, 2.0 + k // 2, 2.0 + k // 2] for k in range(8)]}),
    "a map": case({
        "set/map": [[4.0 * (k % 40), 3.0 * (k // 40), None, None, None, None, d, d, d]
                    for k in range(40 * 32) for d in [2.0 if k % 40 < 20 else 4.0] if k != 77]
    }),
    "exact edges": case({
        "set/edges": [
            [0.0, 0.0, None, None, None, [1.0, 1.25], 1.0, 1.1, 1.1],
            [50.0, 0.0, None, None, None, [1.0, 1.2], 1.25, 1.0, 1.0],
            [150.0, 0.0, None, None, None, [1.0, 4.0], 2.0, 2.0, 2.0],
            [150.0, 150.0, None, None, None, [1.0, 16.0], 2.5, 3.0, 3.0],
        ]
    }),
}
json.dump({"cases": CASES}, sys.stdout, separators=(",", ":"))
