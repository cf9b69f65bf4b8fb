"""Findings of the model to the contract's attributions, events and structures, all as spans into the text."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
import numpy as np

from standoff.reading import labels
from standoff.reading.acts import linked
from standoff.reading.casualties import read_range
from standoff.reading.codes import plover_code
from standoff.reading.model import Anchor, Findings, Mention
from standoff.reading.phrases import cut_hanging, listed, mended
from standoff.reading.quotes import completed
from standoff.reading.runtime import Floats
from standoff.reading.stances import read_stance
from standoff.schema import (
    Attribution,
    Casualties,
    Category,
    Entity,
    EntityType,
    Event,
    QuoteMode,
    Reading,
    SourceKind,
    Span,
    StatedDesignation,
    StatedLink,
    StatedTie,
)  # fmt: skip

OPENING: Final = tuple('"“«„‟‘')
QUOTED: Final = re.compile(
    r"[“„‟«][^”“»]*(?:[”“»]|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘.*?(?:’(?!\w)|$)|(?<!\w)'(?=\w).*?(?:'(?!\w))", re.DOTALL
)
NOT_WORDS: Final = " \t\r\n.,;:()[]-–—\"“”«»„‟'‘’"
FACILITY: Final = re.compile(
    r"\b(?:base|air ?base|airport|airfield|outpost|camp|barracks|bridge|dam|crossing|checkpoint|hospital|embassy"
    r"|consulate|port|prison|school|mosque|church|refinery|plant|pipeline|compound|headquarters|palace|terminal|station|tunnel|garrison)$",
    re.IGNORECASE,
)
ROLE_TYPES: Final[dict[str, EntityType]] = {
    "place": "place",
    "time": "time",
    "killed": "quantity",
    "injured": "quantity",
}
Phrases = Callable[[Sequence[Span]], list[Span]]
"""Gives the spans of an argument the bounds of noun phrases."""
SAME_CONTENT: Final = 0.85
"""Two contents that share so much of the longer one are one statement."""
SAME_MENTION: Final = 0.5
"""An argument that ends where a tagged mention ends and shares this much of it is that mention."""


def assemble(document_id: str, text: str, findings: Findings) -> Reading:
    """One reading, everything in text order."""
    mentions = merge_mentions(text, findings.mentions)
    names = {mention.start: mention.end for mention in mentions}

    def phrases(spans: Sequence[Span]) -> list[Span]:
        return [snap(span) for span in mended(text, spans, names)]

    snap = snapper(mentions)
    anchors = sorted(findings.anchors, key=lambda a: (a.span, a.label))
    said = [made for a in anchors if a.family == "attribution" and (made := attribution(text, a, phrases))]
    attributions = nested(once(completed(text, said)))
    events = linked(text, hung([event(text, a, phrases) for a in anchors if a.family == "event"], attributions))
    arguments = [
        *((span, None) for a in attributions for span in a.source),
        *((span, role) for e in events for role, spans in event_spans(e) for span in spans),
    ]
    return Reading(
        id=document_id, entities=with_arguments(text, mentions, arguments), attributions=attributions, events=events,
        designations=[d for a in anchors if a.family == "designation" and (d := designation(a))],
        ties=[t for a in anchors if a.family == "tie" and (t := tie(a))],
        links=[k for a in anchors if a.family == "link" and (k := link(a))],
        verification=sorted(set(findings.verification)),
    )  # fmt: skip


# --- mentions ---------------------------------------------------------------------------------------------------


def merge_mentions(text: str, mentions: Iterable[Mention]) -> list[Entity]:
    """One entity per span, the likelier type first; facilities are places whose head noun says so."""
    best: dict[Span, Mention] = {}
    for mention in mentions:
        span = cut_hanging(text, mention.span)
        if span not in best or mention.p > best[span].p:
            best[span] = mention
    return [
        Entity(start=span.start, end=span.end, type=mention_type(span.of(text), best[span].label), p=best[span].p)
        for span in sorted(best)
    ]


def mention_type(words: str, label: int) -> EntityType:
    name = labels.ENTITY_TYPES[label]
    return "facility" if name == "place" and FACILITY.search(words) else name


def snapper(mentions: Sequence[Entity]) -> Callable[[Span], Span]:
    """Gives an argument the bounds of the mention it evidently is ("the Guard" and "Guard")."""
    by_end: dict[int, list[Span]] = {}
    for mention in mentions:
        by_end.setdefault(mention.end, []).append(mention.span)

    def snap(span: Span) -> Span:
        for other in by_end.get(span.end, ()):
            shorter, longer = sorted((span.end - span.start, other.end - other.start))
            if shorter >= SAME_MENTION * longer:
                return other
        return span

    return snap


def with_arguments(text: str, mentions: Sequence[Entity], arguments: Iterable[tuple[Span, str | None]]) -> list[Entity]:
    """The mentions, and an entity for every argument that is not one of them."""
    known = {mention.span: mention for mention in mentions}
    for span, role in arguments:
        if span not in known:
            kind = ROLE_TYPES.get(role or "") or overlapping_type(span, mentions)
            if kind == "place" and FACILITY.search(span.of(text)):
                kind = "facility"
            known[span] = Entity(start=span.start, end=span.end, type=kind, p=0.5)
    return [known[span] for span in sorted(known)]


def overlapping_type(span: Span, mentions: Sequence[Entity]) -> EntityType:
    """Type of the last of the mentions (in text order) inside the span, the likely head; `other` for none."""
    begin = bisect_left(mentions, span.start, key=lambda m: m.start)
    until = bisect_left(mentions, span.end, lo=begin, key=lambda m: m.start)
    near = mentions[begin:until]
    inside = [m for m in near if m.end <= span.end and m.type in ("person", "organisation", "nationality")]
    if not inside:
        return "other"
    last = max(inside, key=lambda m: m.end)
    return "organisation" if last.type == "nationality" else last.type


def event_spans(made: Event) -> Iterable[tuple[str, list[Span]]]:
    return (("actor", made.actors), ("recipient", made.recipients), ("place", made.places), ("time", made.times))


# --- attributions -----------------------------------------------------------------------------------------------


def spans_of(anchor: Anchor, role: str) -> list[Span]:
    return [r.span for r in anchor.roles if r.name == role]


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Neighbours with nothing but punctuation and white space between them become one."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and not text[out[-1].end : span.start].strip(NOT_WORDS):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def attribution(text: str, anchor: Anchor, phrases: Phrases) -> Attribution | None:
    """None when no content was found. Of several source spans the one nearest to the cue is kept."""
    content = joined(text, spans_of(anchor, "content"))
    if not content:
        return None
    sources = sorted(spans_of(anchor, "source"), key=lambda s: gap(s, anchor.span))[:1]
    cue = anchor.span.of(text)
    return Attribution(
        source=phrases(sources), cue=[anchor.span], content=content,
        kind=source_kind(anchor, bool(sources)), mode=quote_mode(text, content), stance=read_stance(cue), p=anchor.p,
    )  # fmt: skip


def gap(a: Span, b: Span) -> int:
    return max(a.start - b.end, b.start - a.end, 0)


def source_kind(anchor: Anchor, sourced: bool) -> SourceKind:
    """A source the text leaves out ("reportedly") is anonymous, as the annotation guide has it."""
    return labels.SOURCE_KINDS[int(anchor.kind.argmax())] if sourced else "anonymous"


def quote_mode(text: str, content: Sequence[Span]) -> QuoteMode:
    """Direct when all words of the content stand in quotation marks, mixed when some do.

    A quotation that is still open at the end of the content (the next paragraph goes on) counts to the end.
    """
    opened = text[max(0, content[0].start - 1) : content[0].start]
    words = (opened if opened in OPENING else "") + " ".join(span.of(text) for span in content)
    plain = QUOTED.sub(" ", words)
    if plain == words:
        return "indirect"
    return "mixed" if re.search(r"\w", plain) else "direct"


def hull(spans: Sequence[Span]) -> Span:
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def once(attributions: Sequence[Attribution]) -> list[Attribution]:
    """Without the less sure of two readings of one statement: nearly the same content, and no two sources to tell them
    apart as a chain."""
    dropped: set[int] = set()
    hulls = [hull(made.content) for made in attributions]
    order = sorted(range(len(attributions)), key=lambda i: hulls[i])
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            if hulls[j].start >= hulls[i].end:
                break
            if same_statement(attributions[i], attributions[j], hulls[i], hulls[j]):
                dropped.add(min(i, j, key=lambda k: (bool(attributions[k].source), attributions[k].p)))
    return [made for i, made in enumerate(attributions) if i not in dropped]


def same_statement(a: Attribution, b: Attribution, content: Span, other: Span) -> bool:
    shared = content.overlap(other)
    longest = max(content.end - content.start, other.end - other.start)
    chained = a.source and b.source and not any(s.overlap(t) for s in a.source for t in b.source)
    return shared >= SAME_CONTENT * longest and not chained


class Contents:
    """The contents of a text's attributions, to be asked which of them hold a span."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self.lengths = [content_length(made) for made in attributions]
        self.pieces = sorted((c.start, c.end, i) for i, made in enumerate(attributions) for c in made.content)
        self.longest = max((end - start for start, end, _ in self.pieces), default=0)

    def innermost(self, span: Span, wider_than: int | None = None) -> int | None:
        """Index of the attribution with the shortest content that covers the span.

        With `wider_than`, only contents that are longer than that attribution's count: none can become its own
        ancestor.
        """
        least = self.lengths[wider_than] if wider_than is not None else 0
        first = bisect_left(self.pieces, (span.start - self.longest, 0, 0))
        last = bisect_right(self.pieces, (span.start, sys.maxsize, 0))
        holding = [
            (self.lengths[i], i)
            for _, end, i in self.pieces[first:last]
            if end >= span.end and i != wider_than and self.lengths[i] > least
        ]
        return min(holding)[1] if holding else None


def nested(attributions: Sequence[Attribution]) -> list[Attribution]:
    """Each attribution under the narrowest one whose content holds its cue."""
    contents = Contents(attributions)
    return [
        msgspec.structs.replace(made, parent=contents.innermost(made.cue[0], wider_than=i))
        for i, made in enumerate(attributions)
    ]


def content_length(made: Attribution) -> int:
    return sum(s.end - s.start for s in made.content)


# --- events -----------------------------------------------------------------------------------------------------


def event(text: str, anchor: Anchor, phrases: Phrases) -> Event:
    category = labels.CATEGORIES[int(category_scores(anchor).argmax())]
    status = labels.STATUSES[int(anchor.status.argmax())]
    return Event(
        trigger=anchor.span, category=category, mode=best_mode(category, anchor),
        plover=plover_code(category, status), status=status,
        factuality=round(float(np.clip(anchor.factuality, -3.0, 3.0)), 2),
        actors=phrases(spans_of(anchor, "actor")), recipients=phrases(spans_of(anchor, "recipient")),
        places=[name for place in phrases(spans_of(anchor, "place")) for name in listed(text, place)],
        times=phrases(spans_of(anchor, "time")),
        killed=toll(text, spans_of(anchor, "killed")), injured=toll(text, spans_of(anchor, "injured")), p=anchor.p,
    )  # fmt: skip


def category_scores(anchor: Anchor) -> Floats:
    """The tagger, which sees the words in their order, and the anchor's own reading weigh the same."""
    return anchor.category if anchor.chances is None else anchor.category + anchor.chances


def best_mode(category: Category, anchor: Anchor) -> str | None:
    """The likeliest mode that PLOVER allows with the category."""
    allowed = labels.MODES_OF.get(category, frozenset())
    scored = {m: float(s) for m, s in zip(labels.MODES, anchor.mode, strict=True) if m in allowed or m == "none"}
    best = max(scored, key=lambda m: scored[m])
    return None if best == "none" else best


def toll(text: str, spans: Sequence[Span]) -> Casualties | None:
    """None when the phrase gives no figure; a stated zero is a figure."""
    for span in spans:
        if (found := read_range(span.of(text))) is not None:
            return Casualties(span=span, min=found[0], max=found[1])
    return None


def hung(events: Sequence[Event], attributions: Sequence[Attribution]) -> list[Event]:
    """Each event on the innermost attribution whose content holds its trigger."""
    contents = Contents(attributions)
    return [msgspec.structs.replace(made, attribution=contents.innermost(made.trigger)) for made in events]


# --- rare structures --------------------------------------------------------------------------------------------


def first(anchor: Anchor, role: str) -> Span | None:
    """The span of the role nearest to the cue."""
    return min(spans_of(anchor, role), key=lambda s: gap(s, anchor.span), default=None)


def designation(anchor: Anchor) -> StatedDesignation | None:
    of, label = first(anchor, "of"), first(anchor, "as")
    if of is None and label is None:
        return None
    return StatedDesignation(by=first(anchor, "by"), of=of, label=label, cue=anchor.span)


def tie(anchor: Anchor) -> StatedTie | None:
    a, b = first(anchor, "a"), first(anchor, "b")
    if a is None and b is None:
        return None
    relation = labels.TIE_RELATIONS[anchor.label - 1]
    return StatedTie(a=a, b=b, relation=relation, cue=anchor.span)


def link(anchor: Anchor) -> StatedLink | None:
    source, target = first(anchor, "from"), first(anchor, "to")
    if source is None and target is None:
        return None
    relation = labels.LINK_RELATIONS[anchor.label - 1 - len(labels.TIE_RELATIONS)]
    return StatedLink(relation=relation, source=source, target=target, cue=anchor.span)
