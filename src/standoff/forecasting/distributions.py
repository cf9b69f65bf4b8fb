"""Distributions over counts: array `p` with `p[k] = P(count = k)`, the last entry standing for all above it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Counts: TypeAlias = npt.NDArray[np.int64]
Probabilities: TypeAlias = npt.NDArray[np.float64]

POISSON = 1e6
"""A dispersion so large that the negative binomial is a Poisson distribution."""


def empirical(values: Counts, size: int, weights: Probabilities | None = None) -> Probabilities:
    """The values as they occurred, each alike or by weight."""
    held = np.bincount(np.minimum(values, size - 1), weights=weights, minlength=size).astype(np.float64)
    return np.asarray(held / held.sum())


def negative_binomial(mean: float, dispersion: float, size: int) -> Probabilities:
    """Mean m and dispersion r, with variance m + m²/r (Cameron and Trivedi's NB2)."""
    k = np.arange(size - 1, dtype=np.float64)
    start = dispersion * np.log(dispersion / (dispersion + mean))
    steps = np.log((k + dispersion) / (k + 1)) + np.log(mean / (dispersion + mean))
    p = np.exp(start + np.concatenate(([0.0], np.cumsum(steps))))
    p[-1] = max(0.0, 1.0 - float(p[:-1].sum()))
    return np.asarray(p / p.sum())


def dispersion_of(values: Counts, weights: Probabilities) -> float:
    """Method-of-moments dispersion of weighted values; Poisson where they vary no more than that."""
    mean = float(np.average(values, weights=weights))
    variance = float(np.average((values - mean) ** 2, weights=weights))
    return min(POISSON, mean**2 / (variance - mean)) if variance > mean > 0 else POISSON


def crps(p: Probabilities, value: int) -> float:
    """Continuous ranked probability score of a distribution over counts, in counts: the sum over k of
    (P(count <= k) - [value <= k])² (Gneiting and Raftery 2007). 0 is perfect; of a sure forecast it is the error."""
    below = np.cumsum(p)[:-1]
    beyond = max(0, value - len(below))
    happened = np.arange(len(below)) >= value
    return float(((below - happened) ** 2).sum()) + beyond
