"""How many in the next days: a small model that shows how good it has been."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from standoff.errors import TooLittleHistory
from standoff.forecasting.distributions import (
    Counts,
    Probabilities,
    crps,
    dispersion_of,
    empirical,
    negative_binomial,
)
from standoff.schema import Forecast, Score

MODEL = "negative binomial on the recent rate, mixed with past windows, 1"
RATE_HALF_LIFE = 28.0
"""Days after which a day counts half for the recent rate."""
WINDOW_HALF_LIFE = 56.0
"""Days after which a past window counts half: it costs nothing on steady series and much less after a turn."""
RECENT_SHARE = 0.75
"""Of the mixture; the rest are the past windows as they were. The three numbers were chosen on 100 dyads of ICEWS 2014:
`bench/forecasting.py` measures them on 100 others."""
MINIMUM_ORIGINS = 8
"""Fewer past forecasts than this say nothing about how good they are."""
MINIMUM_TRAINING_DAYS = 28
MINIMUM_TRAINING_WINDOWS = 4
MOST_ORIGINS = 120
"""The latest; earlier ones tell little of how the model does now."""
NEGLIGIBLE = 1e-4
"""Tail probability from which counts are not listed one by one."""

Model = Callable[[Counts, int, int], Probabilities]


def forecast(counts: Sequence[tuple[date, int]], *, horizon: int, query: str, made: date) -> Forecast:
    """The distribution of the total over the `horizon` days after the last counted day on or before `made`.

    `counts` has every day once, in order, quiet days as 0; days after `made` are not looked at. Three
    quarters of the forecast are a negative binomial whose mean is the recent daily rate (half-life 28 days) times the
    horizon and whose dispersion is that of the past windows of the same length (half-life 56 days); a quarter is those
    windows as they occurred.

    The backtest forecasts each of the last windows (at most 120, one starting where the other ends) from the days
    before it only, and gives the mean CRPS beside that of the better of two baselines: all past windows alike, and the
    last window again.

    Raises TooLittleHistory when there are fewer than 8 such windows after a first training stretch of 28 days and four
    windows, ValueError for a series with a gap, a double day or a negative count, or a horizon under one day.
    """
    known = [(day, count) for day, count in counts if day <= made]
    _check(known, horizon)
    series = np.array([count for _, count in known], dtype=np.int64)
    origins = origins_of(len(series), horizon)
    if len(origins) < MINIMUM_ORIGINS:
        raise TooLittleHistory(
            f"{len(series)} days of history allow {len(origins)} past forecasts of {horizon} days, {MINIMUM_ORIGINS} "
            f"are needed: shorten the horizon or wait until there are {_needed(horizon)} days"
        )
    size = size_for(series, horizon)
    baseline = min(BASELINES, key=lambda name: backtest(BASELINES[name], series, horizon, origins, size))
    return Forecast(
        query=query,
        horizon=horizon,
        made=made.isoformat(),
        distribution=_listed(mixture(series, horizon, size)),
        model=MODEL,
        window=(known[0][0].isoformat(), known[-1][0].isoformat()),
        backtest=Score(
            model=MODEL,
            origins=len(origins),
            crps=round(backtest(mixture, series, horizon, origins, size), 4),
            baseline=baseline,
            baseline_crps=round(backtest(BASELINES[baseline], series, horizon, origins, size), 4),
        ),
    )


def mixture(series: Counts, horizon: int, size: int) -> Probabilities:
    """The model: the recent rate, and past windows in case the recent rate misleads."""
    windows = _windows(series, horizon)
    weights = _fading(len(windows), WINDOW_HALF_LIFE)
    recent = negative_binomial(_recent_rate(series) * horizon, dispersion_of(windows, weights), size)
    return np.asarray(RECENT_SHARE * recent + (1 - RECENT_SHARE) * empirical(windows, size, weights))


def past_windows(series: Counts, horizon: int, size: int) -> Probabilities:
    """Baseline: every past window is as likely as every other."""
    return empirical(_windows(series, horizon), size)


def last_window(series: Counts, horizon: int, size: int) -> Probabilities:
    """Baseline: the same number again, for sure."""
    return empirical(_windows(series, horizon)[-1:], size)


BASELINES: Mapping[str, Model] = MappingProxyType({"all past windows": past_windows, "last window again": last_window})


def _check(known: Sequence[tuple[date, int]], horizon: int) -> None:
    if horizon < 1:
        raise ValueError(f"a horizon of {horizon} days: at least 1 is needed")
    for (before, _), (day, _) in pairwise(known):
        if day - before != timedelta(days=1):
            raise ValueError(f"{day} follows {before}: give every day once, in order, quiet days as 0")
    if any(count < 0 for _, count in known):
        raise ValueError("a count is negative")


def origins_of(days: int, horizon: int) -> list[int]:
    """Lengths of history to forecast from, so that the windows after them touch, the last ending with the series."""
    found = range(days - horizon, _training(horizon) - 1, -horizon)
    return list(found)[:MOST_ORIGINS][::-1]


def _training(horizon: int) -> int:
    return max(MINIMUM_TRAINING_DAYS, MINIMUM_TRAINING_WINDOWS * horizon)


def _needed(horizon: int) -> int:
    return _training(horizon) + MINIMUM_ORIGINS * horizon


def _windows(series: Counts, horizon: int) -> Counts:
    """The total of every run of `horizon` days, overlapping."""
    totals = np.concatenate(([0], np.cumsum(series)))
    return np.asarray(totals[horizon:] - totals[:-horizon])


def _recent_rate(series: Counts) -> float:
    """Daily rate, a day's weight halving every 28 days; half an event is added, so that quiet is never for ever."""
    weights = _fading(len(series), RATE_HALF_LIFE)
    return float((weights @ series + 0.5) / weights.sum())


def _fading(length: int, half_life: float) -> Probabilities:
    """1 for the last, half for one a half-life before it."""
    return np.exp2(-np.arange(length, dtype=np.float64)[::-1] / half_life)


def backtest(model: Model, series: Counts, horizon: int, origins: Sequence[int], size: int) -> float:
    """Mean CRPS over the origins; each forecast sees the days before its origin only."""
    scores = [
        crps(model(series[:origin], horizon, size), int(series[origin : origin + horizon].sum())) for origin in origins
    ]
    return float(np.mean(scores))


def size_for(series: Counts, horizon: int) -> int:
    """Room for twice the largest window and then some: what lies beyond is in the last entry."""
    return 2 * int(_windows(series, horizon).max()) + 20


def _listed(p: Probabilities) -> list[float]:
    """The entries up to where the tail is negligible, the tail in the last; they sum to 1."""
    tail = p[::-1].cumsum()[::-1]
    last = max(1, int(np.argmax(tail < NEGLIGIBLE)) if (tail < NEGLIGIBLE).any() else len(p) - 1)
    return [*(float(each) for each in p[:last]), float(tail[last])]
