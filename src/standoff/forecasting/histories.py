"""From incidents to a daily series that a forecast can be made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from standoff.schema import Category, Incident

HAPPENED = frozenset({"occurred", "ongoing"})
LONGEST_INTERVAL = 7
"""Days over which an incident's date may be spread and still be counted, on the first of them; "in May" has no day."""


def daily_counts(
    incidents: Iterable[Incident],
    *,
    pair: tuple[str, str] | None = None,
    categories: Collection[Category] | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[tuple[date, int]]:
    """How many incidents happened on each day from `first` to `last`, days without any included.

    `pair` is (actor, recipient), directed. `first` and `last` are the days the record covers; left out, those of the
    first and last incident counted, which hides quiet at either end: give them where they are known. What is planned,
    threatened, considered, possible or denied is not counted.
    """
    days = [day for incident in incidents if _counted(incident, pair, categories) and (day := _day(incident))]
    begin, end = first or min(days, default=None), last or max(days, default=None)
    if begin is None or end is None:
        return []
    counted = Counter(days)
    span = (end - begin).days + 1
    return [(day, counted[day]) for day in (begin + timedelta(days=step) for step in range(span))]


def _counted(incident: Incident, pair: tuple[str, str] | None, categories: Collection[Category] | None) -> bool:
    between = pair is None or (pair[0] in incident.actors and pair[1] in incident.recipients)
    return incident.status in HAPPENED and between and (categories is None or incident.category in categories)


def _day(incident: Incident) -> date | None:
    """The day an incident began, when the reporting is that exact."""
    if incident.date is None:
        return None
    try:
        begin, end = (date.fromisoformat(text[:10]) for text in incident.date)
    except ValueError:
        return None
    return begin if (end - begin).days < LONGEST_INTERVAL else None
