"""Noun phrases with their ends put right: no half of a hyphenated name, no preposition left hanging."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from standoff.schema import Span

HANGING: Final = re.compile(r"(?<!\s)\s+(?:in|of|for|on|at|to|from|with|against|by|and|or|the|a|an)$", re.IGNORECASE)
TIED_AFTER: Final = re.compile(r"(?:[-‑][\w]+)+")
TIED_BEFORE: Final = re.compile(r"(?:[\w]+[-‑])+$")
LIST: Final = re.compile(r"(?:,\s+(?:and\s+|or\s+)?|(?<!\s)\s+(?:and|or)\s+)(?=(?:the\s+)?[A-Z])")
ONE_NAME: Final = re.compile(
    r"\b(?:Bosnia|Trinidad|Antigua|Barbuda|Turks|Saint Kitts|Newfoundland|Jammu|Tyne|Wallis|Svalbard|São Tomé)\b"
)
"""Names with an "and" of their own."""
FAR: Final = 40
"""Code points that a hyphenated name may have before the span."""


def mended(text: str, spans: Sequence[Span], names: Mapping[int, int]) -> list[Span]:
    """The spans in text order, each a phrase that can stand alone; `names` gives the end of the name at each start.

    A span that cuts a hyphenated word is widened to the whole; one that ends in a preposition goes on over the span or
    name right behind it ("the Islamic Resistance in" + "Iraq"), and loses the preposition where nothing is there.
    """
    out: list[Span] = []
    for span in sorted(whole_words(text, s) for s in spans):
        if out and span.end <= out[-1].end:
            continue
        if out and HANGING.search(out[-1].of(text)) and next_word(text, out[-1].end) == span.start:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return [landed(text, span, names) for span in out]


def listed(text: str, span: Span) -> list[Span]:
    """The names of a list of places, one by one ("Iraq and Syria"); a place with its region ("Homs, Syria") is one."""
    words = span.of(text)
    cuts = [m for m in LIST.finditer(words) if m[0].strip() != ","]
    if not words[:1].isupper() or not cuts or ONE_NAME.search(words):
        return [span]
    cuts = list(LIST.finditer(words))
    starts = [0, *(m.end() for m in cuts)]
    ends = [*(m.start() for m in cuts), len(words)]
    return [Span(span.start + a, span.start + b) for a, b in zip(starts, ends, strict=True)]


def whole_words(text: str, span: Span) -> Span:
    after = TIED_AFTER.match(text, span.end) if text[span.end - 1].isalnum() else None
    before = TIED_BEFORE.search(text[max(0, span.start - FAR) : span.start]) if text[span.start].isalnum() else None
    return Span(span.start - (len(before[0]) if before else 0), after.end() if after else span.end)


def next_word(text: str, end: int) -> int:
    while end < len(text) and text[end] == " ":
        end += 1
    return end


def landed(text: str, span: Span, names: Mapping[int, int]) -> Span:
    """The span carried over the name behind its hanging preposition, or cut before it."""
    if HANGING.search(span.of(text)) and (end := names.get(next_word(text, span.end))) is not None:
        return Span(span.start, end)
    return cut_hanging(text, span)


def cut_hanging(text: str, span: Span) -> Span:
    """The span without the prepositions and articles at its end."""
    while hanging := HANGING.search(span.of(text)):
        span = Span(span.start, span.start + hanging.start())
    return span
