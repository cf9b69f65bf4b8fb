"""One event in its sentence: when and where it lies, whether it was done, whether it points at an act already told."""

from __future__ import annotations

import re

from standoff.schema import Event, PlaceMatch, Span, Status
from standoff.weighing.origins import SPOKEN
from standoff.weighing.pages import Page, days_between, shift

HAPPENED: frozenset[str] = frozenset(("occurred", "ongoing"))
NEGATIVE = re.compile(
    r"(?:^|[\"“,;:]\s*|\bthat\s+|\bsaid\s+)(?:no|not (?:one|a single|any)|none of|nobody|neither(?: of)?)\b(?!\s*,)"
    r"(?P<between>[^.,;:\"”]{0,60})$",
    re.IGNORECASE,
)
"""A subject that is nobody: "no unit of the army fired"."""
FIRST_TO = re.compile(r"\b(?:first|last|only|latest|second|third)\b[^.,;]{0,40} to (?:be |have been )?$", re.IGNORECASE)
"""What reads like a plan and is none: "the first soldiers to be killed there"."""
DONE = re.compile(r"\w+ed|struck|shot|fell|took|blew|broke|hit|sent|went|began", re.IGNORECASE)
"""Verbs, which a negative subject does not do; a noun behind its article is none: "nobody claimed the raid"."""
DETERMINED = re.compile(r"(?:\b(?:the|this|that|these|those|an?|its|their|his|her)|['’]s?)\s*(?:[\w-]+\s+){0,2}$", re.I)
POINTS_BACK = re.compile(
    r"(?:\b(?:the|this|that|these|those|both|its|their|his|such)\s+(?:[\w'’-]+\s+){0,3}|['’]s\s+(?:[\w-]+\s+){0,3})$",
    re.I,
)
CLAUSAL = re.compile(
    r"\b(?:i|it|he|she|they|we|who|would|will|could|may|ha[sd]|have|was|were|is|are|be|been|to|and)\b", re.I
)
"""Words after which what follows is a clause and no name of an act: "that it would pull"."""
FOREGOING = re.compile(r"\b(?:an|another|any|a|each|every|more|further|new|other|no)\s+(?:[\w'’-]+\s+){0,2}$", re.I)
COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|several|many|most|dozens of|hundreds of|both|all|\d+)\s+"
    r"(?:(?:more|other|further|such|of the|[\w-]+)\s+){0,2}$",
    re.IGNORECASE,
)
TIMES_OVER = re.compile(
    r"\b(?:more than |at least |some |about |over )?(?:\d+|several|many|dozens of|hundreds of) (?:times|occasions)\b",
    re.I,
)
PLURAL_ACTS = re.compile(r"(?:attack|strike|raid|assault|operation|bombing|shelling|clashe|incursion|threat)s", re.I)
SCHEDULED = frozenset(("CONSULT", "AGREE", "AID", "PROTEST", "COOPERATE"))
"""Acts that are spoken of as things before they are held: "Monday's talks"."""
LONG = 31
"""Days; what is said of a longer stretch tells no single act."""
SLIP = 200
"""Days ahead of publication on which no act can lie that was told as done: a year was guessed wrong."""


def when(page: Page, event: Event, sentence: Span) -> tuple[str, str] | None:
    """The act's own time; what only says when it was said, or when another act of the sentence took place, is not."""
    spoken = event.category in SPOKEN
    own = [
        span
        for span in event.times
        if _of_saying(page, event, span, sentence) == spoken
        and not page.is_relative(span)
        and not page.belongs_elsewhere(span, event.trigger)
    ]
    found = page.time(own) or page.time_near(event.trigger, sentence, spoken=spoken)
    if found is None or not page.published:
        return found
    ahead = days_between(page.published, found[0])
    if days_between(*found) > LONG * 2 or (event.status in HAPPENED and ahead > SLIP):
        return found if event.category == "ASSAULT" and ahead <= SLIP else None
    if event.status == "ongoing" and event.category in SCHEDULED and -7 <= ahead < 0 and found[0] == found[1]:
        return shift(found[0], 7), shift(found[1], 7)
    if event.status in HAPPENED and 0 < ahead <= 7 and event.category not in SCHEDULED and found[0] == found[1]:
        return shift(found[0], -7), shift(found[1], -7)
    return None if event.status not in HAPPENED and event.status != "denied" and _past(page, found) else found


def _of_saying(page: Page, event: Event, span: Span, sentence: Span) -> bool:
    """Whether a time is that of speaking; for an act done by speaking, one that stands before it or beside a cue."""
    return page.is_saying_time(span, sentence) or (event.category in SPOKEN and span.end <= event.trigger.start)


def _past(page: Page, date: tuple[str, str]) -> bool:
    """Whether a time given for what is still to come lies behind: a weekday taken for the last one."""
    return days_between(date[1], page.published) > 0


def where(page: Page, event: Event, sentence: Span) -> PlaceMatch | None:
    """The act's place, else the one town of its sentence; not where another act of the sentence took place."""
    if event.category in SPOKEN:
        return None
    own = [span for span in event.places if not page.belongs_elsewhere(span, event.trigger)]
    return page.place(own) or page.place_near(event.trigger, sentence)


def status_of(page: Page, event: Event, sentence: Span, date: tuple[str, str] | None) -> Status:
    """The status as read, but for what nobody did ("no unit fired") and what is dated ahead ("talks on Monday")."""
    before = page.document.text[sentence.start : event.trigger.start]
    if event.status == "planned" and FIRST_TO.search(before) is not None:
        return "occurred"
    if event.status not in HAPPENED:
        return event.status
    negative = NEGATIVE.search(before)
    verb = DONE.fullmatch(event.trigger.of(page.document.text)) is not None
    if negative is not None and (verb or DETERMINED.search(negative["between"]) is None):
        return "denied"
    if date is not None and page.published and days_between(page.published, date[0]) > 0:
        return "planned"
    return event.status


def is_definite(page: Page, event: Event, sentence: Span) -> bool:
    """Whether the words before the trigger point at an act already told: "the attack", "Monday's raid"."""
    before = page.document.text[sentence.start : event.trigger.start][-60:]
    back = POINTS_BACK.search(before)
    return back is not None and CLAUSAL.search(back[0]) is None and FOREGOING.search(before[-25:]) is None


def is_series(page: Page, event: Event, sentence: Span, date: tuple[str, str] | None) -> bool:
    """Whether it tells of many acts at once, which are no incident: "attacked more than 150 times", "three raids"."""
    if event.category != "ASSAULT" or event.status not in HAPPENED:
        return False
    if date is not None and days_between(*date) > LONG:
        return True
    text = page.document.text
    trigger = event.trigger.of(text)
    if TIMES_OVER.search(text, event.trigger.end, sentence.end) is not None:
        return True
    counted = COUNTED.search(text[sentence.start : event.trigger.start][-40:]) is not None
    return date is None and counted and PLURAL_ACTS.fullmatch(trigger) is not None
