"""The actors, outlets and places known, in layers: the program's own files first, a user's on top of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz, process

from standoff.resolving.bodies import derive_bodies, guess_demonyms
from standoff.resolving.layers import Content, Layer, open_layer, own_layers, parse_layer
from standoff.resolving.names import fold, slug, written_like
from standoff.resolving.offices import Holder, index_holders
from standoff.schema import Actor, Outlet, Place, Relation

FUZZY_CUTOFF = 90.0
"""rapidfuzz ratio. At 88, `Austria` is `Australia`; at 92, `Hezbollah` with one letter doubled is lost."""
SHORTEST_FUZZY = 8
"""Shorter names differ by one letter too often (Iran and Iraq, Niger and Nigeria)."""


class Candidate(NamedTuple):
    """An actor a name may mean, how well (0 to 1), and by which alias."""

    actor: str
    score: float
    alias: str
    layer: int = 0


class Conflict(NamedTuple):
    """One alias that two actors of the same layer claim."""

    alias: str
    actors: tuple[str, ...]
    layer: str


class Registry:
    """Actors, places and outlets by id, and their names. `conflicts` lists aliases that do not decide by themselves."""

    def __init__(self, layers: Sequence[tuple[str, Content]]) -> None:
        self.actors: dict[str, Actor] = {}
        self.places: dict[str, Place] = {}
        self.outlets: dict[str, Outlet] = {}
        self.conflicts: list[Conflict] = []
        self._names: dict[str, list[Candidate]] = {}
        self._outlet_names: dict[str, str] = {}
        for rank, (name, content) in enumerate(layers):
            self._add_layer(rank, name, content)
        self.longest = max((key.count(" ") + 1 for key in self._names), default=0)
        """Words in the longest alias."""
        self._fuzzy = [key for key in self._names if len(key) >= SHORTEST_FUZZY]
        self._children: dict[str, list[str]] = defaultdict(list)
        for actor in self.actors.values():
            for relation in actor.relations:
                if relation.type == "part_of":
                    self._children[relation.target].append(actor.id)
        self._similar = lru_cache(maxsize=4096)(self._find_similar)

    @classmethod
    def load(cls, *layers: Path | Layer | tuple[str, str]) -> Registry:
        """The program's own files, then each layer (a path, or its name and text); a later one wins.

        Raises RegistryError with path and line.
        """
        return cls([("the program's own registry", _own()), *_user_content(layers)])

    @classmethod
    def of(cls, *layers: Path | Layer | tuple[str, str]) -> Registry:
        """These layers alone, without the program's own files."""
        return cls(_user_content(layers))

    def actor(self, key: str) -> Actor | None:
        """The actor with this id, if the registry has one. A `local:` id is no actor of the registry."""
        return self.actors.get(key)

    def outlet(self, name: str | None) -> Outlet | None:
        """By id, name, alias or host name, in whatever spelling an item gives it."""
        if not name:
            return None
        key = fold(name)
        found = self._outlet_names.get(name) or self._outlet_names.get(key) or self._outlet_names.get(_host(name))
        return self.outlets[found] if found else None

    def named(self, name: str) -> list[Candidate]:
        """Actors with exactly this name or alias; those of the topmost layer that knows it."""
        found = [c for c in self._names.get(fold(name), ()) if written_like(c.alias, name)]
        top = max((c.layer for c in found), default=0)
        unique = {c.actor: c for c in found if c.layer == top}
        return list(unique.values())

    def find(self, name: str) -> list[Candidate]:
        """Actors a name may mean, best first: its exact bearers, else those with nearly the same name."""
        return self.named(name) or list(self._similar(name))

    def knows_word(self, folded: str) -> bool:
        """Whether some actor bears this folded name."""
        return folded in self._names

    def part_of(self, key: str) -> list[str]:
        """What the actor belongs to, nearest first, without itself; for `local:irn-defence-ministry` by its prefix."""
        seen: list[str] = []
        waiting = self._parents(key)
        while waiting:
            parent = waiting.pop(0)
            if parent != key and parent not in seen:
                seen.append(parent)
                waiting.extend(self._parents(parent))
        return seen

    def state_of(self, key: str) -> str | None:
        """The state an actor is or belongs to."""
        chain = [key, *self.part_of(key)]
        return next((a for a in chain if (known := self.actors.get(a)) and known.kind == "state"), None)

    def parts(self, key: str) -> list[str]:
        """Actors directly part of this one."""
        return self._children.get(key, [])

    @cached_property
    def holders(self) -> dict[str, list[Holder]]:
        """Who held an office, by folded full name and by folded last name."""
        return index_holders(self.actors.values())

    @property
    def relations(self) -> list[tuple[str, Relation]]:
        """Every relation on record, with the actor it stands with."""
        return [(actor.id, relation) for actor in self.actors.values() for relation in actor.relations]

    def _parents(self, key: str) -> list[str]:
        known = self.actors.get(key)
        if known is not None:
            return [r.target for r in known.relations if r.type == "part_of"]
        if not key.startswith("local:"):
            return []
        prefix = key.removeprefix("local:")
        while "-" in prefix:
            prefix = prefix.rsplit("-", 1)[0]
            state = self.actors.get(prefix)
            if state is not None and state.kind == "state":
                government = f"{prefix}-government"
                return [government] if government in self.actors else [prefix]
        return []

    def _find_similar(self, name: str) -> tuple[Candidate, ...]:
        key = fold(name)
        if len(key) < SHORTEST_FUZZY:
            return ()
        found = []
        for alias, score, _ in process.extract(key, self._fuzzy, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF, limit=5):
            if alias[0] == key[0] and _digits(alias) == _digits(key):
                found += [
                    c._replace(score=score / 100 * 0.9) for c in self._names[alias] if written_like(c.alias, name)
                ]
        return tuple({c.actor: c for c in reversed(found)}.values())[::-1]

    def _add_layer(self, rank: int, name: str, content: Content) -> None:
        told = defaultdict(list)
        for stated in content.relations:
            told[stated.actor].append(_relation(stated))
        for actor in content.actors:
            self.actors[actor.id] = _merged(self.actors.get(actor.id), actor)
        for key, relations in told.items():
            if key in self.actors:
                known = self.actors[key]
                self.actors[key] = msgspec.structs.replace(known, relations=[*known.relations, *relations])
        guessed = {a.id for a in content.actors if not self.actors[a.id].demonyms}
        states = [self._with_demonyms(a, content) for a in content.actors if a.kind == "state"]
        bodies = derive_bodies(states, self.actors, guessed)
        self.actors.update({body.id: body for body in bodies})
        claims = [(n, a.id) for a in content.actors for n in _names(a)]
        claims += [(d, s.id) for s in states for d in s.demonyms]
        self._claim(rank, name, claims, warn=True)
        self._claim(rank, name, [(n, b.id) for b in bodies for n in _names(b)], warn=False)
        self.places.update({place.id: place for place in content.places})
        self._add_outlets(content.outlets)

    def _with_demonyms(self, state: Actor, content: Content) -> Actor:
        full = self.actors[state.id]
        full = msgspec.structs.replace(full, demonyms=guess_demonyms(full, content.actors))
        self.actors[state.id] = full
        return full

    def _claim(self, rank: int, layer: str, claims: Iterable[tuple[str, str]], *, warn: bool) -> None:
        """A derived name (`warn` false) never takes a name that an actor of the same layer has."""
        for alias, actor in claims:
            key = fold(alias)
            if not key:
                continue
            known = self._names.setdefault(key, [])
            same = [c for c in known if c.layer == rank]
            if any(c.actor == actor and c.alias == alias for c in same) or (same and not warn):
                continue
            rivals = [c.actor for c in same if c.actor != actor]
            if rivals:
                self.conflicts.append(Conflict(alias, (*dict.fromkeys(rivals), actor), layer))
            known.append(Candidate(actor, 1.0, alias, rank))

    def _add_outlets(self, outlets: Iterable[Outlet]) -> None:
        for outlet in outlets:
            self.outlets[outlet.id] = outlet
            for name in [outlet.id, outlet.name, *outlet.aliases]:
                self._outlet_names[fold(name)] = outlet.id
                if "." in name and " " not in name:
                    self._outlet_names[_host(name)] = outlet.id
            self._outlet_names[outlet.id] = outlet.id


def local_id(name: str) -> str:
    """The id of an actor no registry knows: the same for the same folded name."""
    return f"local:{slug(name)}"


@lru_cache(maxsize=1)
def _own() -> Content:
    """The program's own files as one layer; read once a process."""
    parts = [parse_layer(layer) for layer in own_layers()]
    return Content(
        actors=[a for part in parts for a in part.actors],
        places=[p for part in parts for p in part.places],
        outlets=[o for part in parts for o in part.outlets],
        relations=[r for part in parts for r in part.relations],
    )


def _user_content(layers: Iterable[Path | Layer | tuple[str, str]]) -> list[tuple[str, Content]]:
    opened = [Layer(*layer) if isinstance(layer, tuple) else open_layer(layer) for layer in layers]
    return [(layer.name, parse_layer(layer)) for layer in opened]


def _merged(old: Actor | None, new: Actor) -> Actor:
    """The newer entry, with what it leaves out from the older."""
    if old is None:
        return new
    extra = [n for n in [old.name, *old.aliases] if n != new.name and n not in new.aliases]
    return msgspec.structs.replace(
        new,
        aliases=[*new.aliases, *extra],
        demonyms=new.demonyms or old.demonyms,
        country=new.country or old.country,
        relations=[*new.relations, *old.relations],
        designations=[*new.designations, *old.designations],
        offices=[*new.offices, *old.offices],
        note=new.note or old.note,
    )


def _names(actor: Actor) -> list[str]:
    return [actor.name, *actor.aliases]


def _relation(stated: Relation) -> Relation:
    return Relation(
        type=stated.type, target=stated.target, since=stated.since, until=stated.until, source=stated.source
    )


def _host(name: str) -> str:
    """`https://www.example.org/news` -> `example.org`."""
    return name.split("//")[-1].split("/")[0].casefold().removeprefix("www.")


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
