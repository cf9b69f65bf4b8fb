"""Which place a name means in this document: by what else the document speaks of, and by size when nothing else tells."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from standoff.resolving.gazetteer import Gazetteer, PlaceCandidate
from standoff.resolving.names import fold
from standoff.schema import PlaceMatch

DIRECTION = re.compile(
    r"^(?:(?:the )?(?:far |extreme )?(?:north|south|east|west|northeast|northwest|southeast|southwest|central|upper|lower|inner|outer|"
    r"mid|coastal|rural|downtown|greater)(?:ern)?(?:[- ](?:east|west)(?:ern)?)?|near|outside|around|off|inside|all of|parts of)"
    r"(?: (?:part|parts|side|coast|end)(?: of)?)?(?: the)? ",
    re.IGNORECASE,
)
AREA_SUFFIX = re.compile(
    r" (?:city|town|village|state|province|governorate|region|district|county|oblast|area|capital|suburbs?|outskirts|coast|"
    r"metropolitan area|prefecture|valley|countryside|territory|republic)$",
    re.IGNORECASE,
)
FACILITY_SUFFIX = re.compile(
    r" (?:(?:international )?airport|air ?base|air ?field|military base|naval base|base|port|harbou?r|border crossing|crossing|"
    r"hospital|university|refugee camp|camp|prison|refinery|power plant|nuclear plant|dam|bridge|barracks|garrison|"
    r"cathedral|stadium|station|embassy|consulate|court|school|college)$",
    re.IGNORECASE,
)
INSIDE = re.compile(r"\b(?:in|near|outside|at|of|around|inside|from|to|on)(?: the)? (?=[A-Z])")
AFTER = re.compile(r"\s*,\s*((?:[A-Z][\w’'-]*\.?(?:[A-Z]\.)*)(?: [A-Z][\w’'-]+){0,2})")


class Toponym(NamedTuple):
    """A name of a mention to look up: how much of the mention it is, and what it makes of the precision."""

    name: str
    container: str | None = None
    factor: float = 1.0
    precision: str | None = None


class Context(NamedTuple):
    """What the document speaks of: countries and US states, with the number of their mentions."""

    countries: Counter[str]
    states: Counter[str]
    points: tuple[tuple[str, float, float], ...] = ()


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
        tries.append(Toponym(inner, tries[0].container, 0.9, "region"))
    for pattern, precision in ((AREA_SUFFIX, None), (FACILITY_SUFFIX, "facility")):
        if pattern.search(inner):
            tries.append(Toponym(pattern.sub("", inner), tries[0].container, 0.85 if precision is None else 0.6, precision))
    tries += [Toponym(_bare(name[m.end() :]), None, 0.6) for m in list(INSIDE.finditer(name))[-1:]]
    return [t for t in tries if len(t.name) > 1]


def _bare(text: str) -> str:
    text = re.sub(r"['’]s$|['’]$", "", text.strip(" \t\n\"“”()[]"))
    return re.sub(r"^(?:the|The|THE) (?=\w)", "", text).rstrip(".,;:") if "." not in text[:-1] else text


def gather_context(names: Iterable[str], gazetteer: Gazetteer, states_of: dict[str, str], home: str | None) -> Context:
    """`states_of` maps folded demonyms to country codes; `home` is the outlet's country."""
    countries: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for name in names:
        code = states_of.get(fold(name))
        known = gazetteer.curated(name)
        if code:
            countries[code] += 1
        elif len(known) == 1 and (country := known[0].match.country):
            countries[country] += 1
            if known[0].source == "state":
                states[known[0].admin1 or ""] += 1
    if home:
        countries[home] += 1
    return Context(countries, states)


def score(candidate: PlaceCandidate, context: Context, container: Sequence[PlaceCandidate], own: int) -> tuple[float, str]:
    """Logarithmic; the difference of two is a log-odds. `own` mentions of the name itself do not speak for it."""
    match = candidate.match
    base = {"registry": 12.0, "country": 8.0, "area": 7.5, "state": 6.2, "city": 0.0}[candidate.source]
    total, why = base, candidate.source
    if candidate.source == "city":
        total = math.log10(candidate.population + 1) - (0.0 if candidate.primary else 1.5)
        why = f"population {candidate.population}"
    votes = context.countries[match.country] if match.country else 0
    votes -= own if candidate.source in ("country", "registry", "state") else 0
    if votes > 0 and match.country:
        total += 1.2 * math.log2(1 + votes)
        why += f", {match.country} is spoken of"
    if match.country == "US" and candidate.admin1 and context.states[candidate.admin1]:
        total += 2.0
        why += f", so is {candidate.admin1}"
    if any(_inside(candidate, c) for c in container):
        total += 6.0
        why += f", in {container[0].match.name}"
    nearest = min((_km(match, lat, lon) for name, lat, lon in context.points if name != match.name), default=None)
    if nearest is not None and candidate.source == "city":
        total += 2.0 * math.exp(-nearest / 200)
    return total, why


def choose(toponym: Toponym, context: Context, gazetteer: Gazetteer, own: int) -> Placed | None:
    """The likeliest place of the name, its share of the candidates' odds, and why."""
    candidates = gazetteer.lookup(toponym.name)
    if not candidates:
        return None
    container = gazetteer.lookup(toponym.container) if toponym.container else []
    scored = sorted(((*score(c, context, container, own), c) for c in candidates), key=lambda s: -s[0])
    best, why, chosen = scored[0]
    share = 1 / sum(math.exp(s - best) for s, _, _ in scored)
    match = chosen.match
    if toponym.precision == "region" and match.precision == "country":
        match = msgspec.structs.replace(match, precision="region")
    elif toponym.precision == "facility":
        match = msgspec.structs.replace(match, precision="facility")
    others = f" of {len(scored)}" if len(scored) > 1 else ""
    return Placed(match, round(0.95 * toponym.factor * share, 3), f"{match.name}{others}: {why}")


def place_mentions(
    mentions: Sequence[tuple[str, str]], context: Context, gazetteer: Gazetteer
) -> list[Placed | None]:
    """One place, or none, for each mention (its text, and the text right after it); one sense a name and document.

    A second pass lets places near each other speak for each other.
    """
    counts = Counter(fold(text) for text, _ in mentions)
    following: dict[str, str] = {}
    for text, after in mentions:
        if text not in following or AFTER.match(after):
            following[text] = after
    first = {text: _place(text, following[text], context, gazetteer, counts[fold(text)]) for text in following}
    points = tuple(
        (p.match.name, p.match.lat, p.match.lon)
        for p in first.values()
        if p and p.p > 0.5 and p.match.precision in ("city", "facility")
    )
    nearby = context._replace(points=points)
    second = {text: _place(text, following[text], nearby, gazetteer, counts[fold(text)]) for text in following}
    return [second[text] for text, _ in mentions]


def _place(text: str, following: str, context: Context, gazetteer: Gazetteer, own: int) -> Placed | None:
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
