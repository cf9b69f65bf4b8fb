"""The shipped model reads real sentences, and odd ones without harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import ModelError
from standoff.reading import Reader
from standoff.schema import Document, Event, Reading, Span


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.open(threads=1)


def read(reader: Reader, text: str) -> Reading:
    (reading,) = reader.read([Document(id="d", text=text, sha256="")])
    return reading


def spans(value: object) -> Iterator[Span]:
    """Every span anywhere in a reading."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from spans(item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from spans(getattr(value, name))
        if hasattr(value, "start") and hasattr(value, "end"):
            yield Span(value.start, value.end)


def event_at(reading: Reading, text: str, trigger: str) -> Event:
    return next(e for e in reading.events if e.trigger.of(text) == trigger)


STRIKE = (
    "Gunmen attacked an army post near the border on Monday, killing at least four soldiers, the defence ministry said."
)


def test_attack_is_read_with_its_arguments(reader: Reader) -> None:
    event = event_at(read(reader, STRIKE), STRIKE, "attacked")
    assert (event.category, event.status, event.plover) == ("ASSAULT", "occurred", "ASSAULT")
    assert [s.of(STRIKE) for s in event.actors] == ["Gunmen"]
    assert "army post" in " ".join(s.of(STRIKE) for s in event.recipients)
    assert any("Monday" in s.of(STRIKE) for s in event.times)
    assert event.factuality > 1.0


def test_statement_is_credited_to_its_source(reader: Reader) -> None:
    reading = read(reader, STRIKE)
    (said,) = reading.attributions
    assert "defence ministry" in said.source[0].of(STRIKE)
    assert said.cue[0].of(STRIKE) == "said"
    assert event_at(reading, STRIKE, "attacked").attribution == 0


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("The army shelled the town on Friday.", "shelled", "occurred"),
        ("The minister urged the rebels to release the hostages.", "release", "requested"),
        ("The government will withdraw its troops from the province next month.", "withdraw", "planned"),
        ("The group denied that it had attacked the convoy.", "attacked", "denied"),
    ],
)
def test_status_follows_the_scope(reader: Reader, text: str, trigger: str, status: str) -> None:
    assert event_at(read(reader, text), text, trigger).status == status


def test_direct_quotation_is_told_from_report(reader: Reader) -> None:
    text = '"We will not leave the valley," the commander told reporters. He said that his men were tired.'
    modes = {a.cue[0].of(text): a.mode for a in read(reader, text).attributions}
    assert modes.get("told reporters", modes.get("told")) == "direct"
    assert modes["said"] == "indirect"


def test_what_one_does_to_the_other_has_a_direction(reader: Reader) -> None:
    text = "Malta condemned the raid by Cyprus on its consulate."
    ((accuse),) = reader.code([(text, [Span(0, 5)], [Span(28, 34)])])
    assert max(accuse, key=lambda c: accuse[c]) == "ACCUSE"
    assert sum(accuse.values()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    ("source", "target", "category"), [("Nepal", "India", "REQUEST"), ("India", "Nepal", "REJECT")]
)
def test_turning_the_pair_round_turns_the_answer(reader: Reader, source: str, target: str, category: str) -> None:
    text = "Nepal asked for wheat on credit, and India refused."
    spans = {name: [Span(text.index(name), text.index(name) + len(name))] for name in ("Nepal", "India")}
    (act,) = reader.code([(text, spans[source], spans[target])])
    assert max(act, key=lambda c: act[c]) == category


def test_what_did_not_happen_is_less_factual(reader: Reader) -> None:
    text = "The troops crossed the river. The troops did not cross the river. The troops may cross the river."
    did, did_not, may = next(reader.factuality([(text, [Span(11, 18), Span(49, 54), Span(81, 86)])]))
    assert did > may
    assert -3.0 <= did_not < 0.0 < did <= 3.0


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_no_span_leaves_the_text_whatever_the_text(reader: Reader, text: str) -> None:
    for span in spans(read(reader, text)):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "﻿\u202eقال المتحدث إن الهجوم وقع\u202c",
        "🚀🚀🚀 🏴‍☠️ strike 💥",
        "[CLS] [SEP] [MASK] attacked [PAD]",
        "a" * 5_000,
        ". " * 2_000,
        "STRIKES HIT BASE; OFFICIALS SAY 3 DEAD",
        "| place | killed |\n|---|---|\n| Bredna | 4 |\n",
        "tHe arrny sheIled t0wn 0n Fr1day, m1nistry sa1d",
    ],
)
def test_odd_text_gives_a_reading(reader: Reader, text: str) -> None:
    for span in spans(read(reader, text)):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("GUNMEN ATTACK ARMY POST NEAR BORDER; FOUR SOLDIERS KILLED", "ATTACK"),
        ("# Situation report\n\n- **Gao**: gunmen attacked an army post on Monday\n- **Kidal**: calm\n", "attacked"),
        ("| day | place | what |\n|---|---|---|\n| Monday | Gao | gunmen attacked an army post |\n", "attacked"),
        ("gunmen attacked an army post near gao on monday no word yet on casualties", "attacked"),
        ("«Gunmen attacked an army post near Gao on Monday», the ministry said.", "attacked"),
        ("„Gunmen attacked an army post near Gao on Monday“, the ministry said.", "attacked"),
        ("Gunmen at-\ntacked an army post near Gao on Monday. They attacked a second one on Tuesday.", "attacked"),
        ("Gunmen (مسلحون) attacked an army post near غاو on Monday.", "attacked"),
    ],
)
def test_act_is_found_in_headlines_lists_tables_and_foreign_marks(reader: Reader, text: str, trigger: str) -> None:
    assert event_at(read(reader, text), text, trigger).category == "ASSAULT"


def test_order_of_documents_is_kept_and_company_does_not_matter(reader: Reader) -> None:
    texts = [STRIKE, "", "The army shelled the town on Friday. " * 30, STRIKE]
    together = list(reader.read(Document(id=str(i), text=t, sha256="") for i, t in enumerate(texts)))
    assert [r.id for r in together] == ["0", "1", "2", "3"]
    assert [e.trigger for e in together[0].events] == [e.trigger for e in together[3].events]
    assert [e.trigger for e in together[0].events] == [e.trigger for e in read(reader, STRIKE).events]


def test_sentence_of_three_thousand_words_is_read_in_windows(reader: Reader) -> None:
    text = "The army shelled the town and " * 500 + "left."
    events = read(reader, text).events
    assert len(events) > 250
    assert len({e.trigger for e in events}) == len(events)


def test_long_document_repeats_no_event_at_window_edges(reader: Reader) -> None:
    text = "The army shelled the town on Friday. " * 400
    triggers = [e.trigger for e in read(reader, text).events if e.trigger.of(text) == "shelled"]
    assert len(triggers) == len(set(triggers))
    assert len(triggers) > 380


def test_card_names_every_corpus(reader: Reader) -> None:
    card = reader.card()
    assert all(name in card for name in ("PolNeAR", "re3d", "CrossNER", "UDS", "MEANTIME", "PLOVER"))


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="install standoff again"):
        Reader.open(folder=tmp_path)


def test_damaged_model_says_what_to_do(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "tokenizer.json").write_bytes((reader.folder / "tokenizer.json").read_bytes())
    (tmp_path / "encoder.xml").write_text("<net>")
    with pytest.raises(ModelError, match="encoder"):
        Reader.open(folder=tmp_path)
