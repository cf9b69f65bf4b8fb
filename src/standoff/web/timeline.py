"""Incidents by day as bars of an SVG drawn on the server; a table says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import get_args

import msgspec

from standoff.reporting.dates import write_day
from standoff.schema import Incident, Overall

MOST_DAYS = 92
"""A longer period is shown by month."""
MOST_BARS = 240
HEIGHT = 120
WIDTH = 1100
LOWEST_SCALE = 5
"""Incidents a full bar stands for at least: one incident never looks like many."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """The incidents of one bar with one verdict; in units of the drawing."""

    overall: Overall
    count: int
    y: float
    height: float


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One day or month."""

    label: str
    since: str
    until: str
    x: float
    width: float
    total: int
    blocks: list[Block]


def draw_bars(incidents: Sequence[Incident]) -> list[Bar]:
    """A bar for every day (or month) from the first dated incident to the last; none for undated ones."""
    days = [(day, each.verdict.overall) for each in incidents if (day := _day_of(each)) is not None]
    if not days:
        return []
    first, last = min(day for day, _ in days), max(day for day, _ in days)
    by_month = (last - first).days > MOST_DAYS
    periods = (_months(first, last) if by_month else _days(first, last))[-MOST_BARS:]
    tallies = {since: Counter[Overall]() for since, _ in periods}
    for day, overall in days:
        start = day.replace(day=1) if by_month else day
        if start in tallies:
            tallies[start][overall] += 1
    tallest = max(LOWEST_SCALE, *(tally.total() for tally in tallies.values()))
    step = WIDTH / max(len(periods), 21)
    return [
        Bar(
            label=write_day(since.isoformat()[:7] if by_month else since.isoformat()),
            since=since.isoformat(),
            until=until.isoformat(),
            x=round(index * step + step * 0.1, 2),
            width=round(step * 0.8, 2),
            total=tallies[since].total(),
            blocks=_stack(tallies[since], HEIGHT / tallest),
        )
        for index, (since, until) in enumerate(periods)
    ]


def _stack(tally: Counter[Overall], unit: float) -> list[Block]:
    blocks: list[Block] = []
    top = float(HEIGHT)
    for overall in get_args(Overall):
        if count := tally[overall]:
            top -= count * unit
            blocks.append(Block(overall=overall, count=count, y=round(top, 2), height=round(count * unit, 2)))
    return blocks


def _day_of(incident: Incident) -> date | None:
    if incident.date is None:
        return None
    try:
        return date.fromisoformat(incident.date[0][:10])
    except ValueError:
        return None


def _days(first: date, last: date) -> list[tuple[date, date]]:
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return [(day, day) for day in days]


def _months(first: date, last: date) -> list[tuple[date, date]]:
    months: list[tuple[date, date]] = []
    start = first.replace(day=1)
    while start <= last and start.year < 9999:
        following = (start + timedelta(days=32)).replace(day=1)
        months.append((start, following - timedelta(days=1)))
        start = following
    return months
