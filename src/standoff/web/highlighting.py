"""A document's text in fragments, each with what the reading found there; joined, they are the text to the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from standoff.reporting.acts import STATUSES, name_act
from standoff.reporting.names import Names
from standoff.reporting.passages import cut
from standoff.reporting.sentences import HAPPENED, write_count
from standoff.schema import Attribution, Document, Entity, Event, Reading, Span, Status

DEEPEST = 3
"""Levels of nested attribution that have a look of their own."""

FACTUALITY = (
    (2.5, "certain"),
    (1.5, "probable"),
    (0.5, "possible"),
    (-0.5, "open"),
    (-1.5, "doubtful"),
    (-2.5, "improbable"),
)
"""Lower bounds on the -3..+3 scale and their words; below all: certainly not."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What one span is in the reading."""

    span: Span
    look: str
    words: str
    event: int | None = None


class Fragment(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text with one look; `event` numbers the trigger that starts here."""

    text: str
    looks: list[str] = []
    title: str = ""
    event: int | None = None
    quoted: bool = False
    first_quoted: bool = False


class EventNote(msgspec.Struct, frozen=True, kw_only=True):
    """An event in words, beside the text."""

    number: int
    act: str
    status: str
    tone: str
    actors: list[str]
    recipients: list[str]
    places: list[str]
    times: list[str]
    killed: str | None
    injured: str | None
    factuality: float
    certainty: str
    said_by: str | None


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution in words, with those that lie in it."""

    source: str
    resolved: str | None
    cue: str
    stance: str
    kind: str
    content: str
    inner: list[Voice]


def highlight(text: str, reading: Reading | None, names: Names, window: Span, quoted: Span | None) -> list[Fragment]:
    """The window of the text in fragments, with spans of the reading and the quoted passage marked."""
    labels = [] if reading is None else list(_labels(reading, names))
    spans = [label.span for label in labels] + ([quoted] if quoted else [])
    fragments: list[Fragment] = []
    seen: set[int] = set()
    lit = False
    for piece in cut(text, spans, window):
        told = [labels[index] for index in piece.spans if index < len(labels)]
        in_quote = len(labels) in piece.spans
        event = next((label.event for label in told if label.event is not None), None)
        fragments.append(
            Fragment(
                text=piece.text,
                looks=sorted({label.look for label in told} - _outshone(told)),
                title="; ".join(dict.fromkeys(label.words for label in told if label.words)),
                event=None if event in seen else event,
                quoted=in_quote,
                first_quoted=in_quote and not lit,
            )
        )
        lit = lit or in_quote
        if event is not None:
            seen.add(event)
    return fragments


def _outshone(labels: Sequence[Label]) -> set[str]:
    """Shallower levels of attribution under a deeper one."""
    levels = sorted(label.look for label in labels if label.look.startswith("said-"))
    return set(levels[:-1]) - set(levels[-1:])


def _labels(reading: Reading, names: Names) -> Iterator[Label]:
    for index, attribution in enumerate(reading.attributions):
        level = f"said-{min(DEEPEST, 1 + len(_ancestors(reading, index)))}"
        yield from (Label(span=span, look=level, words="") for span in attribution.content)
        source = _source_title(attribution)
        for span in attribution.source:
            yield Label(span=span, look="source", words=f"{source}{_resolution(reading, span, names)}")
        yield from (Label(span=span, look="cue", words=f"cue: {attribution.stance}") for span in attribution.cue)
    for index, event in enumerate(reading.events):
        said = f"event {index + 1}: {name_act(event.category, event.mode)}, {STATUSES[event.status]}"
        yield Label(span=event.trigger, look=f"trigger-{tone_of(event.status)}", words=said, event=index + 1)
    for entity in reading.entities:
        if entity.actor or entity.place or entity.time:
            yield Label(span=entity.span, look="entity", words=_describe(entity, names))


def tone_of(status: Status) -> str:
    """Three looks: it happened, it has not yet, it is denied."""
    return "happened" if status in HAPPENED else "denied" if status == "denied" else "ahead"


def note_events(document: Document, reading: Reading, names: Names) -> list[EventNote]:
    """Every event of a reading in words, in the order of the reading."""
    return [_note(number, event, document, reading, names) for number, event in enumerate(reading.events, 1)]


def _note(number: int, event: Event, document: Document, reading: Reading, names: Names) -> EventNote:
    def words(spans: Sequence[Span]) -> list[str]:
        return [_with_actor(quote_words(document.text, span), _actor_of(reading, span, names)) for span in spans]

    killed, injured = event.killed, event.injured
    return EventNote(
        number=number,
        act=name_act(event.category, event.mode),
        status=STATUSES[event.status],
        tone=tone_of(event.status),
        actors=words(event.actors),
        recipients=words(event.recipients),
        places=words(event.places),
        times=words(event.times),
        killed=write_count(killed.min, killed.max) if killed else None,
        injured=write_count(injured.min, injured.max) if injured else None,
        factuality=event.factuality,
        certainty=write_certainty(event.factuality),
        said_by=_speaker(event, document, reading),
    )


def _speaker(event: Event, document: Document, reading: Reading) -> str | None:
    """The sources from the outermost in, `A ← B`."""
    if event.attribution is None or event.attribution >= len(reading.attributions):
        return None
    chain = [*reversed(_ancestors(reading, event.attribution)), event.attribution]
    return " → ".join(_source_words(reading.attributions[index], document) for index in chain)


def list_voices(document: Document, reading: Reading, names: Names) -> list[Voice]:
    """Who says what, outermost voices first, each with the voices it quotes."""
    children: dict[int | None, list[int]] = {}
    for index, attribution in enumerate(reading.attributions):
        parent = attribution.parent if _ancestors(reading, index) else None
        children.setdefault(parent, []).append(index)
    return _voices(None, children, document, reading, names)


def _voices(
    parent: int | None, children: dict[int | None, list[int]], document: Document, reading: Reading, names: Names
) -> list[Voice]:
    return [
        Voice(
            source=_source_words(attribution := reading.attributions[index], document),
            resolved=next(filter(None, (_actor_of(reading, span, names) for span in attribution.source)), None),
            cue=" … ".join(quote_words(document.text, span) for span in attribution.cue),
            stance=attribution.stance,
            kind=attribution.kind,
            content=" … ".join(quote_words(document.text, span) for span in attribution.content),
            inner=_voices(index, children, document, reading, names),
        )
        for index in children.get(parent, [])
    ]


def _ancestors(reading: Reading, index: int) -> list[int]:
    """The attributions one lies in, innermost first; empty for one that would contain itself."""
    found: list[int] = []
    parent = reading.attributions[index].parent
    while parent is not None and 0 <= parent < len(reading.attributions):
        if parent in found or parent == index:
            return []
        found.append(parent)
        parent = reading.attributions[parent].parent
    return found


def _source_words(attribution: Attribution, document: Document) -> str:
    return " … ".join(quote_words(document.text, span) for span in attribution.source) or "source not stated"


def _source_title(attribution: Attribution) -> str:
    return f"source ({attribution.kind})"


def _with_actor(words: str, actor: str | None) -> str:
    """The words and the actor they mean, unless they are its very name."""
    return f"{words} = {actor}" if actor and actor != words else words


def _resolution(reading: Reading, span: Span, names: Names) -> str:
    """` = the actor's name` for a span that resolved to one."""
    actor = _actor_of(reading, span, names)
    return f" = {actor}" if actor else ""


def _actor_of(reading: Reading, span: Span, names: Names) -> str | None:
    """The actor of the mention that shares most with the span."""
    mentions = [entity for entity in reading.entities if entity.actor and entity.span.overlap(span)]
    if not mentions:
        return None
    best = max(mentions, key=lambda entity: (entity.span.overlap(span), -entity.start))
    return names.actor(best.actor) if best.actor else None


def _describe(entity: Entity, names: Names) -> str:
    known = [names.actor(entity.actor)] if entity.actor else []
    known += [entity.place.name] if entity.place else []
    known += [" to ".join(dict.fromkeys(entity.time))] if entity.time else []
    return f"{entity.type}: {', '.join(known)} ({entity.p:.0%}{f', {entity.reason}' if entity.reason else ''})"


def write_certainty(factuality: float) -> str:
    """The word for a factuality of -3 to +3."""
    return next((word for bound, word in FACTUALITY if factuality >= bound), "certainly not")


def quote_words(text: str, span: Span) -> str:
    """The words of a span on one line."""
    line = " ".join(span.of(text).split())
    return line if len(line) <= 300 else f"{line[:300]} …"
