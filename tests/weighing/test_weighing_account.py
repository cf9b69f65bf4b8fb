"""What the weighing says of small dossiers, read as claims."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighing_cases import ACTORS, OUTLETS, act, said, tell

from standoff.schema import Document, Incident, Outlet, Reading
from standoff.weighing import Weighed, weigh

Pair = tuple[Document, Reading]

MINISTRY = tell(
    "m1",
    "Gunmen attacked a customs post near Kell on Monday, killing four guards, the Norish interior ministry said. "
    "The road was closed.",
    acts=[act("attacked", recipients="a customs post", places="Kell", times="Monday"), act("killing", killed=(4, 4))],
    says=[
        said(
            "the Norish interior ministry",
            "said",
            "Gunmen attacked a customs post near Kell on Monday, killing four guards",
        )
    ],
)
LEAGUE = tell(
    "m2",
    "The Hill League said it attacked the customs post near Kell on Monday to free its men.",
    outlet="times",
    published="2030-03-05T09:00:00Z",
    acts=[act("attacked", actors="Hill League", recipients="the customs post", places="Kell", times="Monday")],
    says=[said("Hill League", "said", "it attacked the customs post near Kell on Monday")],
)
WATCHERS = tell(
    "m3",
    "The Commission said Red Hand attacked the customs post near Kell on Monday and that six men had died.",
    outlet="echo",
    published="2030-03-05T10:00:00Z",
    acts=[
        act("attacked", actors="Red Hand", recipients="the customs post", places="Kell", times="Monday", killed=(6, 6))
    ],
    says=[
        said(
            "The Commission", "said", "Red Hand attacked the customs post near Kell on Monday and that six men had died"
        )
    ],
)
LATER = tell(
    "m4",
    "Mortar bombs hit the market in Kell on Friday, the Norish interior ministry said.",
    published="2030-03-08T20:00:00Z",
    acts=[act("hit", recipients="the market", places="Kell", times="Friday")],
    says=[said("the Norish interior ministry", "said", "Mortar bombs hit the market in Kell on Friday")],
)
THREAT = tell(
    "m5",
    "The Hill League will attack the customs post near Kell on Friday, its commander said.",
    outlet="echo",
    published="2030-03-05T18:00:00Z",
    acts=[
        act(
            "attack",
            actors="Hill League",
            recipients="the customs post",
            places="Kell",
            times="Friday",
            status="threatened",
        )
    ],
    says=[said("its commander", "said", "The Hill League will attack the customs post near Kell on Friday")],
)
WHISPER = tell(
    "m6",
    "Norish Army tanks moved into Orm on Monday, a senior defence official in Varn said.",
    acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday")],
    says=[
        said(
            "a senior defence official in Varn", "said", "Norish Army tanks moved into Orm on Monday", kind="anonymous"
        )
    ],
)
ECHOED = tell(
    "m7",
    "A column of Norish Army tanks moved into Orm on Monday, according to a defence source in Varn.",
    outlet="echo",
    published="2030-03-05T06:00:00Z",
    acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday")],
    says=[
        said(
            "a defence source in Varn",
            "according to",
            "A column of Norish Army tanks moved into Orm on Monday",
            kind="anonymous",
        )
    ],
)
DENIAL = tell(
    "m8",
    "The Commission said no Norish Army tanks had moved into Orm on Monday.",
    outlet="echo",
    published="2030-03-06T06:00:00Z",
    acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday", status="denied")],
    says=[said("The Commission", "said", "no Norish Army tanks had moved into Orm on Monday")],
)
SHELF = [MINISTRY, LEAGUE, WATCHERS, LATER, THREAT, WHISPER, ECHOED, DENIAL]


def weighed(*pairs: Pair) -> Weighed:
    return weigh(pairs, ACTORS, OUTLETS)


def telling(account: Weighed, *documents: str) -> Incident:
    """The one incident that these documents all report."""
    found = [one for one in account.incidents if set(documents) <= {report.document for report in one.reports}]
    assert len(found) == 1, [one.id for one in account.incidents]
    return found[0]


def copy_of(pair: Pair, name: str, outlet: str, published: str) -> Pair:
    document, reading = pair
    return (
        msgspec.structs.replace(document, id=name, outlet=outlet, published=published),
        msgspec.structs.replace(reading, id=name),
    )


def test_one_sentence_and_one_word_of_a_ministry_is_a_single_source() -> None:
    incident = telling(weighed(MINISTRY), "m1")
    assert (incident.category, incident.status, incident.date) == ("ASSAULT", "occurred", ("2030-03-04", "2030-03-04"))
    assert incident.verdict.overall == "single-source"
    assert {report.origin for report in incident.reports} == {"local:norland-interior-ministry"}
    assert incident.reports[0].chain == ["outlet:agency", "local:norland-interior-ministry"]
    assert incident.place is not None and incident.place.name == "Kell"


def test_the_attackers_own_word_corroborates() -> None:
    incident = telling(weighed(MINISTRY, LEAGUE), "m1", "m2")
    assert incident.verdict.overall == "corroborated"
    assert incident.verdict.independent_origins == 2
    assert incident.actors == ["hill_league"]
    assert any("hill_league" in reason for reason in incident.verdict.reasons)


def test_two_names_for_the_attacker_contest_who_did_it() -> None:
    incident = telling(weighed(MINISTRY, LEAGUE, WATCHERS), "m1", "m2", "m3")
    assert incident.verdict.overall == "contested"
    assert incident.verdict.fields["actors"] == "contested"
    held = {value.value: value.origins for value in incident.claims["actors"]}
    assert held == {"hill_league": ["hill_league"], "red_hand": ["watchers"]}
    assert any("who did it is contested" in reason for reason in incident.verdict.reasons)


def test_two_attacks_on_one_town_days_apart_stay_two() -> None:
    account = weighed(MINISTRY, LATER)
    assert telling(account, "m1").id != telling(account, "m4").id


def test_a_threatened_attack_is_not_an_attack() -> None:
    account = weighed(MINISTRY, THREAT, LATER)
    threat = next(one for one in account.incidents if one.category == "ASSAULT" and one.reports[0].document == "m5")
    assert threat.status == "threatened"
    assert {report.document for report in threat.reports} == {"m5"}


def test_one_unnamed_official_in_two_papers_is_one_origin_and_verifies_nothing() -> None:
    incident = telling(weighed(WHISPER, ECHOED), "m6", "m7")
    assert len({report.origin for report in incident.reports}) == 1
    assert incident.reports[0].origin.startswith("anonymous:norland-defence-")
    assert incident.verdict.independent_origins == 1
    assert incident.verdict.overall == "unverified"


def test_a_denial_by_an_observer_outweighs_an_unnamed_source() -> None:
    incident = telling(weighed(WHISPER, ECHOED, DENIAL), "m6", "m7", "m8")
    assert (incident.verdict.overall, incident.status) == ("denied", "denied")
    assert "denied by watchers" in incident.verdict.reasons


def test_a_later_figure_of_one_origin_supersedes_its_earlier() -> None:
    update = tell(
        "u1",
        "Six guards were killed in Monday's attack near Kell, the Norish interior ministry said.",
        published="2030-03-06T08:00:00Z",
        acts=[act("killed", recipients="guards", places="Kell", times="Monday", killed=(6, 6))],
        says=[said("the Norish interior ministry", "said", "Six guards were killed in Monday's attack near Kell")],
    )
    incident = telling(weighed(MINISTRY, update), "m1", "u1")
    assert incident.killed is not None
    assert (incident.killed.low, incident.killed.high) == (6, 6)
    assert [(value.low, value.superseded) for value in incident.killed.values] == [(6, False), (4, True)]
    assert incident.verdict.overall == "single-source"


def test_two_counts_of_the_same_day_contest_the_toll() -> None:
    text = (
        "Two died when shells hit Orm on Monday, Norland said. Sudland said one man died when shells hit Orm on Monday."
    )
    document = tell(
        "t1",
        text,
        acts=[
            act("hit", places="Orm", times="Monday", killed=(2, 2)),
            act("hit#2", places="Orm", times="Monday", killed=(1, 1)),
        ],
        says=[
            said("Norland", "said", "Two died when shells hit Orm on Monday"),
            said("Sudland", "said#2", "one man died when shells hit Orm on Monday"),
        ],
    )
    incident = telling(weighed(document), "t1")
    assert incident.verdict.fields["killed"] == "contested"
    assert incident.killed is not None and (incident.killed.low, incident.killed.high) == (1, 2)


def test_at_least_four_agrees_with_seven() -> None:
    least = tell(
        "l1",
        "At least four guards were killed in an attack near Kell on Monday, the Norish interior ministry said.",
        acts=[act("attack", places="Kell", times="Monday", killed=(4, None))],
        says=[
            said(
                "the Norish interior ministry",
                "said",
                "At least four guards were killed in an attack near Kell on Monday",
            )
        ],
    )
    seven = tell(
        "l2",
        "The Commission said seven guards were killed in the attack near Kell on Monday.",
        outlet="echo",
        acts=[act("attack", places="Kell", times="Monday", killed=(7, 7))],
        says=[said("The Commission", "said", "seven guards were killed in the attack near Kell on Monday")],
    )
    incident = telling(weighed(least, seven), "l1", "l2")
    assert incident.verdict.overall == "corroborated"
    assert incident.killed is not None and (incident.killed.low, incident.killed.high) == (7, 7)


def test_a_report_that_credits_another_paper_has_that_papers_origin() -> None:
    derived = tell(
        "d1",
        "Tanks moved into Orm on Monday, the Echo reported.",
        outlet="times",
        acts=[act("moved", "MOBILIZE", places="Orm", times="Monday")],
        says=[said("the Echo", "reported", "Tanks moved into Orm on Monday", kind="outlet")],
    )
    report = telling(weighed(derived), "d1").reports[0]
    assert (report.origin, report.chain) == ("outlet:echo", ["outlet:times", "outlet:echo"])


def test_a_chain_ends_at_the_innermost_source() -> None:
    nested = tell(
        "n1",
        "The Echo reported that Norland said tanks moved into Orm on Monday.",
        outlet="times",
        acts=[act("moved", "MOBILIZE", places="Orm", times="Monday")],
        says=[
            said("The Echo", "reported", "Norland said tanks moved into Orm on Monday", kind="outlet"),
            said("Norland", "said", "tanks moved into Orm on Monday", parent=0),
        ],
    )
    report = telling(weighed(nested), "n1").reports[0]
    assert report.chain == ["outlet:times", "outlet:echo", "norland"]


def test_hearsay_has_no_origin() -> None:
    hearsay = tell(
        "h1",
        "Tanks reportedly moved into Orm on Monday.",
        acts=[act("moved", "MOBILIZE", places="Orm", times="Monday")],
        says=[said("", "reportedly", "Tanks reportedly moved into Orm on Monday", kind="anonymous")],
    )
    incident = telling(weighed(hearsay), "h1")
    assert incident.reports[0].origin == "unattributed"
    assert (incident.verdict.overall, incident.verdict.independent_origins) == ("unverified", 0)


def test_a_spokeswoman_a_minister_and_their_ministry_are_one_origin() -> None:
    text = (
        "Gunmen attacked a post near Kell on Monday, Norland's Defence Ministry said. Colonel Ada "
        "Vint, a ministry spokeswoman, "
        "said the men attacked twice. Vint said they attacked from the east."
    )
    document = tell(
        "o1",
        text,
        acts=[act("attacked", places="Kell", times="Monday"), act("attacked#2"), act("attacked#3")],
        says=[
            said("Norland's Defence Ministry", "said", "Gunmen attacked a post near Kell on Monday"),
            said("Colonel Ada Vint, a ministry spokeswoman", "said#2", "the men attacked twice"),
            said("Vint#2", "said#3", "they attacked from the east"),
        ],
    )
    incident = telling(weighed(document), "o1")
    assert {report.origin for report in incident.reports} == {"local:norland-defence-ministry"}
    assert len(incident.reports) == 3


def test_a_copy_is_listed_and_confirms_nothing() -> None:
    long = (
        MINISTRY[0].text + " Lorries waited on the hill above the quay until the afternoon ferry came in and took the "
        "first of them over."
    )
    original = tell("c1", long, acts=[act("attacked", recipients="a customs post", places="Kell", times="Monday")])
    account = weighed(original, copy_of(original, "c2", "times", "2030-03-04T18:00:00Z"))
    incident = telling(account, "c1", "c2")
    assert account.copies == [("c2", "c1")]
    assert [report.copy_of for report in incident.reports] == [None, "c1"]
    assert incident.reports[1].origin == incident.reports[0].origin
    assert incident.verdict.independent_origins == telling(weighed(original), "c1").verdict.independent_origins


def test_no_readings_make_an_empty_account() -> None:
    assert weighed() == Weighed(copies=[], incidents=[])


def test_unknown_outlets_missing_dates_and_dangling_indices_are_normal_input() -> None:
    document, reading = MINISTRY
    bare = msgspec.structs.replace(document, id="x", outlet=None, published=None)
    events = [msgspec.structs.replace(event, attribution=99) for event in reading.events]
    account = weighed((bare, msgspec.structs.replace(reading, id="x", events=events)))
    assert telling(account, "x").reports[0].chain[0] == "outlet:unknown"


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(SHELF))), st.integers(1, len(SHELF)))
def test_the_order_of_documents_changes_nothing(order: list[int], count: int) -> None:
    chosen = sorted(order[:count])
    assert weighed(*(SHELF[at] for at in order[:count])) == weighed(*(SHELF[at] for at in chosen))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(SHELF) - 1), st.sampled_from(sorted(OUTLETS)), st.integers(1, 20))
def test_a_copy_never_raises_origins_or_credence(which: int, outlet: str, hours: int) -> None:
    day = SHELF[which][0].published or ""
    late = copy_of(SHELF[which], "zz", outlet, f"{day[:8]}{int(day[8:10]) + 1:02}T{hours:02}:00:00Z")
    before, after = weighed(*SHELF), weighed(*SHELF, late)
    assert ("zz", SHELF[which][0].id) in after.copies
    assert [one.verdict for one in after.incidents] == [one.verdict for one in before.incidents]
    assert [one.id for one in after.incidents] == [one.id for one in before.incidents]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(SHELF) - 1))
def test_removing_a_document_leaves_the_acts_it_did_not_tell_untouched(which: int) -> None:
    name = SHELF[which][0].id
    full, less = weighed(*SHELF), weighed(*SHELF[:which], *SHELF[which + 1 :])
    assert not [one for one in less.incidents if name in {report.document for report in one.reports}]
    untouched = [one for one in full.incidents if name not in {report.document for report in one.reports}]
    assert [one for one in untouched if one not in less.incidents] == []


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, len(SHELF) - 1)))
def test_every_verdict_gives_reasons_and_a_probability(which: set[int]) -> None:
    for incident in weighed(*(SHELF[at] for at in which)).incidents:
        assert incident.verdict.reasons and all(reason.strip() for reason in incident.verdict.reasons)
        assert 0.0 <= incident.verdict.credence <= 1.0
        named = {report.origin for report in incident.reports} - {"unattributed"}
        assert incident.verdict.independent_origins <= len(named)


@pytest.mark.parametrize(
    "status", ["planned", "threatened", "considered", "requested", "possible", "conditional", "denied"]
)
def test_what_has_not_happened_never_counts_as_having_happened(status: str) -> None:
    document = tell(
        "s1",
        "The Norish Army will attack Orm on Friday, Norland said.",
        acts=[act("attack", actors="Norish Army", places="Orm", times="Friday", status=status)],
        says=[said("Norland", "said", "The Norish Army will attack Orm on Friday")],
    )
    happened = tell(
        "s2",
        "The Norish Army attacked Orm on Friday, Norland said.",
        published="2030-03-08T20:00:00Z",
        acts=[act("attacked", actors="Norish Army", places="Orm", times="Friday")],
        says=[said("Norland", "said", "The Norish Army attacked Orm on Friday")],
    )
    assert [one.status for one in weighed(document).incidents if one.category == "ASSAULT"] == [status]
    if status != "denied":
        apart = [one for one in weighed(document, happened).incidents if one.category == "ASSAULT"]
        assert sorted(one.status for one in apart) == sorted([status, "occurred"])


def test_spans_of_reports_lie_in_their_texts() -> None:
    texts = {document.id: document.text for document, _ in SHELF}
    for incident in weighed(*SHELF).incidents:
        for report in incident.reports:
            assert 0 <= report.start < report.end <= len(texts[report.document])


def test_outlets_may_be_given_by_host() -> None:
    outlets = {**OUTLETS, "web": Outlet(id="web", name="web.example", kind="local")}
    document, reading = MINISTRY
    moved = msgspec.structs.replace(document, outlet="https://web.example/story")
    assert weigh([(moved, reading)], ACTORS, outlets).incidents[0].reports[0].chain[0] == "outlet:web"
