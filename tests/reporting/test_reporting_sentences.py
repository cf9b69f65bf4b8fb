"""One sentence per incident, from its fields alone."""

from pathlib import Path

import msgspec
import pytest
from reporting_story import CLOSURE_INCIDENT, LENN, RAID_INCIDENT, STRIKE_INCIDENT, write_record

from standoff.reporting.acts import ACTS, MODES, find_act, name_act
from standoff.reporting.dates import write_day, write_moment, write_range
from standoff.reporting.names import Names, join_words, plain_key, with_article
from standoff.reporting.sentences import write_count, write_sentence
from standoff.schema import Incident, Toll, Verdict

SURE = Verdict(overall="corroborated", credence=0.9, independent_origins=2, reasons=[])


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    return Names(write_record(tmp_path_factory.mktemp("record") / "story.standoff"))


def changed(incident: Incident, **fields: object) -> Incident:
    return msgspec.structs.replace(incident, **fields)


def test_what_is_corroborated_is_stated(names: Names) -> None:
    told = changed(RAID_INCIDENT, verdict=SURE, killed=None)
    assert write_sentence(told, names) == "Marsh League carried out an armed attack on Oster Customs Corps in Lenn."


def test_what_is_not_corroborated_is_said_to_have_happened(names: Names) -> None:
    told = changed(RAID_INCIDENT, verdict=msgspec.structs.replace(SURE, overall="single-source"), killed=None)
    assert write_sentence(told, names).startswith("Marsh League is said to have carried out an armed attack")


def test_author_on_one_word_is_attributed_though_the_act_stands(names: Names) -> None:
    laid = msgspec.structs.replace(SURE, fields={"actors": "single-source"})
    told = changed(RAID_INCIDENT, verdict=laid, killed=Toll(low=3, high=3))
    assert write_sentence(told, names) == (
        "An armed attack on Oster Customs Corps was reported in Lenn, attributed to Marsh League; 3 killed."
    )


def test_a_contested_author_is_not_asserted(names: Names) -> None:
    two = changed(RAID_INCIDENT, actors=["marsh_league", "skerry"], killed=None)
    assert write_sentence(two, names, dated=True) == (
        "An armed attack on Oster Customs Corps was reported in Lenn on 3 March 2030; "
        "who did it is contested (Marsh League or Skerry)."
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("planned", "The Republic of Oster plans to carry out an air strike on Marsh League."),
        ("threatened", "The Republic of Oster threatens to carry out an air strike on Marsh League."),
        ("considered", "The Republic of Oster is considering whether to carry out an air strike on Marsh League."),
        ("requested", "The Republic of Oster has been asked to carry out an air strike on Marsh League."),
        ("possible", "An air strike by the Republic of Oster on Marsh League is described as possible."),
        ("conditional", "An air strike by the Republic of Oster on Marsh League is said to depend on a condition."),
        ("ongoing", "An air strike by the Republic of Oster on Marsh League is under way."),
        ("denied", "An air strike by the Republic of Oster on Marsh League is denied."),
    ],
)
def test_what_has_not_happened_is_never_told_as_done(names: Names, status: str, expected: str) -> None:
    assert write_sentence(changed(STRIKE_INCIDENT, status=status), names) == expected


def test_several_actors_take_the_plural(names: Names) -> None:
    both = changed(CLOSURE_INCIDENT, actors=["oster", "skerry"], date=None)
    assert write_sentence(both, names) == "The Republic of Oster and Skerry threaten to impose restrictions in Lenn."


def test_plural_nouns_take_plural_verbs(names: Names) -> None:
    talks = changed(CLOSURE_INCIDENT, category="CONSULT", mode=None, status="planned", actors=[], date=None, place=None)
    assert write_sentence(talks, names) == "Talks are planned."


def test_a_facility_is_a_place_one_is_at(names: Names) -> None:
    post = msgspec.structs.replace(LENN, name="the Lenn post", precision="facility")
    told = changed(RAID_INCIDENT, verdict=SURE, killed=None, place=post)
    assert write_sentence(told, names).endswith("on Oster Customs Corps at the Lenn post.")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(4, 4, "4"), (4, 7, "4 to 7"), (4, None, "at least 4"), (0, 0, "none"), (1200, 1200, "1,200")],
)
def test_tolls_in_words(low: int, high: int | None, words: str) -> None:
    assert write_count(low, high) == words


def test_a_stated_zero_is_told_and_no_figure_is_not(names: Names) -> None:
    nobody = changed(RAID_INCIDENT, verdict=SURE, killed=Toll(low=0, high=0))
    assert write_sentence(nobody, names).endswith("; none killed.")
    assert "killed" not in write_sentence(changed(RAID_INCIDENT, verdict=SURE, killed=None), names)


@pytest.mark.parametrize("key", [*((category, None) for category in ACTS), *MODES])
def test_every_act_has_words_that_fit_a_sentence(key: tuple[str, str | None]) -> None:
    act = find_act(*key)  # type: ignore[arg-type]
    assert all(act)
    assert name_act(*key) == act.noun.removeprefix("an ").removeprefix("a ").removeprefix("the ")  # type: ignore[arg-type]


def test_an_unknown_mode_falls_back_to_its_category() -> None:
    assert find_act("ASSAULT", "catapult") is ACTS["ASSAULT"]


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2030-03-07", "7 March 2030"),
        ("2030-03", "March 2030"),
        ("2030", "2030"),
        ("2030-03-07T08:15:00Z", "7 March 2030"),
        ("next week", "next week"),
        ("2030-13-01", "2030-13-01"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(iso: str, words: str) -> None:
    assert write_day(iso) == words


def test_moments_and_ranges() -> None:
    assert write_moment("2030-03-07T08:15:00Z") == "7 March 2030, 08:15"
    assert write_moment(None) == "undated"
    assert write_range(("2030-03-07", "2030-03-07")) == "7 March 2030"
    assert write_range(("2030-03-07", "2030-03-09")) == "7 March 2030 to 9 March 2030"


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("interior", "Oster Interior Ministry"),
        ("outlet:coastal", "Coastal Wire, its own reporting"),
        ("local:district-clinic", "District Clinic"),
        ("anonymous:oster-security-official", "an unnamed security official (Republic of Oster)"),
        ("anonymous:diplomats", "unnamed diplomats"),
        ("anonymous:p03", "an unnamed source"),
        ("unattributed", "no source given"),
        ("nobody_knows", "nobody knows"),
    ],
)
def test_origins_in_words(names: Names, origin: str, words: str) -> None:
    assert names.origin(origin) == words


def test_outlets_by_id_name_or_what_the_document_gives(names: Names) -> None:
    assert names.outlet("post") == names.outlet("the northern post") == "The Northern Post"
    assert names.outlet("example.org") == "example.org"
    assert names.outlet(None) == "outlet not stated"


def test_reasons_speak_in_names(names: Names) -> None:
    reason = "asserted by anonymous:oster-official; denied by marsh_league, not by marsh_league_2"
    ids = ["marsh_league", "anonymous:oster-official"]
    assert names.reason(reason, ids) == (
        "asserted by an unnamed official (Republic of Oster); denied by Marsh League, not by marsh_league_2"
    )


def test_words_in_a_row() -> None:
    assert [join_words(["A", "B", "C"][:count]) for count in range(4)] == ["", "A", "A and B", "A, B and C"]
    assert plain_key("local:the_river-guards") == "the river guards"


def test_the_record_is_a_file(tmp_path: Path) -> None:
    with write_record(tmp_path / "story.standoff") as record:
        assert record.counts()["documents"] == 5


def test_a_contested_toll_says_so(names: Names) -> None:
    unsure = msgspec.structs.replace(SURE, fields={"killed": "contested"})
    told = changed(RAID_INCIDENT, verdict=unsure, killed=Toll(low=3, high=7))
    assert write_sentence(told, names).endswith("in Lenn; 3 to 7 killed (contested).")


def test_a_ministry_no_registry_lists_is_named_with_its_state(names: Names) -> None:
    assert names.actor("local:oster-defence-ministry") == "Defence Ministry (Republic of Oster)"
    assert names.actor("local:elsewhere-defence-ministry") == "Elsewhere Defence Ministry"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("United States", "the United States"),
        ("United States Armed Forces", "the United States Armed Forces"),
        ("Government of Iraq", "the Government of Iraq"),
        ("The Lenn Army", "The Lenn Army"),
        ("Persian Gulf", "the Persian Gulf"),
        ("Strait of Hormuz", "the Strait of Hormuz"),
        ("Iraq", "Iraq"),
        ("Marsh League", "Marsh League"),
    ],
)
def test_a_name_has_its_article_in_a_sentence(name: str, written: str) -> None:
    assert with_article(name) == written


def test_a_body_stands_for_the_state_it_is_part_of(names: Names) -> None:
    told = changed(RAID_INCIDENT, actors=["oster", "army"], recipients=["marsh_league", "oster"], killed=None)
    unsure = msgspec.structs.replace(SURE, overall="single-source")
    assert write_sentence(changed(told, verdict=unsure), names) == (
        "The Oster Armed Forces are said to have carried out an armed attack on "
        "Marsh League and the Republic of Oster in Lenn."
    )
