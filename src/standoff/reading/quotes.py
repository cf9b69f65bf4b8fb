"""Quotations, and the credited content they belong to: a quotation that is credited at all is credited as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from standoff.schema import Attribution, Span

QUOTATION: Final = re.compile(
    r"“(?:[^”“]*”|[^”“]*?(?:(?=\n\s*\n)|(?=“)|\Z))"
    r"|„[^“”„]*[“”]"
    r"|«(?:[^»«]*»|[^»«]*?(?:(?=\n\s*\n)|(?=«)|\Z))"
    r"|(?<!\w)\"[^\"\n]*(?:\"|(?=\n)|\Z)"
    r"|(?<!\w)''[^\n]*?''"
)
CLOSING: Final = "”»\"'"
PARAGRAPH: Final = re.compile(r"\s*\n\s*\n\s*")
LONGEST: Final = 6_000
"""Code points beyond which an opening mark without its end is taken for a slip, not for a quotation."""
SPOKEN: Final = 25
"""Code points of a quotation that is more than a quoted phrase."""


def quotations(text: str) -> list[Span]:
    """Quotations with their marks, in order; one that is opened anew at each paragraph is one."""
    out: list[Span] = []
    for match in QUOTATION.finditer(text):
        span = Span(*match.span())
        if span.end - span.start > LONGEST:
            continue
        if out and goes_on(text, out[-1], span):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def goes_on(text: str, before: Span, span: Span) -> bool:
    """Whether the second quotation opens the next paragraph of the first, which no mark has closed."""
    closed = text[before.end - 1] in CLOSING and before.end - before.start > 1
    return not closed and PARAGRAPH.fullmatch(text, before.end, span.start) is not None


def completed(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with each content reaching over the whole of a quotation it holds half of; a quotation that
    nobody is credited with goes to who has just been quoted in the same paragraph."""
    quoted = quotations(text)
    out = [msgspec.structs.replace(made, content=reaching(made.content, quoted)) for made in attributions]
    for quotation in quoted:
        if quotation.end - quotation.start < SPOKEN or any(c.overlap(quotation) for a in out for c in a.content):
            continue
        speaker = last_speaker(text, quotation, out)
        if speaker is not None:
            content = [*out[speaker].content, quotation]
            out[speaker] = msgspec.structs.replace(out[speaker], content=content)
    return out


def reaching(content: Sequence[Span], quoted: Sequence[Span]) -> list[Span]:
    """Moves the outer ends of the content to those of quotations that lie in it by half or more."""
    start, end = min(s.start for s in content), max(s.end for s in content)
    for quotation in quoted:
        inside = min(quotation.end, end) - max(quotation.start, start)
        if inside > 0 and 2 * inside >= quotation.end - quotation.start:
            start, end = min(start, quotation.start), max(end, quotation.end)
    ordered = sorted(content)
    ordered[0] = Span(start, ordered[0].end)
    ordered[-1] = Span(ordered[-1].start, end)
    return ordered


def last_speaker(text: str, quotation: Span, attributions: Sequence[Attribution]) -> int | None:
    """Index of the last attribution before the quotation in its paragraph whose content is itself quoted."""
    paragraph = text.rfind("\n", 0, quotation.start) + 1
    before = [
        (made.content[-1].end, index)
        for index, made in enumerate(attributions)
        if made.mode == "direct"
        and made.cue
        and paragraph <= made.content[0].start
        and max(made.content[-1].end, made.cue[-1].end) <= quotation.start
    ]
    return max(before)[1] if before else None
