"""Which place a name means in this document: by what else the document speaks of, else by size."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from standoff.resolving.gazetteer import Gazetteer, PlaceCandidate
from standoff.resolving.names import fold, has_capital
from standoff.schema import PlaceMatch

DIRECTION = re.compile(
    r"^(?:(?:the )?(?:far |extreme )?(?:north|south|east|west|"
    r"northeast|northwest|southeast|southwest|central|"
    r"upper|lower|inner|outer|mid|coastal|rural|downtown|greater)(?:ern)?"
    r"(?:[- ](?:east|west)(?:ern)?)?|near|outside|around|off|inside|all of|parts of)"
    r"(?: (?:part|parts|side|coast|end)(?: of)?)?(?: the)? ",
    re.IGNORECASE,
)
AREA_SUFFIX = re.compile(
    r" (?:city|town|village|state|province|governorate|region|district|oblast|area|suburbs?|outskirts|coast|"
    r"metropolitan area|prefecture|countryside|territory)$",
    re.IGNORECASE,
)
FACILITY_SUFFIX = re.compile(
    r" (?:(?:international )?airport|air ?base|air ?field|"
    r"military base|naval base|base|port|harbou?r|"
    r"border crossing|crossing|hospital|university|refugee camp|camp|prison|refinery|power plant|"
    r"nuclear plant|dam|bridge|barracks|garrison|"
    r"cathedral|stadium|station|embassy|consulate|court|school|college)$",
    re.IGNORECASE,
)
INSIDE = re.compile(r"\b(?:in|near|outside|at|of|around|inside|from|to|on)(?: the)? (?=[A-Z])")
AFTER = re.compile(r"\s*,\s*((?:[A-Z][\w’'-]*\.?(?:[A-Z]\.)*)(?: [A-Z][\w’'-]+){0,2})")


BASE = {"registry": 12.0, "country": 9.0, "area": 7.5, "state": 5.6, "city": 0.0}
"""A country's name outweighs its capital's alternate names; Washington is a city before it is a state."""
ALTERNATE_NAME = 1.5
COUNTRY_VOTE, COUNTRY_CAP = 1.2, 3.0
"""What being in a country spoken of is worth, per doubling of its mentions; capped: Canada has a Paris."""
SHARPNESS = 2.3
"""Scores are decimal logarithms of population; this makes a share of them one of populations."""
LARGE = 100_000
"""Only a city this large is looked for inside a longer name (`Dubai World Cup`) or behind a direction."""


class Toponym(NamedTuple):
    """A name of a mention to look up: how much of the mention it is, and what it makes of the precision."""

    name: str
    container: str | None = None
    factor: float = 1.0
    precision: str | None = None
    large: bool = False
    """Whether only a large place will do."""


class Context(NamedTuple):
    """What the document speaks of: countries and US states, with the number of their mentions."""

    countries: Counter[str]
    states: Counter[str]
    points: tuple[tuple[str, float, float], ...] = ()


NOTHING = Context(Counter(), Counter())


class Placed(NamedTuple):
    """A resolution of one place mention."""

    match: PlaceMatch
    p: float
    reason: str


def place_names(text: str, following: str = "") -> list[Toponym]:
    """Names to try for a mention, the fullest first; `following` is the text right after it (`, Va.`)."""
    whole = _bare(text)
    after = AFTER.match(following)
    head, comma, tail = whole.partition(",")
    tries = [Toponym(head if comma else whole, tail.strip() or None if comma else after[1] if after else None)]
    if comma:
        tries.append(Toponym(whole))
    name = tries[0].name
    inner = DIRECTION.sub("", name)
    if inner != name:
        tries.append(Toponym(inner, tries[0].container, 0.9, "region", large=name[0].isupper()))
    for pattern, precision in ((AREA_SUFFIX, None), (FACILITY_SUFFIX, "facility")):
        if pattern.search(inner):
            tries.append(
                Toponym(pattern.sub("", inner), tries[0].container, 0.85 if precision is None else 0.6, precision)
            )
    joined = list(INSIDE.finditer(name))[-1:]
    tries += [
        Toponym(_bare(name[: m.start()]), _bare(name[m.end() :]), 0.95)
        for m in joined
        if has_capital(name[: m.start()])
    ]
    tries += [Toponym(_bare(name[m.end() :]), None, 0.6) for m in joined]
    tries += [Toponym(part, None, 0.4, "facility", large=True) for part in _capitalised_parts(name)]
    return [t for t in tries if len(t.name) > 1]


def _capitalised_parts(name: str) -> list[str]:
    """Runs of one to three capitalised words inside a longer name, longest first."""
    parts = name.split()
    runs = [parts[i : i + n] for n in (3, 2, 1) for i in range(len(parts) - n + 1) if n < len(parts)]
    return [" ".join(run) for run in runs if all(w[0].isupper() for w in run) and len(run[0]) > 3]


def _bare(text: str) -> str:
    text = re.sub(r"['’]s$|['’]$", "", text.strip(' \t\n"“”()[]'))
    return re.sub(r"^(?:the|The|THE) (?=\w)", "", text).rstrip(".,;:") if "." not in text[:-1] else text


def gather_context(
    names: Iterable[str], gazetteer: Gazetteer, states_of: Mapping[str, str], home: str | None
) -> tuple[Context, dict[str, Context]]:
    """What the names of a document speak of, together and each by itself (by folded name).

    `states_of` maps folded demonyms to country codes; `home` is the outlet's country.
    """
    own: dict[str, Context] = {}
    for name, count in Counter(fold(name) for name in names).items():
        code = states_of.get(name)
        known = gazetteer.curated(name)
        country = code or (known[0].match.country if len(known) == 1 else None)
        state = known[0].admin1 if len(known) == 1 and known[0].source == "state" else None
        own[name] = Context(Counter({country: count} if country else {}), Counter({state: count} if state else {}))
    countries = sum((c.countries for c in own.values()), Counter({home: 1} if home else {}))
    return Context(countries, sum((c.states for c in own.values()), Counter())), own


def score(
    candidate: PlaceCandidate, context: Context, container: Sequence[PlaceCandidate], own: Context
) -> tuple[float, str]:
    """Logarithmic; the difference of two is a log-odds. What the name's `own`
    mentions gave to the context does not speak for it."""
    match = candidate.match
    base = BASE[candidate.source]
    total, why = base, str(candidate.source)
    if candidate.source == "city":
        total = math.log10(candidate.population + 1) - (0.0 if candidate.primary else ALTERNATE_NAME)
        why = f"population {candidate.population}"
    votes = context.countries[match.country] if match.country else 0
    votes -= own.countries[match.country] if match.country else 0
    if votes > 0 and match.country:
        total += min(COUNTRY_CAP, COUNTRY_VOTE * math.log2(1 + votes))
        why += f", {match.country} is spoken of"
    if match.country == "US" and candidate.admin1 and context.states[candidate.admin1] > own.states[candidate.admin1]:
        total += 2.0
        why += f", so is {candidate.admin1}"
    if any(_inside(candidate, c) for c in container):
        total += 6.0
        why += f", in {container[0].match.name}"
    nearest = min((_km(match, lat, lon) for name, lat, lon in context.points if name != match.name), default=None)
    if nearest is not None and candidate.source == "city":
        total += 2.0 * math.exp(-nearest / 200)
    return total, why


def choose(toponym: Toponym, context: Context, gazetteer: Gazetteer, own: Context) -> Placed | None:
    """The likeliest place of the name, its share of the candidates' odds, and why."""
    candidates = gazetteer.lookup(toponym.name) + gazetteer.homeland(toponym.name)
    if toponym.large:
        candidates = [c for c in candidates if c.population >= LARGE or c.source == "registry"]
    if not has_capital(toponym.name):  # `the street` is no Street, whoever lives there; a registry may say `the gates`
        candidates = [c for c in candidates if c.source == "registry"]
    if any(c.source == "country" for c in candidates):  # of the cities also called Iraq, none is meant by it
        candidates = [c for c in candidates if c.source != "city" or c.primary]
    if toponym.precision == "facility":
        candidates = [c for c in candidates if c.source in ("city", "registry")] or candidates
    if not candidates:
        return None
    container = gazetteer.lookup(toponym.container) if toponym.container else []
    scored = sorted(((*score(c, context, container, own), c) for c in candidates), key=lambda s: -s[0])
    best, why, chosen = scored[0]
    share = 1 / sum(math.exp(SHARPNESS * (s - best)) for s, _, _ in scored)
    match = chosen.match
    if toponym.precision in ("region", "facility") and match.precision == "country":
        match = msgspec.structs.replace(match, precision="region")
    elif toponym.precision == "facility":
        match = msgspec.structs.replace(match, precision="facility")
    others = f" of {len(scored)}" if len(scored) > 1 else ""
    return Placed(match, round(0.95 * toponym.factor * share, 3), f"{match.name}{others}: {why}")


def place_mentions(
    mentions: Sequence[tuple[str, str]], context: Context, own: Mapping[str, Context], gazetteer: Gazetteer
) -> list[Placed | None]:
    """One place, or none, for each mention (its text, and the text right after it); one sense a name and document.

    `own` is what each name gave to the context. A second pass lets places near each other speak for each other.
    """
    following: dict[str, str] = {}
    for text, after in mentions:
        if text not in following or AFTER.match(after):
            following[text] = after
    first = {
        text: _place(text, following[text], context, gazetteer, own.get(fold(text), NOTHING)) for text in following
    }
    points = tuple(
        (p.match.name, p.match.lat, p.match.lon)
        for p in first.values()
        if p and p.p > 0.5 and p.match.precision in ("city", "facility")
    )
    nearby = context._replace(points=points)
    second = {
        text: _place(text, following[text], nearby, gazetteer, own.get(fold(text), NOTHING)) for text in following
    }
    return [second[text] for text, _ in mentions]


def _place(text: str, following: str, context: Context, gazetteer: Gazetteer, own: Context) -> Placed | None:
    tries = (choose(toponym, context, gazetteer, own) for toponym in place_names(text, following))
    return next((placed for placed in tries if placed), None)


def _inside(candidate: PlaceCandidate, container: PlaceCandidate) -> bool:
    if candidate.match == container.match or candidate.match.country != container.match.country:
        return False
    return container.source == "country" or (container.admin1 is not None and container.admin1 == candidate.admin1)


def _km(place: PlaceMatch, lat: float, lon: float) -> float:
    """Great-circle distance (haversine)."""
    a, b, c, d = map(math.radians, (place.lat, place.lon, lat, lon))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1, math.sqrt(h)))
