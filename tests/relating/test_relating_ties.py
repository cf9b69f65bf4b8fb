"""Who is with whom: what reports state, what acts show, what the registry holds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from standoff.relating import Related, goldstein, is_cooperation, relate
from standoff.relating.scale import GOLDSTEIN
from standoff.schema import (
    Actor,
    Attribution,
    Category,
    Document,
    Entity,
    Event,
    Incident,
    Reading,
    Relation,
    Report,
    Span,
    StatedDesignation,
    StatedTie,
    Status,
    Tie,
    Verdict,
)

IRAN = Actor(id="iran", kind="state", name="Iran", relations=[Relation(type="backs", target="kataib", since=2007)])
KATAIB = Actor(
    id="kataib",
    kind="armed_group",
    name="Kataib Hezbollah",
    relations=[Relation(type="part_of", target="pmf", since="2014-06"), Relation(type="rival", target="usa")],
)
USA = Actor(id="usa", kind="state", name="United States")
REGISTRY = {actor.id: actor for actor in (IRAN, KATAIB, USA)}
NAMES = {
    "Iran": "iran",
    "Kataib Hezbollah": "kataib",
    "The United States": "usa",
    "United States": "usa",
    "Iraq": "iraq",
}


def document(name: str, text: str, *, outlet: str = "halyard", published: str = "2024-01-29") -> Document:
    return Document(id=name, text=text, outlet=outlet, published=published, sha256=name)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def entities(text: str) -> list[Entity]:
    return [
        Entity(start=found.start, end=found.end, type="organisation", actor=actor, p=0.9)
        for name, actor in NAMES.items()
        if name in text
        for found in [span(text, name)]
    ]


def stating(name: str, text: str, *, source: str | None = None, outlet: str = "halyard") -> tuple[Document, Reading]:
    """A report of "A <cue> B": `backs` unless the cue is of rivalry."""
    said = Attribution(
        source=[span(text, source)] if source else [],
        cue=[span(text, "said")] if source else [],
        content=[Span(0, len(text))],
        kind="named" if source in NAMES else "anonymous",
    )
    tie = StatedTie(
        a=span(text, "Iran"), b=span(text, "Kataib Hezbollah"), relation="backs", cue=span(text, "backs"),
    )  # fmt: skip
    reading = Reading(id=name, entities=entities(text), attributions=[said] if source else [], ties=[tie])
    return document(name, text, outlet=outlet), reading


def incident(
    name: str = "i1",
    *,
    category: Category = "ASSAULT",
    plover: Category | None = None,
    status: Status = "occurred",
    actors: tuple[str, ...] = ("kataib",),
    recipients: tuple[str, ...] = ("usa",),
    day: str | None = "2024-01-28",
    credence: float = 0.8,
    reports: tuple[Report, ...] = (Report(document="d1", start=0, end=40, origin="usa"),),
    fields: dict[str, str] | None = None,
) -> Incident:
    return Incident(
        id=name,
        category=category,
        plover=plover or category,
        status=status,
        date=(day, day) if day else None,
        actors=list(actors),
        recipients=list(recipients),
        reports=list(reports),
        verdict=Verdict(
            overall="corroborated", credence=credence, independent_origins=2, reasons=[], fields=fields or {}
        ),
    )


def tie(related: Related, a: str, b: str, relation: str) -> Tie:
    [found] = [tie for tie in related.ties if (tie.a, tie.b, tie.relation) == (a, b, relation)]
    return found


BACKS = "Iran backs Kataib Hezbollah."


class TestStatedTies:
    def test_a_stated_tie_names_its_origin_and_points_at_its_words(self) -> None:
        text = "The United States said Iran backs Kataib Hezbollah."
        found = tie(relate([stating("d1", text, source="The United States")], [], {}), "iran", "kataib", "backs")
        assert found.stated_by == ["usa"]
        assert found.sign > 0
        [evidence] = found.evidence
        assert text[evidence.start : evidence.end] == "Iran backs Kataib Hezbollah"

    def test_what_the_outlet_says_itself_is_the_outlets(self) -> None:
        assert tie(relate([stating("d1", BACKS)], [], {}), "iran", "kataib", "backs").stated_by == ["outlet:halyard"]

    def test_a_second_origin_confirms_and_the_same_origin_does_not(self) -> None:
        once = relate([stating("d1", BACKS)], [], {})
        again = relate([stating("d1", BACKS), stating("d2", BACKS)], [], {})
        other = relate([stating("d1", BACKS), stating("d2", BACKS, outlet="courier")], [], {})
        one, two, three = (tie(related, "iran", "kataib", "backs") for related in (once, again, other))
        assert one.confidence == two.confidence < three.confidence
        assert [len(found.evidence) for found in (one, two, three)] == [1, 2, 2]

    @pytest.mark.parametrize(
        ("text", "source"),
        [(BACKS, None), ("An official said Iran backs Kataib Hezbollah.", "An official")],
    )
    def test_a_reprint_adds_no_origin(self, text: str, source: str | None) -> None:
        reprint = Report(document="d2", start=0, end=10, origin="unattributed", copy_of="d1")
        original = Report(document="d1", start=0, end=10, origin="unattributed")
        copies = [incident(actors=(), reports=(original, reprint))]
        alone = relate([stating("d1", text, source=source)], copies, {})
        both = relate(
            [stating("d1", text, source=source), stating("d2", text, source=source, outlet="register")], copies, {}
        )
        assert tie(both, "iran", "kataib", "backs").stated_by == tie(alone, "iran", "kataib", "backs").stated_by
        assert tie(both, "iran", "kataib", "backs").confidence == tie(alone, "iran", "kataib", "backs").confidence

    def test_one_unnamed_official_stays_one_where_weighing_says_so(self) -> None:
        text = "An official said Iran backs Kataib Hezbollah."

        def weighed(name: str) -> tuple[tuple[Document, Reading], Report]:
            page, reading = stating(name, text, source="An official", outlet=name)
            event = Event(trigger=span(text, "backs"), category="AID", plover="AID", status="ongoing", attribution=0)
            report = Report(document=name, start=0, end=len(text), origin="anonymous:us-official", event=0)
            return (page, replace(reading, events=[event])), report

        (first, report), (second, other) = weighed("d1"), weighed("d2")
        related = relate([first, second], [incident(actors=(), reports=(report, other))], {})
        assert tie(related, "iran", "kataib", "backs").stated_by == ["anonymous:us-official"]

    def test_two_unnamed_officials_of_two_reports_are_not_taken_for_one(self) -> None:
        text = "An official said Iran backs Kataib Hezbollah."
        readings = [stating(name, text, source="An official") for name in ("d1", "d2")]
        assert tie(relate(readings, [], {}), "iran", "kataib", "backs").stated_by == ["anonymous:d1", "anonymous:d2"]

    def test_the_mention_that_overlaps_best_names_the_party(self) -> None:
        text = "Iran backs Kataib Hezbollah fighters."
        page, reading = stating("d1", text)
        wide = replace(reading.ties[0], b=span(text, "Kataib Hezbollah fighters"))
        related = relate([(page, replace(reading, ties=[wide]))], [], {})
        assert tie(related, "iran", "kataib", "backs").evidence[0].end == text.index(" fighters") + len(" fighters")

    def test_a_tie_with_an_unknown_or_missing_party_is_left_out(self) -> None:
        page, reading = stating("d1", BACKS)
        nameless = replace(reading, entities=[entity for entity in reading.entities if entity.actor != "iran"])
        missing = replace(reading, ties=[replace(reading.ties[0], a=None)])
        assert relate([(page, nameless)], [], {}).ties == []
        assert relate([(page, missing)], [], {}).ties == []


class TestActs:
    def test_an_attack_is_conflict_from_attacker_to_attacked_only(self) -> None:
        related = relate([], [incident()], {})
        found = tie(related, "kataib", "usa", "conflict")
        assert found.sign == pytest.approx(-0.967)
        assert found.confidence == pytest.approx(0.8)
        assert found.since == "2024-01-28"
        assert found.until is None
        assert found.stated_by == []
        assert [(e.document, e.incident) for e in found.evidence] == [("d1", "i1")]
        assert len(related.ties) == 1

    def test_aid_is_cooperation(self) -> None:
        found = tie(
            relate([], [incident(category="AID", actors=("iran",), recipients=("kataib",))], {}),
            "iran", "kataib", "cooperation",
        )  # fmt: skip
        assert found.sign == pytest.approx(0.7)

    def test_a_meeting_without_a_host_ties_all_who_met_both_ways(self) -> None:
        met = incident(category="CONSULT", actors=("usa", "iraq"), recipients=())
        assert [(t.a, t.b, t.relation) for t in relate([], [met], {}).ties] == [
            ("iraq", "usa", "cooperation"),
            ("usa", "iraq", "cooperation"),
        ]

    @pytest.mark.parametrize(
        ("status", "plover", "relation"),
        [
            ("threatened", "THREATEN", "tension"),
            ("considered", "THREATEN", "tension"),
            ("planned", "AGREE", "overture"),
        ],
    )
    def test_what_has_not_happened_is_weaker_and_never_conflict_or_cooperation(
        self, status: Status, plover: Category, relation: str
    ) -> None:
        [found] = relate([], [incident(status=status, plover=plover)], {}).ties
        assert found.relation == relation
        assert found.sign == pytest.approx(goldstein(plover) / 10)
        assert found.confidence < 0.8 / 1.5

    @pytest.mark.parametrize("status", ["denied", "requested"])
    def test_a_denied_or_requested_act_ties_nobody(self, status: Status) -> None:
        assert relate([], [incident(status=status)], {}).ties == []

    def test_a_contested_attacker_counts_less(self) -> None:
        sure = tie(relate([], [incident()], {}), "kataib", "usa", "conflict")
        contested = tie(relate([], [incident(fields={"actors": "contested"})], {}), "kataib", "usa", "conflict")
        assert contested.confidence == pytest.approx(sure.confidence / 2)

    def test_after_ninety_days_an_act_is_as_certain_and_felt_half_as_much(self) -> None:
        later = [(document("d9", "", published="2024-04-27T10:00:00Z"), Reading(id="d9"))]
        found = tie(relate(later, [incident()], {}), "kataib", "usa", "conflict")
        assert found.sign == pytest.approx(-0.967 / 2, abs=1e-3)
        assert found.confidence == pytest.approx(0.8)

    def test_parts_of_one_body_are_tied_by_what_they_do_against_each_other_only(self) -> None:
        bodies = {
            name: Actor(id=name, kind="military", name=name, relations=[Relation(type="part_of", target=whole)])
            for name, whole in (
                ("army", "iraq"),
                ("pmf", "iraq"),
                ("brigade", "pmf"),
                ("loop", "pool"),
                ("pool", "loop"),
            )
        }
        parties = {"actors": ("army",), "recipients": ("brigade",)}
        assert relate([], [incident(category="CONSULT", **parties)], bodies).ties == []
        assert tie(relate([], [incident(**parties)], bodies), "army", "brigade", "conflict").confidence == 0.8
        assert len(relate([], [incident(category="AID", actors=("loop",), recipients=("army",))], bodies).ties) == 1

    def test_an_act_of_antiquity_is_felt_hardly_at_all(self) -> None:
        ancient = [incident(day="0044-03-15"), incident("i2", day="2024-01-28", status="denied")]
        later = [(document("d9", ""), Reading(id="d9"))]
        assert tie(relate(later, ancient, {}), "kataib", "usa", "conflict").sign == pytest.approx(0, abs=1e-9)

    def test_recent_acts_outweigh_old_ones_in_the_sign(self) -> None:
        old = incident("i1", day="2023-01-28")
        new = incident("i2", category="ACCUSE", day="2024-01-28")
        assert tie(relate([], [old, new], {}), "kataib", "usa", "conflict").sign == pytest.approx(-0.2, abs=0.1)

    def test_denials_and_copies_are_no_evidence_for_the_act(self) -> None:
        reports = (
            Report(document="d1", start=0, end=9, origin="usa"),
            Report(document="d2", start=0, end=9, origin="usa", copy_of="d1"),
            Report(document="d3", start=0, end=9, origin="iran", stance="denies"),
        )
        found = tie(relate([], [incident(reports=reports)], {}), "kataib", "usa", "conflict")
        assert [evidence.document for evidence in found.evidence] == ["d1"]

    def test_a_document_with_a_date_that_is_none_does_no_harm(self) -> None:
        undated = [(document("d9", "", published="last Tuesday"), Reading(id="d9"))]
        assert tie(relate(undated, [incident()], {}), "kataib", "usa", "conflict").confidence == pytest.approx(0.8)


class TestRegistry:
    def test_relations_on_record_join_actors_that_both_occur(self) -> None:
        [found] = relate([], [incident(category="AID", actors=("iran",), recipients=("x",))], REGISTRY).ties
        assert found.relation == "cooperation"
        both = relate([], [incident(actors=("iran",), recipients=("kataib",), category="AID")], REGISTRY)
        backs = tie(both, "iran", "kataib", "backs")
        assert (backs.since, backs.until, backs.stated_by, backs.evidence) == ("2007", None, [], [])

    def test_a_stated_tie_and_the_registrys_become_one(self) -> None:
        related = relate([stating("d1", BACKS)], [], REGISTRY)
        backs = tie(related, "iran", "kataib", "backs")
        assert (backs.since, backs.stated_by) == ("2007", ["outlet:halyard"])
        assert backs.confidence > 0.95


class TestDesignations:
    TEXT = "The United States designated Kataib Hezbollah a foreign terrorist organization."

    def test_a_designation_is_resolved_with_its_words(self) -> None:
        stated = StatedDesignation(
            by=span(self.TEXT, "The United States"),
            of=span(self.TEXT, "Kataib Hezbollah"),
            label=span(self.TEXT, "foreign terrorist organization"),
            cue=span(self.TEXT, "designated"),
        )
        page = document("d1", self.TEXT)
        reading = Reading(id="d1", entities=entities(self.TEXT), designations=[stated, replace(stated, by=None)])
        nameless, full = relate([(page, reading)], [], {}).designations
        assert (full.by, full.of, full.label) == ("usa", "kataib", "foreign terrorist organization")
        assert self.TEXT[full.evidence[0].start : full.evidence[0].end] == self.TEXT[:-1]
        assert (nameless.by, nameless.of) == (None, "kataib")


def test_the_scale_agrees_with_plovers_quads() -> None:
    assert all((score > 0) == is_cooperation(category) for category, score in GOLDSTEIN.items())
    assert len(GOLDSTEIN) == 16


INCIDENTS = st.lists(
    st.builds(
        incident,
        st.sampled_from(["i1", "i2", "i3"]),
        category=st.sampled_from(["ASSAULT", "AID", "CONSULT", "THREATEN"]),
        status=st.sampled_from(["occurred", "threatened", "planned", "denied"]),
        actors=st.lists(st.sampled_from(["iran", "kataib", "usa"]), max_size=2, unique=True).map(tuple),
        recipients=st.lists(st.sampled_from(["iran", "kataib", "usa"]), max_size=2, unique=True).map(tuple),
        day=st.sampled_from([None, "2023-06-01", "2024-01-28"]),
        credence=st.floats(0, 1),
    ),
    max_size=6,
    unique_by=lambda incident: incident.id,
)


@given(incidents=INCIDENTS, seed=st.integers())
def test_order_changes_nothing_and_every_tie_stays_in_its_bounds(incidents: list[Incident], seed: int) -> None:
    readings = [stating("d1", BACKS), stating("d2", BACKS, outlet="courier")]
    related = relate(readings, incidents, REGISTRY)
    shuffled = random.Random(seed).sample(incidents, len(incidents))
    assert relate(readings[::-1], shuffled, REGISTRY) == related
    assert all(-1 <= tie.sign <= 1 and 0 <= tie.confidence <= 1 and tie.a != tie.b for tie in related.ties)
    keys = [(tie.a, tie.b, tie.relation) for tie in related.ties]
    assert keys == sorted(set(keys))
