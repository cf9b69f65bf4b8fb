"""Questions to which sources give rival answers: who did it, and why.

Set out as Heuer's analysis of competing hypotheses wants it (Psychology of Intelligence Analysis, CIA 1999, chapter 8):
every answer beside the others, each with who holds it and the words for and against it. Which one is right is the
analyst's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec
from rapidfuzz import fuzz

from standoff.deliberating.casebook import Casebook, Told, bounds
from standoff.schema import Alternative, Category, Evidence, Hypothesis, Incident, Reading, Report, Span

NOUNS: Mapping[Category, str] = MappingProxyType(
    {
        "AGREE": "agreement",
        "CONSULT": "talks",
        "SUPPORT": "support",
        "CONCEDE": "concession",
        "COOPERATE": "co-operation",
        "AID": "aid",
        "RETREAT": "pull-back",
        "REQUEST": "demand",
        "ACCUSE": "accusation",
        "REJECT": "refusal",
        "THREATEN": "threat",
        "PROTEST": "protest",
        "SANCTION": "sanctions",
        "MOBILIZE": "mobilisation",
        "COERCE": "coercion",
        "ASSAULT": "attack",
    }
)
DEEDS: frozenset[Category] = frozenset({"AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
"""Acts whose doer can be in question. Words and meetings have speakers and parties."""
SAME_MOTIVE = 80
"""Token-set similarity (0-100) from which two wordings are taken for one motive. Ours."""
NOBODY = "unattributed"


class Motive(msgspec.Struct, frozen=True):
    """One stated reason for an incident."""

    words: str
    holder: str
    evidence: Evidence
    denied: bool
    act: str | None
    """The incident that the reason itself is ("over the arrests"), when it is one."""


def hypotheses_of(book: Casebook) -> list[Hypothesis]:
    """Who was behind an incident, where origins name rival actors or the named one denies it; why it was done, where
    different holders give different reasons."""
    motives = _motives(book)
    found = [
        hypothesis
        for incident in book.incidents
        for hypothesis in (_who(book, incident), _why(book, incident, motives.get(incident.id, [])))
    ]
    return [hypothesis for hypothesis in found if hypothesis is not None]


def _who(book: Casebook, incident: Incident) -> Hypothesis | None:
    """None where the parties are not in dispute, or the act is no deed. Whom it was done to is no candidate."""
    if incident.category not in DEEDS:
        return None
    holders = {value.value: sorted(set(value.origins) - {NOBODY}) for value in incident.claims.get("actors", [])}
    held = {actor: origins for actor, origins in holders.items() if origins and actor not in incident.recipients}
    denials = [report for report in _own(incident) if report.stance == "denies"]
    own_denials = {report.origin: report for report in denials if report.origin in held}
    if not own_denials and not _rivals(incident, held):
        return None
    alternatives = [
        Alternative(
            text=book.name(actor),
            held_by=origins,
            evidence_for=_passages(incident, [r for r in _own(incident) if r.origin in origins and r not in denials]),
            evidence_against=_passages(incident, [report for report in denials if report.origin == actor]),
        )
        for actor, origins in sorted(held.items())
    ]
    alternatives += [
        Alternative(text=f"not {book.name(actor)}", held_by=[actor], evidence_for=_passages(incident, [report]))
        for actor, report in sorted(own_denials.items())
    ]
    return Hypothesis(
        question=f"Who was behind {_describe(book, incident)}?", incident=incident.id, alternatives=alternatives
    )


def _rivals(incident: Incident, held: Mapping[str, Sequence[str]]) -> bool:
    """Whether two origins name actors that have none in common, unless weighing found them to be of one kin."""
    named: dict[str, set[str]] = {}
    for actor, origins in held.items():
        for origin in origins:
            named.setdefault(origin, set()).add(actor)
    apart = any(one.isdisjoint(other) for one in named.values() for other in named.values())
    return apart and incident.verdict.fields.get("actors", "contested") == "contested"


def _motives(book: Casebook) -> dict[str, list[Motive]]:
    """Stated reasons by the incident they are reasons for."""
    found: dict[str, list[Motive]] = {}
    by_document: dict[str, list[Told]] = {}
    for told in book.told:
        by_document.setdefault(told.document.id, []).append(told)
    for document, reading in book.readings:
        for link in reading.links:
            done = _incident_at(by_document.get(document.id, []), link.source)
            if link.relation != "motive" or done is None or link.target is None:
                continue
            stretch = bounds([span for span in (link.source, link.target, link.cue) if span])
            reason = _incident_at(by_document[document.id], link.target)
            motive = Motive(
                words=" ".join(link.target.of(document.text).split()),
                holder=book.holder(document, reading, link.cue),
                evidence=Evidence(document=document.id, start=stretch.start, end=stretch.end, incident=done.id),
                denied=_denied(reading, link.cue),
                act=reason.id if reason else None,
            )
            found.setdefault(done.id, []).append(motive)
    return found


def _incident_at(told: Iterable[Told], span: Span | None) -> Incident | None:
    """The incident of the first event whose trigger the span holds."""
    inside = [each for each in told if span is not None and span.covers(each.event.trigger)]
    return min(inside, key=lambda each: each.event.trigger).incident if inside else None


def _denied(reading: Reading, span: Span) -> bool:
    at = reading.attribution_over(span)
    return at is not None and reading.attributions[at].stance in ("denies", "doubts")


def _why(book: Casebook, incident: Incident, motives: Sequence[Motive]) -> Hypothesis | None:
    groups: list[list[Motive]] = []
    for motive in motives:
        same = next((group for group in groups if _alike(group[0], motive)), None)
        if same is None:
            groups.append([motive])
        else:
            same.append(motive)
    alternatives = [
        Alternative(
            text=group[0].words,
            held_by=sorted({motive.holder for motive in group if not motive.denied}),
            evidence_for=[motive.evidence for motive in group if not motive.denied],
            evidence_against=[motive.evidence for motive in group if motive.denied],
        )
        for group in groups
    ]
    disputed = any(alternative.evidence_against for alternative in alternatives)
    if not disputed and (len(alternatives) < 2 or len({motive.holder for motive in motives}) < 2):
        return None
    return Hypothesis(
        question=f"What was the motive for {_describe(book, incident)}?",
        incident=incident.id,
        alternatives=alternatives,
    )


def _alike(one: Motive, other: Motive) -> bool:
    if one.act is not None and one.act == other.act:
        return True
    return fuzz.token_set_ratio(one.words.casefold(), other.words.casefold()) >= SAME_MOTIVE


def _describe(book: Casebook, incident: Incident) -> str:
    """ "the attack on Tower 22 in Jordan, 2024-01-28": what is known of the incident beyond dispute."""
    towards = (
        f" on {book.name(incident.recipients[0])}" if incident.recipients and incident.category == "ASSAULT" else ""
    )
    where = f" in {incident.place.name}" if incident.place else ""
    when = f", {'/'.join(dict.fromkeys(incident.date))}" if incident.date else ""
    return f"the {NOUNS[incident.category]}{towards}{where}{when}"


def _own(incident: Incident) -> list[Report]:
    return [report for report in incident.reports if report.copy_of is None]


def _passages(incident: Incident, reports: Iterable[Report]) -> list[Evidence]:
    found = {
        (report.document, report.start): Evidence(
            document=report.document, start=report.start, end=report.end, incident=incident.id
        )
        for report in reports
    }
    return [found[key] for key in sorted(found)]
