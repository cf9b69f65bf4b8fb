"""Which sources of one matter are the same: the unnamed official three outlets cite, the state and its ministry."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Mention
from standoff.weighing.sentences import slug
from standoff.weighing.sources import Source

VAGUE = frozenset(("official", "source"))
"""Roles that may name one man: today's "official" is tomorrow's "source"."""


def settle(members: Sequence[Mention], kinship: Kinship) -> dict[str, str]:
    """Source key -> the key of the origin it is, within one incident.

    Unnamed sources of one description on one matter count as one: taking two for one costs a confirmation, taking one
    for two invents it. A state speaks through the one office of it that speaks.
    """
    sources = sorted({mention.source for mention in members}, key=lambda source: source.key)
    matter = _matter(members)
    settled = {source.key: source.key for source in sources}
    unnamed = [source for source in sources if source.anonymous]
    for circle in _circles(unnamed):
        name = max(circle, key=lambda source: (_detail(source), source.key)).key
        settled.update({source.key: f"{name}:{matter}" for source in circle})
    offices = [source for source in sources if source.role == "office" and source.state is not None]
    for source in sources:
        speaking = [office.key for office in offices if office.state == source.key]
        if kinship.is_state(source.key) and len(set(speaking)) == 1:
            settled[source.key] = speaking[0]
        kindred = [office.key for office in offices if office.domain == source.domain]
        if source.role == "office" and source.state is None and len(set(kindred)) == 1:
            settled[source.key] = kindred[0]
    return settled


def _circles(unnamed: Sequence[Source]) -> list[list[Source]]:
    circles: list[list[Source]] = []
    for source in sorted(unnamed, key=lambda source: (-_detail(source), source.key)):
        home = next((circle for circle in circles if all(same_person(source, other) for other in circle)), None)
        if home is None:
            circles.append([source])
        else:
            home.append(source)
    return circles


def same_person(a: Source, b: Source) -> bool:
    """Whether two descriptions of unnamed sources may be of one: nothing in one contradicts the other."""
    if a.key == b.key:
        return True
    if a.plural != b.plural:
        return False
    states = a.state is None or b.state is None or a.state == b.state
    domains = a.domain is None or b.domain is None or a.domain == b.domain
    roles = a.role == b.role or (a.role in VAGUE and b.role in VAGUE)
    return states and domains and roles


def _detail(source: Source) -> int:
    return (source.state is not None) + (source.domain is not None)


def _matter(members: Sequence[Mention]) -> str:
    """Category and place (or actor) in words, so that the key says on what matter the source spoke."""
    categories = sorted({mention.category for mention in members if mention.category is not None})
    places = sorted({mention.place.name for mention in members if mention.place is not None})
    actors = sorted({actor for mention in members for actor in mention.actors})
    what: Sequence[str] = categories or ["matter"]
    return slug(f"{what[0]} {(places or actors or [''])[0]}")
