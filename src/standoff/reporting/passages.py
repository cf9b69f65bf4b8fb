"""Texts cut at the boundaries of spans, so that nested and overlapping spans can be shown without changing a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from standoff.schema import Document, Span

CONTEXT = 240
"""Code points shown before and after a quoted passage of a text too long to be shown whole."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text under the same spans all along; `spans` are indices into what was given, in that order."""

    start: int
    end: int
    text: str
    spans: list[int]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a document; `anchors` are the places links may land on, all starting here."""

    text: str
    marked: bool
    anchors: list[str]


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """A document, whole or its quoted passages with what surrounds them, as runs of passages."""

    document: Document
    anchor: str
    whole: bool
    runs: list[list[Passage]]


def cut(text: str, spans: Sequence[Span], within: Span | None = None) -> list[Piece]:
    """Pieces that join to the text (or to the stretch `within`); spans may nest, overlap, or reach outside."""
    window = within or Span(0, len(text))
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for index, span in enumerate(spans):
        start, end = max(span.start, window.start), min(span.end, window.end)
        if start < end:
            opening.setdefault(start, []).append(index)
            closing.setdefault(end, []).append(index)
    edges = sorted({window.start, window.end, *opening, *closing})
    pieces: list[Piece] = []
    active: set[int] = set()
    for start, end in pairwise(edges):
        active = (active - set(closing.get(start, ()))) | set(opening.get(start, ()))
        pieces.append(Piece(start=start, end=end, text=text[start:end], spans=sorted(active)))
    return pieces


def excerpt(document: Document, anchor: str, quoted: Mapping[Span, str], *, whole: bool) -> Excerpt:
    """The document with `quoted` passages marked under their anchors; unless `whole`, only what surrounds them."""
    spans = sorted(quoted)
    windows = [Span(0, len(document.text))] if whole else merge_windows(spans, len(document.text))
    starts: dict[int, list[str]] = {}
    for span in spans:
        starts.setdefault(span.start, []).append(quoted[span])
    runs = [
        [
            Passage(text=piece.text, marked=bool(piece.spans), anchors=starts.get(piece.start, []))
            for piece in cut(document.text, spans, window)
        ]
        for window in windows
    ]
    return Excerpt(document=document, anchor=anchor, whole=whole, runs=runs)


def merge_windows(spans: Iterable[Span], length: int, context: int = CONTEXT) -> list[Span]:
    """Stretches of `context` around sorted spans, joined where they meet."""
    windows: list[Span] = []
    for span in spans:
        start, end = max(0, span.start - context), min(length, span.end + context)
        if windows and start <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, max(end, windows[-1].end))
        else:
            windows.append(Span(start, end))
    return windows
