"""Which mentions tell the same act.

Evidence for and against one act is added up for pairs that share a block (category family, day, and an actor or place);
the strongest pairs are joined first, and groups whose dates or places exclude each other never are. Nothing depends on
the order in which documents came.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from standoff.schema import PlaceMatch
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import HAPPENED, Mention
from standoff.weighing.pages import days_between, shift
from standoff.weighing.tolls import agree

FAMILY = {
    "ASSAULT": "force", "COERCE": "pressure", "SANCTION": "pressure", "MOBILIZE": "forces", "RETREAT": "easing",
    "CONCEDE": "easing", "CONSULT": "talks", "AGREE": "accord", "SUPPORT": "accord", "COOPERATE": "accord",
    "AID": "aid", "REQUEST": "request", "ACCUSE": "accuse", "REJECT": "reject", "THREATEN": "threaten",
    "PROTEST": "protest",
}  # fmt: skip
"""Neighbouring categories that readers take for each other when they name one act."""
HOSTILE = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "THREATEN", "PROTEST"))
"""Acts one denies a part in, or is blamed for."""
GENERIC = frozenset(
    [
        "attack",
        "assault",
        "raid",
        "strik",
        "strike",
        "incident",
        "kill",
        "act",
        "operation",
        "violenc",
        "clash",
        "fight",
        "shell",
        "talk",
        "move",
    ]
)
JOIN = 4.0
"""Evidence that joins two mentions; each line of `evidence` is worth up to 2."""
JOIN_GROUPS = 3.0
"""What two groups must still have in common, as wholes, when a pair of theirs is to join them."""
WINDOW = 25
"""Neighbours compared inside a block too large to compare everybody."""
LARGE = 40
"""Mentions; a larger block of an actor or place compares neighbours, a larger block of a word tells nothing."""
TELLING = 4
"""Longest words of a sentence under which it is also filed, for acts without an actor or place."""
BARE = 1.6
"""For "the attack", said with nothing else a few sentences on."""
SAME_SENTENCE = 3.2
"""Two triggers of one family in one sentence ("struck ..., killing five") tell one act unless arguments differ."""
NEAR_SENTENCES = 6
LOOKBACK = 3
"""Days before publication on which an undated fresh act may lie."""
CHECKED_WITHIN = 7
"""Days after an act on which a denial may be dated: the day somebody went to look, not the day of the act."""
LASTS = 30
"""Days over which "still closed" goes back to the closing."""
NEAR_KM = 25.0
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
        ongoing=a.ongoing or b.ongoing,
    )


def status_class(mention: Mention) -> str:
    """What must stay apart: acts that took place, acts intended, acts demanded; a denial goes with what it denies."""
    if mention.status == "denied":
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
    when, where = _same_time(a, b), _same_place(a, b)
    if when == EXCLUDED or where == EXCLUDED:
        return EXCLUDED
    score = 1.0 if a.categories & b.categories else 0.0
    score += when + where
    score += _same_parties(a.actors, b.actors, kinship) + _same_parties(a.recipients, b.recipients, kinship)
    score += _same_words(a, b)
    if a.killed and b.killed:
        score += 0.7 if any(agree(x, y) for x in a.killed for y in b.killed) else -0.2
    return score


def _foretold(a: Profile, b: Profile) -> bool:
    """Whether `a` was told as done before the day on which `b` took place."""
    if not b.dates or not a.published[0] or a.statuses | b.statuses != {"happened"}:
        return False
    return a.published[0][:10] < min(start for start, _ in b.dates)


def _same_time(a: Profile, b: Profile) -> float:
    if not a.dates or not b.dates:
        return _undated(a, b)
    gap = min(_gap(x, y) for x in a.dates for y in b.dates)
    if gap >= 2 and gap <= CHECKED_WITHIN and "denied" in a.statuses | b.statuses:
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


def _same_place(a: Profile, b: Profile) -> float:
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


def _same_parties(a: frozenset[str], b: frozenset[str], kinship: Kinship) -> float:
    if not a or not b:
        return 0.0
    return 1.3 if kinship.overlap(a, b) else -0.7


def _same_words(a: Profile, b: Profile) -> float:
    shared = len(a.stems & b.stems)
    smaller = max(4, min(len(a.stems), len(b.stems)))
    triggers = (a.triggers & b.triggers) - {""}
    trigger = 0.3 if triggers & GENERIC else 0.8 if triggers else 0.0
    return trigger + 3.0 * shared / smaller


class Groups:
    """Mentions joined step by step; the smallest index names a group."""

    def __init__(self, profiles: Sequence[Profile], kinship: Kinship) -> None:
        self.above = list(range(len(profiles)))
        self.profiles = list(profiles)
        self.kinship = kinship

    def find(self, at: int) -> int:
        while self.above[at] != at:
            self.above[at] = self.above[self.above[at]]
            at = self.above[at]
        return at

    def join(self, a: int, b: int, nearness: float) -> bool:
        """Joins the groups of two mentions unless, as wholes, they speak of different acts.

        `nearness` is what the pair's standing close together in one document adds.
        """
        a, b = sorted((self.find(a), self.find(b)))
        if a == b:
            return True
        if evidence(self.profiles[a], self.profiles[b], self.kinship) + nearness < JOIN_GROUPS:
            return False
        self.above[b] = a
        self.profiles[a] = merged(self.profiles[a], self.profiles[b])
        return True

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for at in range(len(self.above)):
            found[self.find(at)].append(at)
        return [found[root] for root in sorted(found)]


def group(mentions: Sequence[Mention], kinship: Kinship) -> list[list[Mention]]:
    """Mentions of one act together; input in any order, output in a fixed one."""
    ordered = sorted(mentions, key=lambda mention: mention.key)
    events = [mention for mention in ordered if mention.category is not None]
    profiles = [profile(mention) for mention in events]
    groups = Groups(profiles, kinship)
    scored: list[tuple[float, int, int, float]] = []
    for a, b in sorted(_pairs(events, kinship)):
        alike = evidence(profiles[a], profiles[b], kinship)
        near = _nearness(events, profiles, a, b) if events[a].document == events[b].document else 0.0
        if alike + near >= JOIN:
            scored.append((-alike - near, a, b, near))
    for _, a, b, near in sorted(scored):
        groups.join(a, b, near)
    found = [[events[at] for at in members] for members in groups.members()]
    return _attach(found, [mention for mention in ordered if mention.category is None], kinship)


def _nearness(events: Sequence[Mention], profiles: Sequence[Profile], a: int, b: int) -> float:
    """What one document adds: nearness, and a bare "the attack", speak for one act."""
    apart = abs(events[a].sentence - events[b].sentence)
    if apart == 0:
        return SAME_SENTENCE
    near = 1.5 if apart == 1 else 1.0 if apart <= NEAR_SENTENCES else 0.3
    later = profiles[max(a, b, key=lambda at: events[at].sentence)]
    points_back = not (later.actors or later.recipients or later.places or later.dates)
    return near + (BARE if points_back and apart <= NEAR_SENTENCES else 0.0)


def _pairs(events: Sequence[Mention], kinship: Kinship) -> set[tuple[int, int]]:
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, mention in enumerate(events):
        for key in _blocks(mention, kinship):
            blocks[key].append(at)
    pairs: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        if len(block) <= LARGE:
            pairs.update((a, b) for at, a in enumerate(block) for b in block[at + 1 :])
        elif not key[-1].startswith("#"):
            near = block if key[0] == "document" else sorted(block, key=lambda at: _neighbourhood(events[at]))
            pairs.update((min(a, b), max(a, b)) for at, a in enumerate(near) for b in near[at + 1 : at + 1 + WINDOW])
    return pairs


def _neighbourhood(mention: Mention) -> tuple[str, str, str, tuple[str, str, int, int, str]]:
    place = "" if mention.place is None else mention.place.name
    return (place, mention.date[0] if mention.date else "", mention.trigger, mention.key)


def _blocks(mention: Mention, kinship: Kinship) -> set[tuple[str, ...]]:
    family = FAMILY[mention.category or "ASSAULT"]
    keys: set[tuple[str, ...]] = {("document", mention.document, family)}
    features = {above for actor in (*mention.actors, *mention.recipients) for above in kinship.line(actor)}
    if mention.place is not None:
        features.add(f"@{mention.place.geonames or mention.place.id or mention.place.name}")
    telling = sorted(mention.stems, key=lambda word: (-len(word), word))[:TELLING]
    features.update(f"#{word}" for word in (mention.trigger, *telling))
    return keys | {(family, day, feature) for feature in features for day in days_of(mention)}


def days_of(mention: Mention) -> list[str]:
    """The days on which the act may lie, for blocking; every second suffices with the neighbours it brings."""
    if mention.date is not None and days_between(*mention.date) <= 4:
        start, length = mention.date[0], days_between(*mention.date)
        return [shift(start, step) for step in range(length + 1)]
    if not mention.published:
        return [""]
    return [shift(mention.published, -step) for step in range(LOOKBACK + 1)]


def _attach(found: list[list[Mention]], loose: Sequence[Mention], kinship: Kinship) -> list[list[Mention]]:
    """Sentences without an event join the act of their document that they speak of; those that speak of none fall
    away."""
    by_document: dict[str, list[int]] = defaultdict(list)
    for at, members in enumerate(found):
        for document in {mention.document for mention in members}:
            by_document[document].append(at)
    added: dict[int, list[Mention]] = defaultdict(list)
    for mention in loose:
        choices = [(-_speaks_of(mention, found[at], kinship), at) for at in by_document[mention.document]]
        best = min(choices, default=(0.0, -1))
        if -best[0] >= 1.5:
            added[best[1]].append(mention)
    return [sorted([*members, *added[at]], key=lambda mention: mention.key) for at, members in enumerate(found)]


def _speaks_of(mention: Mention, members: Sequence[Mention], kinship: Kinship) -> float:
    """Nearness, and agreement with what the group says; a count of dead speaks of violence."""
    here = [other for other in members if other.document == mention.document]
    apart = min((mention.sentence - other.sentence) if other.sentence <= mention.sentence else 3 for other in here)
    categories = {other.category for other in here}
    if mention.killed is not None and "ASSAULT" not in categories:
        return EXCLUDED
    if mention.killed is None and not categories & HOSTILE:
        return EXCLUDED
    whole = profile(here[0])
    for other in here[1:]:
        whole = merged(whole, profile(other))
    one = profile(mention)
    when = _same_time(one, whole) if one.dates and whole.dates else 0.0
    where = _same_place(one, whole)
    if EXCLUDED in (when, where):
        return EXCLUDED
    shared = 3.0 * len(one.stems & whole.stems) / max(4, min(len(one.stems), len(whole.stems)))
    parties = 0.7 if kinship.overlap(one.actors, whole.actors | whole.recipients) else 0.0
    return max(0.0, 2.2 - 0.3 * apart) + when + where + shared + parties
