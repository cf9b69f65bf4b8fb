"""The whole way, from reports to an account: nothing twice, nothing lost, whatever the order."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import polars
import pytest
from account_reports import REPORTS, write_reports

import standoff
from standoff.account import AccountBook, hash_registry
from standoff.errors import RecordError, RegistryError
from standoff.resolving import Registry
from standoff.schema import Failure

Opens = Callable[[Path], AccountBook]

LAYER = """
actors:
  - {id: persia, kind: state, name: Iran}
"""


def test_reports_become_an_account(book: AccountBook) -> None:
    counts = book.record.counts()
    assert (counts["documents"], counts["foreign"], counts["readings"], counts["unread"]) == (4, 1, 3, 0)
    assert counts["events"] > 0
    assert counts["incidents"] > 0
    assert {summary.actor.id for summary in book.record.actors()} >= {"usa", "irn"}


def test_every_span_lies_inside_its_text(book: AccountBook) -> None:
    for document, reading in book.record.readings():
        spans = [entity.span for entity in reading.entities] + [event.trigger for event in reading.events]
        spans += [span for said in reading.attributions for span in (*said.source, *said.cue, *said.content)]
        assert all(0 <= span.start < span.end <= len(document.text) for span in spans)


def test_every_report_of_an_incident_points_into_a_stored_document(book: AccountBook) -> None:
    for incident in book.record.incidents():
        for report in incident.reports:
            assert 0 <= report.start < report.end <= len(book.record.document(report.document).text)


def test_adding_the_same_reports_again_changes_nothing(book: AccountBook, reports: Path) -> None:
    before = (book.record.account(), book.record.counts())
    summary = book.add(reports)
    assert (summary.new, summary.seen, summary.read, summary.resolved, summary.foreign) == (0, 4, 0, 0, 1)
    assert (book.record.account(), book.record.counts()) == before


@pytest.mark.parametrize("seed", [1])
def test_the_order_of_the_reports_does_not_change_the_account(
    open_book: Opens, book: AccountBook, tmp_path: Path, seed: int
) -> None:
    shuffled = REPORTS[:]
    random.Random(seed).shuffle(shuffled)
    with open_book(tmp_path / "x.standoff") as other:
        for number, report in enumerate(shuffled):
            other.add(write_reports(tmp_path / f"{number}.jsonl", [report]))
        assert other.record.account() == book.record.account()


def test_a_users_registry_resolves_again_without_reading_again(open_book: Opens, reports: Path, tmp_path: Path) -> None:
    layer = tmp_path / "registry.yaml"
    layer.write_text(LAYER)
    with open_book(tmp_path / "x.standoff") as account:
        account.add(reports)
        summary = account.add(registry=[layer])
        assert (summary.read, summary.resolved) == (0, 3)
        found = {entity.actor for _, reading in account.record.readings() for entity in reading.entities}
        assert "persia" in found
        assert "irn" not in found
        layer.unlink()
        assert account.update().resolved == 0  # the record keeps the layer itself


def test_a_registry_that_is_none_stops_before_anything_is_stored(
    open_book: Opens, reports: Path, tmp_path: Path
) -> None:
    layer = tmp_path / "registry.yaml"
    layer.write_text("actors: [{id: x}]")
    with open_book(tmp_path / "x.standoff") as account:
        with pytest.raises(RegistryError, match=r"registry\.yaml"):
            account.add(reports, registry=[layer])
        assert account.record.counts()["documents"] == 0
        assert account.record.layers() == []


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(open_book: Opens, reports: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    told: list[Failure] = []
    with open_book(tmp_path / "x.standoff") as account:
        summary = account.add(empty, tmp_path / "missing.txt", reports, failed=told.append)
        assert (summary.new, summary.failed) == (4, 2)
        assert [failure.location.rpartition("/")[2] for failure in told] == ["empty.txt", "missing.txt"]
        assert account.record.failures() == told


def test_progress_tells_every_stage(open_book: Opens, reports: Path, tmp_path: Path) -> None:
    told: dict[str, int] = {}
    with open_book(tmp_path / "x.standoff") as account:
        account.add(reports, progress=lambda stage, done, total: told.update({stage: done}))
        incidents = account.record.counts()["incidents"]
    assert told == {"collecting": 4, "reading": 3, "resolving": 3, "weighing": incidents}


def test_nothing_to_add_makes_an_empty_account(tmp_path: Path) -> None:
    with standoff.open(tmp_path / "x.standoff") as account:
        assert account.add().incidents == 0
        assert account.events().is_empty()
        assert account.events().schema["actors"] == polars.List(polars.String)


def test_without_create_a_record_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such record"):
        standoff.open(tmp_path / "x.standoff", create=False)


ADD = """
    import sys, standoff
    with standoff.open(sys.argv[1]) as account:
        account.add(sys.argv[2], progress=lambda stage, done, total: print(stage, done, flush=True))
"""


@pytest.mark.parametrize("stage", ["collecting", "reading", "resolving"])
def test_killed_in_any_stage_the_same_call_finishes(
    open_book: Opens, book: AccountBook, reports: Path, tmp_path: Path, stage: str
) -> None:
    place = tmp_path / "x.standoff"
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(ADD), str(place), str(reports)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    reached = next((line for line in process.stdout if line.startswith(stage)), None)
    time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert reached is not None
    with open_book(place) as account:
        account.add(reports)
        assert account.record.account() == book.record.account()
        assert account.record.counts() == book.record.counts()


def test_the_registrys_hash_changes_with_what_it_holds() -> None:
    own, more = Registry.load(), Registry.load(("mine", LAYER))
    assert hash_registry(own) == hash_registry(Registry.load())
    assert hash_registry(own) != hash_registry(more)


def test_the_export_names_every_document(book: AccountBook) -> None:
    from standoff.reporting import export_json

    exported = json.loads(export_json(book.record))
    assert {document["id"] for document in exported["documents"]} == {report["id"] for report in REPORTS}
