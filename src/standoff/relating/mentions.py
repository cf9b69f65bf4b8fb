"""From spans to actors, and from spans to who says what stands there."""

from __future__ import annotations

from collections.abc import Iterable

from standoff.schema import Attribution, Document, Reading, Span


def actor_at(reading: Reading, span: Span | None) -> str | None:
    """The actor that the words at `span` resolved to: of the entity with exactly that span, else of the one that
    overlaps it best (the longer overlap, then the tighter mention). None when the words resolved to no actor."""
    if span is None:
        return None
    resolved = [entity for entity in reading.entities if entity.actor is not None and entity.span.overlap(span)]
    best = max(
        resolved,
        key=lambda entity: (
            entity.span == span,
            entity.span.overlap(span),
            entity.start - entity.end,
            entity.p,
            -entity.start,
        ),
        default=None,
    )
    return best.actor if best else None


def attribution_over(reading: Reading, span: Span) -> int | None:
    """Index of the innermost attribution whose content holds the span: the one with the shortest such content."""
    holding = [
        (content.end - content.start, -content.start, index)
        for index, attribution in enumerate(reading.attributions)
        for content in attribution.content
        if content.covers(span)
    ]
    return min(holding)[2] if holding else None


def origin_of(document: Document, reading: Reading, attribution: Attribution | None, voice: Document) -> str:
    """Who says what stands in the attribution: an actor id, `outlet:<id>` when the outlet says it itself, else
    `anonymous:<key>`. `voice` is the document that speaks: for a reprint, its original.

    A source that resolved to no actor is keyed by its words where it has a name, by its document where it has none:
    two unnamed officials in two documents are not taken for one.
    """
    if attribution is None or attribution.kind == "author":
        return f"outlet:{voice.outlet or voice.id}"
    for source in attribution.source:
        if actor := actor_at(reading, source):
            return actor
    words = " ".join(" ".join(source.of(document.text) for source in attribution.source).split()).casefold()
    if words and attribution.kind in ("named", "outlet", "document"):
        return f"anonymous:{words}"
    return f"anonymous:{voice.id}"


def bounds(spans: Iterable[Span | None]) -> Span:
    """The stretch from the first of the spans to the last."""
    present = [span for span in spans if span is not None]
    return Span(min(span.start for span in present), max(span.end for span in present))
