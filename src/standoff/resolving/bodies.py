"""The bodies every state has (government, armed forces, police, ministries) and the words they go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from standoff.resolving.names import fold
from standoff.schema import Actor, ActorKind, Relation

GOVERNMENT_WORDS = ("government", "officials", "authorities")
MILITARY_WORDS = (
    "army", "military", "armed forces", "forces", "troops", "soldiers", "air force", "navy",
)  # fmt: skip
POLICE_WORDS = ("police", "police force", "police forces")

_KINDS: dict[str, tuple[ActorKind, str, tuple[str, ...]]] = {
    "government": ("government", "Government of {}", GOVERNMENT_WORDS),
    "military": ("military", "Armed forces of {}", MILITARY_WORDS),
    "police": ("police", "Police of {}", POLICE_WORDS),
}

MINISTRIES = {
    "foreign": "foreign-ministry", "foreign affairs": "foreign-ministry", "external affairs": "foreign-ministry",
    "defence": "defence-ministry", "defense": "defence-ministry", "interior": "interior-ministry",
    "internal affairs": "interior-ministry", "home": "interior-ministry", "home affairs": "interior-ministry",
    "health": "health-ministry", "finance": "finance-ministry", "justice": "justice-ministry",
    "intelligence": "intelligence-ministry", "information": "information-ministry", "energy": "energy-ministry",
    "oil": "oil-ministry", "petroleum": "oil-ministry", "transport": "transport-ministry",
    "education": "education-ministry", "economy": "economy-ministry", "trade": "trade-ministry",
    "agriculture": "agriculture-ministry", "water": "water-ministry", "migration": "migration-ministry",
    "national security": "security-ministry", "security": "security-ministry", "state": "foreign-ministry",
}  # fmt: skip
_OFFICE = r"(?:ministry|minister|ministers|department|secretary|ministerial)"
_FIELD = "|".join(sorted(MINISTRIES, key=len, reverse=True))
_MINISTRY = re.compile(rf"(?:\b(?P<before>{_FIELD}) {_OFFICE}\b|\b{_OFFICE} (?:of|for) (?:the )?(?P<after>{_FIELD})\b)")


def ministry_in(folded: str) -> str | None:
    """`defence ministry`, `minister of defence` -> `defence-ministry`; None where no ministry is named."""
    found = _MINISTRY.search(folded)
    return MINISTRIES[found["before"] or found["after"]] if found else None


def derive_bodies(states: Iterable[Actor], actors: dict[str, Actor], guessed: Set[str]) -> list[Actor]:
    """Government, armed forces and police of each state that has no entry of its own for them.

    A state whose demonyms are `guessed` keeps the armed forces its registry gives it under another id (`part_of` it).
    """
    held = {
        (actor.kind, relation.target)
        for actor in actors.values()
        for relation in actor.relations
        if relation.type == "part_of"
    }
    bodies = []
    for state in states:
        for suffix, (kind, pattern, heads) in _KINDS.items():
            name = f"{state.id}-{suffix}"
            if name in actors or (state.id in guessed and (kind, state.id) in held):
                continue
            bodies.append(_body(state, name, kind, pattern, heads))
    return bodies


def _body(state: Actor, name: str, kind: ActorKind, pattern: str, heads: Sequence[str]) -> Actor:
    adjectives = _singular(state.demonyms) or [state.name]
    return Actor(
        id=name,
        kind=kind,
        name=pattern.format(state.name),
        aliases=[f"{adjective} {head}" for adjective in adjectives for head in heads]
        + [f"{head} of {state.name}" for head in heads[:1]],
        country=state.country,
        relations=[Relation(type="part_of", target=state.id)],
    )


def _singular(demonyms: Sequence[str]) -> list[str]:
    """`Iranians` makes no alias where `Iranian` does."""
    return [d for d in demonyms if not (d.endswith("s") and d[:-1] in demonyms)]


def guess_demonyms(state: Actor, actors: Iterable[Actor]) -> list[str]:
    """The adjective a user's registry shows in its aliases (`Kesrian army`, of `Kesria`) where it lists none."""
    if state.demonyms or state.country is None:
        return list(state.demonyms)
    stems = {
        word[:4].casefold() for word in [state.name, *state.aliases] for word in word.split()[-1:] if len(word) > 3
    }
    known = {fold(name) for name in [state.name, *state.aliases]}
    first_words = {
        alias.split()[0]
        for actor in actors
        if actor.country == state.country and actor.id != state.id
        for alias in [actor.name, *actor.aliases]
        if len(alias.split()) > 1 and alias[:4].casefold() in stems
    }
    own = {a for a in state.aliases if len(a.split()) == 1 and a[:4].casefold() in stems and a[-1] in "ins"}
    return sorted(w for w in first_words | own if fold(w) not in known or w in own)
