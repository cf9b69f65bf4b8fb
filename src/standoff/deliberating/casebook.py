"""The readings and incidents of one account, looked up from either side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from standoff.schema import Actor, Document, Event, Evidence, Incident, Reading, Span, Status

HAPPENED: frozenset[Status] = frozenset({"occurred", "ongoing"})
CLAUSE_END = re.compile(
    r"[,;:.!?—“”\"\n(]|\s(?:if|unless|provided|because|which|who|whom|that|but|while|after|when|although|said|says|"
    r"according)\b",
    re.IGNORECASE,
)
LONGEST_ACT = 160
"""Characters of an act's description; a longer clause is cut at a word."""


class Told(msgspec.Struct, frozen=True):
    """One event as one document tells it."""

    document: Document
    reading: Reading
    event: Event
    incident: Incident | None
    told_in: Span
    """The sentence, where weighing knows it; else the event's own words."""

    @property
    def evidence(self) -> Evidence:
        incident = None if self.incident is None else self.incident.id
        return Evidence(document=self.document.id, start=self.told_in.start, end=self.told_in.end, incident=incident)

    @property
    def actor(self) -> str | None:
        """Who acts, here or as the incident as a whole has it."""
        return _first(self.reading, self.event.actors) or (
            self.incident.actors[0] if self.incident and self.incident.actors else None
        )

    @property
    def target(self) -> str | None:
        """To whom, here or as the incident as a whole has it."""
        found = _first(self.reading, self.event.recipients)
        others = self.incident.recipients if self.incident else []
        return found or next((other for other in others if other != self.actor), None)

    @property
    def act(self) -> str:
        """The act in the words of the report: from the trigger to the end of its clause, arguments included."""
        text, start = self.document.text, self.event.trigger.start
        arguments = [*self.event.recipients, *self.event.places]
        least = max(
            (span.end for span in arguments if start < span.start and span.end <= self.told_in.end),
            default=self.event.trigger.end,
        )
        least = max(least, self.event.trigger.end)
        stop = CLAUSE_END.search(text, least)
        words = " ".join(text[start : stop.start() if stop else len(text)].split())
        return words if len(words) <= LONGEST_ACT else words[:LONGEST_ACT].rsplit(" ", 1)[0] + " …"


class Casebook:
    """Holds one invariant: an event and its incident are found from each other, and reprints are left out."""

    def __init__(
        self,
        readings: Sequence[tuple[Document, Reading]],
        incidents: Sequence[Incident],
        actors: Mapping[str, Actor] | None = None,
    ) -> None:
        self._actors = actors or {}
        reports = [(report, incident) for incident in incidents for report in incident.reports]
        copies = {report.document for report, _ in reports if report.copy_of}
        own = [pair for pair in readings if pair[0].id not in copies]
        self.readings = sorted(own or readings, key=lambda pair: (pair[0].published or "", pair[0].id))
        self.incidents = sorted(incidents, key=lambda incident: incident.id)
        self._reports = {
            (report.document, report.event): (report, incident)
            for report, incident in sorted(reports, key=lambda pair: pair[1].id)
            if report.event is not None
        }
        self.told = list(self._tell())
        """Every event, in order of publication."""
        self.of_incident: dict[str, list[Told]] = {}
        for told in self.told:
            if told.incident is not None:
                self.of_incident.setdefault(told.incident.id, []).append(told)
        self.last_mention: dict[str, date] = {}
        """The day of the last report that mentions the actor."""
        self._names: dict[str, Counter[str]] = {}
        for document, reading in self.readings:
            published = day(document.published)
            for entity in reading.entities:
                if entity.actor is not None:
                    self._names.setdefault(entity.actor, Counter())[entity.span.of(document.text)] += 1
                    if published is not None:
                        self.last_mention[entity.actor] = published

    def _tell(self) -> Iterator[Told]:
        for document, reading in self.readings:
            for index, event in enumerate(reading.events):
                report, incident = self._reports.get((document.id, index), (None, None))
                own = bounds([event.trigger, *event.actors, *event.recipients, *event.places])
                where = own if report is None else Span(report.start, report.end)
                yield Told(document, reading, event, incident, where)

    def holder(self, document: Document, reading: Reading, span: Span) -> str:
        """Who says what stands at `span`: the origin weighing gave to an event of the same attribution; else the
        source's actor, an unnamed source of this document, or the outlet itself."""
        at = reading.attribution_over(span)
        for index, event in enumerate(reading.events):
            if event.attribution == at and (document.id, index) in self._reports and at is not None:
                return self._reports[document.id, index][0].origin
        if at is None:
            return f"outlet:{document.outlet or document.id}"
        return _first(reading, reading.attributions[at].source) or f"anonymous:{document.id}"

    def name(self, actor: str) -> str:
        """The registry's name of the actor; else as the reports most often write it, the shortest of equals."""
        if actor in self._actors:
            return self._actors[actor].name
        written = [
            (-count, len(words), words) for words, count in self._names.get(actor, {}).items() if words[:1].isupper()
        ]
        return min(written)[2] if written else actor


def bounds(spans: Sequence[Span]) -> Span:
    """The stretch from the first of the spans to the last."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def day(text: str | None) -> date | None:
    """The day an ISO date or date-time begins with; None for a month, a year or anything else."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _first(reading: Reading, spans: Sequence[Span]) -> str | None:
    return next((actor for span in spans if (actor := reading.actor_at(span))), None)
