"""How good the forecasts are: rolling-origin CRPS on dyads of ICEWS 2014, beside both baselines.

    .venv/bin/python bench/forecasting.py ../shared/data/forecast/icews14

The folder holds `train.txt` and `valid.txt` (subject, relation, object, hour) of the RE-GCN split. Of the 200 most
frequent dyads the even ones served to choose the model's three numbers; the odd ones are measured here.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from standoff.forecasting.predictions import BASELINES, MINIMUM_ORIGINS, Model, backtest, mixture, origins_of, size_for

HORIZONS = (7, 14)
DYADS = 200


def read(folder: Path) -> list[tuple[int, int, int]]:
    """(subject, object, day) of every event."""
    lines = [line.split() for name in ("train.txt", "valid.txt") for line in (folder / name).open(encoding="utf-8")]
    return [(int(subject), int(target), int(hour) // 24) for subject, _, target, hour, *_ in lines]


def held_out(events: list[tuple[int, int, int]]) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Daily counts of every second of the most frequent dyads."""
    days = max(day for _, _, day in events) + 1
    frequent = [dyad for dyad, _ in Counter((a, b) for a, b, _ in events).most_common(DYADS)][1::2]
    counted = Counter(events)
    return [np.array([counted[a, b, day] for day in range(days)]) for a, b in frequent]


def main(folder: str) -> None:
    series = held_out(read(Path(folder)))
    models: dict[str, Model] = {"model": mixture, **BASELINES}
    for horizon in HORIZONS:
        origins = origins_of(len(series[0]), horizon)
        assert len(origins) >= MINIMUM_ORIGINS
        scores = {
            name: np.array([backtest(model, each, horizon, origins, size_for(each, horizon)) for each in series])
            for name, model in models.items()
        }
        better = float(np.mean(scores["model"] < np.minimum(*(scores[name] for name in BASELINES))))
        told = ", ".join(f"{name} {values.mean():.3f}" for name, values in scores.items())
        print(f"{horizon} days, {len(series)} dyads, {len(origins)} origins each: CRPS {told}; better on {better:.0%}")


if __name__ == "__main__":
    main(sys.argv[1])
