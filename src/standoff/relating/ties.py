"""Ties between actors, from three kinds of evidence: what reports state, what acts show, what the registry holds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, permutations, product

import msgspec

from standoff.relating.mentions import bounds, origin_of
from standoff.relating.scale import MUTUAL, RELATION_SIGNS, goldstein, is_cooperation
from standoff.schema import Actor, DesignationRecord, Document, Evidence, Incident, Reading, Report, Status, Tie

HALF_LIFE_DAYS = 90.0
"""An act is felt half as much after this many days. Ours: a quarter, the span over which these dyads turned in 2024."""
OLDEST_DAYS = 3650
"""Older acts are felt no less than one of this age, which is hardly at all."""
NEGLIGIBLE = 0.001
"""Credence below which an act ties nobody."""
STATED_CONFIDENCE = 0.6
"""What one origin's statement of a standing relation is worth."""
REGISTRY_CONFIDENCE = 0.95
"""A registry fact is dated and sourced in its file, and may still be out of date."""
CONTESTED_SHARE = 0.5
"""What an act keeps of its credence when who did it, or to whom, is contested."""
HAPPENED: frozenset[Status] = frozenset({"occurred", "ongoing"})
NOT_YET: Mapping[Status, float] = {
    "threatened": 0.5,
    "planned": 0.5,
    "considered": 0.25,
    "conditional": 0.2,
    "possible": 0.1,
}
"""Share of its credence that an act keeps while it has not happened. A requested act is the requester's REQUEST, which
is an incident of its own, and a denied one is none: both weigh nothing."""


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Who is with whom, and who labels whom."""

    ties: list[Tie]
    designations: list[DesignationRecord]


class Strand(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence for a tie, before merging."""

    a: str
    b: str
    relation: str
    sign: float
    weight: float
    """How far it is to be believed."""
    recency: float = 1.0
    """What time has left of it; a standing relation does not age."""
    basis: str
    """What would make two strands the same evidence: an origin, an incident, the registry."""
    since: str | None = None
    until: str | None = None
    stated_by: str | None = None
    evidence: tuple[Evidence, ...] = ()


def relate(
    readings: Sequence[tuple[Document, Reading]], incidents: Sequence[Incident], actors: Mapping[str, Actor]
) -> Related:
    """Directed ties `a -> b`, one per relation, with their evidence.

    - Stated relations (`backs`, `allied`, ...) keep their name; independent origins confirm one another, copies do not.
    - Incidents that occurred give `cooperation` or `conflict` by PLOVER quad; those that are planned, threatened,
      considered, conditional or possible give `overture` or `tension` at a fraction of the weight, scored as the threat
      or promise they are, never as the act.
    - The registry adds its relations between actors that both occur.

    Sign: mean of the scores of `scale` over 10, weighted by credence and recency, faded by the recency of the last
    act. Recency is 2^(-age / 90 days); age counts from the last report, never from today, so that the same record gives
    the same ties. Confidence, that there is the tie at all: 1 - the product of (1 - credence), each piece of evidence
    once. A tie of acts begins with the first of them and has no end. What parts of one body do together ties nobody;
    what they do against each other does. The order of the input changes nothing.
    """
    strands = [
        *_stated(readings, incidents),
        *_shown(incidents, _latest(readings, incidents), actors),
        *_registered(readings, incidents, actors),
    ]

    def dyad(strand: Strand) -> tuple[str, str, str]:
        return strand.a, strand.b, strand.relation

    ties = [_merged(list(group)) for _, group in groupby(sorted(strands, key=dyad), dyad)]
    return Related(ties=ties, designations=_designations(readings))


def _stated(readings: Sequence[tuple[Document, Reading]], incidents: Iterable[Incident]) -> Iterator[Strand]:
    """Relations in so many words. A source has the origin that weighing gave it for an event in the same attribution,
    so that one unnamed official stays one; a reprint speaks with its original's voice."""
    documents = {document.id: document for document, _ in readings}
    reports = [report for incident in incidents for report in incident.reports]
    originals = {report.document: report.copy_of for report in reports if report.copy_of}
    weighed = _weighed({document.id: reading for document, reading in readings}, reports)
    for document, reading in readings:
        voice = documents.get(originals.get(document.id, document.id), document)
        for tie in reading.ties:
            a, b = reading.actor_at(tie.a), reading.actor_at(tie.b)
            if a is None or b is None or a == b:
                continue
            at = reading.attribution_over(tie.cue)
            attribution = None if at is None else reading.attributions[at]
            origin = weighed.get((document.id, at)) or origin_of(document, reading, attribution, voice)
            words = bounds((tie.a, tie.b, tie.cue))
            yield Strand(
                a=a,
                b=b,
                relation=tie.relation,
                sign=RELATION_SIGNS[tie.relation],
                weight=STATED_CONFIDENCE,
                basis=f"stated by {origin}",
                stated_by=origin,
                evidence=(Evidence(document=document.id, start=words.start, end=words.end),),
            )


def _weighed(readings: Mapping[str, Reading], reports: Iterable[Report]) -> dict[tuple[str, int | None], str]:
    """(document, attribution) -> the origin weighing found for it."""
    found: dict[tuple[str, int | None], str] = {}
    for report in sorted(reports, key=lambda report: (report.document, report.start, report.origin)):
        reading = readings.get(report.document)
        if reading is not None and report.event is not None and report.event < len(reading.events):
            attribution = reading.events[report.event].attribution
            if attribution is not None:
                found.setdefault((report.document, attribution), report.origin)
    return found


def _shown(incidents: Iterable[Incident], latest: date | None, actors: Mapping[str, Actor]) -> Iterator[Strand]:
    """What acts show, act by act."""
    for incident in incidents:
        weight = _weight(incident)
        if weight < NEGLIGIBLE:
            continue
        relation, sign = _relation(incident), goldstein(incident.plover) / 10
        evidence = tuple(
            Evidence(document=report.document, start=report.start, end=report.end, incident=incident.id)
            for report in incident.reports
            if report.copy_of is None and report.stance not in ("denies", "retracts")
        )
        for a, b in _dyads(incident):
            if sign > 0 and _body(a, actors) == _body(b, actors):
                continue
            yield Strand(
                a=a,
                b=b,
                relation=relation,
                sign=sign,
                weight=weight,
                recency=_recency(incident, latest),
                basis=f"incident {incident.id}",
                since=incident.date[0] if incident.date else None,
                evidence=evidence,
            )


def _registered(
    readings: Iterable[tuple[Document, Reading]], incidents: Iterable[Incident], actors: Mapping[str, Actor]
) -> Iterator[Strand]:
    """Relations on record between actors that occur in the reporting."""
    occurring = {entity.actor for _, reading in readings for entity in reading.entities if entity.actor}
    occurring |= {actor for incident in incidents for actor in (*incident.actors, *incident.recipients)}
    for actor in (actors[name] for name in sorted(occurring & actors.keys())):
        for relation in actor.relations:
            if relation.target in occurring and relation.target != actor.id:
                yield Strand(
                    a=actor.id,
                    b=relation.target,
                    relation=relation.type,
                    sign=RELATION_SIGNS[relation.type],
                    weight=REGISTRY_CONFIDENCE,
                    basis="registry",
                    since=None if relation.since is None else str(relation.since),
                    until=None if relation.until is None else str(relation.until),
                )


def _merged(strands: Sequence[Strand]) -> Tie:
    """One tie of the strands of one dyad and relation; dates of record win over those of acts."""
    first = strands[0]
    apart = {strand.basis: strand for strand in sorted(strands, key=lambda strand: (strand.basis, strand.weight))}
    pulls = [(strand.weight * strand.recency, strand.sign) for strand in apart.values()]
    mean = math.fsum(pull * sign for pull, sign in pulls) / math.fsum(pull for pull, _ in pulls)
    since = [strand.since for strand in strands if strand.since]
    until = [strand.until for strand in strands if strand.until]
    return Tie(
        a=first.a,
        b=first.b,
        relation=first.relation,
        sign=round(mean * max(strand.recency for strand in apart.values()), 3),
        since=min(since, default=None),
        until=max(until, default=None),
        stated_by=sorted({strand.stated_by for strand in strands if strand.stated_by}),
        confidence=round(1 - math.prod(sorted(1 - strand.weight for strand in apart.values())), 3),
        evidence=sorted(
            {(e.document, e.start, e.end, e.incident): e for strand in strands for e in strand.evidence}.values(),
            key=lambda e: (e.document, e.start, e.end, e.incident or ""),
        ),
    )


def _relation(incident: Incident) -> str:
    """`cooperation` or `conflict` of acts that took place, `overture` or `tension` of those that have not."""
    friendly = is_cooperation(incident.plover)
    if incident.status in HAPPENED:
        return "cooperation" if friendly else "conflict"
    return "overture" if friendly else "tension"


def _body(actor: str, actors: Mapping[str, Actor]) -> str:
    """The outermost body the actor is part of, by the registry."""
    seen = {actor}
    while whole := _whole(actor, actors):
        if whole in seen:
            return min(seen)
        seen.add(whole)
        actor = whole
    return actor


def _whole(actor: str, actors: Mapping[str, Actor]) -> str | None:
    relations = actors[actor].relations if actor in actors else []
    return min((relation.target for relation in relations if relation.type == "part_of"), default=None)


def _weight(incident: Incident) -> float:
    """Credence x share for what has not happened x share for contested parties."""
    share = 1.0 if incident.status in HAPPENED else NOT_YET.get(incident.status, 0.0)
    if {incident.verdict.fields.get("actors"), incident.verdict.fields.get("recipients")} & {"contested", "denied"}:
        share *= CONTESTED_SHARE
    return incident.verdict.credence * share


def _recency(incident: Incident, latest: date | None) -> float:
    """2^(-age / half-life); an act without a date, or one still to come, has not aged."""
    acted = _day(incident.date[1]) if incident.date else None
    if acted is None or latest is None:
        return 1.0
    age = min(max(0, (latest - acted).days), OLDEST_DAYS)
    return math.exp2(-age / HALF_LIFE_DAYS)


def _latest(readings: Iterable[tuple[Document, Reading]], incidents: Iterable[Incident]) -> date | None:
    """The day of the last report; of the last act that happened, where no report is dated."""
    published = [day for document, _ in readings if (day := _day(document.published))]
    acted = [_day(incident.date[1]) for incident in incidents if incident.date and incident.status in HAPPENED]
    return max(published or [day for day in acted if day], default=None)


def _day(text: str | None) -> date | None:
    """The day an ISO date or date-time begins with; None for a month, a year or anything else."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _dyads(incident: Incident) -> list[tuple[str, str]]:
    """(who, to whom), both ways for what parties do together, each pair once."""
    together = [*incident.actors, *incident.recipients]
    if incident.category in MUTUAL and not (incident.actors and incident.recipients):
        pairs = set(permutations(together, 2))
    elif incident.category in MUTUAL:
        pairs = set(product(incident.actors, incident.recipients)) | set(product(incident.recipients, incident.actors))
    else:
        pairs = set(product(incident.actors, incident.recipients))
    return sorted((a, b) for a, b in pairs if a != b)


def _designations(readings: Iterable[tuple[Document, Reading]]) -> list[DesignationRecord]:
    """Labels that reports say somebody put on an actor, one record per (by, of, label)."""
    found: dict[tuple[str, str, str], tuple[str, list[Evidence]]] = {}
    for document, reading in sorted(readings, key=lambda pair: pair[0].id):
        for stated in reading.designations:
            of = reading.actor_at(stated.of)
            if of is None or stated.label is None:
                continue
            label = " ".join(stated.label.of(document.text).split())
            words = bounds((stated.by, stated.of, stated.label, stated.cue))
            key = (reading.actor_at(stated.by) or "", of, label.casefold())
            found.setdefault(key, (label, []))[1].append(
                Evidence(document=document.id, start=words.start, end=words.end)
            )
    return [
        DesignationRecord(by=by or None, of=of, label=label, evidence=evidence)
        for (by, of, _), (label, evidence) in sorted(found.items())
    ]
