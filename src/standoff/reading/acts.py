"""Which events of one document are the same act, mentioned again ("the raid", "the shelling")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from standoff.schema import Casualties, Event, Span

HAPPENED: Final = frozenset({"occurred", "ongoing"})
DEFINITE: Final = re.compile(
    r"\b(?:the|this|that|these|those|its|their|his|her)\s+(?:[\w'’-]+\s+){0,2}$", re.IGNORECASE
)
PAST: Final = frozenset((
    "struck", "hit", "fell", "shot", "began", "fought", "met", "held", "took", "told", "sent", "left", "broke",
    "made", "went", "said",
))  # fmt: skip
REACH: Final = 2_500
"""Code points (some four hundred words) back to which a mention can point."""
EMPTY: Final = frozenset((
    "a", "an", "the", "of", "in", "on", "at", "to", "by", "for", "from", "and", "or", "its", "his", "her", "their",
    "our", "my", "this", "that", "these", "those", "it", "he", "she", "they", "them", "him", "we", "us", "who",
    "which", "what", "near", "two", "three",
))  # fmt: skip
WORD: Final = re.compile(r"\w+")
SUFFIX: Final = re.compile(r"(?:ing|ings|ed|es|s|ion|ions|ment|ments|al|e)$")


def linked(text: str, events: Sequence[Event]) -> list[Event]:
    """The events, in order, each with the index of the first mention of its act where there is an earlier one.

    A later mention is a definite noun phrase of the same category and of like status, and nothing that both mentions
    state (who, whom, where, when, how many) is at odds. The nearest such mention is taken; precision goes before
    recall, since two acts made one are harder to notice than one act told twice.
    """
    out: list[Event] = []
    for event in events:
        earlier = mentioned_before(text, event, out)
        if earlier is not None:
            first = out[earlier].same_as
            event = msgspec.structs.replace(event, same_as=earlier if first is None else first)
        out.append(event)
    return out


def mentioned_before(text: str, event: Event, before: Sequence[Event]) -> int | None:
    """Index of the nearest earlier mention of the event's act."""
    for index in range(len(before) - 1, -1, -1):
        if event.trigger.start - before[index].trigger.end > REACH:
            return None
        if mentions_again(text, event, before[index]) and fits_all(text, event, before, index):
            return index
    return None


def fits_all(text: str, event: Event, before: Sequence[Event], index: int) -> bool:
    """Whether the event is at odds with no mention of the act that the one at `index` mentions."""
    first = before[index].same_as
    return first is None or not any(
        at_odds(text, event, other) for i, other in enumerate(before) if first in (i, other.same_as)
    )


def mentions_again(text: str, event: Event, earlier: Event) -> bool:
    if event.category != earlier.category or event.trigger.start <= earlier.trigger.end:
        return False
    if event.status != earlier.status and not {event.status, earlier.status} <= HAPPENED:
        return False
    if event.mode and earlier.mode and event.mode != earlier.mode:
        return False
    return refers_back(text, event.trigger) and not at_odds(text, event, earlier)


def refers_back(text: str, trigger: Span) -> bool:
    """A definite noun phrase; the same verb told twice is a new act as often as not."""
    before = text[max(0, trigger.start - 60) : trigger.start]
    return bool(DEFINITE.search(before)) and not verbal(trigger.of(text))


def verbal(word: str) -> bool:
    """Past forms after a determiner are adjectives ("the detained men"), no mention of the act."""
    return word.lower().endswith("ed") or word.lower() in PAST


def at_odds(text: str, event: Event, earlier: Event) -> bool:
    spans = (
        (event.actors, earlier.actors), (event.recipients, earlier.recipients), (event.places, earlier.places),
        (event.times, earlier.times),
    )  # fmt: skip
    if any(a and b and not words(text, a) & words(text, b) for a, b in spans if telling(text, a) and telling(text, b)):
        return True
    return differ(event.killed, earlier.killed) or differ(event.injured, earlier.injured)


def words(text: str, spans: Sequence[Span]) -> set[str]:
    """Stems of the words that say something."""
    found = (w for span in spans for w in WORD.findall(span.of(text).lower()))
    return {SUFFIX.sub("", w) for w in found if w not in EMPTY}


def telling(text: str, spans: Sequence[Span]) -> bool:
    """Whether the spans are more than pronouns."""
    return bool(words(text, spans))


def differ(a: Casualties | None, b: Casualties | None) -> bool:
    """Whether two tolls leave no number that both allow."""
    if a is None or b is None:
        return False
    return max(a.min, b.min) > min(x for x in (a.max, b.max, max(a.min, b.min)) if x is not None)
