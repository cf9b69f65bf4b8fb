"""On whose word: the chain from the outlet that prints a report to the source it ends at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from standoff.schema import Event
from standoff.weighing.pages import Page, days_between
from standoff.weighing.sources import HEARSAY, UNATTRIBUTED, Source
from standoff.weighing.stances import CORRECTS, DENIES, RETRACTS

SPOKEN = frozenset(("THREATEN", "REQUEST", "REJECT", "ACCUSE"))
"""Acts done by speaking: the speaker's own words are their source."""
COMMENT = re.compile(r"\s*(?:COMMENT|COLUMN|OPINION|ANALYSIS|EDITORIAL|VIEWPOINT|COMMENTARY)\b")
QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")
SEEN = re.compile(
    r"\b(?:reporters? (?:who|saw|at|on|from|watched|heard|visited|counted|walked)|correspondents? (?:who|saw)|"
    r"journalists? (?:saw|who)|"
    r"(?:saw|counted|watched|visited|measured|looked|examined|reviewed|analy[sz]ed|verified|spoke to) |"
    r"images? (?:taken|show|of)|imagery|footage (?:show|seen)|(?:we|our) )",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Uu]s) (?:\w+ ){0,2}?(?:saw|count\w*|watched|visited|measured|looked|found|"
    r"examined|spoke|heard|do not believe)\b"
)
FRESH = 2
"""Days after an act during which a report of it in an outlet's own voice is news; later it is background."""
OBSERVERS = ("monitor",)


def chain_of(
    page: Page, event: Event | None, attribution: int | None, sentence: int, actors: Sequence[str]
) -> tuple[Source, tuple[str, ...]]:
    """The terminal source, and the keys from the outlet to it, outermost first."""
    voices = page.voices
    spoken = [voices.attributions[at] for at in _nest(page, attribution)]
    named = [source for source in spoken if source is not UNATTRIBUTED]
    if event is not None and actors and _is_spoken(event):
        speaker = voices.identify(event.actors) if event.actors else Source(actors[0])
        if all(source.key.startswith("outlet:") for source in named):
            named.append(speaker)
    words = QUOTED.sub(" ", page.words(sentence))
    if not named and (speaker_here := _takes_back(page, sentence)) is not None:
        named.append(speaker_here)
    if spoken and not named:
        origin = UNATTRIBUTED
    elif named:
        origin = named[-1]
    else:
        origin = _own_voice(page, event, sentence, words)
    return origin, _joined([voices.own().key, *(source.key for source in named), origin.key])


def _is_spoken(event: Event) -> bool:
    """Whether the one who acts is the one who says so: a demand, a threat, what is threatened."""
    return event.status == "threatened" or (event.category in SPOKEN and event.status == "occurred")


def _takes_back(page: Page, sentence: int) -> Source | None:
    """Who corrects, denies or withdraws in a sentence whose saying the reader did not see."""
    if not page.sentences:
        return None
    span = page.sentences[sentence]
    for pattern in (CORRECTS, RETRACTS, DENIES):
        if (match := pattern.search(page.document.text, span.start, span.end)) is not None:
            return page.voices.speaker_before(match.start())
    return None


def _nest(page: Page, attribution: int | None) -> list[int]:
    """The attribution and those it lies in, outermost first; a circle ends where it began."""
    found: list[int] = []
    while attribution is not None and attribution not in found and attribution < len(page.reading.attributions):
        found.append(attribution)
        attribution = page.reading.attributions[attribution].parent
    return found[::-1]


def _joined(keys: Iterable[str]) -> tuple[str, ...]:
    chain: list[str] = []
    for key in keys:
        if not chain or chain[-1] != key:
            chain.append(key)
    return tuple(chain)


def _own_voice(page: Page, event: Event | None, sentence: int, words: str) -> Source:
    """What the outlet says in its own voice: its own observation, or background that it takes as known.

    Own observation: its people saw it, or it tells a fresh act as news. Hearsay, comment, and what lies days back
    are background, which nobody stands behind.
    """
    if HEARSAY.search(words):
        return UNATTRIBUTED
    outlet = page.voices.known.outlets.outlets.get(page.voices.outlet or "")
    kind = outlet.kind if outlet is not None else None
    if FIRST_PERSON.search(words) or _own_eyes(page, words) or (kind in OBSERVERS and event is not None):
        return page.voices.own()
    if kind == "blog" or COMMENT.match(page.document.text):
        return UNATTRIBUTED
    return page.voices.own() if event is not None and _fresh(page, event, sentence) else UNATTRIBUTED


def _own_eyes(page: Page, words: str) -> bool:
    named = page.voices.known.outlets.named_in(words)
    return SEEN.search(words) is not None and (page.voices.outlet in named or "images" in words or "imagery" in words)


def _fresh(page: Page, event: Event, sentence: int) -> bool:
    when = page.time(event.times)
    if when is None or not page.published:
        return sentence <= 2
    return abs(days_between(when[1], page.published)) <= FRESH - (sentence > 2)
