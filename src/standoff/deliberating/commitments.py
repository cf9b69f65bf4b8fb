"""Planned and threatened acts with a deadline, and whether they were kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from standoff.deliberating.casebook import HAPPENED, Casebook, Told, day
from standoff.schema import Commitment, Evidence, Incident

PROMISED = frozenset({"planned", "threatened"})
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""What parties do together: whoever is named as party keeps the promise."""
GRACE = timedelta(days=1)
"""Reporting lags the act: a deadline has passed for us when reports of a later day than the next are in."""


class Promise(msgspec.Struct, frozen=True):
    """The tellings of one commitment, earliest first."""

    deadline: date
    tellings: list[Told]

    @property
    def first(self) -> Told:
        return self.tellings[0]


def commitments_of(book: Casebook) -> list[Commitment]:
    """One commitment per act, actor and deadline; an act put off to a later day is a second one."""
    found: dict[tuple[str, ...], list[Told]] = {}
    deadlines: dict[tuple[str, ...], date] = {}
    for told in book.told:
        deadline = _deadline(told)
        if told.event.status in PROMISED and deadline is not None:
            key = (*_key(told), deadline.isoformat())
            found.setdefault(key, []).append(told)
            deadlines[key] = deadline
    return [_commitment(book, Promise(deadlines[key], tellings)) for key, tellings in sorted(found.items())]


def _key(told: Told) -> tuple[str, ...]:
    if told.incident is not None:
        return ("incident", told.incident.id)
    return ("act", told.actor or "", told.event.category, told.target or "")


def _deadline(told: Told) -> date | None:
    """The last day of the times the act is set for; None without one, or when it lies before the report."""
    ends = [
        end
        for span in told.event.times
        for entity in told.reading.entities
        if entity.time is not None and entity.span.overlap(span) and (end := day(entity.time[1]))
    ]
    deadline, published = max(ends, default=None), day(told.document.published)
    return None if deadline is None or (published is not None and deadline < published) else deadline


def _commitment(book: Casebook, promise: Promise) -> Commitment:
    kept, evidence = _outcome(book, promise)
    first = promise.first
    return Commitment(
        actor=first.actor,
        act=first.act,
        category=first.event.category,
        target=first.target,
        deadline=promise.deadline.isoformat(),
        kept=kept,
        evidence=_unique([told.evidence for told in promise.tellings]),
        kept_evidence=evidence,
    )


def _outcome(book: Casebook, promise: Promise) -> tuple[bool | None, list[Evidence]]:
    """Kept, not kept, or None: not due yet, nobody named, or nothing said of the actor since.

    Kept: an incident of the same category, actor and recipient took place between the promise and the deadline. Not
    kept: the deadline passed and a later report denies the act, or reports on the actor went on and none tells of it.
    """
    keeping = [incident for incident in book.incidents if _keeps(incident, promise)]
    tellings = [told for incident in keeping for told in book.of_incident.get(incident.id, [])]
    done = [told.evidence for told in tellings if told.event.status in HAPPENED]
    if done:
        return True, _unique(done)
    after = promise.deadline + GRACE
    denied = [
        told.evidence
        for told in book.told
        if told.event.status == "denied" and _same_act(told, promise.first) and _after(told, after)
    ]
    followed = book.last_mention.get(promise.first.actor or "", date.min) > after
    return (False, _unique(denied)) if denied or followed else (None, [])


def _same_act(told: Told, first: Told) -> bool:
    """Whether two tellings are of one act, by incident or by category and parties."""
    if told.incident is not None and first.incident is not None and told.incident.id == first.incident.id:
        return True
    same_parties = first.actor is not None and told.actor == first.actor and first.target in (None, told.target)
    return same_parties and told.event.category == first.event.category


def _after(told: Told, moment: date) -> bool:
    published = day(told.document.published)
    return published is not None and published > moment


def _keeps(incident: Incident, promise: Promise) -> bool:
    """Whether what happened is what was promised, in time."""
    if incident.status not in HAPPENED or not _in_time(incident, promise):
        return False
    first = promise.first
    if first.incident is not None and incident.id == first.incident.id:
        return True
    parties = {*incident.actors, *incident.recipients}
    acting = parties if incident.category in MUTUAL else set(incident.actors)
    return incident.category == first.event.category and first.actor in acting and first.target in {None, *parties}


def _in_time(incident: Incident, promise: Promise) -> bool:
    """Whether an incident with a date lies between the day of the promise and its deadline."""
    begun, ended = (day(incident.date[0]), day(incident.date[1])) if incident.date else (None, None)
    if begun is None or ended is None:
        return False
    made = day(promise.first.document.published)
    return begun <= promise.deadline and (made is None or ended >= made)


def _unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    return list({(each.document, each.start, each.end): each for each in evidence}.values())
