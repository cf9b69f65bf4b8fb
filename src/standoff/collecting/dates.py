"""Publication dates: as stated, with how exactly they are known; never guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec

Precision = Literal["second", "minute", "day", "month", "year"]

FIRST_YEAR = 1600
"""Before the first newspaper (Strasbourg, 1605) a publication date is a mistake; 0001-01-01 is some programs' zero."""
LAST_YEARS = 100
"""A date further ahead than this is a mistake; 9999-12-31 is some programs' infinity."""
LONGEST = 80
TOLERANCE = timedelta(days=1)
"""Clocks and time zones differ by up to 14 hours."""

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})"
    r"(?:[T ]\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII)
DAY_FIRST = re.compile(r"(?:[A-Za-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})", re.ASCII)
MONTH_FIRST = re.compile(r"(?:[A-Za-z]+,\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)
MONTH_ONLY = re.compile(r"([A-Za-z]{3,9})\.?,?\s+(\d{4})", re.ASCII)
NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


class Published(msgspec.Struct, frozen=True):
    """An ISO 8601 date or date-time and its precision."""

    date: str
    precision: Precision


class DateError(ValueError):
    """The date cannot be used; the message says why."""


def read_date(stated: str | int | float | None) -> Published | None:
    """The date as stated; None when none is. A time zone is kept as given.

    Raises DateError when it cannot be read without guessing (03/04/2024 is two dates) or is no publication date.
    """
    if stated is None or isinstance(stated, bool) or not str(stated).strip():
        return None
    if isinstance(stated, str) and len(stated) > LONGEST:
        raise DateError("is too long for a date; write it as 2024-01-28")
    found = _timestamp(stated) if isinstance(stated, int | float) else _written(stated.strip())
    if found is None:
        raise DateError("is not a date this program knows; write it as 2024-01-28")
    year = int(found.date[:4])
    if year < FIRST_YEAR:
        raise DateError("is no publication date")
    return found


def is_future(published: Published, now: datetime) -> bool:
    """Whether it begins more than a day after `now`."""
    return _moment(published) > now + TOLERANCE


def is_absurd(published: Published, now: datetime) -> bool:
    """Whether it lies more than a hundred years ahead."""
    return int(published.date[:4]) > now.year + LAST_YEARS


def utc_now() -> datetime:
    """The present moment, UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def iso_utc(moment: datetime) -> str:
    """As `2024-01-28T10:00:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _moment(published: Published) -> datetime:
    parts = published.date
    if len(parts) <= 10:
        parts += "-01" * (2 - parts.count("-"))
    moment = datetime.fromisoformat(parts)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _timestamp(stated: int | float) -> Published | None:
    """Seconds or milliseconds since 1970, or a year, or 20240128."""
    if 1000 <= stated <= 2999 or 16_000_101 <= stated <= 29_991_231:
        return _written(str(int(stated)))
    seconds = stated / 1000 if stated > 1e11 else stated
    try:
        return Published(iso_utc(datetime.fromtimestamp(seconds, UTC)), "second")
    except (ValueError, OverflowError, OSError):
        return None


def _written(stated: str) -> Published | None:
    for pattern in (ISO, COMPACT):
        if match := pattern.fullmatch(stated):
            return _numbered(*(match.groups() + (None,) * 7)[:7])
    if match := DAY_FIRST.fullmatch(stated):
        return _named(match[1], match[2], match[3])
    if match := MONTH_FIRST.fullmatch(stated):
        return _named(match[2], match[1], match[3])
    if match := MONTH_ONLY.fullmatch(stated):
        return _named(None, match[1], match[2])
    if match := NUMERIC.fullmatch(stated):
        return _ordered(int(match[1]), int(match[2]), match[3])
    return _mailed(stated)


def _numbered(
    year: str, month: str | None, day: str | None, hour: str | None, minute: str | None, second: str | None,
    zone: str | None,
) -> Published | None:  # fmt: skip
    precision: Precision = (
        "year" if month is None else "month" if day is None else "day" if hour is None
        else "minute" if second is None else "second"
    )  # fmt: skip
    try:
        moment = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    width = {"year": 4, "month": 7, "day": 10, "minute": 16, "second": 19}[precision]
    written = moment.isoformat()[:width] + _zone(zone)
    try:
        datetime.fromisoformat(written if width > 10 else moment.isoformat())
    except ValueError:
        return None
    return Published(written, precision)


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone[0] in "+-":
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return "Z"


def _named(day: str | None, month: str, year: str) -> Published | None:
    number = MONTHS.get(month.lower())
    return None if number is None else _numbered(year, str(number), day, None, None, None, None)


def _ordered(first: int, second: int, year: str) -> Published | None:
    """28/01/2024 and 01/28/2024 are plain; 03/04/2024 is two dates."""
    if first <= 12 and second <= 12 and first != second:
        raise DateError("can be read as two dates; write it as 2024-01-28")
    day, month = (second, first) if second > 12 else (first, second)
    return _numbered(year, str(month), str(day), None, None, None, None)


def _mailed(stated: str) -> Published | None:
    """RFC 5322, as mail and RSS have it."""
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    written = moment.isoformat().replace("+00:00", "Z")
    return Published(written, "second" if stated.count(":") > 1 else "minute")
