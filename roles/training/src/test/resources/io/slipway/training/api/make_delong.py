"""Makes delong.json: AUCs with DeLong's variance, by the definition (all pairs), in numpy. Not run by the build."""

import json
import pathlib

import numpy as np


def components(scores, labels):
    x, y = scores[labels], scores[~labels]
    kernel = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    return kernel.mean(), kernel.mean(axis=1), kernel.mean(axis=0)


def case(seed, n, ties, share):
    rng = np.random.default_rng(seed)
    labels = rng.random(n) < share
    a = rng.normal(size=n) + 0.8 * labels
    b = 0.6 * a + rng.normal(size=n) + 0.7 * labels
    if ties:
        a, b = np.round(a), np.round(b)
    auc_a, va10, va01 = components(a, labels)
    auc_b, vb10, vb01 = components(b, labels)
    m, k = labels.sum(), (~labels).sum()
    cov = np.cov(np.stack([va10, vb10])) / m + np.cov(np.stack([va01, vb01])) / k
    return {
        "labels": labels.astype(int).tolist(),
        "first": a.tolist(),
        "second": b.tolist(),
        "first_auc": auc_a,
        "second_auc": auc_b,
        "first_variance": cov[0, 0],
        "difference_variance": cov[0, 0] + cov[1, 1] - 2 * cov[0, 1],
    }


cases = [case(1, 60, False, 0.4), case(2, 80, True, 0.3), case(3, 12, True, 0.5), case(4, 150, False, 0.1)]
pathlib.Path(__file__).with_name("delong.json").write_text(json.dumps(cases))
