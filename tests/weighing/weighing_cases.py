"""Hand-made readings whose spans are found by their words, and a small world to read them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from standoff.schema import (
    Actor,
    Attribution,
    Casualties,
    Document,
    Entity,
    Event,
    Outlet,
    PlaceMatch,
    Reading,
    Relation,
    Span,
)  # fmt: skip

ACTORS = {
    actor.id: actor
    for actor in (
        Actor(id="norland", kind="state", name="Norland", aliases=["Varn"], demonyms=["Norish"], country="NX"),
        Actor(id="sudland", kind="state", name="Sudland", demonyms=["Sudish"], country="SX"),
        Actor(
            id="nor_army", kind="military", name="Norish Army", relations=[Relation(type="part_of", target="norland")]
        ),
        Actor(id="hill_league", kind="armed_group", name="Hill League", aliases=["the League"]),
        Actor(id="red_hand", kind="armed_group", name="Red Hand"),
        Actor(id="watchers", kind="igo", name="Border Watch Commission", aliases=["the Commission"]),
    )
}
OUTLETS = {
    outlet.id: outlet
    for outlet in (
        Outlet(id="agency", name="Corvus Agency", aliases=["Corvus"], kind="wire"),
        Outlet(id="times", name="The Varn Times", kind="daily", country="NX"),
        Outlet(id="echo", name="Sud Echo", aliases=["sudecho.example"], kind="daily", country="SX"),
        Outlet(id="notes", name="Border Notes", kind="blog"),
    )
}
PLACES = {
    "Kell": PlaceMatch(name="Kell", lat=10.0, lon=10.0, id="kell"),
    "Orm": PlaceMatch(name="Orm", lat=12.0, lon=10.0, id="orm"),
}
DAYS = {"Monday": "2030-03-04", "Wednesday": "2030-03-06", "Friday": "2030-03-08"}
NAMES = {
    "Norland": "norland", "Varn": "norland", "Sudland": "sudland", "Norish Army": "nor_army",
    "Hill League": "hill_league", "Red Hand": "red_hand", "the Commission": "watchers", "The Commission": "watchers",
}  # fmt: skip


def find(text: str, words: str) -> Span:
    """The first occurrence; `#2` at the end asks for the second."""
    words, _, nth = words.partition("#")
    at = -1
    for _ in range(int(nth or 1)):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def act(trigger: str, category: str = "ASSAULT", **given: object) -> Mapping[str, object]:
    return {"trigger": trigger, "category": category, **given}


def said(source: str, cue: str, content: str, **given: object) -> Mapping[str, object]:
    return {"source": source, "cue": cue, "content": content, **given}


def tell(
    name: str,
    text: str,
    *,
    outlet: str = "agency",
    published: str = "2030-03-04T12:00:00Z",
    acts: Sequence[Mapping[str, object]] = (),
    says: Sequence[Mapping[str, object]] = (),
    byline: str | None = None,
) -> tuple[Document, Reading]:
    """A document and its reading. Events hang on the first attribution whose content covers their trigger."""
    digest = sha256(text.encode()).hexdigest()
    document = Document(id=name, text=text, outlet=outlet, published=published, byline=byline, sha256=digest)
    attributions = [_attribution(text, one) for one in says]
    events = [_event(text, one, attributions) for one in acts]
    spans = {span for event in events for span in (*event.actors, *event.recipients)}
    spans |= {span for attribution in attributions for span in attribution.source}
    entities = {span: _named(text, span) for span in spans}
    for words, place in PLACES.items():
        entities.update(
            {span: Entity(start=span.start, end=span.end, type="place", place=place) for span in _all(text, words)}
        )
    for words, day in DAYS.items():
        entities.update(
            {span: Entity(start=span.start, end=span.end, type="time", time=(day, day)) for span in _all(text, words)}
        )
    ordered = sorted(entities.values(), key=lambda entity: (entity.start, entity.end))
    return document, Reading(id=name, entities=ordered, attributions=attributions, events=events)


def _all(text: str, words: str) -> list[Span]:
    return [Span(at, at + len(words)) for at in range(len(text)) if text.startswith(words, at)]


def _named(text: str, span: Span) -> Entity:
    actor = NAMES.get(span.of(text))
    return Entity(start=span.start, end=span.end, type="organisation", actor=actor)


def _attribution(text: str, one: Mapping[str, object]) -> Attribution:
    spans = {part: [find(text, str(one[part]))] if one[part] else [] for part in ("source", "cue", "content")}
    given = {key: one[key] for key in ("kind", "stance", "parent") if key in one}
    return msgspec.convert({**msgspec.to_builtins(spans), **given}, Attribution)


def _event(text: str, one: Mapping[str, object], attributions: Sequence[Attribution]) -> Event:
    trigger = find(text, str(one["trigger"]))
    spans = {
        field: [find(text, words) for words in str(one.get(field, "")).split("|") if words]
        for field in ("actors", "recipients", "places", "times")
    }
    killed = one.get("killed")
    toll = Casualties(span=trigger, min=killed[0], max=killed[1]) if isinstance(killed, tuple) else None
    holding = [at for at, said in enumerate(attributions) if any(span.covers(trigger) for span in said.content)]
    stated = {
        "trigger": trigger,
        "category": one["category"],
        "plover": one["category"],
        "status": one.get("status", "occurred"),
        "killed": toll,
        "attribution": holding[-1] if holding else None,
        **spans,
    }
    return msgspec.convert(msgspec.to_builtins(stated), Event)
