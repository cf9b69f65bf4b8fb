"""What a mention, or a group of them, says of an act, and how strongly two of them speak of one.

Every line of `evidence` is worth up to 2; the sum is compared with thresholds in `grouping`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from standoff.schema import PlaceMatch
from standoff.weighing.acts import HAPPENED
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Mention
from standoff.weighing.pages import FINE, days_between, place_key, shift
from standoff.weighing.tolls import agree

FAMILY = {
    "ASSAULT": "force", "COERCE": "pressure", "SANCTION": "pressure", "MOBILIZE": "forces", "RETREAT": "easing",
    "CONCEDE": "easing", "CONSULT": "talks", "AGREE": "accord", "SUPPORT": "accord", "COOPERATE": "accord",
    "AID": "aid", "REQUEST": "request", "ACCUSE": "accuse", "REJECT": "reject", "THREATEN": "threaten",
    "PROTEST": "protest",
}  # fmt: skip
"""Neighbouring categories that readers take for each other when they name one act."""
GENERIC = frozenset((
    "attack", "assault", "raid", "strik", "strike", "incident", "kill", "act", "operation", "violenc", "clash",
    "fight", "shell", "talk", "move", "hit", "struck", "launch", "fire", "wound", "injur", "dead", "die", "forc",
    "force", "troop", "soldier", "militar", "army", "militia", "group", "fighter", "people", "civilian", "member",
    "target", "government", "ministr", "minister", "countr", "region", "border", "town", "bas", "base", "state",
    "president", "presiden", "respons", "respond", "claim", "accus", "blam", "condemn", "deny", "den", "agency",
    "media",
))  # fmt: skip
"""Stems that many acts share."""
DULL = 0.3
"""What such a stem weighs beside another."""
LOOKBACK = 3
"""Days before publication on which an undated fresh act may lie."""
CHECKED_WITHIN = 7
"""Days after an act on which a denial may be dated: the day somebody went to look, not the day of the act."""
LASTS = 30
"""Days over which "still closed" goes back to the closing."""
NEAR_KM = 25.0
OTHER_ACTORS, OTHER_RECIPIENTS = -0.3, -0.7
"""Who did it is what reports differ about; whom it struck, less."""
OTHER_INTENDING = -60.0
"""Who will act is known from the one who announces it: other actors, another act."""
JOINT = frozenset(("talks", "accord"))
"""What several do together, each of whom may be named alone."""
OTHER_TOLL = -0.5
SCENE_TOWN, SCENE_ACTOR = 0.8, 0.5
EXCLUDED = -100.0


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a group of mentions says as one."""

    families: frozenset[str]
    categories: frozenset[str]
    statuses: frozenset[str]
    actors: frozenset[str]
    recipients: frozenset[str]
    places: tuple[PlaceMatch, ...]
    dates: tuple[tuple[str, str], ...]
    published: tuple[str, str]
    stems: frozenset[str]
    triggers: frozenset[str]
    killed: tuple[tuple[int, int | None], ...]
    scene: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    ongoing: bool = False


def profile(mention: Mention) -> Profile:
    """A mention as a group of one."""
    return Profile(
        families=frozenset(() if mention.category is None else (FAMILY[mention.category],)),
        categories=frozenset(() if mention.category is None else (mention.category,)),
        statuses=frozenset((status_class(mention),)),
        actors=frozenset(mention.actors),
        recipients=frozenset(mention.recipients),
        places=() if mention.place is None else (mention.place,),
        dates=() if mention.date is None else (mention.date,),
        published=(mention.published, mention.published),
        stems=mention.stems,
        triggers=frozenset((mention.trigger,)),
        killed=() if mention.killed is None else (mention.killed,),
        scene=mention.scene,
        documents=frozenset((mention.document,)),
        ongoing=mention.status == "ongoing",
    )


def merged(a: Profile, b: Profile) -> Profile:
    """Two groups as one."""
    days = [day for day in (*a.published, *b.published) if day]
    return Profile(
        families=a.families | b.families,
        categories=a.categories | b.categories,
        statuses=a.statuses | b.statuses,
        actors=a.actors | b.actors,
        recipients=a.recipients | b.recipients,
        places=tuple(sorted({*a.places, *b.places}, key=lambda place: (place.name, place.lat, place.lon))),
        dates=tuple(sorted({*a.dates, *b.dates})),
        published=(min(days, default=""), max(days, default="")),
        stems=a.stems | b.stems,
        triggers=a.triggers | b.triggers,
        killed=tuple(sorted({*a.killed, *b.killed}, key=lambda figure: (figure[0], figure[1] or -1))),
        scene=a.scene | b.scene,
        documents=a.documents | b.documents,
        ongoing=a.ongoing or b.ongoing,
    )


def status_class(mention: Mention) -> str:
    """What must stay apart: acts that took place, acts intended, acts demanded; a denial goes with what it denies."""
    if mention.status == "denied" or (mention.category is None and mention.stance == "denies"):
        return "denied"
    if mention.status in HAPPENED:
        return "happened"
    if mention.category == "CONSULT" and mention.status == "planned":
        return "scheduled"
    return "requested" if mention.status == "requested" else "intended"


def compatible(a: frozenset[str], b: frozenset[str]) -> bool:
    """A scheduled meeting and the meeting held are one; a planned act and the act are two."""
    kinds = (a | b) - {"denied"}
    return len(kinds) <= 1 or kinds == {"scheduled", "happened"}


def evidence(a: Profile, b: Profile, kinship: Kinship) -> float:
    """How strongly two mentions (or groups) speak of one act; EXCLUDED when they cannot."""
    if not compatible(a.statuses, b.statuses) or (a.families and b.families and not a.families & b.families):
        return EXCLUDED
    if _foretold(a, b) or _foretold(b, a):
        return EXCLUDED
    when, where = same_time_score(a, b), same_place_score(a, b)
    if when == EXCLUDED or where == EXCLUDED:
        return EXCLUDED
    score = 1.0 if a.categories & b.categories else 0.0
    score += when + where
    shared = a.families | b.families <= JOINT
    intended = "happened" not in a.statuses | b.statuses and not shared
    score += _same_parties(a.actors, b.actors, kinship, OTHER_INTENDING if intended else OTHER_ACTORS)
    score += _same_parties(a.recipients, b.recipients, kinship, OTHER_RECIPIENTS)
    score += _same_words(a, b) + max(_in_scene(a, b), _in_scene(b, a))
    if a.killed and b.killed:
        score += 0.7 if any(agree(x, y) for x in a.killed for y in b.killed) else OTHER_TOLL
    return score


def _foretold(a: Profile, b: Profile) -> bool:
    """Whether `a` was told as done before the day on which `b` took place."""
    if not b.dates or not a.published[0] or a.statuses | b.statuses != {"happened"}:
        return False
    return a.published[0][:10] < min(start for start, _ in b.dates)


def same_time_score(a: Profile, b: Profile) -> float:
    if not a.dates or not b.dates:
        return _undated(a, b)
    gap = min(_gap(x, y) for x in a.dates for y in b.dates)
    if gap >= 2 and gap <= CHECKED_WITHIN and {"denied"} in (a.statuses, b.statuses):
        return -0.5
    if gap >= 2:
        return 0.5 if _lasts(a, b) or _lasts(b, a) else EXCLUDED
    if gap == 1:
        return -0.5
    narrow = any(_gap(x, y) == 0 and max(days_between(*x), days_between(*y)) <= 1 for x in a.dates for y in b.dates)
    return 2.0 if narrow else 0.7


def _lasts(a: Profile, b: Profile) -> bool:
    """Whether `b` says of a later day that what `a` tells goes on."""
    start, later = min(a.dates), max(b.dates)
    return b.ongoing and 0 <= days_between(start[0], later[0]) <= LASTS


def _undated(a: Profile, b: Profile) -> float:
    """One side gives no date: it may lie in the days before it was published."""
    if not all((*a.published, *b.published)):
        return 0.0
    known = a.dates or b.dates
    other = b if a.dates else a
    span = (shift(other.published[0], -LOOKBACK), other.published[1])
    days = known or ((shift(a.published[0], -LOOKBACK), a.published[1]),)
    gap = min(_gap(day, span) for day in days)
    return 0.5 if gap == 0 else -0.3 * min(gap, 10)


def _gap(a: tuple[str, str], b: tuple[str, str]) -> int:
    """Days between two closed intervals; 0 when they touch."""
    return max(0, days_between(a[1], b[0]), days_between(b[1], a[0]))


def same_place_score(a: Profile, b: Profile) -> float:
    if not a.places or not b.places:
        return 0.0
    return max(_place_score(x, y) for x in a.places for y in b.places)


def _place_score(a: PlaceMatch, b: PlaceMatch) -> float:
    fine = {"city", "facility"}
    if same_place(a, b):
        return 2.0 if a.precision in fine else 1.0
    if a.precision in fine and b.precision in fine:
        return -1.0 if kilometres(a, b) <= NEAR_KM else EXCLUDED
    same_country = a.country is not None and a.country == b.country
    return 0.3 if same_country or kilometres(a, b) <= 150 else -1.5


def same_place(a: PlaceMatch, b: PlaceMatch) -> bool:
    if a.geonames is not None and b.geonames is not None:
        return a.geonames == b.geonames
    if a.id is not None and b.id is not None:
        return a.id == b.id
    return a.name == b.name and kilometres(a, b) < NEAR_KM


def kilometres(a: PlaceMatch, b: PlaceMatch) -> float:
    """Great-circle distance (haversine)."""
    la, lb = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(min(1.0, half)))


def _same_parties(a: frozenset[str], b: frozenset[str], kinship: Kinship, other: float) -> float:
    if not a or not b:
        return 0.0
    return 1.3 if kinship.overlap(a, b) else other


def _in_scene(a: Profile, b: Profile) -> float:
    """An act told without a place, in a report that names the other's town; without a victim, that names the victim."""
    if a.documents & b.documents:
        return 0.0
    score = 0.0
    if not a.places and any(place_key(place) in a.scene for place in b.places if place.precision in FINE):
        score += SCENE_TOWN
    if (not a.recipients and b.recipients & a.scene) or (not a.actors and b.actors & a.scene):
        score += SCENE_ACTOR
    return score


def _same_words(a: Profile, b: Profile) -> float:
    triggers = (a.triggers & b.triggers) - {""}
    trigger = 0.8 if triggers - GENERIC else 0.3 if triggers else 0.0
    return trigger + 3.0 * shared_words(a.stems, b.stems)


def shared_words(a: frozenset[str], b: frozenset[str]) -> float:
    """The share, 0 to 1, of the smaller side's words that both have; words of all acts count little."""
    return mass(a & b) / max(4.0, min(mass(a), mass(b)))


def mass(stems: Iterable[str]) -> float:
    return sum(DULL if word in GENERIC else 1.0 for word in stems)
