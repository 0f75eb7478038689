"""Golden figures of common.metrics.confidence, from their definitions in docs/structure.md.

python make_confidence.py > confidence.json     (Python 3.11, NumPy 2.4, SciPy 1.17)

An answer is [confidence, right] or [confidence, right, expected error, true error]. The risk-coverage curve is sampled from sorted answers and
integrated numerically, step by step; the code under test has a closed form.
"""

import json
import sys

import numpy as np
import scipy.integrate
import scipy.special
import scipy.stats


def steps(confidence):
    with np.errstate(divide="ignore"):
        logit = scipy.special.logit(confidence)
    return np.clip(np.floor((np.clip(logit, -99, 99) + 10) * 8), 0, 159).astype(int)


def figures(answers):
    c = np.array([a[0] for a in answers], float)
    right = np.array([a[1] for a in answers], float)
    out = {}
    n = len(c)
    if n:
        out["confidence"] = [c.mean(), n]
        out["overconfidence"] = [c.mean() - right.mean(), n]
        tenth = np.minimum((c * 10).astype(int), 9)
        out["calibration_error"] = [
            sum(abs(right[tenth == t].mean() - c[tenth == t].mean()) * (tenth == t).mean()
                for t in range(10) if (tenth == t).any()), n]
        step = steps(c)
        # cumulative right answers over cumulative answers, most confident first, linear between
        x, y = [0.0], [0.0]
        for s in sorted(set(step), reverse=True):
            x.append(x[-1] + (step == s).sum())
            y.append(y[-1] + right[step == s].sum())
        for percent in range(10, 101, 10):
            at = percent / 100 * n
            out[f"selective_delta1_{percent}pct"] = [np.interp(at, x, y) / at, n]
        area = 0.0
        for a, b in zip(x[:-1], x[1:]):
            area += scipy.integrate.quad(
                lambda v: 1 - np.interp(v, x, y) / v if v else 0.0, a, b, epsabs=1e-12, epsrel=1e-12)[0]
        out["risk_coverage_area"] = [area / n, n]
        for t in range(10):
            of = tenth == t
            if of.any():
                out[f"reliability_delta1_{10 * t}_{10 * t + 10}pct"] = [right[of].mean(), int(of.sum())]
                out[f"reliability_confidence_{10 * t}_{10 * t + 10}pct"] = [c[of].mean(), int(of.sum())]
    both = [a[2:] for a in answers if len(a) == 4]
    if both:
        e, t = np.array(both, float).T
        out["expected_abs_rel"] = [e.mean(), len(e)]
        out["expected_abs_rel_bias"] = [e.mean() - t.mean(), len(e)]
        steps_e, steps_t = error_steps(e), error_steps(t)
        out["expected_abs_rel_calibration_error"] = [
            sum(abs(e[steps_e == s].mean() - t[steps_e == s].mean()) * (steps_e == s).mean()
                for s in set(steps_e)), len(e)]
        varies = len(set(steps_e)) > 1 and len(set(steps_t)) > 1
        out["expected_abs_rel_rank_correlation"] = [
            scipy.stats.spearmanr(steps_e, steps_t).statistic if varies else 0.0, len(e)]
    return out


def error_steps(error):
    with np.errstate(divide="ignore"):
        return np.clip(np.floor((np.log10(error) + 3) * 4), 0, 15).astype(int)


def case(images):
    own = [figures(a) for a in images.values()]
    pooled = figures([a for v in images.values() for a in v])
    made = {}
    for name in pooled:
        values = [f[name][0] for f in own if name in f]
        made[name] = [float(pooled[name][0]), float(np.mean(values)), pooled[name][1], len(values)]
    return {"images": images, "figures": made}


rng = np.random.default_rng(3)


def random_answers(n):
    c = rng.beta(2, 1, n)
    return [[float(v), bool(rng.uniform() < v**2)] for v in c]


def expecting(n):
    # half of the answers' errors are as expected but for a factor, and some have none
    answers = random_answers(n)
    for a in answers:
        e = float(rng.lognormal(-2, 1.5))
        if rng.uniform() < 0.8:
            a += [e, float(e * rng.lognormal(0, 1) if rng.uniform() < 0.5 else rng.lognormal(-2, 1.5))]
    return answers


CASES = {
    "random": case({f"set/{k}": random_answers(int(rng.integers(1, 50))) for k in range(10)}),
    "none": case({"set/none": []}),
    "one": case({"set/one": [[0.7, True]]}),
    "all equal": case({"set/a": [[0.5, True], [0.5, False], [0.5, True]], "set/b": [[0.5, False]]}),
    "sure and hopeless": case({"set/a": [[1.0, True], [1.0, False], [0.0, False], [0.0, True], [0.999999, True]]}),
    "expected errors": case({f"set/{k}": expecting(int(rng.integers(1, 50))) for k in range(10)}),
    "one expected error": case({"set/a": [[0.5, True, 0.1, 0.2], [0.5, True]], "set/b": [[0.5, True]]}),
    "no error": case({"set/a": [[0.5, True, 0.0, 0.0], [0.5, True, 0.0, 0.3], [0.5, False, 9.0, 99.0]]}),
    "edges of tenths": case({"set/a": [[0.1, True], [0.2, False], [0.7, True], [0.9, True]]}),
}
json.dump({"cases": CASES}, sys.stdout, separators=(",", ":"))
