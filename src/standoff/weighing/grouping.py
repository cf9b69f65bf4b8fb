"""Which mentions tell the same act.

First within each document: what stands close together and contradicts nothing, then "the attack" with the act it points
back at. Then across documents: the acts of two documents that share a block (family of category, day, and an actor, a
place or a telling word) are compared, and joined the strongest first, unless the groups as wholes exclude each other.
Last, sentences without an event join the act they speak of. Nothing depends on the order in which documents came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import HOSTILE, NOBODY, Mention
from standoff.weighing.pages import days_between, shift
from standoff.weighing.profiles import (
    EXCLUDED,
    FAMILY,
    LOOKBACK,
    Profile,
    compatible,
    evidence,
    merged,
    profile,
    same_place_score,
    same_time_score,
    shared_words,
)
from standoff.weighing.sources import UNATTRIBUTED
from standoff.weighing.tolls import agree

JOIN = 3.6
"""Evidence that joins two acts of different documents, or two mentions of one."""
JOIN_GROUPS = 3.0
"""What two groups must still have in common, as wholes, when a pair of theirs is to join them."""
WINDOW = 25
"""Neighbours compared inside a block too large to compare everybody."""
LARGE = 40
"""Mentions; a larger block of an actor or place compares neighbours, a larger block of a word tells nothing."""
TELLING = 4
"""Longest words of a sentence under which it is also filed, for acts without an actor or place."""
SAME_SENTENCE = 3.2
"""Two triggers of one family in one sentence ("struck ..., killing five") tell one act unless arguments differ."""
NEXT_SENTENCE, SAME_PASSAGE, SAME_DOCUMENT = 1.5, 1.0, 0.3
SCENES = 4
"""Towns of its document under which an act without a place is filed."""
PASSAGE = 6
"""Sentences."""
BACK, AHEAD = 2.4, 0.8
"""How near the act pointed at is, at no distance: mostly it was told before."""
MAIN = 1.0
"""For the first act of its kind in a document: its story."""
PARAGRAPH = 0.6
"""For an act told in the same paragraph."""
ASIDE = -1.5
"""For an act that its sentence only sets another beside: "struck in response to the raid"."""
FADES = 0.2
"""What each sentence between takes away."""
UNREAL = frozenset(("possible", "conditional", "denied"))
"""What one sentence says might be, or is not, is an incident only if it says whose."""
SPOKEN_OF = frozenset(("REQUEST", "ACCUSE", "REJECT", "SUPPORT"))
"""What one sentence says was said is one only if it says by whom, and to whom or on whose word."""
UNSURE, UNSURE_SAID = 0.45, 0.35
"""Probability under which an act with one detail is no incident of its own; less when a source says it of somebody."""
SPEAKS = 1.5
"""What makes a sentence without an event one of an act of its document."""
SPEAKS_ELSEWHERE = 2.0
"""The same for an act told only in other documents."""
RECENT = 7
"""Days between an act's last report and a sentence elsewhere that speaks of it."""


class Groups:
    """Mentions joined step by step; the smallest index names a group."""

    def __init__(self, mentions: Sequence[Mention], kinship: Kinship) -> None:
        self.mentions = mentions
        self.above = list(range(len(mentions)))
        self.profiles = [profile(mention) for mention in mentions]
        self.kinship = kinship
        self.events = [{(mention.document, mention.event)} for mention in mentions]
        self.apart = [{(mention.document, other) for other in mention.apart} for mention in mentions]

    def find(self, at: int) -> int:
        while self.above[at] != at:
            self.above[at] = self.above[self.above[at]]
            at = self.above[at]
        return at

    def score(self, a: int, b: int) -> float:
        """Evidence between the groups of two mentions; what a sentence parts is never one."""
        a, b = self.find(a), self.find(b)
        if self.apart[a] & self.events[b] or self.apart[b] & self.events[a]:
            return EXCLUDED
        return evidence(self.profiles[a], self.profiles[b], self.kinship)

    def join(self, a: int, b: int, nearness: float = 0.0, least: float = JOIN_GROUPS) -> bool:
        """Joins the groups of two mentions unless, as wholes, they speak of different acts.

        `nearness` is what the pair's standing close together in one document adds.
        """
        a, b = sorted((self.find(a), self.find(b)))
        if a == b:
            return True
        if self.score(a, b) + nearness < least:
            return False
        self.above[b] = a
        self.profiles[a] = merged(self.profiles[a], self.profiles[b])
        self.events[a] |= self.events[b]
        self.apart[a] |= self.apart[b]
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
    groups = Groups(events, kinship)
    by_document: dict[str, list[int]] = defaultdict(list)
    for at, mention in enumerate(events):
        by_document[mention.document].append(at)
    for document in sorted(by_document):
        _gather(groups, by_document[document])
    _match(groups)
    found = [[events[at] for at in members] for members in groups.members()]
    kept = [members for members in found if stands_alone(members)]
    rest = [mention for members in found if not stands_alone(members) for mention in members]
    loose = [mention for mention in ordered if mention.category is None]
    return _attach(kept, sorted([*loose, *rest], key=lambda mention: mention.key), kinship)


def _gather(groups: Groups, places: Sequence[int]) -> None:
    """The acts of one document."""
    scored: list[tuple[float, int, int, float]] = []
    for at, a in enumerate(places):
        for b in places[at + 1 : at + 1 + LARGE]:
            near = _nearness(groups.mentions[a], groups.mentions[b])
            total = groups.score(a, b) + near
            if total >= JOIN:
                scored.append((-total, a, b, near))
    for _, a, b, near in sorted(scored):
        groups.join(a, b, near)
    for at in places:
        whole = groups.profiles[groups.find(at)]
        if not whole.dates and not whole.recipients and (groups.mentions[at].definite or not whole.places):
            _point_back(groups, at, places)


def _nearness(a: Mention, b: Mention) -> float:
    """What standing close together adds."""
    between = abs(a.sentence - b.sentence)
    if between == 0:
        return SAME_SENTENCE
    return NEXT_SENTENCE if between == 1 else SAME_PASSAGE if between <= PASSAGE else SAME_DOCUMENT


def _point_back(groups: Groups, at: int, places: Sequence[int]) -> None:
    """Joins "the attack", said with nothing else, to the act of its document that it points at."""
    bare, home = groups.mentions[at], groups.find(at)
    choices: list[tuple[float, int]] = []
    first = next(other for other in places if FAMILY[groups.mentions[other].category or "ASSAULT"] == _family(bare))
    for other in places:
        told = groups.mentions[other]
        if (
            groups.find(other) == home
            or not _located(groups.profiles[groups.find(other)])
            or groups.score(at, other) == EXCLUDED
        ):
            continue
        between = bare.sentence - told.sentence
        near = BACK - FADES * between if between >= 0 else AHEAD + FADES * between
        if bare.definite or 0 <= between <= (PASSAGE if bare.category == "ASSAULT" else 2):
            main = MAIN if other == first else PARAGRAPH if told.paragraph == bare.paragraph else 0.0
            aside = ASIDE if told.event is not None and any(before < told.event for before in told.apart) else 0.0
            choices.append((-near - main - aside - groups.score(at, other), other))
    if choices:
        groups.join(at, min(choices)[1], least=EXCLUDED / 2)


def _family(mention: Mention) -> str:
    return FAMILY[mention.category or "ASSAULT"]


def _located(one: Profile) -> bool:
    """Whether it says which act it tells: by day, by town, or by whom it struck."""
    return bool(one.dates or one.places or one.recipients)


def _match(groups: Groups) -> None:
    """The same act in different documents."""
    roots = [members[0] for members in groups.members()]
    scored: list[tuple[float, int, int]] = []
    for a, b in sorted(_pairs(groups, roots)):
        alike = groups.score(a, b)
        if alike >= JOIN:
            scored.append((-alike, a, b))
    for _, a, b in sorted(scored):
        groups.join(a, b)


def _pairs(groups: Groups, roots: Sequence[int]) -> set[tuple[int, int]]:
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    documents: dict[int, set[str]] = defaultdict(set)
    for at, mention in enumerate(groups.mentions):
        root = groups.find(at)
        documents[root].add(mention.document)
    keys: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for at, mention in enumerate(groups.mentions):
        keys[groups.find(at)] |= _blocks(mention, groups.profiles[groups.find(at)], groups.kinship)
    for root in roots:
        for key in keys[root]:
            blocks[key].append(root)
    pairs: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        if len(block) <= LARGE:
            pairs.update((a, b) for at, a in enumerate(block) for b in block[at + 1 :])
        elif not key[-1].startswith("#"):
            near = sorted(block, key=lambda at: _neighbourhood(groups.mentions[at]))
            pairs.update((min(a, b), max(a, b)) for at, a in enumerate(near) for b in near[at + 1 : at + 1 + WINDOW])
    return {(a, b) for a, b in pairs if documents[a] != documents[b]}


def _neighbourhood(mention: Mention) -> tuple[str, str, str, tuple[str, str, int, int, str]]:
    place = "" if mention.place is None else mention.place.name
    return (place, mention.date[0] if mention.date else "", mention.trigger, mention.key)


def _blocks(mention: Mention, whole: Profile, kinship: Kinship) -> set[tuple[str, ...]]:
    family = FAMILY[mention.category or "ASSAULT"]
    features = {above for actor in (*mention.actors, *mention.recipients) for above in kinship.line(actor)}
    if mention.place is not None:
        features.add(f"@{mention.place.geonames or mention.place.id or mention.place.name}")
    telling = sorted(mention.stems, key=lambda word: (-len(word), word))[:TELLING]
    features.update(f"#{word}" for word in (mention.trigger, *telling))
    if not whole.places:
        features.update(sorted(feature for feature in mention.scene if feature.startswith("@"))[:SCENES])
    keys = {(family, day, feature) for feature in features for day in days_of(mention, whole)}
    return keys | {
        (family, f"week {week}", feature) for feature in features if feature[0] == "@" for week in _weeks(whole)
    }


def _weeks(whole: Profile) -> set[int]:
    """The weeks in which an act told with its town may lie, for reports that look back; without a date, two."""
    if whole.dates:
        return {_week(start) for start, _ in whole.dates}
    return {_week(whole.published[0]), _week(whole.published[0]) - 1} if whole.published[0] else set()


def _week(day: str) -> int:
    return days_between("2000-01-03", day) // 7


def days_of(mention: Mention, whole: Profile) -> list[str]:
    """The days on which the act may lie, for blocking; every second suffices with the neighbours it brings."""
    dates = [date for date in whole.dates if days_between(*date) <= 4]
    if dates:
        return sorted({shift(start, step) for start, end in dates for step in range(days_between(start, end) + 1)})
    if not mention.published:
        return [""]
    return [shift(mention.published, -step) for step in range(LOOKBACK + 1)]


def stands_alone(members: Sequence[Mention]) -> bool:
    """Whether a group is an incident of its own: two sentences tell it, or one says enough of it surely enough."""
    if len({(mention.document, mention.sentence) for mention in members}) > 1 and any(one.substance for one in members):
        return True
    most = max(mention.substance for mention in members)
    named = any(mention.actors or mention.recipients for mention in members)
    if all(one.date is None and one.place is None and one.source is UNATTRIBUTED for one in members):
        return False  # background
    if not named and all(mention.status in UNREAL for mention in members):
        return False
    if {mention.category for mention in members} <= SPOKEN_OF and most < 2 and not _has_speaker(members):
        return False
    sure = max(mention.p or 1.0 for mention in members)
    return most >= 2 or (most == 1 and sure >= (UNSURE_SAID if _has_speaker(members) else UNSURE))


def _has_speaker(members: Sequence[Mention]) -> bool:
    return any(mention.actors and not mention.source.key.startswith(NOBODY) for mention in members)


class Local(msgspec.Struct, frozen=True):
    """What one document tells of an act."""

    act: int
    whole: Profile
    sentences: frozenset[int]


def _locals(found: Sequence[Sequence[Mention]]) -> dict[str, list[Local]]:
    """The acts each document tells."""
    by_document: dict[str, list[Local]] = defaultdict(list)
    for at, members in enumerate(found):
        here: dict[str, list[Mention]] = defaultdict(list)
        for mention in members:
            here[mention.document].append(mention)
        for document, told in here.items():
            sentences = frozenset(mention.sentence for mention in told)
            by_document[document].append(Local(at, _profile_of(told), sentences))
    return by_document


def _attach(found: list[list[Mention]], loose: Sequence[Mention], kinship: Kinship) -> list[list[Mention]]:
    """Sentences without an event, and acts too vague to stand alone, join the act they speak of, in their document
    before others; those that speak of none fall away."""
    profiles = [_profile_of(members) for members in found]
    told_by = _locals(found)
    by_feature: dict[str, list[int]] = defaultdict(list)
    for at, whole in enumerate(profiles):
        for feature in sorted(_features(whole, kinship)):
            by_feature[feature].append(at)
    added: dict[int, list[Mention]] = defaultdict(list)
    placed: dict[tuple[str, int], int] = {}
    for mention in sorted(loose, key=lambda one: (one.faint, one.category is not None, one.key)):
        here = told_by[mention.document]
        if _is_told(mention, here) or (_is_vague(mention) and (mention.document, mention.sentence) in placed):
            continue
        one = profile(mention)
        choices = [
            (-_speaks_of(mention, one, local, kinship), local.act)
            for local in here
            if _same_family(mention, profiles[local.act])
        ]
        best = min(choices, default=(0.0, -1))
        before = placed.get((mention.document, mention.sentence - 1), -1)
        if mention.stance == "denies" and before >= 0 and _goes_on(one, profiles[before]):
            best = (-SPEAKS, before)
        elif -best[0] < SPEAKS * (2 if mention.faint else 1):
            best = _elsewhere(mention, one, profiles, by_feature, kinship)
        if best[1] >= 0:
            placed[mention.document, mention.sentence] = best[1]
            added[best[1]].append(mention)
    return [sorted([*members, *added[at]], key=lambda mention: mention.key) for at, members in enumerate(found)]


def _goes_on(one: Profile, whole: Profile) -> bool:
    """Whether a denial may speak of the act that the sentence before it spoke of."""
    return not one.places and (not one.dates or same_time_score(one, whole) != EXCLUDED)


def _is_vague(mention: Mention) -> bool:
    return mention.faint or mention.category is not None


def _is_told(mention: Mention, here: Sequence[Local]) -> bool:
    """Whether its sentence is a report already, and the mention adds neither denial, blame nor count."""
    return _is_vague(mention) and any(mention.sentence in local.sentences for local in here)


def _same_family(mention: Mention, whole: Profile) -> bool:
    return mention.category is None or FAMILY[mention.category] in whole.families


def _profile_of(members: Sequence[Mention]) -> Profile:
    whole = profile(members[0])
    for other in members[1:]:
        whole = merged(whole, profile(other))
    return whole


def _features(one: Profile, kinship: Kinship) -> set[str]:
    """Under what a sentence of another document may look for the act."""
    features = {above for actor in (*one.actors, *one.recipients) for above in kinship.line(actor)}
    return features | {f"@{place.geonames or place.id or place.name}" for place in one.places}


def _elsewhere(
    mention: Mention,
    one: Profile,
    profiles: Sequence[Profile],
    by_feature: Mapping[str, Sequence[int]],
    kinship: Kinship,
) -> tuple[float, int]:
    """The act of another document that a denial, a blame or a count speaks of."""
    if _is_vague(mention):
        return (0.0, -1)
    near = {at for feature in _features(one, kinship) for at in by_feature.get(feature, ())[:LARGE]}
    choices = [(-_shares(mention, one, profiles[at], kinship), at) for at in sorted(near)]
    best = min(choices, default=(0.0, -1))
    return best if -best[0] >= SPEAKS_ELSEWHERE else (0.0, -1)


def _shares(mention: Mention, one: Profile, whole: Profile, kinship: Kinship) -> float:
    if not whole.categories & HOSTILE or not compatible(one.statuses, whole.statuses):
        return EXCLUDED
    if mention.killed is not None and "ASSAULT" not in whole.categories:
        return EXCLUDED
    if (
        mention.published
        and whole.published[1]
        and not 0 <= days_between(whole.published[0], mention.published) <= RECENT
    ):
        return EXCLUDED
    when = same_time_score(one, whole) if one.dates and whole.dates else 0.0
    where = same_place_score(one, whole)
    parties = 0.7 if kinship.overlap(one.actors, whole.actors | whole.recipients) else 0.0
    return when + where + parties + 3.0 * shared_words(one.stems, whole.stems)


def _speaks_of(mention: Mention, one: Profile, local: Local, kinship: Kinship) -> float:
    """Nearness, and agreement with what the group says; a count of dead speaks of violence."""
    whole = local.whole
    between = min(mention.sentence - at if at <= mention.sentence else 3 for at in local.sentences)
    if mention.killed is not None and "ASSAULT" not in whole.categories:
        return EXCLUDED
    if mention.killed is None and not whole.categories & HOSTILE and not mention.faint:
        return EXCLUDED
    when = same_time_score(one, whole) if one.dates and whole.dates else 0.0
    where = same_place_score(one, whole)
    if EXCLUDED in (when, where):
        return EXCLUDED
    shared = 3.0 * shared_words(one.stems, whole.stems)
    parties = 0.7 if kinship.overlap(one.actors, whole.actors | whole.recipients) else 0.0
    near = max(0.0, 2.2 - 0.3 * between) * (0.4 if mention.faint else 1.0)
    counts = 0.7 if one.killed and whole.killed and agree(one.killed[0], whole.killed[0]) else 0.0
    return near + when + where + shared + parties + counts
