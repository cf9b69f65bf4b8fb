"""Long documents in parts: read and resolved piece by piece, so that a book takes no more memory than a report.

All but the longest documents are one part, and are read as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final, TypeVar

import msgspec

from standoff.schema import Attribution, Document, Entity, Event, Reading, Span

MOST: Final = 200_000
"""Code points a part may have: 30,000 words, more than reports have."""
ENDS: Final = ("\n\n", "\n", ". ", " ")
"""Where a text is best cut, the best first."""

Word = TypeVar("Word", bound=msgspec.Struct)


def cut(text: str, most: int = MOST) -> list[Span]:
    """Parts of at most `most` code points that together are the whole text.

    Each ends behind a paragraph, a line, a sentence or a word where one ends in its second half.
    """
    parts = []
    start = 0
    while len(text) - start > most:
        end = _best_end(text, start + most // 2, start + most)
        parts.append(Span(start, end))
        start = end
    return [*parts, Span(start, len(text))]


def read_in_parts(
    documents: Iterable[Document], read: Callable[[Iterable[Document]], Iterator[Reading]], most: int = MOST
) -> Iterator[Reading]:
    """One reading a document, same order; `read` is given parts and gives a reading of each, same order."""
    waiting: deque[tuple[str, list[Span]]] = deque()

    def parts() -> Iterator[Document]:
        for document in documents:
            spans = cut(document.text, most)
            waiting.append((document.id, spans))
            yield from (_part(document, span) for span in spans)

    readings = read(parts())
    for first in readings:
        name, spans = waiting.popleft()
        yield join(name, zip(spans, chain([first], readings), strict=False)) if len(spans) > 1 else first


def resolve_in_parts(
    document: Document, reading: Reading, resolve: Callable[[Document, Reading], Reading], most: int = MOST
) -> Reading:
    """The reading with the entities as `resolve` gives them, part by part."""
    spans = cut(document.text, most)
    if len(spans) == 1:
        return resolve(document, reading)
    entities: list[Entity] = []
    for span, inside in zip(spans, _split(reading, spans), strict=True):
        resolved = resolve(_part(document, span), inside).entities
        entities += (moved(entity, span.start) for entity in resolved)
    return msgspec.structs.replace(reading, entities=entities)


def join(name: str, parts: Iterable[tuple[Span, Reading]]) -> Reading:
    """The readings of a document's parts as one, every span where it stands in the whole text."""
    whole = Reading(id=name, **{field: [] for field in _LISTS})
    for span, reading in parts:
        said, acts = len(whole.attributions), len(whole.events)
        for field in _LISTS:
            getattr(whole, field).extend(
                _renumbered(moved(word, span.start), said, acts) for word in getattr(reading, field)
            )
    return whole


def moved(word: Any, by: int) -> Any:
    """A span, or a word with spans in it, `by` code points further on."""
    if isinstance(word, Span):
        return Span(word.start + by, word.end + by)
    if isinstance(word, Entity):
        return msgspec.structs.replace(word, start=word.start + by, end=word.end + by)
    if isinstance(word, list):
        return [moved(each, by) for each in word]
    if isinstance(word, msgspec.Struct):
        return msgspec.structs.replace(
            word, **{name: moved(getattr(word, name), by) for name in word.__struct_fields__}
        )
    return word


_LISTS = tuple(name for name in Reading.__struct_fields__ if name != "id")


def _best_end(text: str, first: int, last: int) -> int:
    """Behind the last of the best kind of end between two offsets; `last` where there is none."""
    found = ((text.rfind(end, first, last), len(end)) for end in ENDS)
    return next((at + length for at, length in found if at >= 0), last)


def _part(document: Document, span: Span) -> Document:
    if span == Span(0, len(document.text)):
        return document
    return msgspec.structs.replace(document, text=span.of(document.text))


def _renumbered(word: Word, said: int, acts: int) -> Word:
    """Indexes of attributions and events, where so many of each stand before those they count from."""
    if isinstance(word, Attribution) and word.parent is not None:
        return msgspec.structs.replace(word, parent=word.parent + said)
    if isinstance(word, Event):
        attribution = None if word.attribution is None else word.attribution + said
        same_as = None if word.same_as is None else word.same_as + acts
        return msgspec.structs.replace(word, attribution=attribution, same_as=same_as)
    return word


def _split(reading: Reading, spans: list[Span]) -> list[Reading]:
    """What resolving looks at, part by part: entities, and the attributions and events around them."""
    parts = [Reading(id=reading.id, entities=[], attributions=[], events=[]) for _ in spans]
    starts = [span.start for span in spans]

    def part_at(offset: int) -> tuple[Reading, int]:
        number = bisect_right(starts, offset) - 1
        return parts[number], -starts[number]

    for entity in reading.entities:
        part, by = part_at(entity.start)
        part.entities.append(moved(entity, by))
    for said in reading.attributions:
        part, by = part_at(min(span.start for span in said.cue or said.content))
        part.attributions.append(msgspec.structs.replace(moved(said, by), parent=None))
    for event in reading.events:
        part, by = part_at(event.trigger.start)
        part.events.append(msgspec.structs.replace(moved(event, by), attribution=None, same_as=None))
    return parts
