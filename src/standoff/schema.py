"""The words of the account: one definition that reader, store, API and exports all use.

Everything points at the words it was read in. A `Span` counts Unicode code points into the `text` of one
`Document`; `text[start:end]` is always the quoted string. `None` means the text does not say; a zero is a figure.
Objects are frozen: a room that adds to one returns a new one (`msgspec.structs.replace`).
"""

from __future__ import annotations

from typing import Literal

import msgspec

Category = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
"""The sixteen event categories of PLOVER (Open Event Data Alliance)."""

Status = Literal[
    "occurred", "ongoing", "planned", "threatened", "considered", "requested", "possible", "conditional", "denied",
]  # fmt: skip
"""Whether the act took place. A source's claim that it did is `occurred`; who says so is the attribution's."""

SourceKind = Literal["named", "anonymous", "collective", "outlet", "document", "author"]
QuoteMode = Literal["direct", "indirect", "mixed"]
CueStance = Literal[
    "says", "claims", "alleges", "confirms", "denies", "admits", "doubts", "warns", "promises",
    "asks", "believes", "reports", "corrects", "retracts",
]  # fmt: skip
"""What the cue makes of the content. `says` is the neutral one."""

TieRelation = Literal["backs", "allied", "part_of", "leads", "rival", "hosts", "trades", "member_of"]
LinkRelation = Literal["consequence", "motive", "condition", "response"]
EntityType = Literal[
    "person", "organisation", "nationality", "place", "facility", "weapon", "vehicle", "quantity",
    "money", "time", "document", "other",
]  # fmt: skip
ActorKind = Literal[
    "state", "government", "military", "police", "armed_group", "party", "organisation", "igo", "ngo", "outlet",
    "person",
]  # fmt: skip
RelationType = Literal["backs", "part_of", "leads", "rival", "allied", "member_of", "hosts"]
ReportStance = Literal["asserts", "denies", "hedges", "corrects", "retracts"]
Overall = Literal["corroborated", "single-source", "contested", "denied", "unverified"]


class Span(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Code points `start` (included) to `end` (excluded) of one document's text; written `[start, end]`."""

    start: int
    end: int

    def overlap(self, other: Span) -> int:
        """Shared code points, 0 when apart."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The quoted words."""
        return text[self.start : self.end]


# --- collecting -------------------------------------------------------------------------------------------------


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One immutable text as an outlet published it."""

    id: str
    text: str
    outlet: str | None = None
    """Outlet id, name or host name, as the item gives it."""
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    published: str | None = None
    """ISO 8601 date or date-time."""
    precision: Literal["second", "minute", "day", "month", "year"] | None = None
    """How exactly `published` is known."""
    retrieved: str | None = None
    language: str | None = None
    """ISO 639-1 code; only `en` is read."""
    sha256: str
    """Of the text in UTF-8: the same content twice is one document with two sightings."""


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when a document's content was met."""

    location: str
    """Path, URL or `path#item`."""
    seen: str
    """ISO 8601 date-time, UTC."""
    item_id: str | None = None
    """The id the item gave itself."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An item that could not be read: one clear line."""

    location: str
    reason: str
    """One sentence that says what is wrong and what to do."""
    notice: bool = False
    """True when the item was kept all the same, without (or in spite of) what the reason names."""


# --- reading ----------------------------------------------------------------------------------------------------


class PlaceMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the gazetteer or a registry. Latitude and longitude in degrees (WGS 84)."""

    name: str
    lat: float
    lon: float
    country: str | None = None
    """ISO 3166-1 alpha-2, or a registry's own word."""
    geonames: int | None = None
    id: str | None = None
    """Registry place id."""
    precision: Literal["country", "region", "city", "facility"] = "city"


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A mention and what it resolved to. `time` is a closed interval of ISO dates."""

    start: int
    end: int
    type: EntityType
    actor: str | None = None
    place: PlaceMatch | None = None
    time: tuple[str, str] | None = None
    p: float = 0.0
    """Probability of the mention (reading) or of its resolution (once resolved)."""
    reason: str | None = None
    """Why it resolved so, in words."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Who says it (after PARC 3.0 and PolNeAR). `parent` is the index of the attribution this one lies in."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]
    kind: SourceKind = "named"
    mode: QuoteMode = "indirect"
    stance: CueStance = "says"
    parent: int | None = None
    p: float = 0.0


class Casualties(msgspec.Struct, frozen=True, kw_only=True):
    """A number phrase as a closed range of people; `max` is None for "at least"."""

    span: Span
    min: int
    max: int | None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An act (PLOVER). `category` names the act; `plover` is the code of the event it makes, given its status."""

    trigger: Span
    category: Category
    mode: str | None = None
    plover: Category
    status: Status
    factuality: float = 0.0
    """-3 (certainly did not happen) to +3 (certainly did), the scale of UDS-IH2 and FactBank's successors."""
    actors: list[Span] = []
    recipients: list[Span] = []
    places: list[Span] = []
    times: list[Span] = []
    killed: Casualties | None = None
    injured: Casualties | None = None
    attribution: int | None = None
    """Index of the innermost attribution whose content holds the trigger."""
    same_as: int | None = None
    """Index of the event that first mentions the same act in this document; None for a first mention."""
    p: float = 0.0


class StatedDesignation(msgspec.Struct, frozen=True, kw_only=True):
    """`by` labels `of` as `label`, in words."""

    by: Span | None
    of: Span | None
    label: Span | None = msgspec.field(name="as")
    cue: Span


class StatedTie(msgspec.Struct, frozen=True, kw_only=True):
    """A standing relation, `a` does it to `b`, in words."""

    a: Span | None
    b: Span | None
    relation: TieRelation
    cue: Span


class StatedLink(msgspec.Struct, frozen=True, kw_only=True):
    """`source` may lead to / is done because of / only if / answers `target` (by `relation`); `from`, `to` in JSON."""

    relation: LinkRelation
    source: Span | None = msgspec.field(name="from")
    target: Span | None = msgspec.field(name="to")
    cue: Span


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one document says, as spans. Every source and every argument of an event is also an `Entity`."""

    id: str
    entities: list[Entity] = []
    attributions: list[Attribution] = []
    events: list[Event] = []
    designations: list[StatedDesignation] = []
    ties: list[StatedTie] = []
    links: list[StatedLink] = []
    verification: list[Span] = []

    def actor_at(self, span: Span | None) -> str | None:
        """The actor that the words at `span` resolved to: of the entity with exactly that span, else of the one that
        overlaps it best (the longer overlap, then the tighter mention). None when they resolved to no actor."""
        if span is None:
            return None
        resolved = [entity for entity in self.entities if entity.actor is not None and entity.span.overlap(span)]
        best = max(
            resolved,
            key=lambda entity: (
                entity.span == span,
                entity.span.overlap(span),
                entity.start - entity.end,
                entity.p,
                -entity.start,
            ),
            default=None,
        )
        return best.actor if best else None

    def act_arguments(self, index: int, role: Literal["actors", "recipients", "places", "times"]) -> list[Span]:
        """The argument as the event's own sentence gives it, else as the first other mention of the same act does."""
        event = self.events[index]
        first = index if event.same_as is None else event.same_as
        mentions = [event, *(e for i, e in enumerate(self.events) if first in (i, e.same_as))]
        return next((spans for e in mentions if (spans := getattr(e, role))), [])

    def attribution_over(self, span: Span) -> int | None:
        """Index of the innermost attribution whose content holds the span: the one with the shortest such content."""
        holding = [
            (content.end - content.start, -content.start, index)
            for index, attribution in enumerate(self.attributions)
            for content in attribution.content
            if content.covers(span)
        ]
        return min(holding)[2] if holding else None


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """What of an endpoint's answer was not taken into the reading."""

    quotes: int = 0
    """Quotes that do not stand in the text word for word."""
    items: int = 0
    """Items of a form, category or status that does not exist, said twice, or beyond what a passage can hold."""


class SecondReading(Reading, frozen=True, kw_only=True):
    """A reading by a language model behind an endpoint, or one that such a model adjudicated."""

    reader: str
    """Which model read it, asked in which words: `llm:NAME/prompt-HASH`; after `+` where it only adjudicated."""
    model: str
    """The model as the endpoint itself names it."""
    dropped: Dropped
    adjudicated: int | None = None
    """Events on which the model was asked; None when it read the document itself."""


# --- resolving: registry and outlets ----------------------------------------------------------------------------


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """The actor it stands with has this relation to `target`, from `since` to `until` (ISO, any precision)."""

    type: RelationType
    target: str
    since: str | int | None = None
    until: str | int | None = None
    source: str | None = None
    """Where the fact is on record."""


class Designation(msgspec.Struct, frozen=True, kw_only=True):
    """`by` (actor id) lists the actor under the label, as a matter of record."""

    by: str
    label: str = msgspec.field(name="as")
    since: str | int | None = None
    until: str | int | None = None
    source: str | None = None


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """A public office of the actor and who holds or held it."""

    title: str
    holder: str | None = None
    since: str | int | None = None
    until: str | int | None = None
    source: str | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """An actor of the registry."""

    id: str
    kind: ActorKind
    name: str
    aliases: list[str] = []
    demonyms: list[str] = []
    country: str | None = None
    relations: list[Relation] = []
    designations: list[Designation] = []
    offices: list[Office] = []
    note: str | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the registry."""

    id: str
    name: str
    aliases: list[str] = []
    country: str | None = None
    lat: float
    lon: float
    geonames: int | None = None
    precision: Literal["country", "region", "city", "facility"] = "city"


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """Who publishes."""

    id: str
    name: str
    aliases: list[str] = []
    kind: Literal["wire", "daily", "state", "local", "monitor", "magazine", "blog", "government"] | None = None
    country: str | None = None
    note: str | None = None


# --- weighing ---------------------------------------------------------------------------------------------------


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One document's telling of an incident: the words, who stands behind them and by what chain."""

    document: str
    start: int
    end: int
    """The sentence that tells it."""
    origin: str
    """The terminal source: an actor id, `outlet:<id>` (its own observation), `anonymous:<key>` or `unattributed`."""
    chain: list[str] = []
    """From the outlet that printed it to the origin, outermost first."""
    stance: ReportStance = "asserts"
    event: int | None = None
    """Index into the document's reading."""
    copy_of: str | None = None
    """The document this one reprints; a copy never confirms."""


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """One reported value of one field of an incident, and the origins that hold it."""

    value: str
    origins: list[str]
    superseded: bool = False


class TollValue(msgspec.Struct, frozen=True, kw_only=True):
    """One reported toll. `high` None means "at least"."""

    low: int
    high: int | None
    origins: list[str]
    superseded: bool = False


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """What the reporting as a whole says of a toll, with every reported value."""

    low: int
    high: int | None
    values: list[TollValue] = []


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How well an incident stands up, and why."""

    overall: Overall
    credence: float
    independent_origins: int
    reasons: list[str]
    fields: dict[str, Overall] = {}


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """What the reporting says happened once, in the world."""

    id: str
    category: Category
    plover: Category
    status: Status
    mode: str | None = None
    date: tuple[str, str] | None = None
    place: PlaceMatch | None = None
    actors: list[str] = []
    recipients: list[str] = []
    killed: Toll | None = None
    injured: Toll | None = None
    claims: dict[str, list[Value]] = {}
    """Field (`actors`, `recipients`, `place`, `date`, `status`) -> reported values with their holders."""
    reports: list[Report]
    verdict: Verdict


# --- relating, deliberating, forecasting ------------------------------------------------------------------------


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words behind a conclusion."""

    document: str
    start: int
    end: int
    incident: str | None = None


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """A signed, dated, directed relation between two actors. `sign` -1 (hostile) to +1 (friendly)."""

    a: str
    b: str
    relation: str
    sign: float
    since: str | None = None
    until: str | None = None
    stated_by: list[str] = []
    """Origins of stated relations; empty for ties drawn from incidents or the registry."""
    confidence: float
    evidence: list[Evidence]


class DesignationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A designation the reporting states, resolved."""

    by: str | None
    of: str
    label: str = msgspec.field(name="as")
    evidence: list[Evidence]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An act being weighed, and what is expected of it by whom."""

    actor: str | None
    act: str
    category: Category
    target: str | None
    consequences: list[str] = []
    expected_by: list[str] = []
    evidence: list[Evidence]


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """One explanation among rivals."""

    text: str
    held_by: list[str]
    evidence_for: list[Evidence] = []
    evidence_against: list[Evidence] = []


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True):
    """A question with rival explanations (analysis of competing hypotheses, Heuer 1999)."""

    question: str
    incident: str | None
    alternatives: list[Alternative]


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """A planned or threatened act with a deadline, whose keeping can be checked."""

    actor: str | None
    act: str
    category: Category
    target: str | None
    deadline: str | None
    kept: bool | None
    """None while it is open or nothing says."""
    evidence: list[Evidence]
    kept_evidence: list[Evidence] = []


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """A model and a baseline on the same rolling-origin backtest; CRPS, lower is better."""

    model: str
    origins: int
    crps: float
    baseline: str
    baseline_crps: float


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """A query, its horizon in days, a distribution over counts, and the record of such forecasts."""

    query: str
    horizon: int
    made: str
    distribution: list[float]
    """P(count = 0), P(1), ...; the last entry is P(count >= len - 1)."""
    model: str
    window: tuple[str, str]
    """The training window, ISO dates."""
    backtest: Score


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that follows from the readings; recomputed as a whole, replaced in one transaction."""

    copies: list[tuple[str, str]] = []
    """Near-verbatim reprints, [copy, original]."""
    incidents: list[Incident] = []
    ties: list[Tie] = []
    designations: list[DesignationRecord] = []
    options: list[Option] = []
    hypotheses: list[Hypothesis] = []
    commitments: list[Commitment] = []


WORDS: tuple[type[msgspec.Struct], ...] = (
    Document, Sighting, Failure, Reading, SecondReading, Dropped, Entity, PlaceMatch, Attribution, Event, Casualties,
    StatedDesignation, StatedTie, StatedLink, Actor, Relation, Designation, Office, Place, Outlet, Incident, Report,
    Value, Toll, TollValue, Verdict, Tie, DesignationRecord, Option, Hypothesis, Alternative, Commitment, Forecast,
    Score, Evidence, Account,
)  # fmt: skip


def json_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of every word of the account, under `$defs`."""
    _, components = msgspec.json.schema_components(WORDS, ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "standoff", "$defs": components}
