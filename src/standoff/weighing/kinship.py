"""Which actors are one: through `part_of`, and by every form of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from standoff.schema import Actor

WORD = re.compile(r"[^\W_]+")
LONGEST = 6
"""Words of the longest alias looked for."""


class Kinship:
    """The registry seen as families: who is part of whom."""

    def __init__(self, actors: Mapping[str, Actor]) -> None:
        self.actors = actors
        self._lines: dict[str, frozenset[str]] = {}

    def line(self, actor: str) -> frozenset[str]:
        """The actor and everything it is part of."""
        if (known := self._lines.get(actor)) is not None:
            return known
        found, left = {actor}, [actor]
        while left:
            for above in self._parents(left.pop()):
                if above not in found:
                    found.add(above)
                    left.append(above)
        self._lines[actor] = frozenset(found)
        return self._lines[actor]

    def _parents(self, actor: str) -> list[str]:
        entry = self.actors.get(actor)
        if entry is None:
            return self._state_of_office(actor)
        parents = [relation.target for relation in entry.relations if relation.type == "part_of"]
        if entry.kind in ("government", "military", "police", "person") and not parents and entry.country:
            parents = [state for state in [self.state_of(entry.country)] if state is not None and state != actor]
        return parents

    def _state_of_office(self, actor: str) -> list[str]:
        """The state of an office no registry lists: `local:<state>-<portfolio>-ministry`."""
        name = actor.removeprefix("local:")
        if name == actor or not name.endswith(("-ministry", "-prime-minister")):
            return []
        parts = name.split("-")
        states = ("-".join(parts[:length]) for length in range(len(parts) - 2, 0, -1))
        return [state for state in states if self.is_state(state)][:1]

    def by_slug(self, slug: str) -> str | None:
        """The actor one of whose names, its words joined by hyphens, this is."""
        return self._aliases.get(slug.replace("-", " "))

    def kin(self, a: str, b: str) -> bool:
        """Whether one is the other or part of it."""
        return a in self.line(b) or b in self.line(a)

    def overlap(self, left: Iterable[str], right: Iterable[str]) -> bool:
        others = list(right)
        return any(self.kin(a, b) for a in left for b in others)

    def is_state(self, actor: str) -> bool:
        entry = self.actors.get(actor)
        return entry is not None and entry.kind == "state"

    def state_of(self, country: str) -> str | None:
        """The state of a country code or word."""
        return self._states.get(country.casefold())

    @cached_property
    def _states(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key in sorted(self.actors):
            actor = self.actors[key]
            if actor.kind == "state":
                found.setdefault(key.casefold(), key)
                if actor.country:
                    found.setdefault(actor.country.casefold(), key)
        return found

    @cached_property
    def _aliases(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for key in sorted(self.actors, key=lambda key: (self.actors[key].kind != "state", key)):
            actor = self.actors[key]
            for name in (actor.name, *actor.aliases, *actor.demonyms):
                words = [word for word in WORD.findall(name) if word.casefold() != "the"]
                if words:
                    found.setdefault(" ".join(words).casefold(), key)
                if len(words) == 1 and len(name) > 5 and name.endswith("ns") and self.is_state(key):
                    found.setdefault(name[:-1].casefold(), key)  # "Kesrians" also says what "Kesrian" means
        return found

    @cached_property
    def _descriptions(self) -> frozenset[str]:
        """Aliases given with an article ("the Mission"): in running text they stand in small letters too."""
        names = (name for actor in self.actors.values() for name in actor.aliases if name.startswith("the "))
        return frozenset(" ".join(WORD.findall(name)[1:]).casefold() for name in names)

    def named_in(self, words: str) -> list[str]:
        """Actors of the registry named in the words, longest names first taken, in order."""
        tokens = WORD.findall(words)
        found: list[str] = []
        at = 0
        while at < len(tokens):
            step = 1
            for length in range(min(LONGEST, len(tokens) - at), 0, -1):
                form = " ".join(tokens[at : at + length]).casefold()
                actor = self._aliases.get(form)
                written = any(token[:1].isupper() for token in tokens[at : at + length])
                if actor is not None and (written or form in self._descriptions):
                    found.append(actor)
                    step = length
                    break
            at += step
        return found
