"""From spans to actors, and from spans to who says what stands there."""

from __future__ import annotations

from collections.abc import Iterable

from standoff.schema import Attribution, Document, Reading, Span


def origin_of(document: Document, reading: Reading, attribution: Attribution | None, voice: Document) -> str:
    """Who says what stands in the attribution: an actor id, `outlet:<id>` when the outlet says it itself, else
    `anonymous:<key>`. `voice` is the document that speaks: for a reprint, its original.

    A source that resolved to no actor is keyed by its words where it has a name, by its document where it has none:
    two unnamed officials in two documents are not taken for one.
    """
    if attribution is None or attribution.kind == "author":
        return f"outlet:{voice.outlet or voice.id}"
    for source in attribution.source:
        if actor := reading.actor_at(source):
            return actor
    words = " ".join(" ".join(source.of(document.text) for source in attribution.source).split()).casefold()
    if words and attribution.kind in ("named", "outlet", "document"):
        return f"anonymous:{words}"
    return f"anonymous:{voice.id}"


def bounds(spans: Iterable[Span | None]) -> Span:
    """The stretch from the first of the spans to the last."""
    present = [span for span in spans if span is not None]
    return Span(min(span.start for span in present), max(span.end for span in present))
