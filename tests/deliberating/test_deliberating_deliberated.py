"""What is being weighed, what was promised and whether it was kept, and rival explanations."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.deliberating import Deliberated, deliberate
from standoff.schema import (
    Actor,
    Attribution,
    Category,
    CueStance,
    Document,
    Entity,
    Event,
    Incident,
    LinkRelation,
    Reading,
    Report,
    ReportStance,
    Span,
    StatedLink,
    Status,
    Value,
    Verdict,
)

ACTORS = {
    "The White House": "usa", "Washington": "usa", "American": "usa", "Iraqi officials": "iraq", "Iraq": "iraq",
    "Kataib Hezbollah": "kataib", "The group": "kataib", "Iran": "iran", "Israel": "israel", "The Pentagon": "pentagon",
}  # fmt: skip
Told = tuple[Document, Reading]


def at(text: str, words: str) -> Span:
    assert text.count(words) >= 1, words
    start = text.index(words)
    return Span(start, start + len(words))


def event(
    text: str,
    trigger: str,
    category: Category,
    status: Status,
    *,
    by: str | None = None,
    to: str | None = None,
    when: str | None = None,
    attribution: int | None = None,
) -> Event:
    return Event(
        trigger=at(text, trigger),
        category=category,
        plover=category,
        status=status,
        actors=[at(text, by)] if by else [],
        recipients=[at(text, to)] if to else [],
        times=[at(text, when)] if when else [],
        attribution=attribution,
    )


def said(text: str, source: str, cue: str, content: str, *, stance: CueStance = "says") -> Attribution:
    return Attribution(source=[at(text, source)], cue=[at(text, cue)], content=[at(text, content)], stance=stance)


def link(text: str, relation: LinkRelation, source: str, target: str, cue: str) -> StatedLink:
    return StatedLink(relation=relation, source=at(text, source), target=at(text, target), cue=at(text, cue))


def telling(
    name: str,
    text: str,
    events: Sequence[Event] = (),
    *,
    published: str = "2024-01-30",
    links: Sequence[StatedLink] = (),
    attributions: Sequence[Attribution] = (),
    times: dict[str, tuple[str, str]] | None = None,
    outlet: str = "halyard",
) -> Told:
    people = [
        Entity(start=found.start, end=found.end, type="organisation", actor=actor)
        for words, actor in ACTORS.items()
        if words in text
        for found in [at(text, words)]
    ]
    clock = [
        Entity(start=found.start, end=found.end, type="time", time=interval)
        for words, interval in (times or {}).items()
        for found in [at(text, words)]
    ]
    reading = Reading(
        id=name, entities=people + clock, events=list(events), links=list(links), attributions=list(attributions)
    )
    return Document(id=name, text=text, outlet=outlet, published=published, sha256=name), reading


def report(
    told: Told,
    *,
    origin: str | None = None,
    index: int | None = 0,
    stance: ReportStance = "asserts",
    copy_of: str | None = None,
) -> Report:
    document, _ = told
    return Report(
        document=document.id,
        start=0,
        end=len(document.text),
        origin=origin or f"outlet:{document.outlet}",
        event=index,
        stance=stance,
        copy_of=copy_of,
    )


def incident(
    name: str,
    category: Category,
    status: Status,
    reports: Sequence[Report],
    *,
    actors: Sequence[str] = (),
    recipients: Sequence[str] = (),
    day: str | None = None,
    claimed: dict[str, list[str]] | None = None,
    fields: dict[str, str] | None = None,
) -> Incident:
    claims = {"actors": [Value(value=actor, origins=origins) for actor, origins in (claimed or {}).items()]}
    return Incident(
        id=name,
        category=category,
        plover=category,
        status=status,
        date=(day, day) if day else None,
        actors=list(actors),
        recipients=list(recipients),
        claims=claims if claimed else {},
        reports=list(reports),
        verdict=Verdict(overall="single-source", credence=0.5, independent_origins=1, reasons=[], fields=fields or {}),
    )


class TestOptions:
    TEXT = (
        "The White House is weighing strikes on Iran, officials said. "
        "Iraqi officials warned that a strike could ignite a wider war."
    )

    def told(self, name: str = "d1", **changes: str) -> Told:
        text = self.TEXT
        return telling(
            name,
            text,
            [
                event(text, "strikes", "ASSAULT", "considered", by="The White House", to="Iran", attribution=0),
                event(text, "strike could", "ASSAULT", "conditional", attribution=1),
            ],
            links=[link(text, "consequence", "a strike", "ignite a wider war", "could")],
            attributions=[
                said(text, "officials", "said", "The White House is weighing strikes on Iran"),
                said(text, "Iraqi officials", "warned", "a strike could ignite a wider war"),
            ],
            **changes,
        )

    def test_a_considered_act_is_an_option_in_its_own_words(self) -> None:
        [option] = deliberate([self.told()], []).options
        assert (option.actor, option.category, option.target) == ("usa", "ASSAULT", "iran")
        assert option.act == "strikes on Iran"
        assert option.consequences == []

    def test_consequences_of_the_same_incident_come_with_those_who_expect_them(self) -> None:
        told = self.told()
        weighed = incident("i1", "ASSAULT", "considered", [report(told), report(told, index=1, origin="iraq")])
        [option] = deliberate([told], [weighed]).options
        assert option.consequences == ["ignite a wider war"]
        assert option.expected_by == ["iraq"]
        assert [self.TEXT[each.start : each.end] for each in option.evidence][-1] == "a strike could ignite a wider war"

    def test_without_weighing_the_source_of_the_words_is_named(self) -> None:
        text = "Iraqi officials said American strikes could ignite a wider war."
        told = telling(
            "d1",
            text,
            [event(text, "strikes", "ASSAULT", "considered", by="American")],
            links=[link(text, "consequence", "American strikes", "ignite a wider war", "could")],
            attributions=[said(text, "Iraqi officials", "said", "American strikes could ignite a wider war")],
        )
        [option] = deliberate([told], []).options
        assert (option.consequences, option.expected_by) == (["ignite a wider war"], ["iraq"])

    def test_two_tellings_of_one_incident_are_one_option(self) -> None:
        first, second = self.told("d1"), self.told("d2", published="2024-01-31")
        weighed = incident("i1", "ASSAULT", "considered", [report(first), report(second)])
        [option] = deliberate([second, first], [weighed]).options
        assert [each.document for each in option.evidence] == ["d1", "d2"]

    @pytest.mark.parametrize("status", ["occurred", "planned", "possible", "denied"])
    def test_no_other_status_is_an_option(self, status: Status) -> None:
        text = "The White House ordered strikes on Iran."
        told = telling("d1", text, [event(text, "strikes", "ASSAULT", status, by="The White House", to="Iran")])
        assert deliberate([told], []).options == []

    def test_a_reprint_holds_no_view_of_its_own(self) -> None:
        first, second = self.told("d1"), self.told("d2", outlet="register")
        weighed = incident("i1", "ASSAULT", "considered", [report(first), report(second, copy_of="d1")])
        assert deliberate([first, second], [weighed]) == deliberate([first], [weighed])


class TestCommitments:
    TEXT = "Iraq will resume talks with Washington on Sunday, February 11."

    def promise(self, status: Status = "planned", published: str = "2024-02-08T16:00:00Z") -> Told:
        text = self.TEXT
        talks = event(text, "talks", "CONSULT", status, by="Iraq", to="Washington", when="Sunday, February 11")
        return telling(
            "d1", text, [talks], published=published, times={"Sunday, February 11": ("2024-02-11", "2024-02-11")}
        )

    def kept(
        self, day: str = "2024-02-11", category: Category = "CONSULT", to: str = "Washington"
    ) -> tuple[Told, Incident]:
        text = f"Iraq held talks with {to}."
        told = telling(
            "d2", text, [event(text, "talks", category, "occurred", by="Iraq", to=to)], published="2024-02-12"
        )
        return told, incident(
            "i2", category, "occurred", [report(told)], actors=["iraq"], recipients=[ACTORS[to]], day=day
        )

    def test_a_planned_act_with_a_day_is_an_open_commitment(self) -> None:
        [found] = deliberate([self.promise()], []).commitments
        assert (found.actor, found.target, found.category) == ("iraq", "usa", "CONSULT")
        assert found.act == "talks with Washington on Sunday"
        assert (found.deadline, found.kept, found.kept_evidence) == ("2024-02-11", None, [])

    def test_it_is_kept_by_the_same_act_in_time(self) -> None:
        told, done = self.kept()
        [found] = deliberate([self.promise(), told], [done]).commitments
        assert found.kept is True
        assert [each.document for each in found.kept_evidence] == ["d2"]

    def test_what_parties_do_together_is_kept_whoever_is_named_first(self) -> None:
        told, done = self.kept()
        turned = incident(
            "i2", "CONSULT", "occurred", [report(told)], actors=["usa"], recipients=["iraq"], day="2024-02-11"
        )
        assert done != turned
        assert deliberate([self.promise(), told], [turned]).commitments[0].kept is True

    @pytest.mark.parametrize(
        ("day", "category", "to"),
        [
            ("2024-02-12", "CONSULT", "Washington"),
            ("2024-02-11", "ACCUSE", "Washington"),
            ("2024-02-11", "CONSULT", "Iran"),
            ("2024-02-07", "CONSULT", "Washington"),
        ],
        ids=["too late", "another act", "another party", "before it was promised"],
    )
    def test_another_act_does_not_keep_it(self, day: str, category: Category, to: str) -> None:
        told, done = self.kept(day, category, to)
        assert deliberate([self.promise(), told], [done]).commitments[0].kept is None

    def test_the_day_passed_and_reports_on_the_actor_go_on_without_it(self) -> None:
        later = telling("d3", "Iraq buried its dead.", published="2024-02-13")
        [found] = deliberate([self.promise(), later], []).commitments
        assert (found.kept, found.kept_evidence) == (False, [])

    def test_it_stays_open_while_nothing_is_said_of_the_actor(self) -> None:
        later = telling("d3", "Israel buried its dead.", published="2024-02-13")
        next_day = telling("d4", "Iraq buried its dead.", published="2024-02-12")
        assert deliberate([self.promise(), later, next_day], []).commitments[0].kept is None

    def test_a_later_denial_is_the_evidence_that_it_was_not_kept(self) -> None:
        text = "Iraq held no talks with Washington."
        denial = telling(
            "d3", text, [event(text, "talks", "CONSULT", "denied", by="Iraq", to="Washington")], published="2024-02-13"
        )
        [found] = deliberate([self.promise(), denial], []).commitments
        assert (found.kept, [each.document for each in found.kept_evidence]) == (False, ["d3"])

    def test_promise_and_act_in_one_incident_is_kept_on_the_word_of_the_later_report(self) -> None:
        promised, (told, _) = self.promise(), self.kept()
        both = incident(
            "i1",
            "CONSULT",
            "occurred",
            [report(promised), report(told)],
            actors=["iraq"],
            recipients=["usa"],
            day="2024-02-11",
        )
        [found] = deliberate([promised, told], [both]).commitments
        assert (found.kept, [each.document for each in found.kept_evidence]) == (True, ["d2"])

    def test_a_threat_with_a_deadline_counts_and_an_offer_does_not(self) -> None:
        assert len(deliberate([self.promise("threatened")], []).commitments) == 1
        assert deliberate([self.promise("possible")], []).commitments == []

    def test_a_day_that_lies_before_the_report_is_no_deadline(self) -> None:
        assert deliberate([self.promise(published="2024-02-12")], []).commitments == []

    def test_a_postponed_act_is_a_second_commitment(self) -> None:
        text = "Iraq will resume talks with Washington on February 20."
        talks = event(text, "talks", "CONSULT", "planned", by="Iraq", to="Washington", when="February 20")
        again = telling(
            "d2", text, [talks], times={"February 20": ("2024-02-20", "2024-02-20")}, published="2024-02-10"
        )
        found = deliberate([self.promise(), again], []).commitments
        assert [each.deadline for each in found] == ["2024-02-11", "2024-02-20"]


class TestWhoDidIt:
    PENTAGON = "The Pentagon said Kataib Hezbollah attacked the outpost."
    OTHER = "Iran said Israel attacked the outpost."

    def accounts(self) -> tuple[Told, Told]:
        one = event(self.PENTAGON, "attacked", "ASSAULT", "occurred", by="Kataib Hezbollah")
        other = event(self.OTHER, "attacked", "ASSAULT", "occurred", by="Israel")
        return telling("d1", self.PENTAGON, [one]), telling("d2", self.OTHER, [other])

    def test_rival_actors_make_a_question_with_their_holders(self) -> None:
        one, other = self.accounts()
        attack = incident(
            "i1", "ASSAULT", "occurred", [report(one, origin="pentagon"), report(other, origin="iran")],
            actors=["kataib", "israel"], day="2024-01-28", claimed={"kataib": ["pentagon"], "israel": ["iran"]},
        )  # fmt: skip
        [question] = deliberate([one, other], [attack]).hypotheses
        assert question.question == "Who was behind the attack, 2024-01-28?"
        assert [(each.text, each.held_by) for each in question.alternatives] == [
            ("Israel", ["iran"]),
            ("Kataib Hezbollah", ["pentagon"]),
        ]
        assert [[e.document for e in each.evidence_for] for each in question.alternatives] == [["d2"], ["d1"]]

    def test_the_denial_of_the_accused_stands_against(self) -> None:
        one, _ = self.accounts()
        text = "The group denied that it attacked the outpost."
        denial = telling("d3", text, [event(text, "attacked", "ASSAULT", "denied", by="The group")])
        attack = incident(
            "i1", "ASSAULT", "occurred",
            [report(one, origin="pentagon"), report(denial, origin="kataib", stance="denies")],
            actors=["kataib"], claimed={"kataib": ["pentagon", "kataib"]},
        )  # fmt: skip
        registry = {"kataib": Actor(id="kataib", kind="armed_group", name="Hezbollah Brigades")}
        [question] = deliberate([one, denial], [attack], registry).hypotheses
        accused, innocent = question.alternatives
        assert [each.document for each in accused.evidence_against] == ["d3"]
        assert (accused.text, innocent.text) == ("Hezbollah Brigades", "not Hezbollah Brigades")
        assert innocent.held_by == ["kataib"]

    def test_whom_it_was_done_to_is_no_candidate(self) -> None:
        one, other = self.accounts()
        claimed = {"kataib": ["pentagon"], "usa": ["iran"]}
        attack = incident("i1", "ASSAULT", "occurred", [report(one)], recipients=["usa"], claimed=claimed)
        assert deliberate([one, other], [attack]).hypotheses == []

    def test_who_spoke_is_no_question(self) -> None:
        one, other = self.accounts()
        claimed = {"kataib": ["pentagon"], "israel": ["iran"]}
        assert (
            deliberate([one, other], [incident("i1", "CONSULT", "occurred", [report(one)], claimed=claimed)]).hypotheses
            == []
        )

    def test_two_who_did_it_together_are_no_rivals(self) -> None:
        one, other = self.accounts()
        attack = incident(
            "i1", "ASSAULT", "occurred", [report(one)], actors=["usa", "israel"],
            claimed={"usa": ["iran", "iraq"], "israel": ["iran", "iraq"]},
        )  # fmt: skip
        assert deliberate([one, other], [attack]).hypotheses == []

    def test_kin_by_weighings_word_are_no_rivals(self) -> None:
        one, other = self.accounts()
        claimed = {"kataib": ["pentagon"], "iran": ["iraq"]}
        kin = incident("i1", "ASSAULT", "occurred", [report(one)], claimed=claimed, fields={"actors": "corroborated"})
        assert deliberate([one, other], [kin]).hypotheses == []


class TestWhy:
    def reason(self, name: str, text: str, reason: str, cue: str, source: str, *, stance: CueStance = "says") -> Told:
        body = text.split(" that ", 1)[1].rstrip(".")
        return telling(
            name,
            text,
            [event(text, "suspended", "CONCEDE", "occurred", attribution=0)],
            links=[link(text, "motive", "suspended its operations", reason, cue)],
            attributions=[said(text, source, text.split()[len(source.split())], body, stance=stance)],
        )

    def ask(self, *tellings: Told) -> Deliberated:
        return deliberate(tellings, [incident("i1", "CONCEDE", "occurred", [report(each, origin=o) for each, o in
            zip(tellings, ("kataib", "iraq", "iran"), strict=False)])])  # fmt: skip

    KATAIB = ("d1", "Kataib Hezbollah said that it suspended its operations to spare Baghdad embarrassment.",
              "spare Baghdad embarrassment", "to spare", "Kataib Hezbollah")  # fmt: skip
    IRAQ = ("d2", "Iraqi officials said that it suspended its operations because Tehran asked for it.",
            "Tehran asked for it", "because", "Iraqi officials")  # fmt: skip

    def test_different_reasons_of_different_holders_are_alternatives(self) -> None:
        [question] = self.ask(self.reason(*self.KATAIB), self.reason(*self.IRAQ)).hypotheses
        assert question.question == "What was the motive for the concession?"
        assert [(each.text, each.held_by) for each in question.alternatives] == [
            ("spare Baghdad embarrassment", ["kataib"]),
            ("Tehran asked for it", ["iraq"]),
        ]

    def test_one_reason_in_other_words_is_one(self) -> None:
        words = "Iraqi officials said that it suspended its operations to spare embarrassment to Baghdad."
        same = self.reason("d2", words, "spare embarrassment to Baghdad", "to spare", "Iraqi officials")
        assert self.ask(self.reason(*self.KATAIB), same).hypotheses == []

    def test_a_denied_reason_is_a_question_on_its_own(self) -> None:
        text = "Iran denied that it suspended its operations because Tehran asked for it."
        denied = self.reason("d1", text, "Tehran asked for it", "because", "Iran", stance="denies")
        [question] = self.ask(denied).hypotheses
        [alternative] = question.alternatives
        assert (alternative.held_by, alternative.evidence_for) == ([], [])
        assert [each.document for each in alternative.evidence_against] == ["d1"]


def test_an_act_ends_with_its_clause_and_never_runs_on() -> None:
    text = "Washington is weighing sanctions " + "on more and more of its enemies " * 20 + "."
    [option] = deliberate([telling("d1", text, [event(text, "sanctions", "SANCTION", "considered")])], []).options
    assert len(option.act) <= 162
    assert option.act.endswith(" …")


def test_nothing_gives_nothing() -> None:
    assert deliberate([], []) == Deliberated(options=[], hypotheses=[], commitments=[])


STATUSES: st.SearchStrategy[Status] = st.sampled_from(["occurred", "planned", "threatened", "considered", "denied"])


@given(statuses=st.lists(STATUSES, min_size=1, max_size=6), seed=st.integers())
def test_order_changes_nothing_and_every_span_lies_in_its_text(statuses: list[Status], seed: int) -> None:
    text = "Iraq will hold talks with Washington on Sunday."
    readings = [
        telling(
            f"d{number}",
            text,
            [event(text, "talks", "CONSULT", status, by="Iraq", to="Washington", when="Sunday")],
            times={"Sunday": ("2024-02-11", "2024-02-11")},
            published=f"2024-02-{8 + number:02}",
        )
        for number, status in enumerate(statuses)
    ]
    incidents = [
        incident(
            f"i{status}",
            "CONSULT",
            status,
            [report(told) for told, own in zip(readings, statuses, strict=True) if own == status],
            actors=["iraq"],
            recipients=["usa"],
            day="2024-02-11",
        )
        for status in sorted(set(statuses))
    ]
    found = deliberate(readings, incidents)
    shuffled = random.Random(seed).sample(readings, len(readings))
    assert deliberate(shuffled, incidents[::-1]) == found
    pointed = [e for each in (*found.options, *found.commitments) for e in each.evidence]
    assert all(0 <= each.start < each.end <= len(text) for each in pointed)
    assert len(found.options) == int("considered" in statuses)
