"""The dossier the demo reads: whole, marked as written for the example, and by outlets that it declares."""

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
import yaml
from rapidfuzz import fuzz

from standoff.schema import Outlet

DOSSIER = Path(__file__).parents[2] / "examples" / "tower22"
DISPATCHES = [json.loads(line) for line in (DOSSIER / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
OUTLETS = msgspec.convert(
    yaml.safe_load((DOSSIER / "outlets.yaml").read_text(encoding="utf-8"))["outlets"], list[Outlet]
)


def test_dispatches_are_numbered_in_the_order_of_publication() -> None:
    assert [dispatch["id"] for dispatch in DISPATCHES] == [f"d{number:02}" for number in range(1, 23)]
    published = [datetime.fromisoformat(dispatch["published"]) for dispatch in DISPATCHES]
    assert published == sorted(published)


@pytest.mark.parametrize("dispatch", DISPATCHES, ids=lambda dispatch: dispatch["id"])
def test_each_dispatch_is_marked_as_written_for_the_example(dispatch: dict[str, str]) -> None:
    assert dispatch["note"] == "Written for the standoff example; the outlet is invented."
    assert dispatch["url"] is None
    assert 120 <= len(dispatch["text"].split()) <= 350


def test_every_outlet_is_declared_used_and_said_to_be_invented() -> None:
    assert {outlet.id for outlet in OUTLETS} == {dispatch["outlet"] for dispatch in DISPATCHES}
    assert all(outlet.note is not None and outlet.note.startswith("Invented.") for outlet in OUTLETS)


def test_only_the_reprint_is_nearly_verbatim() -> None:
    pairs = [(a, b) for i, a in enumerate(DISPATCHES) for b in DISPATCHES[i + 1 :]]
    alike = [(a["id"], b["id"]) for a, b in pairs if fuzz.ratio(a["text"], b["text"]) > 70]
    assert alike == [("d02", "d03")]
