"""Search finds words, says where they stand, and takes anything a user types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_record_store import make_document, seen_at

from standoff.record import Record
from standoff.record.searching import find_match, parse_query, snippet

TEXTS = {
    "d1": "The Islamic Resistance in Iraq said it attacked the base. " * 3,
    "d2": "Kataib Hezbollah announced the suspension of operations against American forces.",
    "d3": "Officials met at a café in Baghdad.",
}


@pytest.fixture
def filled(record: Record) -> Record:
    for name, text in TEXTS.items():
        record.store(make_document(name, text, title=f"Title of {name}", outlet="wire"), seen_at(name))
    return record


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("attacks", ["d1"]),
        ("ATTACKED base", ["d1"]),
        ("attacked Baghdad", []),
        ("operation", ["d2"]),
        ("cafe", ["d3"]),
        ("café", ["d3"]),
        ('"suspension of operations"', ["d2"]),
        ('"operations suspension"', []),
        ("", []),
        ('"', []),
        ("base OR café", []),
        ("base) NEAR(", []),
        ("text : d3", []),
        ("'; DROP TABLE documents; --", []),
    ],
)
def test_all_words_must_stand_in_the_document(filled: Record, query: str, found: list[str]) -> None:
    assert [hit.document_id for hit in filled.search(query)] == found


def test_a_hit_points_at_its_words(filled: Record) -> None:
    hit = filled.search("operation announced")[0]
    assert TEXTS["d2"][hit.start : hit.end] == "operations"
    assert "announced the suspension of operations" in hit.snippet
    assert (hit.title, hit.outlet) == ("Title of d2", "wire")


def test_a_match_in_the_title_alone_points_nowhere(filled: Record) -> None:
    hit = filled.search("title d3")[0]
    assert (hit.document_id, hit.start, hit.end) == ("d3", 0, 0)


def test_hits_come_in_pages(filled: Record) -> None:
    first, second = filled.search("title", limit=2), filled.search("title", limit=2, offset=2)
    assert sorted(hit.document_id for hit in first + second) == ["d1", "d2", "d3"]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Record:
    with Record.open(tmp_path_factory.mktemp("search") / "x.standoff", create=True) as record:
        record.store(make_document("d", TEXTS["d1"]), seen_at("a"))
        yield record


@given(query=st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_nothing_a_user_types_is_an_error(one: Record, query: str) -> None:
    assert len(one.search(query)) <= 1


@given(text=st.text(max_size=400), query=st.text(min_size=1, max_size=20))
def test_snippets_are_one_line_around_a_match_inside_the_text(text: str, query: str) -> None:
    start, end = find_match(text, parse_query(query))
    assert 0 <= start <= end <= len(text)
    assert "\n" not in snippet(text, start, end)


def test_a_snippet_is_cut_at_words() -> None:
    text = "alpha " * 100 + "target " + "omega " * 100
    start = text.index("target")
    words = snippet(text, start, start + 6)
    assert words.startswith("… alpha") and words.endswith("omega …")
    assert " target " in words
    assert len(words) < 250
