"""Which sentences tell one act, and when, where and by whom: each rule read off sentences made for it."""

from __future__ import annotations

import msgspec
import pytest
from weighing_cases import ACTORS, OUTLETS, act, said, tell

from standoff.schema import Document, Entity, Incident, Reading
from standoff.weighing import weigh

Pair = tuple[Document, Reading]


def incidents(*pairs: Pair, category: str = "ASSAULT") -> list[Incident]:
    """The incidents of one category, as the account lists them."""
    return [one for one in weigh(pairs, ACTORS, OUTLETS).incidents if one.category == category]


def words_of(incident: Incident, *pairs: Pair) -> str:
    """All sentences that report an incident."""
    texts = {document.id: document.text for document, _ in pairs}
    return " | ".join(texts[report.document][report.start : report.end] for report in incident.reports)


def test_the_attack_points_back_to_the_act_told_before() -> None:
    story = tell(
        "g1",
        "Gunmen raided the depot in Kell on Monday. Traders closed their shops. The governor went home. "
        "The attack lasted an hour.",
        acts=[act("raided", recipients="the depot", places="Kell", times="Monday"), act("attack")],
    )
    (found,) = incidents(story)
    assert "lasted an hour" in words_of(found, story)


def test_a_time_of_saying_dates_no_act() -> None:
    story = tell(
        "g2",
        "Red Hand claimed responsibility on Wednesday for a raid in Kell.",
        published="2030-03-06T18:00:00Z",
        acts=[act("raid", places="Kell", times="Wednesday")],
        says=[said("Red Hand", "claimed", "responsibility on Wednesday for a raid in Kell")],
    )
    (found,) = incidents(story)
    assert found.date is None and found.actors == ["red_hand"]


def test_an_act_and_the_act_it_answers_stay_two() -> None:
    story = tell(
        "g3",
        "The Norish Army shelled Orm on Friday in response to the raid in Kell.",
        published="2030-03-08T20:00:00Z",
        acts=[act("shelled", actors="Norish Army", places="Orm", times="Friday"), act("raid", places="Kell")],
    )
    found = {one.place.name: one.date for one in incidents(story) if one.place is not None}
    assert found == {"Orm": ("2030-03-08", "2030-03-08"), "Kell": None}


def test_deaths_after_an_act_belong_to_it() -> None:
    story = tell(
        "g4",
        "Four guards were killed after gunmen raided the depot in Kell on Monday.",
        acts=[act("killed"), act("raided", places="Kell", times="Monday")],
    )
    (found,) = incidents(story)
    assert found.killed is not None and (found.killed.low, found.killed.high) == (4, 4)


def test_the_day_of_a_death_is_not_the_day_of_the_attack() -> None:
    story = tell(
        "g5",
        "A guard wounded in the raid on Monday died on Wednesday, the Norish interior ministry said.",
        published="2030-03-06T18:00:00Z",
        acts=[act("raid", times="Monday|Wednesday")],
        says=[said("the Norish interior ministry", "said", "A guard wounded in the raid on Monday died on Wednesday")],
    )
    (found,) = incidents(story)
    assert found.date == ("2030-03-04", "2030-03-04")


def test_an_act_told_without_its_town_joins_the_act_in_the_town_its_report_names() -> None:
    first = tell(
        "g6",
        "Gunmen raided a depot near Kell on Monday.",
        acts=[act("raided", places="Kell", times="Monday")],
    )
    second = tell(
        "g7",
        "Shops in Kell stayed shut. Monday's raid was the worst in years.",
        outlet="times",
        published="2030-03-05T08:00:00Z",
        acts=[act("raid", times="Monday")],
    )
    assert len(incidents(first, second)) == 1
    elsewhere = tell(
        "g8",
        "Shops in Orm stayed shut. Monday's assault on the mill was the worst in years.",
        outlet="times",
        published="2030-03-05T08:00:00Z",
        acts=[act("assault", places="Orm", times="Monday")],
    )
    assert len(incidents(first, elsewhere)) == 2


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Red Hand has attacked convoys more than 90 times since the spring.", "attacked"),
        ("Officers counted five raids by Red Hand.", "raids"),
    ],
)
def test_a_tally_of_attacks_is_no_incident(text: str, trigger: str) -> None:
    assert incidents(tell("g9", text, acts=[act(trigger, actors="Red Hand")])) == []


@pytest.mark.parametrize("before", ["no unit of the army", "Not one Norish gun", "none of its guns"])
def test_a_subject_that_is_nobody_denies(before: str) -> None:
    told = tell("g10", "Shells hit Orm on Monday.", acts=[act("hit", places="Orm", times="Monday")])
    denied = tell(
        "g11",
        f"Norland said {before} fired on Orm on Monday.".replace("said Not", "said: Not"),
        outlet="times",
        published="2030-03-05T08:00:00Z",
        acts=[act("fired", places="Orm", times="Monday")],
        says=[said("Norland", "said", "fired on Orm on Monday")],
    )
    (found,) = incidents(told, denied)
    assert "denies" in {report.stance for report in found.reports if report.document == "g11"}


def test_a_figure_of_nobody_hurt_denies_no_attack() -> None:
    story = tell(
        "g12",
        "Shells hit Orm on Monday. No soldier was hurt, Norland said.",
        acts=[act("hit", places="Orm", times="Monday"), act("hurt", status="denied")],
        says=[said("Norland", "said", "No soldier was hurt")],
    )
    (found,) = incidents(story)
    assert found.verdict.overall != "contested" and found.status == "occurred"


def test_who_is_said_to_be_behind_an_act_is_a_claim_on_its_actors() -> None:
    story = tell(
        "g13",
        "Gunmen raided a depot in Kell on Monday. The Commission said Red Hand was behind the raid.",
        acts=[act("raided", places="Kell", times="Monday"), act("raid")],
        says=[said("The Commission", "said", "Red Hand was behind the raid")],
    )
    document, reading = story
    (found,) = incidents((document, with_actor(reading, document.text, "Red Hand", "red_hand")))
    assert [(value.value, value.origins) for value in found.claims["actors"]] == [("red_hand", ["watchers"])]


def with_actor(reading: Reading, text: str, words: str, actor: str) -> Reading:
    """The reading with one more resolved mention."""
    start = text.index(words)
    entity = Entity(start=start, end=start + len(words), type="organisation", actor=actor)
    ordered = sorted([*reading.entities, entity], key=lambda one: (one.start, one.end))
    return msgspec.structs.replace(reading, entities=ordered)


def test_an_actor_who_is_also_the_one_struck_is_no_actor() -> None:
    story = tell(
        "g14",
        "A drone struck the Norish Army in Orm on Monday.",
        acts=[act("struck", actors="Norish Army", recipients="Norish Army", places="Orm", times="Monday")],
    )
    (found,) = incidents(story)
    assert found.actors == [] and found.recipients == ["nor_army"]


def test_an_actors_own_army_is_not_struck_by_it_while_others_are() -> None:
    at = {"actors": "Norland", "places": "Kell", "times": "Monday"}
    one = tell("g30", "Norland shelled Red Hand in Kell on Monday.", acts=[act("shelled", recipients="Red Hand", **at)])
    other = tell(
        "g31",
        "Norland shelled the Norish Army in Kell on Monday.",
        outlet="times",
        acts=[act("shelled", recipients="Norish Army", **at)],
    )
    (found,) = incidents(one, other)
    assert (found.actors, found.recipients) == (["norland"], ["red_hand"])


def test_a_denial_in_a_report_that_tells_no_act_goes_to_the_act_elsewhere() -> None:
    claim = tell(
        "g15",
        "Norish Army tanks moved into Orm on Monday, an official in Varn said.",
        acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday")],
        says=[said("an official in Varn", "said", "Norish Army tanks moved into Orm on Monday", kind="anonymous")],
    )
    visit = tell(
        "g16",
        'The Commission said a patrol in Orm on Monday had found "no troops and no tanks".',
        outlet="echo",
        published="2030-03-05T08:00:00Z",
        says=[said("The Commission", "said", 'a patrol in Orm on Monday had found "no troops and no tanks"')],
    )
    (found,) = incidents(claim, visit, category="MOBILIZE")
    assert found.status == "denied" and found.verdict.overall == "denied"


def test_a_denial_of_something_else_denies_no_act() -> None:
    story = tell(
        "g17",
        "Shells hit Orm on Monday, Sudland said. Norland denied that there had been any warning.",
        acts=[act("hit", places="Orm", times="Monday")],
        says=[
            said("Sudland", "said", "Shells hit Orm on Monday"),
            said("Norland", "denied", "that there had been any warning", stance="denies"),
        ],
    )
    (found,) = incidents(story)
    assert {report.stance for report in found.reports} == {"asserts"}


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (("occurred", "ongoing"), "occurred"),
        (("ongoing", "ongoing", "occurred"), "ongoing"),
    ],
)
def test_an_act_goes_on_only_when_most_reports_say_so(statuses: tuple[str, ...], status: str) -> None:
    outlets = ("agency", "times", "echo")
    pairs = [
        tell(
            f"g18{at}",
            f"{opening} soldiers closed the road in Orm on Monday.",
            outlet=outlets[at],
            acts=[act("closed", "COERCE", places="Orm", times="Monday", status=given)],
        )
        for at, (opening, given) in enumerate(zip(("Masked", "Tired", "Young"), statuses, strict=False))
    ]
    (found,) = incidents(*pairs, category="COERCE")
    assert found.status == status


def test_the_place_lies_in_the_country_most_reports_name() -> None:
    pairs = [
        tell(f"g19{at}", text, outlet=outlet, acts=[act("raided", places=place, times="Monday")])
        for at, (text, outlet, place) in enumerate(
            [
                ("Gunmen raided the old mill in Orm on Monday.", "agency", "Orm"),
                ("The old mill was raided in Orm on Monday.", "times", "Orm"),
            ]
        )
    ]
    (found,) = incidents(*pairs)
    assert found.place is not None and found.place.name == "Orm"


def test_one_vague_sentence_makes_no_incident() -> None:
    story = tell("g20", "Perhaps somebody asked them to wait.", acts=[act("asked", "REQUEST")])
    assert incidents(story, category="REQUEST") == []


def test_the_group_is_the_body_named_last() -> None:
    story = tell(
        "g21",
        "The Hill League raided a depot in Kell on Monday. The group said it took nothing from the depot.",
        acts=[act("raided", actors="Hill League", places="Kell", times="Monday"), act("took", "COERCE", places="Kell")],
        says=[said("The group", "said", "it took nothing from the depot")],
    )
    origins = {report.origin for one in weigh([story], ACTORS, OUTLETS).incidents for report in one.reports}
    assert "hill_league" in origins and not any(origin.startswith("local:") for origin in origins)


def test_a_threat_another_paper_reports_is_on_the_word_of_the_one_who_threatens() -> None:
    story = tell(
        "g22",
        "The Hill League will shell Orm on Friday, Corvus reported.",
        outlet="times",
        acts=[act("shell", actors="Hill League", places="Orm", times="Friday", status="threatened")],
        says=[said("Corvus", "reported", "The Hill League will shell Orm on Friday", kind="outlet")],
    )
    (found,) = incidents(story)
    assert found.verdict.overall == "single-source" and {report.origin for report in found.reports} == {"hill_league"}


def test_plans_of_two_actors_are_two() -> None:
    story = tell(
        "g23",
        "Norland will pull back its guns. Red Hand would pull back its guns.",
        acts=[
            act("pull", "RETREAT", actors="Norland", status="planned"),
            act("pull#2", "RETREAT", actors="Red Hand", status="planned"),
        ],
    )
    assert len(incidents(story, category="RETREAT")) == 2


def test_what_an_outlet_withdraws_it_no_longer_asserts() -> None:
    first = tell(
        "g24",
        "Norish Army tanks moved into Orm on Monday.",
        acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday")],
    )
    notice = tell(
        "g25",
        "Corvus reported that Norish Army tanks had moved into Orm on Monday. We withdraw that report.",
        published="2030-03-06T08:00:00Z",
        acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday")],
    )
    (found,) = incidents(first, notice, category="MOBILIZE")
    assert found.verdict.overall == "denied"
    assert "retracts" in {report.stance for report in found.reports if report.document == "g25"}


def test_a_report_that_looks_back_a_week_joins_the_act() -> None:
    first = tell(
        "g26",
        "The Norish Army moved into Orm on Monday.",
        acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm", times="Monday")],
    )
    later = tell(
        "g27",
        "Since the Norish Army moved into Orm, the market has been empty.",
        outlet="times",
        published="2030-03-12T08:00:00Z",
        acts=[act("moved", "MOBILIZE", actors="Norish Army", places="Orm")],
    )
    assert len(incidents(first, later, category="MOBILIZE")) == 1


@pytest.mark.parametrize("source", ["analysts", "both countries", "the locals"])
def test_common_nouns_name_nobody(source: str) -> None:
    story = tell(
        "g28",
        f"Red Hand shelled Orm on Monday, {source} said.",
        acts=[act("shelled", actors="Red Hand", places="Orm", times="Monday")],
        says=[said(source, "said", "Red Hand shelled Orm on Monday")],
    )
    (found,) = incidents(story)
    assert found.verdict.overall == "unverified"


def test_a_sentence_that_only_repeats_adds_no_origin() -> None:
    told = "Gunmen raided the grain depot in Kell on Monday, the Norish interior ministry said."
    echo = "The Commission spoke of the grain depot in Kell on Monday."
    content = "Gunmen raided the grain depot in Kell on Monday"
    raid = act("raided", recipients="the grain depot", places="Kell", times="Monday")
    ministry = said("the Norish interior ministry", "said", content)
    plain = tell("g29", told, acts=[raid], says=[ministry])
    watchers = said("The Commission", "spoke", "of the grain")
    longer = tell("g29", f"{told} {echo}", acts=[raid], says=[ministry, watchers])
    (before,), (after,) = incidents(plain), incidents(longer)
    assert len(after.reports) > len(before.reports)
    assert after.verdict.independent_origins == before.verdict.independent_origins == 1


def test_a_denial_among_reports_of_two_acts_does_not_make_them_one() -> None:
    texts = [
        ("g30", "Shells hit the old market in Kell on Monday.", "agency", "2030-03-04T12:00:00Z", "Monday", "occurred"),
        (
            "g31",
            "Shells hit the old market in Kell on Wednesday.",
            "times",
            "2030-03-06T12:00:00Z",
            "Wednesday",
            "occurred",
        ),
        ("g32", "Shells hit the old market in Kell, Norland denied.", "echo", "2030-03-07T12:00:00Z", "", "denied"),
    ]
    pairs = [
        tell(name, text, outlet=outlet, published=day, acts=[act("hit", places="Kell", times=times, status=status)])
        for name, text, outlet, day, times, status in texts
    ]
    dated = [one for one in incidents(*pairs) if {"g30", "g31"} & {report.document for report in one.reports}]
    assert len(dated) == 2


def test_what_is_told_of_a_reply_points_at_the_reply() -> None:
    story = tell(
        "g33",
        "The Norish Army bombed Orm on Friday in retaliation for the raid in Kell. The strikes lasted all night.",
        published="2030-03-08T20:00:00Z",
        acts=[
            act("bombed", actors="Norish Army", places="Orm", times="Friday"),
            act("raid", places="Kell"),
            act("strikes"),
        ],
    )
    (reply,) = [one for one in incidents(story) if one.place is not None and one.place.name == "Orm"]
    assert "all night" in words_of(reply, story)


def test_a_day_that_names_an_act_is_its_own_even_behind_a_cue() -> None:
    story = tell(
        "g34",
        "The Norish interior ministry corrected Monday's account: three men died when Wednesday's raid hit Kell.",
        published="2030-03-08T20:00:00Z",
        acts=[act("raid", places="Kell")],
        says=[said("The Norish interior ministry", "corrected", "three men died when Wednesday's raid hit Kell")],
    )
    (found,) = incidents(story)
    assert found.date == ("2030-03-06", "2030-03-06")
