"""Mentions cut too short or too long name whom the text names; words that name nobody become no actor."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.resolving import Gazetteer, Registry, resolve
from standoff.resolving.fragments import can_name, is_credit, opens_sentence, trim, whole_name, widen
from standoff.schema import Document, Entity, EntityType, Reading, Span

REGISTRY = """
actors:
- {id: kesria, kind: state, name: Kesria, demonyms: [Kesrian]}
- {id: lantern, kind: party, name: Lantern}
- {id: red-lantern, kind: armed_group, name: Red Lantern}
- {id: orvan, kind: armed_group, name: Orvan State}
- {id: league, kind: military, name: League Against Orvan State}
- {id: home-guard, kind: military, name: Kesrian Home Guard, aliases: [the Guard]}
- {id: guard, kind: armed_group, name: Valley Guard, aliases: [Guard in the Valley]}
outlets:
- {id: courier, name: The Harra Courier}
- {id: presse, name: Agence Vald-Presse}
"""


@pytest.fixture(scope="module")
def known() -> Registry:
    return Registry.of(("dossier.yaml", REGISTRY))


@pytest.fixture(scope="module")
def gazetteer(known: Registry) -> Gazetteer:
    return Gazetteer.open(known)


def place(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("On Monday Red Lantern said it would stop.", "Lantern", "Red Lantern"),
        ("On Monday Red Lantern said it would stop.", "Red", "Red Lantern"),
        ("The Lantern party said so.", "Lantern", "Lantern"),
        ("the Guard in the Valley said so", "Guard in", "Guard in the Valley"),
        ("the League Against Orvan State said so", "League", "League Against Orvan State"),
        ("a league against Orvan State said so", "Orvan State", "Orvan State"),
        ("Agence Vald-Presse reported it.", "Agence", "Agence Vald-Presse"),
        ("Red. Lantern said so.", "Lantern", "Lantern"),
        ("a Red Lantern-backed group", "Red", "Red"),
        ("the Kesrian Valley Guard", "Kesrian", "Kesrian"),
    ],
)
def test_a_name_cut_in_two_is_put_together(known: Registry, text: str, words: str, whole: str) -> None:
    assert widen(text, place(text, words), known) == whole


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("On Friday John Kell said so.", "John", "John Kell"),
        ("the Free Senn Front said so", "the Free", "the Free Senn Front"),
        ("The Senn Front said so", "The", "The"),
        ("Colonel Ines Tarvold said so", "Colonel", "Colonel"),
        ("on Tuesday Renn said so", "Renn", "Renn"),
        ("Renn Tuesday said so", "Renn", "Renn"),
        ("Dovra's son Kell died", "Dovra's son", "Dovra's son"),
        ("Front Says Guard Took Six Hostages At Lenn", "Guard", "Guard"),
    ],
)
def test_an_unknown_name_runs_to_its_last_capital(text: str, words: str, whole: str) -> None:
    assert whole_name(text, place(text, words)) == whole


@pytest.mark.parametrize(
    "name", ["The", "At", "No", "Feb", "April", "Kesrian", "Kurdish", "Islamic", "Prime Minister", "Three", "Whoever"]
)
def test_words_that_name_nobody(known: Registry, name: str) -> None:
    assert not can_name(name, known)


@pytest.mark.parametrize("name", ["Kell", "Senn Front", "Kesrian Customs", "Higher Military Commission", "M23"])
def test_words_that_name_somebody(known: Registry, name: str) -> None:
    assert can_name(name, known)


def test_numbers_and_known_pairs_are_no_name(known: Registry) -> None:
    assert not can_name("About 350 Delta Force", known)
    assert not can_name("Kesria and Vold", known)


def test_a_capital_at_the_start_of_a_sentence_says_nothing(known: Registry) -> None:
    once = "It rained. Mourners carried the coffin."
    again = "It rained. Meridian could not confirm it. Officials told Meridian that it was so."
    assert not can_name("Mourners", known, opening=True, text=once)
    assert can_name("Meridian", known, opening=True, text=again)
    assert can_name("KESNA", known, opening=True, text="KESNA said so.")


@pytest.mark.parametrize(
    ("text", "words", "opening"),
    [
        ("It rained. Blood donors came.", "Blood", True),
        ('"Children took flour."', "Children", True),
        ("It rained.\n\nThe Front said so.", "Front", True),
        ("It was the Front that did.", "Front", False),
    ],
)
def test_where_a_sentence_opens(text: str, words: str, opening: bool) -> None:
    assert opens_sentence(text, text.index(words)) is opening


@pytest.mark.parametrize(
    ("mention", "trimmed"),
    [
        ("BAGHDAD - American", "American"),
        ("PELL HARRA, April 7 (Meridian) - Tamari", "Tamari"),
        ("- Kesrian", "Kesrian"),
        ("Guard —", "Guard"),
        ("the Guard.", "the Guard"),
        ("U.S.", "U.S."),
        ("Al-Omar", "Al-Omar"),
    ],
)
def test_datelines_and_marks_are_no_part_of_a_name(mention: str, trimmed: str) -> None:
    assert trim(mention) == trimmed


def test_who_made_the_report_is_no_actor() -> None:
    text = "He left.\n\n(Reporting by Ada Crewe; Editing by Bo Renn)"
    assert is_credit(text, text.index("Ada"))
    assert is_credit(text, text.index("Bo"))
    assert not is_credit(text, text.index("He"))


def actor_of(text: str, words: str, kind: EntityType, known: Registry, gazetteer: Gazetteer, **more: str) -> str | None:
    span = place(text, words)
    document = Document(id="d", text=text, sha256="", **more)
    reading = Reading(id="d", entities=[Entity(start=span.start, end=span.end, type=kind, p=0.5)])
    return resolve(document, reading, known, gazetteer).entities[0].actor


@pytest.mark.parametrize(
    ("text", "words", "kind", "actor"),
    [
        ("On Monday Red Lantern struck.", "Lantern", "organisation", "red-lantern"),
        (
            "The Guard in the Valley, an umbrella name, struck.",
            "The Guard in the Valley, an umbrella name",
            "organisation",
            "guard",
        ),
        ("HARRA - Kesrian guns fired.", "HARRA - Kesrian", "nationality", "kesria"),
        ("The Kesrian fired.", "Kesrian", "nationality", "kesria"),
        ("The Courier asked twice.", "The Courier", "organisation", "outlet:courier"),
        ("It rained. Blood donors came.", "Blood", "organisation", None),
        ("On Friday John Kell said so.", "John", "person", "local:john-kell"),
        ("(Reporting by Ada Crewe)", "Ada Crewe", "person", None),
        ("By Ada Crewe: it rained.", "Ada Crewe", "person", None),
    ],
)
def test_mentions_of_a_reading(
    known: Registry, gazetteer: Gazetteer, text: str, words: str, kind: EntityType, actor: str | None
) -> None:
    assert actor_of(text, words, kind, known, gazetteer, outlet="courier", byline="Ada Crewe") == actor


@given(st.text(alphabet="Ab .-'’,\n—The", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_any_span_of_any_text_has_a_name_or_none(known: Registry, text: str, start: int, length: int) -> None:
    span = Span(min(start, len(text)), min(start + length, len(text)))
    for found in (widen(text, span, known), whole_name(text, span)):
        assert trim(span.of(text)) in found
        assert can_name(found, known) in (True, False)
    assert msgspec.json.decode(msgspec.json.encode(span), type=Span) == span


def test_a_loose_word_after_a_country_moves_it_nowhere() -> None:
    registry = Registry.load()
    text = "American aircraft struck targets in Iraq and Syria on Friday."
    span = place(text, "Iraq and")
    reading = Reading(id="d", entities=[Entity(start=span.start, end=span.end, type="place", p=0.5)])
    told = resolve(Document(id="d", text=text, sha256=""), reading, registry, Gazetteer.open(registry)).entities[0]
    assert told.place is not None
    assert (told.place.name, told.place.precision) == ("Iraq", "country")
