"""Intervals of days and the calendar words of English news: months, weekdays, seasons, numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
UNITS = {"hour": 0, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3650}
"""Days in a unit; months and years are stepped by the calendar, not by this."""
_NUMBERS = {
    word: value
    for value, names in enumerate(
        (
            "zero", "a an one", "two couple", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve dozen", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
        )
    )
    for word in names.split()
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_BY_PREFIX = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
WEEKDAY = r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\.)"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:1[5-9]|20|21)\d\d)"
COUNT = (
    r"(?P<count>\d{1,4}|a couple of|(?:a )?few|an?|one|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|\w+teen|"
    r"ten|eleven|twelve|two|three|four|five|six|seven|eight|nine|several)"
)
UNIT = r"(?P<unit>hour|day|night|week|fortnight|month|year|decade)s?"
SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"


class Interval(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date


def one_day(day: date) -> Interval:
    return Interval(day, day)


def month_number(name: str) -> int:
    return _BY_PREFIX[name[:3]]


def weekday_number(name: str) -> int:
    return next(i for i, day in enumerate(WEEKDAYS) if day.startswith(name[:3]))


def count_range(word: str) -> tuple[int, int]:
    """`three` -> (3, 3); `a few` -> (2, 5); `several` -> (3, 7)."""
    word = word.strip()
    if word.isdigit():
        return int(word), int(word)
    if word.endswith("few"):
        return 2, 5
    if word == "several":
        return 3, 7
    if word == "a couple of":
        return 2, 2
    head, _, rest = word.partition("-")
    value = _TENS[head] + _NUMBERS.get(rest, 0) if head in _TENS else _NUMBERS.get(word, 1)
    return value, value


def month_span(year: int, month: int) -> Interval:
    first = date(year, month, 1)
    return Interval(first, shift_months(first, 1) - timedelta(days=1))


def year_span(year: int) -> Interval:
    return Interval(date(year, 1, 1), date(year, 12, 31))


def season_span(year: int, season: str) -> Interval:
    """Meteorological, northern: winter of a year begins in its December."""
    first, last = SEASONS[season]
    start = date(year, first, 1)
    return Interval(start, month_span(shift_months(start, last - first).year, (last - 1) % 12 + 1).last)


def week_span(day: date) -> Interval:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Interval(monday, monday + timedelta(days=6))


def shift_months(day: date, months: int) -> date:
    """The same day some months on; the last of the month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            if not 1 <= year <= 9999:
                raise
    raise ValueError(f"no such month: {year}-{month + 1}")


def shift(day: date, count: int, unit: str) -> date:
    """`count` units on (negative: back)."""
    if unit in ("month", "year", "decade"):
        return shift_months(day, count * {"month": 1, "year": 12, "decade": 120}[unit])
    days = count // 24 if unit == "hour" and count >= 0 else -(-count // 24) if unit == "hour" else count * UNITS[unit]
    return day + timedelta(days=days)


def part_of_span(span: Interval, part: str | None) -> Interval:
    """Its early, middle or late third; for a single day the day itself."""
    if part is None or span.first == span.last:
        return span
    days = (span.last - span.first).days + 1
    if days > 360:
        third = days // 365 * 4
        months = {"early": (0, third), "mid": (third, 2 * third), "late": (2 * third, 3 * third)}[part]
        first, after = (shift_months(span.first, n) for n in months)
        return Interval(first, after - timedelta(days=1))
    third = days // 3
    if part == "early":
        return Interval(span.first, span.first + timedelta(days=third - 1))
    if part == "late":
        return Interval(span.last - timedelta(days=third - 1), span.last)
    return Interval(span.first + timedelta(days=third), span.last - timedelta(days=third))


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})(?!\w)")
