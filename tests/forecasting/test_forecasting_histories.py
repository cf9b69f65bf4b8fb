"""Daily counts of incidents."""

from datetime import date
from typing import Any

import pytest

from standoff.forecasting import daily_counts
from standoff.schema import Category, Incident, Report, Status, Verdict


def incident(
    day: str | tuple[str, str] | None,
    *,
    category: Category = "ASSAULT",
    status: Status = "occurred",
    actors: tuple[str, ...] = ("kataib",),
    recipients: tuple[str, ...] = ("usa",),
) -> Incident:
    return Incident(
        id=f"{day}",
        category=category,
        plover=category,
        status=status,
        date=(day, day) if isinstance(day, str) else day,
        actors=list(actors),
        recipients=list(recipients),
        reports=[Report(document="d1", start=0, end=1, origin="usa")],
        verdict=Verdict(overall="single-source", credence=0.5, independent_origins=1, reasons=[]),
    )


def counts(*incidents: Incident, **options: Any) -> list[int]:
    return [count for _, count in daily_counts(incidents, **options)]


def test_every_day_has_its_count_and_quiet_days_are_zero() -> None:
    days = daily_counts([incident("2024-01-28"), incident("2024-01-30"), incident("2024-01-30")])
    assert days == [(date(2024, 1, 28), 1), (date(2024, 1, 29), 0), (date(2024, 1, 30), 2)]


def test_the_days_the_record_covers_are_the_series() -> None:
    covered = {"first": date(2024, 1, 27), "last": date(2024, 1, 29)}
    assert counts(incident("2024-01-28"), incident("2024-02-28"), **covered) == [0, 1, 0]


@pytest.mark.parametrize("status", ["planned", "threatened", "considered", "requested", "possible", "denied"])
def test_what_has_not_happened_is_not_counted(status: Status) -> None:
    assert counts(incident("2024-01-28", status=status)) == []


def test_a_pair_is_directed_and_categories_narrow() -> None:
    incidents = [
        incident("2024-01-28"),
        incident("2024-01-28", category="ACCUSE"),
        incident("2024-01-28", actors=("usa",), recipients=("kataib",)),
    ]
    assert counts(*incidents) == [3]
    assert counts(*incidents, pair=("kataib", "usa")) == [2]
    assert counts(*incidents, pair=("usa", "kataib")) == [1]
    assert counts(*incidents, pair=("kataib", "usa"), categories={"ASSAULT"}) == [1]


@pytest.mark.parametrize(
    ("when", "expected"),
    [(("2024-02-02", "2024-02-03"), [1]), (("2024-02-01", "2024-02-29"), []), (("2024-02", "2024-02"), []), (None, [])],
    ids=["a night", "a month", "a month in ISO", "not said"],
)
def test_only_an_incident_with_a_day_is_counted(when: tuple[str, str] | None, expected: list[int]) -> None:
    assert counts(incident(when)) == expected
