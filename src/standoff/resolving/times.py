"""Time expressions of news, anchored at the publication date, to closed intervals of days.

The rules follow TimeML's reading of newswire (Pustejovsky et al. 2003): a bare weekday or date is the last such day at
or before publication, unless the sentence speaks of the future. Without an anchor only absolute expressions resolve.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from standoff.resolving.calendar import (
    COUNT,
    DAY,
    MONTH,
    QUARTERS,
    SEASON,
    UNIT,
    WEEKDAY,
    YEAR,
    Interval,
    compiled,
    count_range,
    month_number,
    month_span,
    one_day,
    part_of_span,
    season_span,
    shift,
    shift_months,
    week_span,
    weekday_number,
    year_span,
)

_PART = (
    r"(?:(?P<part>early|mid|middle of|late|the beginning of|the start of|the end of|end of)[ -](?:in |on )?(?:the )?)?"
)
_WHICH = r"(?P<which>last|past|previous|next|coming|upcoming|following|this|current|the|that)"
_DAYTIME = r"(?:morning|afternoon|evening|night|noon|dawn|midday)"
_AHEAD = compiled(r"by|until|till|before|no later than|not later than|due|deadline|from now|within")
_SINCE = re.compile(r"^(?:ever )?since (?:at least )?|^starting (?:in |on )?|^as of ")
_CLOCK = re.compile(r"\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b\.?|\b\d{4}(?: local(?: time)?| gmt| hours)|\b\d{1,2}:\d\d\b")
_PARTS = {
    "middle of": "mid",
    "the beginning of": "early",
    "the start of": "early",
    "the end of": "late",
    "end of": "late",
}


class Clock(NamedTuple):
    """Where an expression is read from: the day of publication, the day last spoken of, the sentence's direction."""

    anchor: date | None
    reference: date | None = None
    future: bool = False


Rule = Callable[[re.Match[str], Clock], Interval | None]


def normalise(
    text: str, anchor: date | None, *, future: bool = False, reference: date | None = None
) -> tuple[str, str] | None:
    """First and last day as ISO dates, or None when the expression names no time that can be placed.

    `reference` is the day the text last spoke of, for "two days earlier" and "the next day"; it defaults to the anchor.
    """
    plain = " ".join(re.sub(r"[’‘]", "'", text).casefold().replace("–", "-").split())
    plain = re.sub(r"(?<!\d)'(\d\d)(?![\ds'])", lambda m: f"{19 if int(m[1]) > 40 else 20}{m[1]}", plain)
    clock = Clock(anchor, reference or anchor, future or _AHEAD.search(plain) is not None)
    try:
        found = _interval(plain, clock)
        if found is None or found.first > found.last:
            return None
        return found.first.isoformat(), found.last.isoformat()
    except (ValueError, OverflowError):  # 31 February, year 0, a date past the year 9999
        return None


def _interval(plain: str, clock: Clock) -> Interval | None:
    since = _SINCE.match(plain)
    found = _first_rule(plain[since.end() :] if since else plain, clock)
    if found is None or not since or clock.anchor is None:
        return found
    return Interval(found.first, max(found.first, clock.anchor))


def _first_rule(plain: str, clock: Clock) -> Interval | None:
    for pattern, rule in _RULES:
        match = pattern.search(plain)
        if match is not None and (found := rule(match, clock)) is not None:
            return found
    return None


# --- absolute ---------------------------------------------------------------------------------------------------


def _iso(m: re.Match[str], clock: Clock) -> Interval:
    return one_day(date(int(m["year"]), int(m["number"]), int(m["day"])))


def _full_date(m: re.Match[str], clock: Clock) -> Interval:
    """28 January 2024; January 28-30, 2024."""
    return _days(m, int(m["year"]))


def _days(m: re.Match[str], year: int) -> Interval:
    month = month_number(m["month"])
    first = date(year, month, int(m["day"]))
    last = m.groupdict().get("lastday")
    return Interval(first, date(year, month, int(last))) if last else one_day(first)


def _month_year(m: re.Match[str], clock: Clock) -> Interval:
    return part_of_span(month_span(int(m["year"]), month_number(m["month"])), _part(m))


def _month_to_month(m: re.Match[str], clock: Clock) -> Interval:
    first = month_span(int(m["fromyear"] or m["year"]), month_number(m["frommonth"]))
    return Interval(first.first, month_span(int(m["year"]), month_number(m["month"])).last)


def _season_year(m: re.Match[str], clock: Clock) -> Interval:
    return part_of_span(season_span(int(m["year"]), m["season"]), _part(m))


def _quarter(m: re.Match[str], clock: Clock) -> Interval | None:
    year = int(m["year"]) if m["year"] else clock.anchor.year if clock.anchor else None
    if year is None:
        return None
    first = QUARTERS[m["quarter"]] * 3 - 2
    return Interval(date(year, first, 1), month_span(year, first + 2).last)


def _decade(m: re.Match[str], clock: Clock) -> Interval:
    digits = m["decade"]
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return part_of_span(Interval(date(year, 1, 1), date(year + 9, 12, 31)), _part(m))


def _years(m: re.Match[str], clock: Clock) -> Interval:
    last = m["lastyear"]
    if last is None:
        return part_of_span(year_span(int(m["year"])), _part(m))
    until = int(last) if len(last) == 4 else int(m["year"]) // 100 * 100 + int(last)
    return Interval(date(int(m["year"]), 1, 1), date(until, 12, 31))


def _nine_eleven(m: re.Match[str], clock: Clock) -> Interval:
    return one_day(date(2001, 9, 11))


# --- anchored dates ---------------------------------------------------------------------------------------------


def _year_of(m: re.Match[str], clock: Clock) -> int | None:
    """The year of a date that gives none: the nearest by direction; a past one unless a coming one is much nearer."""
    if clock.anchor is None:
        return None
    which = m.groupdict().get("which")
    span_of = _days if m.groupdict().get("day") else lambda m, year: month_span(year, month_number(m["month"]))
    year = clock.anchor.year
    spans = {y: span for y in (year - 1, year, year + 1) if (span := _possible(span_of, m, y))}
    if not spans:
        raise ValueError(f"no such day: {m[0]}")
    past = [y for y, s in spans.items() if s.first <= clock.anchor]
    ahead = [y for y, s in spans.items() if s.last >= clock.anchor]
    if which in ("next", "coming", "upcoming") or (clock.future and which not in ("last", "past")):
        return min(ahead, default=None)
    if not past:
        return min(ahead, default=None)
    if which in ("last", "past"):
        return max((y for y in past if spans[y].last < clock.anchor), default=None)
    behind = (clock.anchor - spans[max(past)].last).days
    coming = min(((spans[y].first - clock.anchor).days, y) for y in ahead) if ahead else (10_000, max(past))
    return coming[1] if behind > 0 and coming[0] * 4 < behind else max(past)


def _possible(span_of: Callable[[re.Match[str], int], Interval], m: re.Match[str], year: int) -> Interval | None:
    try:
        return span_of(m, year)
    except ValueError:  # 29 February of another year
        return None


def _date_without_year(m: re.Match[str], clock: Clock) -> Interval | None:
    year = _year_of(m, clock)
    return None if year is None else _days(m, year)


def _relative_year_date(m: re.Match[str], clock: Clock) -> Interval | None:
    """26 May last year; May this year."""
    if clock.anchor is None:
        return None
    year = clock.anchor.year + _direction(m["which"])
    return _days(m, year) if m["day"] else month_span(year, month_number(m["month"]))


def _month(m: re.Match[str], clock: Clock) -> Interval | None:
    year = _year_of(m, clock)
    return None if year is None else part_of_span(month_span(year, month_number(m["month"])), _part(m))


def _season(m: re.Match[str], clock: Clock) -> Interval | None:
    if clock.anchor is None:
        return None
    years = [clock.anchor.year + d for d in (-1, 0, 1)]
    spans = [season_span(y, m["season"]) for y in years]
    if clock.future or m["which"] in ("next", "coming"):
        return min((s for s in spans if s.first > clock.anchor), default=None)
    if m["which"] == "last":
        return max((s for s in spans if s.last < clock.anchor), default=None)
    return max((s for s in spans if s.first <= clock.anchor), default=None)


def _weekday(m: re.Match[str], clock: Clock) -> Interval | None:
    """The last such day at or before publication; `next` and the future look ahead."""
    if clock.anchor is None:
        return None
    which, number = m["which"], weekday_number(m["weekday"])
    back = (clock.anchor.weekday() - number) % 7
    ahead = (number - clock.anchor.weekday()) % 7
    if which in ("next", "coming", "upcoming", "following"):
        return one_day(clock.anchor + timedelta(days=ahead or 7))
    if which in ("last", "past", "previous"):
        return one_day(clock.anchor - timedelta(days=back or 7))
    if clock.future or which == "this":
        return one_day(clock.anchor + timedelta(days=ahead))
    return one_day(clock.anchor - timedelta(days=back))


def _weekday_of_week(m: re.Match[str], clock: Clock) -> Interval | None:
    """Wednesday of next week."""
    if clock.anchor is None:
        return None
    monday = week_span(clock.anchor + timedelta(days=7 * _direction(m["which"]))).first
    return one_day(monday + timedelta(days=weekday_number(m["weekday"])))


# --- relative ---------------------------------------------------------------------------------------------------

_DAY_WORDS = {
    "today": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "day before yesterday": -2,
    "day after tomorrow": 2,
}
_DEICTIC = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "upcoming": 1, "following": 1}


def _direction(which: str) -> int:
    return _DEICTIC.get(which, 0)


def _day_word(m: re.Match[str], clock: Clock) -> Interval | None:
    return one_day(clock.anchor + timedelta(days=_DAY_WORDS[m["word"]])) if clock.anchor else None


def _now(m: re.Match[str], clock: Clock) -> Interval | None:
    return one_day(clock.anchor) if clock.anchor else None


def _last_night(m: re.Match[str], clock: Clock) -> Interval | None:
    return one_day(clock.anchor - timedelta(days=1)) if clock.anchor else None


def _overnight(m: re.Match[str], clock: Clock) -> Interval | None:
    return Interval(clock.anchor - timedelta(days=1), clock.anchor) if clock.anchor else None


def _neighbour_day(m: re.Match[str], clock: Clock) -> Interval | None:
    """The previous night, a day earlier, the next day: from the day last spoken of."""
    if clock.reference is None:
        return None
    step = -1 if m["back"] else 0 if m["same"] else 1
    return one_day(clock.reference + timedelta(days=step))


def _counted_away(m: re.Match[str], clock: Clock) -> Interval | None:
    """Two days ago; three weeks later; a few months earlier."""
    base = clock.anchor if m["way"] in ("ago", "back", "from now") else clock.reference
    if base is None:
        return None
    sign = 1 if m["way"] in ("later", "from now", "after", "afterwards") else -1
    low, high = count_range(m["count"])
    ends = sorted((shift(base, sign * low, m["unit"]), shift(base, sign * high, m["unit"])))
    if low == high and m["unit"] in ("month", "year", "decade"):
        return month_span(ends[0].year, ends[0].month) if m["unit"] == "month" else year_span(ends[0].year)
    if low == high and m["unit"] == "week":
        return week_span(ends[0])
    return Interval(*ends)


def _counted_span(m: re.Match[str], clock: Clock) -> Interval | None:
    """The past 72 hours; the last two years; the next ten days."""
    if clock.anchor is None:
        return None
    count = count_range(m["count"] or "one")[1]
    if m["which"] in ("next", "coming", "following", "within", "in"):
        return Interval(clock.anchor, shift(clock.anchor, count, m["unit"]))
    return Interval(shift(clock.anchor, -count, m["unit"]), clock.anchor)


def _period(m: re.Match[str], clock: Clock) -> Interval | None:
    """Last week; this month; early next year; later this week; so far this year."""
    if clock.anchor is None:
        return None
    step = _direction(m["which"])
    span = _period_span(clock.anchor, step, m["period"])
    side = m["side"]
    if side in ("later", "the rest of") and step == 0:
        return Interval(clock.anchor, span.last)
    if side in ("earlier", "so far", "thus far") and step == 0:
        return Interval(span.first, clock.anchor)
    return part_of_span(span, {"early": "early", "late": "late", "mid": "mid"}.get(side or ""))


def _period_span(anchor: date, step: int, period: str) -> Interval:
    if period == "week":
        return week_span(anchor + timedelta(days=7 * step))
    if period == "weekend":
        return _weekend(anchor, step)
    if period == "month":
        moved = shift_months(anchor.replace(day=1), step)
        return month_span(moved.year, moved.month)
    if period == "quarter":
        first = shift_months(date(anchor.year, (anchor.month - 1) // 3 * 3 + 1, 1), 3 * step)
        return Interval(first, shift_months(first, 3) - timedelta(days=1))
    if period == "decade":
        first_year = anchor.year // 10 * 10 + 10 * step
        return Interval(date(first_year, 1, 1), date(first_year + 9, 12, 31))
    return year_span(anchor.year + step)


def _weekend(anchor: date, step: int) -> Interval:
    saturday = week_span(anchor).first + timedelta(days=5)
    if step < 0 and anchor.weekday() < 5:
        saturday -= timedelta(days=7)
    elif step:
        saturday += timedelta(days=7 * step)
    return Interval(saturday, saturday + timedelta(days=1))


def _bare_weekend(m: re.Match[str], clock: Clock) -> Interval | None:
    """The weekend, over the weekend: the last one begun, the coming one when the sentence looks ahead."""
    if clock.anchor is None:
        return None
    return _weekend(clock.anchor, 0 if clock.future or clock.anchor.weekday() >= 5 else -1)


def _clock_time(m: re.Match[str], clock: Clock) -> Interval | None:
    """At 4 a.m.: of the day last spoken of, when it was spoken of."""
    return one_day(clock.reference) if clock.reference and clock.reference != clock.anchor else None


def _part(m: re.Match[str]) -> str | None:
    part = m.groupdict().get("part")
    return _PARTS.get(part, part) if part else None


_LAST_DAY = r"(?: ?(?:-|to|and|through|until) ?(?P<lastday>\d{1,2})(?:st|nd|rd|th)?)?"
_FROM_MONTH = rf"(?P<frommonth>{MONTH.replace('?P<month>', '?:')})(?: (?P<fromyear>\d{{4}}))?"
_SPAN_WHICH = r"(?:the |these )?(?P<which>last|past|next|coming|following|within)"
_ONE_UNIT = r"(?P<unit>hour|day|week|month|year|decade)"
_DAY_BACK = (
    rf"(?P<back>(?:the )?(?:previous|preceding) (?:day|{_DAYTIME})|the (?:day|night) before|"
    r"a day (?:earlier|before)|the eve)"
)
_SAME_DAY = rf"(?P<same>(?:the )?same (?:day|{_DAYTIME})|that (?:day|date))"
_DAY_AFTER = rf"(?:the )?(?:next|following) (?:day|{_DAYTIME})|(?:the|a) day (?:after|later)"
_SIDE = r"(?:(?P<side>early|earlier|late|later|mid|thus far|so far|the rest of)[ -](?:in )?)?"
_PERIOD_WHICH = r"(?P<which>last|past|previous|next|coming|upcoming|following|this|current|present)"
_DAY_RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (compiled(pattern), rule)
    for pattern, rule in (
        (r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?:t[\d:.]+z?)?", _iso),
        (rf"{DAY}{_LAST_DAY}(?: of)? {MONTH},? {YEAR}", _full_date),
        (rf"{MONTH} ?{DAY}{_LAST_DAY},? {YEAR}", _full_date),
        (r"9/11", _nine_eleven),
        (rf"{_FROM_MONTH} (?:and|to|until|-) {MONTH},? (?:of )?{YEAR}", _month_to_month),
        (rf"{_PART}{MONTH},? (?:of )?{YEAR}", _month_year),
        (rf"{_PART}{SEASON},? (?:of )?{YEAR}", _season_year),
        (rf"(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of (?:the year|{YEAR}))?", _quarter),
        (rf"{DAY}{_LAST_DAY}(?: of)? {MONTH} (?:of )?(?P<which>last|this|next) year", _relative_year_date),
        (rf"{MONTH} ?(?:{DAY} )?(?:of )?(?P<which>last|this|next) year", _relative_year_date),
        (rf"(?:(?P<which>last|past|next|this) )?{DAY}{_LAST_DAY}(?: of)? {MONTH}", _date_without_year),
        (rf"(?:(?P<which>last|past|next|this) )?{MONTH} ?{DAY}(?!\d){_LAST_DAY}", _date_without_year),
        (rf"{_PART}(?P<decade>(?:1[5-9]|20)\d0|\d0)'?s", _decade),
        (r"(?P<word>day before yesterday|day after tomorrow|today|tonight|yesterday|tomorrow)", _day_word),
        (rf"{COUNT} {UNIT} (?P<way>ago|back|from now|earlier|later|before|previously|afterwards)", _counted_away),
        (rf"{_SPAN_WHICH}(?: the)?(?: (?:next|past|last|coming))?(?: {COUNT}) {UNIT}", _counted_span),
        (rf"(?:over|in|during|within|for) the (?P<which>last|past|next) (?P<count>){_ONE_UNIT}", _counted_span),
        (rf"(?P<which>past) (?P<count>){_ONE_UNIT}", _counted_span),
        (rf"(?P<which>in) {COUNT} {UNIT}(?:'? time)?$", _counted_span),
        (r"last night|last evening", _last_night),
        (r"overnight", _overnight),
        (rf"(?:this|that) {_DAYTIME}|right now|now|currently|at present|at this time|at the moment", _now),
        (rf"{_DAY_BACK}|{_SAME_DAY}|{_DAY_AFTER}", _neighbour_day),
        (rf"{WEEKDAY} (?:of )?(?P<which>last|this|next) week", _weekday_of_week),
        (rf"(?:(?:this )?{_WHICH} )?{WEEKDAY}", _weekday),
        (rf"{_SIDE}{_PERIOD_WHICH} (?P<period>weekend|week|month|quarter|year|decade)", _period),
        (r"weekend", _bare_weekend),
        (rf"(?:{_WHICH} )?{SEASON}", _season),
        (rf"(?:(?P<which>last|past|next|coming|this|that) )?{_PART}{MONTH}(?! \d)", _month),
        (rf"{_PART}{YEAR}(?:-(?P<lastyear>\d{{2}}|\d{{4}}))?", _years),
    )
)  # fmt: skip
_RULES = (*_DAY_RULES, (_CLOCK, _clock_time))
