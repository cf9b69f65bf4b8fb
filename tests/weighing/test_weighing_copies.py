from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighing_cases import OUTLETS

from standoff.schema import Document
from standoff.weighing.copies import find_copies
from standoff.weighing.outlets import OutletIndex

STORY = (
    "VARN, March 4 (Corvus) - Gunmen fired on a customs post outside Kell before dawn, wounding two officers, the "
    "interior ministry said.\n\nThe men came by boat and left the same way, a ministry spokesman "
    "told reporters, and the "
    "post was closed to traffic until the afternoon.\n\nShopkeepers on the quay said they heard "
    "perhaps thirty shots. One "
    "of them, who sells fishing tackle, swept up the glass himself and opened at nine.\n\nNobody has "
    "said why the post was "
    "chosen. It had been searched by the same officers a week earlier after a tip that came to nothing.\n\n"
    "(Reporting by Ana Poll; Editing by Jo Rusk)"
)
OTHER = (
    "Engineers from the two capitals met in Orm on Tuesday to agree on the depth of the new channel, "
    "and parted without "
    "a figure. The harbour master, who had laid out charts on three tables, said he would keep them "
    "there until Friday. "
    "Dredging was to have begun in April and has been paid for twice."
)


def story(
    name: str, text: str, *, outlet: str = "agency", published: str = "2030-03-04T08:00:00Z", byline: str | None = None
) -> Document:
    return Document(id=name, text=text, outlet=outlet, published=published, byline=byline, sha256=name)


def copies(*documents: Document) -> dict[str, str]:
    return find_copies(documents, OutletIndex(OUTLETS))


@pytest.mark.parametrize(
    ("change", "edited"),
    [
        ("the credit line is dropped", STORY.rpartition("\n\n")[0]),
        ("the last paragraphs are trimmed", "\n\n".join(STORY.split("\n\n")[:3])),
        (
            "the opening is rewritten",
            "At Kell, shots were fired at customs men in the dark.\n\n" + STORY.split("\n\n", 1)[1],
        ),
        ("the house style differs", STORY.replace("reporters", "newsmen").replace("officers", "officials")),
        (
            "a paragraph of its own is added",
            STORY + "\n\nOur readers in Kell may call the office until six this evening.",
        ),
    ],
)
def test_a_reprint_is_a_copy_of_the_earlier_text(change: str, edited: str) -> None:
    reprint = story("b", edited, outlet="times", published="2030-03-04T10:00:00Z")
    assert copies(story("a", STORY), reprint, story("c", OTHER)) == {"b": "a"}, change


def test_two_reports_of_one_matter_in_different_words_are_no_copies() -> None:
    own = (
        "Two customs officers were hurt when a post near Kell came under fire early on Monday. "
        "The ministry blamed smugglers."
    )
    assert copies(story("a", STORY), story("b", own, outlet="times")) == {}


def test_on_one_day_the_text_that_credits_the_other_is_the_copy() -> None:
    reprint = story("a", STORY, outlet="times", published="2030-03-04", byline="Corvus and staff")
    assert copies(reprint, story("z", STORY, published="2030-03-04")) == {"a": "z"}


def test_a_copy_of_a_copy_leads_back_to_the_first() -> None:
    trimmed = "\n\n".join(STORY.split("\n\n")[:3])
    second = story("b", trimmed, outlet="times", published="2030-03-04T10:00:00Z")
    third = story("c", trimmed, outlet="echo", published="2030-03-04T11:00:00Z")
    assert copies(third, second, story("a", STORY)) == {"b": "a", "c": "a"}


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    first, second = "The post at Kell is closed until Friday.", "The post at Kell is open until Friday."
    assert copies(story("a", first), story("b", second)) == {}
    assert copies(story("a", first), story("b", first)) == {"b": "a"}


def test_empty_texts_are_no_copies_of_each_other() -> None:
    assert copies(story("a", ""), story("b", " \n")) == {}


@settings(max_examples=25, deadline=None)
@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_documents_changes_no_copy(order: list[str]) -> None:
    shelf = {
        "a": story("a", STORY),
        "b": story("b", STORY.rpartition("\n\n")[0], outlet="times", published="2030-03-05"),
        "c": story("c", OTHER),
        "d": story("d", STORY, outlet="echo", published="2030-03-06"),
    }
    assert copies(*(shelf[name] for name in order)) == {"b": "a", "d": "a"}


@pytest.mark.parametrize(
    ("words", "outlet"),
    [
        ("the Times", "times"),
        ("The Varn Times reported", "times"),
        ("told Corvus by telephone", "agency"),
        ("three times in a week", None),
        ("the Echo said", "echo"),
    ],
)
def test_outlets_are_known_by_their_short_names(words: str, outlet: str | None) -> None:
    assert OutletIndex(OUTLETS).named_in(words) == ([outlet] if outlet else [])


@pytest.mark.parametrize(
    ("given", "outlet"),
    [
        ("Corvus Agency", "agency"),
        ("https://www.sudecho.example/a/1", "echo"),
        ("times", "times"),
        ("Somebody", "Somebody"),
        (None, None),
    ],
)
def test_a_document_finds_its_outlet(given: str | None, outlet: str | None) -> None:
    assert OutletIndex(OUTLETS).of(given) == outlet
