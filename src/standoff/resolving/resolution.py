"""One reading, resolved: every mention's actor, place and time where they can be told, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from standoff.resolving.actors import Match, Names, link, unknown_name
from standoff.resolving.coreference import Discourse
from standoff.resolving.fragments import can_name, is_credit, opens_sentence, trim, whole_name, widen
from standoff.resolving.gazetteer import Gazetteer
from standoff.resolving.names import fold, has_capital
from standoff.resolving.phrases import PRONOUNS, ROLES, bare, take_apart
from standoff.resolving.placing import Placed, gather_context, place_mentions
from standoff.resolving.registry import Registry, local_id
from standoff.resolving.times import normalise
from standoff.schema import Document, Entity, Outlet, Reading, Span, Status

ACTOR_TYPES = frozenset(("person", "organisation", "nationality", "place", "facility", "other"))
PLACE_TYPES = frozenset(("place", "facility"))
NAME_TYPES = frozenset(("person", "organisation", "nationality", "place", "facility", "other"))
AHEAD: frozenset[Status] = frozenset(("planned", "threatened", "considered", "requested", "possible", "conditional"))
"""Statuses of acts that lie in the future of the report: a bare weekday is the coming one."""
_INITIALS = re.compile(r"^\s*(?:\(|, (?:or|known as|abbreviated) )(?:the )?([A-Z][A-Za-z0-9-]{1,9})\b")
_SPEAKS = re.compile(r"^,? ?((?:an?|the|its|their|his|her) (?:[\w’'-]+ ){0,6}?(?:spokes\w+|press secretary))\b")
_OWNED = re.compile(r"^([A-Z][\w-]+(?: [A-Z][\w-]+){0,3})['’]s? (.+)$")
SHORTEST_OUTLET = 5
"""Letters from which a part of its name may stand for an outlet (`Meridian`)."""
_WORD_BEFORE = re.compile(r"([A-Z][\w-]+) $")
_WILL = re.compile(
    r"\b(?:will|would|shall|scheduled|expected to|plans? to|planned for|set to|intends? to|unless|vowed|threatened to|"
    r"(?:is|are|was|were) (?:due )?to|due (?:on|in))\b"
)
_SAID = re.compile(r"\b(?:said|told \w+|announced|reported|added|warned|wrote|stated|confirmed|denied) (?:\w+ )?$")
_LOOK_AHEAD = 80


class Scene(NamedTuple):
    """What the resolution of one document needs."""

    document: Document
    names: Names
    discourse: Discourse
    gazetteer: Gazetteer
    home: str | None
    """The outlet's state, an actor id."""


def resolve(document: Document, reading: Reading, registry: Registry, gazetteer: Gazetteer) -> Reading:
    """The reading with each entity's `actor`, `place`, `time`, `p` and `reason` filled where they can be.

    No span changes, none comes or goes, and nothing but the entities is touched.
    """
    anchor = _day(document.published)
    scene = Scene(
        document,
        Names(registry, anchor.isoformat() if anchor else None),
        Discourse(document.text, registry),
        gazetteer,
        _home(document, registry),
    )
    actors = _actors(scene, reading)
    places = _places(document, reading, registry, gazetteer)
    times = _times(document, reading, anchor)
    entities = [_filled(e, actors.get(i), places.get(i), times.get(i)) for i, e in enumerate(reading.entities)]
    return msgspec.structs.replace(reading, entities=entities)


def _filled(entity: Entity, actor: Match | None, place: Placed | None, time: tuple[str, str] | None) -> Entity:
    reasons = [found.reason for found in (actor, place) if found]
    if time:
        reasons.append(f"{time[0]} to {time[1]}" if time[0] != time[1] else time[0])
    if not reasons:
        return entity
    certain = [found.p for found in (place, actor) if found] or [0.9]
    return msgspec.structs.replace(
        entity,
        actor=actor.actor if actor else None,
        place=place.match if place else None,
        time=time,
        p=certain[0],
        reason="; ".join(reasons),
    )


def _day(published: str | None) -> date | None:
    """The day of publication; None when the item gives none, or none that exists."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _home(document: Document, registry: Registry) -> str | None:
    outlet = registry.outlet(document.outlet)
    if outlet is None or outlet.country is None:
        return None
    country = outlet.country.casefold()
    if country in registry.actors:
        return country
    return next(
        (a.id for a in registry.actors.values() if a.kind == "state" and (a.country or "").casefold() == country), None
    )


# --- actors -----------------------------------------------------------------------------------------------------


def _actors(scene: Scene, reading: Reading) -> dict[int, Match]:
    """Matches by index of the entity; mentions are read in the order of the text."""
    found: dict[int, Match] = {}
    order = sorted(
        (i for i, e in enumerate(reading.entities) if e.type in ACTOR_TYPES),
        key=lambda i: (reading.entities[i].start, -reading.entities[i].end),
    )
    for i in order:
        if match := _actor(scene, reading.entities[i]):
            found[i] = match
            _remember(scene, reading.entities[i], match)
    for i in order:
        if i not in found and (match := _speaker(scene.document.text, reading, i, found)):
            found[i] = match
    return found


def _actor(scene: Scene, entity: Entity) -> Match | None:
    text = entity.span.of(scene.document.text)
    if entity.type in PLACE_TYPES:
        return link(text, scene.names, metonym=True) or _outlet(scene, text)
    if text.casefold() in PRONOUNS:
        return scene.discourse.pronoun(entity.start, text)
    if entity.type == "nationality":
        return link(trim(text), scene.names)
    text = widen(scene.document.text, entity.span, scene.names.registry)
    return (
        link(text, scene.names, person=entity.type == "person")
        or _spokesperson(scene, entity, text)
        or scene.discourse.taken_up(text)
        or scene.discourse.ministry(entity.start, text, scene.home)
        or scene.discourse.described(entity.start, text, definite=_is_definite(scene.document.text, entity.start))
        or _outlet(scene, text)
        or _possessed(scene, text)
        or (_local(scene, entity) if entity.type != "other" else None)
    )


def _is_definite(text: str, start: int) -> bool:
    return re.search(r"\b(?:[Tt]he|[Tt]hat|[Tt]his|[Ii]ts|[Tt]heir) $", text[max(0, start - 6) : start]) is not None


def _outlet(scene: Scene, text: str) -> Match | None:
    """An outlet as a source: `outlet:<id>`, the key weighing uses."""
    outlet = scene.names.registry.outlet(bare(text)) or _own_outlet(scene, text)
    return Match(f"outlet:{outlet.id}", 0.9, f"the outlet {outlet.name}") if outlet else None


def _own_outlet(scene: Scene, text: str) -> Outlet | None:
    """`The Courier` in The Harra Courier: the outlet of the document, by the first or last word of its name."""
    outlet = scene.names.registry.outlet(scene.document.outlet)
    short, full = fold(bare(text)), fold(outlet.name).split() if outlet else []
    known = full and has_capital(text) and len(short) >= SHORTEST_OUTLET and short in (full[0], full[-1])
    return outlet if known and not scene.gazetteer.curated(short) else None


def _local(scene: Scene, entity: Entity) -> Match | None:
    """A named actor no registry knows; a place is none, nor is who wrote the document."""
    text = scene.document.text
    person = entity.type == "person"
    name = unknown_name(whole_name(text, entity.span), person=person)
    if name is None or scene.gazetteer.curated(name) or is_credit(text, entity.start) or _is_author(scene, name):
        return None
    opening = opens_sentence(text, entity.start) and not (person and not fold(name).endswith("s"))
    if not can_name(name, scene.names.registry, opening=opening, text=text):
        return None
    return Match(local_id(name), 0.7 if person else 0.6, f"“{name}” is in no registry")


def _is_author(scene: Scene, name: str) -> bool:
    return f" {fold(name)} " in f" {fold(scene.document.byline or '')} "


def _possessed(scene: Scene, text: str) -> Match | None:
    """`Sudani's office`: the office is whose it is. Of `its office` the words alone do not tell."""
    found = _OWNED.match(text)
    if found is None or fold(found[2]).rsplit(" ", 1)[-1] not in ROLES:
        return None
    owner = link(found[1], scene.names, person=True) or scene.discourse.taken_up(found[1])
    if owner is None:
        return None
    return Match(owner.actor, round(owner.p * 0.9, 3), f"“{found[1]}” in “{text}”: {owner.reason}")


def _spokesperson(scene: Scene, entity: Entity, text: str) -> Match | None:
    """`Colonel Ines Tarvold, a ministry spokeswoman`: who speaks for a body stands for it (as in CAMEO)."""
    if entity.type != "person":
        return None
    told = take_apart(text).apposition or scene.document.text[entity.end : entity.end + _LOOK_AHEAD]
    found = _SPEAKS.match(told)
    if found is None:
        return None
    owner = "the " + re.sub(r"^(?:an?|the|its|their|his|her) |(?:spokes\w+|press secretary)$", "", found[1]).strip()
    match = (
        (scene.discourse.pronoun(entity.start, "it") if found[1].split()[0] == "its" and owner == "the " else None)
        or link(found[1], scene.names)
        or link(owner, scene.names)
        or scene.discourse.taken_up(owner)
        or scene.discourse.ministry(entity.start, owner, scene.home)
        or scene.discourse.described(entity.start, owner)
    )
    return Match(match.actor, round(match.p * 0.9, 3), f"“{found[1]}”: {match.reason}") if match else None


def _remember(scene: Scene, entity: Entity, match: Match) -> None:
    text = entity.span.of(scene.document.text)
    if text.casefold() in PRONOUNS or match.actor.startswith("outlet:"):
        return
    name = None if re.match(r"[Tt]he ", text) else unknown_name(text, person=entity.type == "person")
    person = name is not None and (entity.type == "person" or (match.actor == local_id(name) and "," in text))
    scene.discourse.remember(entity.start, name if person and name else text, match.actor, person=person)
    initials = _INITIALS.match(scene.document.text[entity.end : entity.end + _LOOK_AHEAD])
    if initials and entity.type == "organisation":
        scene.discourse.name_it(initials[1], match.actor, bare(text))


def _speaker(text: str, reading: Reading, index: int, found: Mapping[int, Match]) -> Match | None:
    """`we`, `us`, `our` inside quoted words: their source."""
    entity = reading.entities[index]
    word = entity.span.of(text)
    if PRONOUNS.get(word.casefold()) != "speaker":
        return None
    holding = [a for a in reading.attributions if a.source and any(c.covers(entity.span) for c in a.content)]
    if not holding:
        return None
    source = min(holding, key=lambda a: sum(c.end - c.start for c in a.content)).source[0]
    speaker = next((m for i, m in found.items() if reading.entities[i].span == source), None)
    return (
        Match(speaker.actor, round(speaker.p * 0.7, 3), f"“{word}” is who speaks: {speaker.reason}")
        if speaker
        else None
    )


# --- places -----------------------------------------------------------------------------------------------------


def _places(document: Document, reading: Reading, registry: Registry, gazetteer: Gazetteer) -> dict[int, Placed]:
    text = document.text
    names = {i: _whole_name(text, e.span, gazetteer) for i, e in enumerate(reading.entities) if e.type in NAME_TYPES}
    indices = [i for i, name in names.items() if reading.entities[i].type in PLACE_TYPES or _is_land(name, gazetteer)]
    if not indices:
        return {}
    speaking = [bare(names[i]) for i in indices]
    outlet = registry.outlet(document.outlet)
    context, own = gather_context(speaking, gazetteer, gazetteer.demonyms, outlet.country if outlet else None)
    mentions = [(names[i], text[reading.entities[i].end :][:_LOOK_AHEAD]) for i in indices]
    placed = place_mentions(mentions, context, own, gazetteer)
    return {i: p for i, p in zip(indices, placed, strict=True) if p}


def _whole_name(text: str, span: Span, gazetteer: Gazetteer) -> str:
    """A mention's words, with the word before them where only both together are a country's name (`South` `Korea`)."""
    before = _WORD_BEFORE.search(text[max(0, span.start - 20) : span.start])
    mention = bare(span.of(text)) or span.of(text)
    joined = f"{before[1]} {mention}" if before else ""
    return joined if joined and any(c.source == "country" for c in gazetteer.curated(joined)) else mention


def _is_land(name: str, gazetteer: Gazetteer) -> bool:
    """Whether a mention of an actor is the very name of a country, a state or an area, or its adjective.

    GeoWebNews counts both as places, and event places are at times read as actors. `Mexicans` are people, no place.
    """
    name = bare(name)
    if fold(name).removesuffix("s") != fold(name) and fold(name).removesuffix("s") in gazetteer.demonyms:
        return False
    if not has_capital(name) or (fold(name) == "us" and not name.replace(".", "").endswith("US")):
        return False
    return fold(name) in gazetteer.demonyms or any(c.source != "registry" for c in gazetteer.curated(name))


# --- times ------------------------------------------------------------------------------------------------------


def _times(document: Document, reading: Reading, anchor: date | None) -> dict[int, tuple[str, str]]:
    """Intervals by index; the last single day spoken of is the reference of `two days earlier` and `the next day`."""
    ahead = _looking_ahead(reading)
    found: dict[int, tuple[str, str]] = {}
    reference = None
    for i in sorted(
        (i for i, e in enumerate(reading.entities) if e.type == "time"), key=lambda i: reading.entities[i].start
    ):
        span = reading.entities[i].span
        future = any(span.overlap(other) for other in ahead) or _announced(document.text, span)
        interval = normalise(span.of(document.text), anchor, future=future, reference=reference)
        if interval is None:
            continue
        found[i] = interval
        if interval[0] == interval[1]:
            reference = date.fromisoformat(interval[0])
    return found


def _announced(text: str, span: Span) -> bool:
    """Whether the words before a time in its sentence look ahead (`will open on Friday`), not from a saying verb."""
    before = re.split(r"[.!?;\n]\s", text[max(0, span.start - 160) : span.start])[-1]
    return _WILL.search(before) is not None and _SAID.search(before) is None


def _looking_ahead(reading: Reading) -> list[Span]:
    """Times of acts that have not happened, unless an act that did is given the same words."""
    happened = {t for event in reading.events if event.status not in AHEAD for t in event.times}
    return [t for event in reading.events if event.status in AHEAD for t in event.times if t not in happened]
