"""Field by field, who holds what: values with their origins, later words of an origin over its earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import msgspec

from standoff.schema import Toll, TollValue, Value
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Figure, Mention
from standoff.weighing.pages import days_between
from standoff.weighing.tolls import agree

HOLDS = frozenset(("asserts", "corrects"))


class Holding(msgspec.Struct, frozen=True):
    """One origin's figure and when it gave it."""

    figure: Figure
    origin: str
    published: str
    superseded: bool


def field_values(
    members: Sequence[Mention], origins: Mapping[str, str], read: Callable[[Mention], Sequence[str]]
) -> list[Value]:
    """Every value that members give of a field, with the origins that hold it."""
    held: dict[str, set[str]] = defaultdict(set)
    for mention in members:
        if mention.stance in HOLDS:
            for value in read(mention):
                held[value].add(origins[mention.source.key])
    return [Value(value=value, origins=sorted(held[value])) for value in sorted(held)]


def claims_of(members: Sequence[Mention], origins: Mapping[str, str]) -> dict[str, list[Value]]:
    """Fields `actors`, `recipients`, `place`, `date`, `status`; a field nobody gives is left out."""
    readers: dict[str, Callable[[Mention], Sequence[str]]] = {
        "actors": lambda mention: mention.actors,
        "recipients": lambda mention: mention.recipients,
        "place": lambda mention: [] if mention.place is None else [mention.place.name],
        "date": lambda mention: [] if mention.date is None else ["/".join(dict.fromkeys(mention.date))],
        "status": lambda mention: [] if mention.category is None else [mention.status],
    }
    found = {field: field_values(members, origins, read) for field, read in readers.items()}
    return {field: values for field, values in found.items() if values}


def holdings(
    members: Sequence[Mention], origins: Mapping[str, str], read: Callable[[Mention], Figure | None]
) -> list[Holding]:
    """Every figure with its holder; an origin's earlier figure is superseded by its later one."""
    by_origin: dict[str, list[tuple[str, Figure]]] = defaultdict(list)
    for mention in sorted(members, key=lambda mention: mention.key):
        figure = read(mention)
        if figure is not None and mention.stance in HOLDS:
            by_origin[origins[mention.source.key]].append((mention.published, figure))
    found: list[Holding] = []
    for origin in sorted(by_origin):
        given = by_origin[origin]
        last_published, last = given[-1]
        same_day = [figure for published, figure in given if published == last_published]
        if len(same_day) > 1:
            last = max(same_day, key=lambda figure: (figure[0], figure[1] or 0))
        found += [Holding(figure, origin, published, figure != last) for published, figure in given]
    return found


def standing(found: Sequence[Holding]) -> list[Holding]:
    """What still stands: not superseded, and not a lower count that others have since overtaken (tolls rise)."""
    current = [holding for holding in found if not holding.superseded]
    named = [holding for holding in current if holding.origin != "unattributed"] or current
    return [holding for holding in named if not any(_overtaken(holding, other) for other in named)]


def _overtaken(holding: Holding, other: Holding) -> bool:
    if agree(holding.figure, other.figure) or other.origin == holding.origin:
        return False
    later = bool(holding.published and other.published) and days_between(holding.published, other.published) >= 1
    return later and other.figure[0] > holding.figure[0]


def toll_of(found: Sequence[Holding]) -> Toll | None:
    """The toll as a whole: what the best-supported standing figures that agree allow; ties are spanned."""
    if not found:
        return None
    now = standing(found)
    camps = [[other for other in now if agree(holding.figure, other.figure)] for holding in now]
    support = [len({holding.origin for holding in camp}) for camp in camps]
    best = [_common(camp) for camp, count in zip(camps, support, strict=True) if count == max(support)]
    highs = [high for _, high in best]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Toll(low=min(low for low, _ in best), high=high, values=_values(found))


def _common(camp: Sequence[Holding]) -> Figure:
    """The range a camp leaves open: exact figures speak before "at least"."""
    exact = [holding.figure for holding in camp if holding.figure[1] is not None]
    if not exact:
        return (max(holding.figure[0] for holding in camp), None)
    return (min(low for low, _ in exact), max(high for _, high in exact if high is not None))


def _values(found: Sequence[Holding]) -> list[TollValue]:
    held: dict[tuple[Figure, bool], set[str]] = defaultdict(set)
    for holding in found:
        held[holding.figure, holding.superseded].add(holding.origin)
    order = sorted(held, key=lambda key: (key[1], key[0][0], -1 if key[0][1] is None else key[0][1]))
    return [
        TollValue(low=low, high=high, origins=sorted(held[(low, high), old]), superseded=old)
        for (low, high), old in order
    ]


def tolls_disagree(found: Sequence[Holding]) -> bool:
    """Whether two origins stand by figures that cannot both be true."""
    now = standing(found)
    return any(not agree(a.figure, b.figure) for a in now for b in now if a.origin != b.origin)


def rival_actors(members: Sequence[Mention], origins: Mapping[str, str], kinship: Kinship) -> list[tuple[str, str]]:
    """Pairs (actor, other actor) that different origins name for one act; kin are no rivals."""
    said: dict[str, set[str]] = defaultdict(set)
    for mention in members:
        if mention.stance in HOLDS and mention.actors and mention.source.key != "unattributed":
            said[origins[mention.source.key]].update(mention.actors)
    found: set[tuple[str, str]] = set()
    for origin in said:
        for other in said:
            if origin < other and not kinship.overlap(said[origin], said[other]):
                found.add((min(said[origin]), min(said[other])))
    return sorted(found)
