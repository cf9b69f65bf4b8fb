"""From a group of mentions to an incident: its fields, its reports, its verdict."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from standoff.schema import Category, Incident, PlaceMatch, Report, Status, Value, Verdict
from standoff.weighing.acts import HAPPENED
from standoff.weighing.claims import HOLDS, claims_of, holdings, toll_of
from standoff.weighing.identities import settle
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Mention
from standoff.weighing.pages import days_between
from standoff.weighing.verdicts import judge

T = TypeVar("T", bound=Hashable)
LIKELIHOOD: tuple[Status, ...] = (
    "ongoing", "occurred", "planned", "threatened", "conditional", "considered", "requested", "possible", "denied",
)  # fmt: skip


def incident_of(members: Sequence[Mention], kinship: Kinship) -> Incident:
    """One incident. Copies are listed among its reports and decide nothing, unless there is nothing but copies."""
    ordered = sorted(members, key=lambda mention: mention.key)
    own = [mention for mention in ordered if mention.copy_of is None] or ordered
    events = [mention for mention in own if mention.category is not None]
    origins = settle(own, kinship)
    killed = holdings(own, origins, lambda mention: mention.killed)
    injured = holdings(own, origins, lambda mention: mention.injured)
    verdict = judge(own, origins, {"killed": killed, "injured": injured}, kinship)
    status = _status(events, verdict)
    telling = [mention for mention in events if mention.status == status] or events
    category = _most([mention.category for mention in telling if mention.category is not None]) or "ASSAULT"
    claims = claims_of(own, origins)
    actors = _actors(claims)
    return Incident(
        id=_identity(events[0], category),
        category=category,
        plover=_plover(events, category, status),
        status=status,
        mode=_most([mention.mode for mention in telling if mention.mode is not None]),
        date=_date(telling),
        place=_place(events),
        actors=actors,
        recipients=_recipients(claims, actors, kinship),
        killed=toll_of(killed),
        injured=toll_of(injured),
        claims=claims,
        reports=[_report(mention, origins) for mention in ordered],
        verdict=verdict,
    )


def _most(values: Sequence[T]) -> T | None:
    """The commonest value, the first given among equals."""
    return Counter(values).most_common(1)[0][0] if values else None


def _status(events: Sequence[Mention], verdict: Verdict) -> Status:
    """Occurred when a report that stands says so, ongoing when most of these do; else what is commonest."""
    if verdict.overall == "denied":
        return "denied"
    said = [mention for mention in events if mention.stance in HOLDS] or list(events)
    happened = [mention for mention in said if mention.status in HAPPENED]
    if happened:
        lasting = sum(mention.status == "ongoing" for mention in happened)
        return "ongoing" if 2 * lasting > len(happened) else "occurred"
    counts = Counter(mention.status for mention in said)
    return min(counts, key=lambda status: (-counts[status], LIKELIHOOD.index(status)))


def _plover(events: Sequence[Mention], category: Category, status: Status) -> Category:
    """The code of the event the act makes given its status, as the readings derive it."""
    codes = [mention.plover for mention in events if mention.status == status and mention.category == category]
    return _most([code for code in codes if code is not None]) or category


def _date(events: Sequence[Mention]) -> tuple[str, str] | None:
    """The day that most reports give, else the interval; a later report may move a date, so the latest of equals."""
    dates = [mention.date for mention in events if mention.date is not None]
    if not dates:
        return None
    counts = Counter(dates)
    return max(dates, key=lambda when: (days_between(*when) <= 1, counts[when], -days_between(*when), when))


def _place(events: Sequence[Mention]) -> PlaceMatch | None:
    """In the country that most reports name, the place most of them name, the finest of equals."""
    ranks = {"facility": 0, "city": 0, "region": 1, "country": 2}
    places = [mention.place for mention in events if mention.place is not None]
    countries = Counter(place.country for place in places)
    most = max(countries.values(), default=0)
    home = [place for place in places if countries[place.country] == most]
    fine = [place for place in home if ranks[place.precision] == 0] or home
    counts = Counter(place.name for place in fine)
    return min(fine, key=lambda place: (-counts[place.name], ranks[place.precision], place.name), default=None)


def _parties(claims: Mapping[str, Sequence[Value]], field: str) -> list[str]:
    """Those named, best supported first."""
    return [value.value for value in sorted(claims.get(field, ()), key=lambda one: (-len(one.origins), one.value))]


def _actors(claims: Mapping[str, Sequence[Value]]) -> list[str]:
    """Those named, but for whom the act struck, unless nobody else is named."""
    struck = set(_parties(claims, "recipients"))
    named = _parties(claims, "actors")
    return [actor for actor in named if actor not in struck] or named


def _recipients(claims: Mapping[str, Sequence[Value]], actors: Sequence[str], kinship: Kinship) -> list[str]:
    """Those named, but for the actors' own bodies, unless nobody else is named."""
    named = _parties(claims, "recipients")
    return [one for one in named if not any(kinship.kin(one, actor) for actor in actors)] or named


def _report(mention: Mention, origins: Mapping[str, str]) -> Report:
    origin = origins.get(mention.source.key, mention.source.key)
    return Report(
        document=mention.document,
        start=mention.start,
        end=mention.end,
        origin=origin,
        chain=[origins.get(key, key) for key in mention.chain],
        stance=mention.stance,
        event=mention.event,
        copy_of=mention.copy_of,
    )


def _identity(first: Mention, category: Category) -> str:
    """Of the words that told it first: the same however much is added after them."""
    told = f"{first.document}|{first.start}|{first.trigger}|{first.event}|{category}"
    return "inc-" + hashlib.sha256(told.encode()).hexdigest()[:12]
