"""The brief as plain values: sections of statements, each with the words it rests on; Markdown and HTML follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import msgspec

from standoff.record import View
from standoff.reporting.acts import STATUSES
from standoff.reporting.citations import (
    Citation,
    Library,
    Reprint,
    cite_evidence,
    cite_reports,
    group_by_source,
    list_reprints,
)
from standoff.reporting.dates import write_day, write_range
from standoff.reporting.names import Names, join_words
from standoff.reporting.sentences import (
    HAPPENED,
    NOT_YET,
    capital,
    write_commitment,
    write_count,
    write_option,
    write_sentence,
)
from standoff.schema import (
    Account,
    Commitment,
    DesignationRecord,
    Document,
    Hypothesis,
    Incident,
    Option,
    Overall,
    Report,
    Tie,
    TollValue,
)

WORD = re.compile(r"\w+")
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

UNDATED = "Day not stated"
FORCE = ("ASSAULT", "COERCE", "MOBILIZE")
ENOUGH_SOURCES = 2
"""Independent origins from which a mention is told among the rest, however little it says."""
UNSOURCED = "Told without a source"

POSITIONS = {"asserts": "it is so", "corrects": "it is so", "denies": "it is not so", "retracts": "taken back"}
"""Stance of a report -> what its source holds; who hedges holds nothing."""

FIELDS = {
    "happened": "whether it is so",
    "actors": "who did it",
    "recipients": "to whom",
    "place": "where",
    "date": "when",
    "status": "status",
    "killed": "killed",
    "injured": "injured",
}

RELATIONS = {
    "backs": "backs",
    "allied": "is allied with",
    "part_of": "is part of",
    "leads": "leads",
    "rival": "is a rival of",
    "hosts": "hosts",
    "trades": "trades with",
    "member_of": "is a member of",
    "cooperation": "worked with",
    "conflict": "was in conflict with",
    "overture": "is said to be moving towards",
    "tension": "is said to be moving against",
}

SYMMETRIC = frozenset({"allied", "rival", "trades", "cooperation", "conflict"})
"""Relations that say the same read from either side."""


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One reported value of a field, who holds it and in which words."""

    value: str
    origins: list[str]
    holders: list[str]
    """The origins in words."""
    superseded: bool
    citations: list[Citation]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A field on which the sources differ, its versions side by side."""

    field: str
    label: str
    versions: list[Version]
    open: bool
    """Whether the sources contradict each other on it; two actors may also have acted together."""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence and the words it rests on; never without a citation."""

    text: str
    citations: list[Citation]
    incident: str | None = None
    status: str | None = None
    verdict: Overall | None = None
    credence: float | None = None
    origins: int | None = None
    """Independent origins; copies never count."""
    reasons: list[str] = []
    reprints: list[Reprint] = []
    questions: list[Question] = []

    @property
    def sources(self) -> list[tuple[str, list[Citation]]]:
        """The citations under the source each goes back to."""
        return group_by_source(self.citations)


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Statements under one heading, a day or a kind."""

    title: str
    statements: list[Statement]

    @property
    def size(self) -> int:
        return len(self.statements)


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the brief; `nothing` says what it means that it is empty."""

    id: str
    title: str
    nothing: str
    groups: list[Group]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A headline figure."""

    label: str
    value: int
    note: str = ""


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an editor gets at seven in the morning."""

    title: str
    period: str
    figures: list[Figure]
    sections: list[Section]
    documents: list[Document]
    """What is cited, oldest first."""
    outlets: dict[str, str]
    """Document id -> the outlet's name."""


def compose_brief(view: View) -> Brief:
    """Reads the account of a record into a brief."""
    names = Names(view)
    library = Library(view, names)
    account = view.account()
    told = sorted(account.incidents, key=_by_day)
    incidents = [each for each in told if not is_thin(each)]
    desk = Desk(names, library)
    sections = [
        Section(
            id="happened",
            title="What happened",
            nothing="No source reports that anything happened.",
            groups=_by_days(desk, [each for each in incidents if _happened(each)]),
        ),
        Section(
            id="contested",
            title="What is contested",
            nothing="No two sources contradict each other.",
            groups=_one_group(desk.contested(each) for each in incidents if _is_contested(each)),
        ),
        Section(
            id="anonymous",
            title="What rests on one unnamed source",
            nothing="Nothing rests on one unnamed source alone.",
            groups=_one_group(desk.incident(each, dated=True) for each in incidents if rests_on_one_unnamed(each)),
        ),
        Section(
            id="ahead",
            title="What is threatened, planned or considered",
            nothing="No source reports a threat, a plan or an option.",
            groups=_ahead(desk, account, incidents),
        ),
        Section(
            id="denied",
            title="What is denied",
            nothing="No source denies anything.",
            groups=_one_group(desk.denied(each) for each in incidents if _denials(each)),
        ),
        Section(
            id="ties",
            title="Who is with whom",
            nothing="No source states who is with whom.",
            groups=_ties(desk, account.ties),
        ),
        Section(
            id="designations",
            title="Designations",
            nothing="No source reports a designation.",
            groups=_one_group(desk.designation(each) for each in account.designations),
        ),
        Section(
            id="explanations",
            title="Rival explanations",
            nothing="No source offers rival explanations.",
            groups=_explanations(desk, account.hypotheses),
        ),
        Section(
            id="corrections",
            title="Corrections and retractions",
            nothing="No source took anything back.",
            groups=_one_group(desk.correction(each) for each in told if _takes_back(each)),
        ),
        Section(
            id="unknown",
            title="What is not known",
            nothing="Every reported act of force has its actor, recipient, day and place.",
            groups=_unknown(desk, incidents),
        ),
        Section(
            id="thin",
            title="Mentions too thin to place",
            nothing="Every reported act says who, to whom or where.",
            groups=_one_group(desk.glimpse(each) for each in told if is_thin(each)),
        ),
    ]
    return Brief(
        title="Brief",
        period=_period(told),
        figures=count_figures(view.counts(), account),
        sections=[_without_empty(section) for section in sections],
        documents=library.documents,
        outlets={each.id: names.outlet(each.outlet) for each in library.documents},
    )


def count_figures(counts: dict[str, int], account: Account) -> list[Figure]:
    """The headline figures of an account; copies and what has not happened are counted apart."""
    incidents = account.incidents
    copies = len({copy for copy, _ in account.copies})
    overall = [each.verdict.overall for each in incidents]
    documents = counts.get("documents", 0)
    return [
        Figure(label="documents", value=documents, note=f"{copies} of them {'a copy' if copies == 1 else 'copies'}"),
        Figure(label="happened", value=sum(map(_happened, incidents))),
        Figure(label="not yet", value=sum(each.status in NOT_YET for each in incidents), note="threatened to possible"),
        Figure(label="corroborated", value=overall.count("corroborated")),
        Figure(label="contested", value=overall.count("contested")),
        Figure(label="one unnamed source", value=sum(map(rests_on_one_unnamed, incidents))),
        Figure(label="denied", value=sum(bool(_denials(each)) for each in incidents)),
    ]


def is_thin(incident: Incident) -> bool:
    """Whether an act is told with neither actor, recipient nor place, and no toll or second source makes up for it.

    A day alone places nothing: "Talks were held on 3 March" may be any talks.
    """
    placed = incident.actors or incident.recipients or incident.place
    weighty = incident.killed or incident.injured or incident.verdict.independent_origins >= ENOUGH_SOURCES
    return not placed and not weighty


def rests_on_one_unnamed(incident: Incident) -> bool:
    """Whether everyone who asserts it goes back to one and the same unnamed source."""
    origins = {
        report.origin
        for report in incident.reports
        if report.copy_of is None and report.stance in ("asserts", "hedges") and report.origin != "unattributed"
    }
    return len(origins) == 1 and next(iter(origins)).startswith("anonymous:")


class Desk:
    """Turns words of the account into statements, with one set of names and one library."""

    def __init__(self, names: Names, library: Library) -> None:
        self.names = names
        self.library = library

    def incident(self, incident: Incident, *, dated: bool = False) -> Statement:
        """The incident in one sentence, on the words of every source that tells it."""
        return Statement(
            text=write_sentence(incident, self.names, dated=dated),
            citations=cite_reports(incident.reports, self.library),
            incident=incident.id,
            status=STATUSES[incident.status],
            verdict=incident.verdict.overall,
            credence=incident.verdict.credence,
            origins=incident.verdict.independent_origins,
            reasons=self.reasons(incident),
            reprints=list_reprints(incident.reports, self.library, self.names),
        )

    def reasons(self, incident: Incident) -> list[str]:
        """The verdict's reasons with names in place of ids."""
        ids = [*incident.actors, *incident.recipients, *(each.origin for each in incident.reports)]
        ids += [value.value for field in ("actors", "recipients") for value in incident.claims.get(field, [])]
        return [self.names.reason(reason, ids) for reason in incident.verdict.reasons]

    def contested(self, incident: Incident) -> Statement:
        """The incident with every field on which its sources differ."""
        questions = [question for question in self.questions(incident) if question.open]
        return msgspec.structs.replace(self.incident(incident, dated=True), questions=questions)

    def questions(self, incident: Incident) -> list[Question]:
        """Every field of an incident with its reported values and their holders, in one fixed order."""
        told = {
            field: [
                self._version(incident, self.names.value(field, each.value), each.origins, superseded=each.superseded)
                for each in values
            ]
            for field, values in incident.claims.items()
        }
        for field, toll in (("killed", incident.killed), ("injured", incident.injured)):
            if toll is not None:
                told[field] = [self._toll(incident, each) for each in toll.values]
        if positions := self._positions(incident):
            told["happened"] = positions
        order = [*FIELDS, *sorted(set(told) - set(FIELDS))]
        return [
            Question(
                field=field,
                label=FIELDS.get(field, field),
                versions=told[field],
                open=_is_open(field, told[field], incident),
            )
            for field in order
            if told.get(field)
        ]

    def _positions(self, incident: Incident) -> list[Version]:
        """Who says it is so, who denies it and who took it back; nothing when nobody contradicts."""
        originals = [report for report in incident.reports if report.copy_of is None]
        held: dict[str, dict[str, None]] = {}
        for report in originals:
            if position := POSITIONS.get(report.stance):
                held.setdefault(position, {})[report.origin] = None
        if len(held) < 2:
            return []
        return [
            Version(
                value=position,
                origins=list(origins),
                holders=[self.names.origin(origin) for origin in origins],
                superseded=False,
                citations=cite_reports(
                    (each for each in originals if each.origin in origins and POSITIONS.get(each.stance) == position),
                    self.library,
                ),
            )
            for position, origins in held.items()
        ]

    def _toll(self, incident: Incident, value: TollValue) -> Version:
        words = write_count(value.low, value.high)
        return self._version(incident, words, value.origins, superseded=value.superseded)

    def _version(self, incident: Incident, value: str, origins: Sequence[str], *, superseded: bool) -> Version:
        told = [cite_reports((r for r in incident.reports if r.origin == each), self.library) for each in origins]
        return Version(
            value=value,
            origins=list(origins),
            holders=[self.names.origin(origin) for origin in origins],
            superseded=superseded,
            citations=[choose_words(citations, value) for citations in told if citations],
        )

    def denied(self, incident: Incident) -> Statement:
        """The incident as what is denied, on the words of those who deny it."""
        deniers = cite_reports(_denials(incident), self.library)
        told = self.incident(incident, dated=True)
        text = told.text if incident.status == "denied" else f"Denied: {told.text}"
        return msgspec.structs.replace(told, text=text, citations=deniers, reprints=[])

    def correction(self, incident: Incident) -> Statement:
        """What was corrected or taken back, on the words that do so."""
        taken_back = cite_reports(_takes_back(incident), self.library)
        return msgspec.structs.replace(self.incident(incident, dated=True), citations=taken_back, reprints=[])

    def glimpse(self, incident: Incident) -> Statement:
        """An incident on the words of its first source alone, for lists that must stay short."""
        told = self.incident(incident, dated=True)
        return msgspec.structs.replace(told, citations=told.citations[:1], reprints=[])

    def gap(self, incident: Incident) -> Statement:
        """An incident and what the reporting does not say of it."""
        told = self.glimpse(incident)
        return msgspec.structs.replace(told, text=f"{told.text} Not known: {', '.join(_gaps(incident))}.")

    def tie(self, tie: Tie) -> Statement:
        """A relation between two actors, who states it, and its words."""
        relation = RELATIONS.get(tie.relation, tie.relation)
        holders = join_words([self.names.origin(origin) for origin in tie.stated_by])
        acts = any(each.incident for each in tie.evidence)
        said = f", according to {holders}" if holders else f", {'as what they did shows' if acts else 'on record'}"
        since = f" since {write_day(tie.since)}" if tie.since else ""
        return Statement(
            text=f"{capital(self.names.actors([tie.a]))} {relation} {self.names.actors([tie.b])}{since}{said}.",
            citations=cite_evidence(tie.evidence, self.library),
        )

    def designation(self, designation: DesignationRecord) -> Statement:
        """Who is listed as what by whom."""
        by = self.names.actor(designation.by) if designation.by else "someone the reporting does not name"
        return Statement(
            text=f"{self.names.actor(designation.of)} is designated “{designation.label}” by {by}.",
            citations=cite_evidence(designation.evidence, self.library),
        )

    def commitment(self, commitment: Commitment) -> Statement:
        """A promise or threat with its deadline."""
        evidence = [*commitment.evidence, *commitment.kept_evidence]
        return Statement(text=write_commitment(commitment, self.names), citations=cite_evidence(evidence, self.library))

    def option(self, option: Option) -> Statement:
        """An act being weighed."""
        return Statement(text=write_option(option, self.names), citations=cite_evidence(option.evidence, self.library))

    def explanation(self, hypothesis: Hypothesis) -> Group:
        """A question with one statement per answer."""
        return Group(
            title=hypothesis.question,
            statements=[
                Statement(
                    text=f"{each.text.strip().rstrip('.')} — {self._held(each.held_by)}.",
                    citations=cite_evidence([*each.evidence_for, *each.evidence_against], self.library),
                )
                for each in hypothesis.alternatives
            ],
        )

    def _held(self, origins: Sequence[str]) -> str:
        return f"held by {join_words([self.names.origin(each) for each in origins])}" if origins else "holder not named"


def choose_words(citations: Sequence[Citation], value: str) -> Citation:
    """Of one source's passages the last that has the value in it; else the last, which is what it now says."""
    forms = {word.casefold() for word in WORD.findall(value) if word[0].isdigit() or len(word) > 3}
    forms |= {NUMBERS[int(form)] for form in forms if form.isascii() and form.isdigit() and int(form) < len(NUMBERS)}
    saying = [each for each in citations if forms & {word.casefold() for word in WORD.findall(each.quote)}]
    return (saying or citations)[-1]


def _happened(incident: Incident) -> bool:
    return incident.status in HAPPENED and incident.verdict.overall != "denied"


def _is_contested(incident: Incident) -> bool:
    return incident.verdict.overall == "contested" or "contested" in incident.verdict.fields.values()


def _is_open(field: str, versions: Sequence[Version], incident: Incident) -> bool:
    """Several values contradict each other if the verdict says so, or if only one of them can be true."""
    standing = {version.value for version in versions if not version.superseded}
    one_can_be_true = field in ("happened", "killed", "injured")
    if field == "date":
        return _lie_apart([value.value for value in incident.claims.get("date", []) if not value.superseded])
    return len(versions) > 1 and (
        incident.verdict.fields.get(field) == "contested" or (one_can_be_true and len(standing) > 1)
    )


def _lie_apart(dates: Sequence[str]) -> bool:
    """Whether two of the intervals (`2030-03-03`, `2030-03-03/2030-03-05`) have no day in common."""
    ends = [(since, until or since) for since, _, until in (date.partition("/") for date in dates)]
    return any(one_until < other_since for _, one_until in ends for other_since, _ in ends)


def _denials(incident: Incident) -> list[Report]:
    """The reports that deny an incident; every report of one that is told only as denied."""
    said = [report for report in incident.reports if report.stance == "denies" and report.copy_of is None]
    everything_denied = incident.status == "denied" or incident.verdict.overall == "denied"
    return said or (list(incident.reports) if everything_denied else [])


def _takes_back(incident: Incident) -> list[Report]:
    return [each for each in incident.reports if each.stance in ("corrects", "retracts") and each.copy_of is None]


def _by_day(incident: Incident) -> tuple[str, str, str]:
    since, until = incident.date or ("9", "9")
    return since, until, incident.id


def _by_days(desk: Desk, incidents: Sequence[Incident]) -> list[Group]:
    """A group a day, best supported first; what is told without any source comes last, under its own heading."""
    sourced = [each for each in incidents if each.verdict.independent_origins > 0]
    rumours = [each for each in incidents if each.verdict.independent_origins == 0]
    days = groupby(sourced, lambda each: write_range(each.date) if each.date else UNDATED)
    groups = [
        Group(title=day, statements=[desk.incident(each) for each in sorted(told, key=_by_support)])
        for day, told in days
    ]
    return [*groups, Group(title=UNSOURCED, statements=[desk.glimpse(each) for each in rumours])]


def _by_support(incident: Incident) -> tuple[int, float]:
    return -incident.verdict.independent_origins, -incident.verdict.credence


def _one_group(statements: Iterable[Statement]) -> list[Group]:
    return [Group(title="", statements=list(statements))]


def _ahead(desk: Desk, account: Account, incidents: Sequence[Incident]) -> list[Group]:
    told = [
        Group(
            title=STATUSES[status].capitalize(),
            statements=[desk.incident(each, dated=True) for each in incidents if each.status == status],
        )
        for status in NOT_YET
    ]
    deadlines = sorted(account.commitments, key=lambda each: (each.deadline or "9", each.act))
    told.append(Group(title="Promises and deadlines", statements=list(map(desk.commitment, deadlines))))
    told.append(Group(title="Options", statements=list(map(desk.option, account.options))))
    return told


def _ties(desk: Desk, ties: Sequence[Tie]) -> list[Group]:
    kinds: tuple[tuple[str, Callable[[Tie], bool]], ...] = (
        ("With each other", lambda tie: tie.sign > 0),
        ("Against each other", lambda tie: tie.sign < 0),
        ("Neither", lambda tie: tie.sign == 0),
    )
    told = tell_once(ties)
    return [Group(title=title, statements=[desk.tie(each) for each in told if wanted(each)]) for title, wanted in kinds]


def tell_once(ties: Sequence[Tie]) -> list[Tie]:
    """Ties without those that only repeat another from its other side."""
    told: dict[tuple[str, str, str], Tie] = {}
    for tie in ties:
        a, b = (min(tie.a, tie.b), max(tie.a, tie.b)) if tie.relation in SYMMETRIC else (tie.a, tie.b)
        told.setdefault((a, b, tie.relation), tie)
    return list(told.values())


def _explanations(desk: Desk, hypotheses: Sequence[Hypothesis]) -> list[Group]:
    return [desk.explanation(each) for each in hypotheses]


def _unknown(desk: Desk, incidents: Sequence[Incident]) -> list[Group]:
    """What has a source and is an act of force, and lacks a field that an editor would ask for."""
    asked = [
        each
        for each in incidents
        if _happened(each) and each.category in FORCE and each.verdict.independent_origins > 0
    ]
    return _one_group(desk.gap(each) for each in asked if _gaps(each))


def _gaps(incident: Incident) -> list[str]:
    gaps = {
        "who did it": not incident.actors,
        "to whom": not incident.recipients,
        "on which day": incident.date is None,
        "where": incident.place is None,
    }
    return [gap for gap, missing in gaps.items() if missing]


def _without_empty(section: Section) -> Section:
    """Drops what cannot be cited, and headings with nothing under them."""
    groups = [
        msgspec.structs.replace(group, statements=[each for each in group.statements if each.citations])
        for group in section.groups
    ]
    return msgspec.structs.replace(section, groups=[group for group in groups if group.statements])


def _period(incidents: Sequence[Incident]) -> str:
    dates = [incident.date for incident in incidents if incident.date and incident.status in HAPPENED]
    if not dates:
        return "no dated events"
    return write_range((min(since for since, _ in dates), max(until for _, until in dates)))
