"""One document laid out for weighing: its sentences, and what its spans resolved to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from standoff.schema import Document, Entity, PlaceMatch, Reading, Span
from standoff.weighing.sentences import sentences
from standoff.weighing.sources import Voices


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

    def words(self, at: int) -> str:
        return self.sentences[at].of(self.document.text) if self.sentences else ""


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
