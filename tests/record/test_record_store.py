"""What is stored, and what is not stored twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standoff.errors import NotFound, UnreadableItem
from standoff.record import PageState, Record
from standoff.schema import (
    Account,
    Actor,
    Document,
    Entity,
    Event,
    Failure,
    Incident,
    Outlet,
    PlaceMatch,
    Reading,
    Report,
    Sighting,
    Span,
    Tie,
    Verdict,
)

DRONE = "A drone hit the base at Tower 22 in Jordan, the Pentagon said."


def make_document(name: str, text: str, **fields: str | None) -> Document:
    given = {"language": "en"} | fields
    return Document(id=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), **given)


def seen_at(location: str, item_id: str | None = None) -> Sighting:
    return Sighting(location=location, seen="2024-02-01T08:00:00Z", item_id=item_id)


def make_incident(name: str, date: tuple[str, str] | None = None, **fields: object) -> Incident:
    basic = {"category": "ASSAULT", "plover": "ASSAULT", "status": "occurred", "reports": []}
    verdict = Verdict(
        overall=fields.pop("overall", "single-source"), credence=0.5, independent_origins=1, reasons=["r"]
    )
    return Incident(id=name, date=date, verdict=verdict, **(basic | fields))


def make_reading(name: str, *actors: str) -> Reading:
    return Reading(id=name, entities=[Entity(start=0, end=1, type="organisation", actor=actor) for actor in actors])


def test_a_stored_document_comes_back_as_it_was(record: Record) -> None:
    document = make_document(
        "d1", "Text \U0001f600\nwith é.", title="T", byline="B", outlet="o", url="https://example.org/a",
        published="2024-01-28T05:00:00Z", precision="second", retrieved="2024-02-01", language="en",
    )  # fmt: skip
    stored = record.store(document, seen_at("a.jsonl#1", "d1"))
    assert (stored.id, stored.outcome) == ("d1", "new")
    assert record.document("d1") == document
    assert record.sightings("d1") == [seen_at("a.jsonl#1", "d1")]


def test_the_same_content_twice_is_one_document_with_two_sightings(record: Record) -> None:
    record.store(make_document("d1", DRONE), seen_at("a.txt"))
    again = record.store(make_document("other", DRONE), seen_at("b.txt"))
    assert (again.id, again.outcome) == ("d1", "seen")
    assert [sighting.location for sighting in record.sightings("d1")] == ["a.txt", "b.txt"]
    assert record.counts()["documents"] == 1


def test_the_same_item_twice_is_one_sighting(record: Record) -> None:
    for _ in range(2):
        record.store(make_document("d1", DRONE), seen_at("a.txt", "d1"))
    assert record.counts()["sightings"] == 1


def test_what_another_outlet_prints_to_the_letter_is_a_document_of_its_own(record: Record) -> None:
    record.store(make_document("a", DRONE, outlet="wire"), seen_at("a.txt"))
    reprint = record.store(make_document("b", DRONE, outlet="daily"), seen_at("b.txt"))
    assert (reprint.id, reprint.outcome) == ("b", "new")
    assert record.store(make_document("b", DRONE, outlet="daily"), seen_at("b.txt")).outcome == "seen"


def test_an_id_taken_by_other_content_gets_the_hash_behind_it(record: Record) -> None:
    record.store(make_document("d1", "First."), seen_at("a.txt"))
    other = make_document("d1", "Second.")
    stored = record.store(other, seen_at("b.txt"))
    assert (stored.id, stored.outcome) == (f"d1-{other.sha256[:8]}", "renamed")
    assert record.document("d1").text == "First."
    assert record.document(stored.id).text == "Second."
    assert record.store(other, seen_at("b.txt")).outcome == "seen"


def test_one_id_and_text_from_three_outlets_are_three_documents(record: Record) -> None:
    ids = {record.store(make_document("d", DRONE, outlet=each), seen_at(each)).id for each in ("a", "b", "c")}
    assert len(ids) == 3


@pytest.mark.parametrize("text", ["Nul \0 inside.", "Half \ud83d a character."])
def test_text_no_database_can_hold_is_one_clear_failure(record: Record, text: str) -> None:
    document = Document(id="d", text=text, sha256="0" * 64)
    with pytest.raises(UnreadableItem, match=r"^a\.txt: its text holds NUL"):
        record.store(document, seen_at("a.txt"))
    assert record.counts()["documents"] == 0


def test_failures_are_noted_once_and_cleared_by_success(record: Record) -> None:
    failure = Failure(location="a.txt", reason="empty; nothing to read")
    record.fail(failure)
    record.fail(failure)
    assert record.failures() == [failure]
    record.store(make_document("d1", DRONE), seen_at("a.txt"))
    assert record.failures() == []


def test_a_file_that_could_not_be_read_is_no_failure_once_an_item_of_it_is_stored(record: Record) -> None:
    record.fail(Failure(location="a.csv", reason="no text column among x, y"))
    record.fail(Failure(location="a.csv#3", reason="4 cells under 2 columns"))
    record.store(make_document("d1", DRONE), seen_at("a.csv#2"))
    assert [failure.location for failure in record.failures()] == ["a.csv#3"]


def test_documents_come_newest_first_and_undated_last(record: Record) -> None:
    for name, published in (("old", "2023-12-31"), ("none", None), ("new", "2024-01-28T05:00:00Z")):
        record.store(make_document(name, f"Text {name}.", published=published), seen_at(name))
    assert [document.id for document in record.documents()] == ["new", "old", "none"]
    assert [document.id for document in record.documents(limit=1, offset=1)] == ["old"]


def test_what_is_not_there_says_so(record: Record) -> None:
    with pytest.raises(NotFound, match="no document 'x'"):
        record.document("x")
    with pytest.raises(NotFound, match="no incident 'x'"):
        record.incident("x")
    with pytest.raises(NotFound, match="no actor 'x'"):
        record.actor("x")
    assert record.reading("x") is None


def test_only_english_and_unknown_languages_are_unread(record: Record) -> None:
    for name, language in (("en", "en"), ("fr", "fr"), ("unknown", None)):
        record.store(make_document(name, f"Text {name}.", language=language), seen_at(name))
    assert [document.id for document in record.unread("model-1")] == ["en", "unknown"]
    assert record.count_unread("model-1") == 2
    counts = record.counts()
    assert (counts["documents"], counts["unread"], counts["foreign"]) == (3, 2, 1)


def test_a_reading_is_done_once_per_model_version(record: Record) -> None:
    record.store(make_document("d1", DRONE), seen_at("a"))
    record.store_reading(make_reading("d1"), "model-1")
    assert list(record.unread("model-1")) == []
    assert [document.id for document in record.unread("model-2")] == ["d1"]


def test_reading_while_storing_meets_every_document_once(record: Record) -> None:
    for number in range(80):
        record.store(make_document(f"d{number}", f"Text {number}."), seen_at(str(number)))
    read = []
    for document in record.unread("m"):
        record.store_reading(make_reading(document.id), "m")
        read.append(document.id)
    assert sorted(read) == sorted(f"d{number}" for number in range(80))
    assert [document.id for document, _ in record.readings()] == sorted(read)


def test_a_new_registry_resolves_again_without_reading_again(record: Record) -> None:
    record.store(make_document("d1", DRONE), seen_at("a"))
    record.store_reading(make_reading("d1"), "m")
    record.store_resolved(make_reading("d1", "usa", "usa", "jordan"), "registry-1")
    assert list(record.unresolved("registry-1")) == []
    assert [reading for _, reading in record.unresolved("registry-2")] == [make_reading("d1")]
    assert record.reading("d1") == make_reading("d1", "usa", "usa", "jordan")
    record.store_resolved(make_reading("d1", "jordan"), "registry-2")
    assert record.reading("d1") == make_reading("d1", "jordan")


def test_counts_add_up_what_the_readings_hold(record: Record) -> None:
    event = Event(trigger=Span(8, 11), category="ASSAULT", plover="ASSAULT", status="occurred")
    for name in ("a", "b"):
        record.store(make_document(name, f"{DRONE} {name}"), seen_at(name))
        record.store_reading(Reading(id=name, events=[event]), "m")
    assert (record.counts()["events"], record.counts()["attributions"]) == (2, 0)


def test_an_account_comes_back_as_it_was_and_replaces_the_last(record: Record) -> None:
    record.store(make_document("d1", DRONE), seen_at("a"))
    report = Report(document="d1", start=0, end=10, origin="usa", chain=["outlet:wire", "usa"])
    place = PlaceMatch(name="Tower 22", lat=33.3, lon=38.7, country="JO", precision="facility")
    incident = make_incident("i1", ("2024-01-28", "2024-01-28"), reports=[report], place=place, actors=["iri"])
    tie = Tie(a="irn", b="iri", relation="backs", sign=1.0, confidence=0.9, evidence=[])
    account = Account(copies=[("d1", "d1")], incidents=[incident], ties=[tie])
    actors = {"iri": Actor(id="iri", kind="armed_group", name="Islamic Resistance in Iraq")}
    outlets = {"wire": Outlet(id="wire", name="The Wire")}
    record.replace_account(account, actors, outlets)
    record.replace_account(account, actors, outlets)
    assert record.account() == account
    assert record.incident("i1") == incident
    assert record.incidents_of("d1") == [incident]
    assert record.actor("iri") == actors["iri"]
    assert record.outlets() == outlets
    record.replace_account(Account(), {}, {})
    assert (record.account(), record.outlets(), record.incidents_of("d1")) == (Account(), {}, [])


def test_an_account_that_cannot_be_stored_leaves_the_last_one(record: Record) -> None:
    record.replace_account(Account(incidents=[make_incident("i1")]), {}, {})
    astray = Report(document="not stored", start=0, end=1, origin="x")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        record.replace_account(Account(incidents=[make_incident("i2", reports=[astray])]), {}, {})
    assert [incident.id for incident in record.incidents()] == ["i1"]


def test_incidents_are_found_by_actor_status_category_verdict_and_date(record: Record) -> None:
    record.replace_account(
        Account(
            incidents=[
                make_incident("undated", None, actors=["a"]),
                make_incident("feb", ("2024-02-02", "2024-02-03"), recipients=["a"], overall="contested"),
                make_incident("jan", ("2024-01-28", "2024-01-28"), actors=["b"], status="denied", category="ACCUSE"),
            ]
        ),
        {},
        {},
    )

    def ids(**filters: str | int) -> list[str]:
        return [incident.id for incident in record.incidents(**filters)]

    assert ids() == ["jan", "feb", "undated"]
    assert ids(actor="a") == ["feb", "undated"]
    assert ids(status="denied") == ["jan"]
    assert ids(category="ASSAULT") == ["feb", "undated"]
    assert ids(overall="contested") == ["feb"]
    assert ids(since="2024-02-03") == ["feb"]
    assert ids(until="2024-02-02") == ["jan", "feb"]
    assert ids(limit=1, offset=1) == ["feb"]


def test_actors_are_listed_by_mentions_with_their_incidents(record: Record) -> None:
    record.store(make_document("d1", DRONE), seen_at("a"))
    record.store_reading(make_reading("d1"), "m")
    record.store_resolved(make_reading("d1", "usa", "irn", "usa"), "r")
    known = {name: Actor(id=name, kind="state", name=name) for name in ("usa", "irn", "never", "acts")}
    record.replace_account(Account(incidents=[make_incident("i1", actors=["acts"])]), known, {})
    found = [(each.actor.id, each.mentions, each.incidents) for each in record.actors()]
    assert found == [("usa", 2, 0), ("irn", 1, 0), ("acts", 0, 1)]


def test_layers_keep_their_order_and_are_replaced_in_place(record: Record) -> None:
    record.add_layer("b.yaml", "registry", "actors: []")
    record.add_layer("a.yaml", "outlets", "outlets: []")
    record.add_layer("b.yaml", "registry", "places: []")
    assert [(layer.name, layer.text) for layer in record.layers()] == [
        ("b.yaml", "places: []"),
        ("a.yaml", "outlets: []"),
    ]


def test_what_a_server_said_is_kept_by_url(record: Record) -> None:
    url = "https://example.org/feed"
    assert record.page_state(url) == PageState()
    record.keep_page_state(url, PageState(etag='"x"'))
    record.keep_page_state(url, PageState(etag='"y"', last_modified="Mon, 29 Jan 2024 00:00:00 GMT"))
    assert record.page_state(url).etag == '"y"'


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_to_the_letter(tmp_path: Path, text: str) -> None:
    with Record.open(tmp_path / "any.standoff", create=True) as record:
        stored = record.store(make_document("d", text), seen_at("a"))
        assert record.document(stored.id).text == text
