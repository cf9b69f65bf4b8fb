"""Time expressions of news come out as closed intervals of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.resolving import normalise

TUESDAY = date(2024, 1, 30)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Sunday", "2024-01-28", "2024-01-28"),
        ("early on Monday", "2024-01-29", "2024-01-29"),
        ("Tuesday night", "2024-01-30", "2024-01-30"),
        ("last Tuesday", "2024-01-23", "2024-01-23"),
        ("this past Wednesday", "2024-01-24", "2024-01-24"),
        ("next Tuesday", "2024-02-06", "2024-02-06"),
        ("until Friday", "2024-02-02", "2024-02-02"),
        ("on Monday (11 September)", "2023-09-11", "2023-09-11"),
        ("today", "2024-01-30", "2024-01-30"),
        ("tonight", "2024-01-30", "2024-01-30"),
        ("yesterday", "2024-01-29", "2024-01-29"),
        ("last night", "2024-01-29", "2024-01-29"),
        ("overnight", "2024-01-29", "2024-01-30"),
        ("two days earlier", "2024-01-28", "2024-01-28"),
        ("three weeks ago", "2024-01-08", "2024-01-14"),
        ("a few days ago", "2024-01-25", "2024-01-28"),
        ("the past 72 hours", "2024-01-27", "2024-01-30"),
        ("in the last 24 hours", "2024-01-29", "2024-01-30"),
        ("within six months", "2024-01-30", "2024-07-30"),
        ("over the last year", "2023-01-30", "2024-01-30"),
        ("last week", "2024-01-22", "2024-01-28"),
        ("next week", "2024-02-05", "2024-02-11"),
        ("the weekend", "2024-01-27", "2024-01-28"),
        ("last month", "2023-12-01", "2023-12-31"),
        ("later this month", "2024-01-30", "2024-01-31"),
        ("this year", "2024-01-01", "2024-12-31"),
        ("so far this year", "2024-01-01", "2024-01-30"),
        ("early next year", "2025-01-01", "2025-04-30"),
        ("28 January", "2024-01-28", "2024-01-28"),
        ("April 7", "2024-04-07", "2024-04-07"),
        ("on September 22", "2023-09-22", "2023-09-22"),
        ("by March 31", "2024-03-31", "2024-03-31"),
        ("from 13 to 15 September", "2023-09-13", "2023-09-15"),
        ("the evening of May 26 last year", "2023-05-26", "2023-05-26"),
        ("last April", "2023-04-01", "2023-04-30"),
        ("since 2014", "2014-01-01", "2024-01-30"),
        ("since last Thursday", "2024-01-25", "2024-01-30"),
        ("at 0630 (1230 gmt) today", "2024-01-30", "2024-01-30"),
    ],
)
def test_anchored_expressions_count_from_the_day_of_publication(text: str, first: str, last: str) -> None:
    assert normalise(text, TUESDAY) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Jan. 28, 2024", "2024-01-28", "2024-01-28"),
        ("28 January 2024", "2024-01-28", "2024-01-28"),
        ("2024-01-28", "2024-01-28", "2024-01-28"),
        ("on 1st Oct 2017", "2017-10-01", "2017-10-01"),
        ("by September 2024", "2024-09-01", "2024-09-30"),
        ("in late November 2004", "2004-11-21", "2004-11-30"),
        ("between September 2002 and March 2003", "2002-09-01", "2003-03-31"),
        ("in September of '72", "1972-09-01", "1972-09-30"),
        ("the summer of 2001", "2001-06-01", "2001-08-31"),
        ("the second quarter of 2018", "2018-04-01", "2018-06-30"),
        ("the early 1980s", "1980-01-01", "1983-04-30"),
        ("2011", "2011-01-01", "2011-12-31"),
        ("9/11", "2001-09-11", "2001-09-11"),
    ],
)
def test_absolute_expressions_need_no_anchor(text: str, first: str, last: str) -> None:
    assert normalise(text, None) == (first, last)


@pytest.mark.parametrize(
    "text", ["on Sunday", "last month", "two days earlier", "28 January", "the past 72 hours", "in May"]
)
def test_without_an_anchor_nothing_is_guessed(text: str) -> None:
    assert normalise(text, None) is None


@pytest.mark.parametrize(
    "text",
    ["31 February", "year 0", "0000-01-01", "10000 years ago", "recently", "for two years", ""],
)
def test_what_names_no_day_that_exists_is_none(text: str) -> None:
    assert normalise(text, TUESDAY) is None


def test_a_weekday_in_a_sentence_about_the_future_is_the_coming_one() -> None:
    assert normalise("on Friday", TUESDAY) == ("2024-01-26", "2024-01-26")
    assert normalise("on Friday", TUESDAY, future=True) == ("2024-02-02", "2024-02-02")


def test_the_next_day_follows_the_day_last_spoken_of() -> None:
    assert normalise("the next day", TUESDAY, reference=date(2024, 1, 3)) == ("2024-01-04", "2024-01-04")
    assert normalise("two days earlier", TUESDAY, reference=date(2024, 1, 3)) == ("2024-01-01", "2024-01-01")


def test_an_hour_belongs_to_the_day_last_spoken_of_and_to_none_when_there_is_none() -> None:
    assert normalise("at about 4 a.m.", TUESDAY, reference=date(2024, 1, 28)) == ("2024-01-28", "2024-01-28")
    assert normalise("at about 4 a.m.", TUESDAY) is None


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(WEEKDAYS),
)
def test_a_bare_weekday_lies_in_the_week_before_publication(anchor: date, weekday: str) -> None:
    found = normalise(f"on {weekday}", anchor)
    assert found is not None
    day = date.fromisoformat(found[0])
    assert found[0] == found[1]
    assert day.strftime("%A") == weekday
    assert timedelta(0) <= anchor - day < timedelta(days=7)


@given(st.dates(date(1600, 1, 1), date(2100, 12, 31)))
def test_a_full_date_is_read_back(day: date) -> None:
    iso = day.isoformat()
    assert normalise(f"on {day.day} {day.strftime('%B')} {day.year}", None) == (iso, iso)
    assert normalise(f"{day.strftime('%b')}. {day.day}, {day.year}", None) == (iso, iso)


@given(st.text(max_size=60), st.dates())
def test_any_text_gives_none_or_an_interval_in_order(text: str, anchor: date) -> None:
    found = normalise(text, anchor)
    assert found is None or date.fromisoformat(found[0]) <= date.fromisoformat(found[1])
