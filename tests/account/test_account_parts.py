"""Long documents are read in parts, and nothing shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from account_reports import REPORTS
from hypothesis import given
from hypothesis import strategies as st

from standoff.parts import cut, join, moved, read_in_parts, resolve_in_parts
from standoff.reading import Reader
from standoff.resolving import Gazetteer, Registry, resolve
from standoff.schema import Attribution, Casualties, Document, Entity, Event, Reading, Span

PARAGRAPHS = [report["text"] for report in REPORTS[:3]]
LONG = Document(id="long", text="\n\n".join(PARAGRAPHS), published="2024-01-30", sha256="")
MOST = 220
"""Each paragraph is a part of its own."""


@given(st.text(alphabet="ab \n.", max_size=200), st.integers(2, 40))
def test_parts_are_the_whole_text_in_order(text: str, most: int) -> None:
    spans = cut(text, most)
    assert "".join(span.of(text) for span in spans) == text
    assert all(span.end - span.start <= most for span in spans)


def test_a_text_is_cut_behind_a_paragraph() -> None:
    assert [span.of(LONG.text).strip() for span in cut(LONG.text, MOST)] == PARAGRAPHS


def test_a_word_is_cut_only_where_nothing_else_can_be() -> None:
    assert [span.of("aaaa bbbb") for span in cut("aaaa bbbb", 6)] == ["aaaa ", "bbbb"]
    assert [span.of("aaaaaaaa") for span in cut("aaaaaaaa", 6)] == ["aaaaaa", "aa"]


def test_a_reading_in_parts_is_the_readings_of_the_parts_where_they_stand(reader: Reader) -> None:
    (whole,) = read_in_parts([LONG], reader.read, MOST)
    alone = list(reader.read(Document(id="p", text=text, sha256="") for text in PARAGRAPHS))
    assert whole.id == "long"
    assert [event.trigger.of(LONG.text) for event in whole.events] == [
        event.trigger.of(text) for text, reading in zip(PARAGRAPHS, alone, strict=True) for event in reading.events
    ]
    assert len(whole.attributions) == sum(len(reading.attributions) for reading in alone) > 0
    for event in whole.events:
        if event.attribution is not None:
            assert any(span.covers(event.trigger) for span in whole.attributions[event.attribution].content)


def test_short_documents_are_read_as_they_are_and_in_order(reader: Reader) -> None:
    documents = [Document(id=str(n), text=text, sha256="") for n, text in enumerate([*PARAGRAPHS, ""])]
    documents.insert(1, LONG)
    found = list(read_in_parts(documents, reader.read, MOST))
    assert [reading.id for reading in found] == ["0", "long", "1", "2", "3"]
    assert [found[0], *found[2:]] == list(reader.read([documents[0], *documents[2:]]))


def test_resolving_in_parts_names_the_same_actors(reader: Reader) -> None:
    known = Registry.load()
    gazetteer = Gazetteer.open(known)
    (reading,) = read_in_parts([LONG], reader.read, MOST)
    whole = resolve(LONG, reading, known, gazetteer)
    parts = resolve_in_parts(LONG, reading, lambda part, read: resolve(part, read, known, gazetteer), MOST)
    assert [entity.span for entity in parts.entities] == [entity.span for entity in reading.entities]
    assert (parts.events, parts.attributions) == (reading.events, reading.attributions)
    named = {"usa-centcom", "irn", "usa", "kataib-hezbollah"}
    assert named <= {entity.actor for entity in whole.entities}
    assert named <= {entity.actor for entity in parts.entities}


def test_every_index_and_span_moves_with_its_part() -> None:
    said = Attribution(source=[Span(0, 2)], cue=[Span(3, 7)], content=[Span(8, 20)], parent=None)
    inner = Attribution(source=[], cue=[Span(9, 10)], content=[Span(11, 19)], parent=0)
    event = Event(
        trigger=Span(12, 14), category="ASSAULT", plover="ASSAULT", status="occurred", attribution=1, same_as=0,
        killed=Casualties(span=Span(15, 16), min=0, max=None),
    )  # fmt: skip
    part = Reading(id="p", entities=[Entity(start=0, end=2, type="person")], attributions=[said, inner], events=[event])
    whole = join("x", [(Span(0, 30), part), (Span(30, 60), part)])
    assert [one.parent for one in whole.attributions] == [None, 0, None, 2]
    assert [one.attribution for one in whole.events] == [1, 3]
    assert [one.same_as for one in whole.events] == [0, 1]
    assert whole.events[1].killed == Casualties(span=Span(45, 46), min=0, max=None)
    assert (whole.entities[1].start, whole.entities[1].end) == (30, 32)
    assert moved(part, 0) == part


def test_a_long_document_is_never_held_by_the_reader_as_a_whole() -> None:
    seen: list[int] = []

    def read(documents: Iterable[Document]) -> Iterator[Reading]:
        for document in documents:
            seen.append(len(document.text))
            yield Reading(id=document.id)

    text = "A drone attacked a base in Jordan on Sunday. " * 40_000
    (reading,) = read_in_parts([Document(id="x", text=text, sha256="")], read)
    assert reading == Reading(id="x")
    assert sum(seen) == len(text) and max(seen) <= 200_000
