"""One document laid out for weighing: its sentences, and what its spans resolved to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from standoff.schema import Document, Entity, PlaceMatch, Reading, Span
from standoff.weighing.sentences import sentences
from standoff.weighing.sources import Voices

DATELINE = re.compile(r"\s*[A-Z][A-Z .'’-]{2,40}(?:,[^—–(-]{0,40})?\s*(?:\([^)]*\)\s*)?[—–-]")

BESIDE = 16
"""Characters within which a time belongs to a trigger: "Wednesday's mortar attack"."""
AFTER_CUE = 14
"""Characters after a cue in which a time is that of the saying: "said late on Tuesday"."""


class Page:
    """One document, its reading and its voices, laid out in sentences."""

    def __init__(self, document: Document, reading: Reading, voices: Voices) -> None:
        self.document = document
        self.reading = reading
        self.voices = voices
        self.sentences = sentences(document.text)
        self.published = document.published or ""
        self.by_span: dict[Span, Entity] = {entity.span: entity for entity in reading.entities}
        self.ordered = sorted(reading.entities, key=lambda entity: (entity.start, entity.end))

    def entity(self, span: Span) -> Entity | None:
        """The entity of exactly this span, else the most telling one inside it."""
        exact = self.by_span.get(span)
        if exact is not None and (exact.actor or exact.place or exact.time):
            return exact
        inside = [entity for entity in self.ordered if span.covers(entity.span) and entity.actor is not None]
        return min(inside, key=lambda entity: (entity.start - entity.end, entity.start)) if inside else exact

    def actors(self, spans: Sequence[Span]) -> tuple[str, ...]:
        found = {
            entity.actor for span in spans if (entity := self.entity(span)) is not None and entity.actor is not None
        }
        return tuple(sorted(found))

    def place(self, spans: Sequence[Span]) -> PlaceMatch | None:
        """The most precise of the places named."""
        ranks = {"facility": 0, "city": 1, "region": 2, "country": 3}
        exact = [entity.place for span in spans if (entity := self.by_span.get(span)) is not None and entity.place]
        inside = [
            entity.place for span in spans for entity in self.ordered if span.covers(entity.span) and entity.place
        ]
        return min(exact + inside, key=lambda place: (ranks[place.precision], place.name), default=None)

    def time(self, spans: Sequence[Span]) -> tuple[str, str] | None:
        """The narrowest interval that the time phrases give."""
        times = [entity.time for span in spans for entity in self.ordered if span.covers(entity.span) and entity.time]
        return min(times, key=lambda time: (days_between(*time), time), default=None)

    def time_near(self, trigger: Span, sentence: Span, *, spoken: bool = False) -> tuple[str, str] | None:
        """For an act without a time of its own: the one time of its sentence, or of several the one right beside it.

        For an act done by speaking (`spoken`) the time of saying is the time of the act.
        """
        saying = [] if spoken else self._saying(sentence)
        near = [
            entity
            for entity in self.ordered
            if entity.time is not None
            and sentence.covers(entity.span)
            and not any(span.overlap(entity.span) for span in saying)
        ]
        narrow = [entity for entity in near if entity.time is not None and days_between(*entity.time) <= 3]
        chosen = min(narrow, key=lambda entity: (_apart(entity.span, trigger), entity.start), default=None)
        if chosen is None or (len({entity.time for entity in narrow}) > 1 and _apart(chosen.span, trigger) > BESIDE):
            return None
        return chosen.time

    def place_near(self, trigger: Span, sentence: Span) -> PlaceMatch | None:
        """For an act without a place of its own: the one town its sentence names, the dateline apart."""
        start = sentence.start
        if (dateline := DATELINE.match(self.document.text, sentence.start, sentence.end)) is not None:
            start = dateline.end()
        saying = self._saying(sentence)
        inside = [
            entity.place
            for entity in self.ordered
            if start <= entity.start
            and entity.end <= sentence.end
            and not any(span.overlap(entity.span) for span in saying)
        ]
        places = {
            place.name: place for place in inside if place is not None and place.precision in ("city", "facility")
        }
        return next(iter(places.values())) if len(places) == 1 else None

    def _saying(self, sentence: Span) -> list[Span]:
        """Where and when it was said, not done: "In Varn, the minister said on Tuesday"."""
        found: list[Span] = []
        for attribution in self.reading.attributions:
            if any(sentence.covers(cue) for cue in attribution.cue):
                parts = [span for span in (*attribution.source, *attribution.cue) if sentence.covers(span)]
                start, end = min(span.start for span in parts), max(span.end for span in parts)
                opening = self.document.text[sentence.start : start]
                scene = opening.count(" ") <= 4 and opening.rstrip().endswith(",")
                found.append(Span(sentence.start if scene else start, end + AFTER_CUE))
        return found

    def words(self, at: int) -> str:
        return self.sentences[at].of(self.document.text) if self.sentences else ""


def _apart(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def days_between(a: str, b: str) -> int:
    """Days from `a` to `b`, ISO dates; a broken date is no distance."""
    try:
        return (date.fromisoformat(b[:10]) - date.fromisoformat(a[:10])).days
    except ValueError:
        return 0


def shift(day: str, days: int) -> str:
    """The ISO date some days later; a broken date stays."""
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
