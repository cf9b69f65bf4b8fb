"""Killed at any moment: nothing stored is lost, nothing is half there, and running again finishes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from standoff.record import Record

DOCUMENTS = 150
STORE = """
    import hashlib, sys
    from standoff.record import Record
    from standoff.schema import Attribution, Document, Reading, Sighting
    with Record.open(sys.argv[1], create=True) as record:
        for number in range(int(sys.argv[2])):
            text = f"Report {number}: a convoy crossed. " + "word " * 500
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            document = Document(id=f"d{number}", text=text, sha256=sha256, language="en")
            record.store(document, Sighting(location=f"{number}", seen="2024-01-28T00:00:00Z"))
            print(number, flush=True)
        for document in record.unread("m"):
            said = Attribution(source=[], cue=[], content=[])
            record.store_reading(Reading(id=document.id, attributions=[said]), "m")
            print(document.id, flush=True)
"""


def start(place: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(STORE), place, str(DOCUMENTS)], stdout=subprocess.PIPE
    )


def kill_after(place: str, seconds: float) -> list[bytes]:
    """What the process said it had done when it was killed so long after its first word."""
    process = start(place)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    said = [first, *process.stdout.read().splitlines()]
    process.wait()
    process.stdout.close()
    return [line.strip() for line in said if line.strip()]


def check_whole(record: Record) -> None:
    """Every document has its text, its sighting and its words in the search."""
    counts = record.counts()
    assert counts["documents"] == counts["sightings"]
    for document in record.documents(limit=None):
        number = document.id.removeprefix("d")
        assert document.text.startswith(f"Report {number}: ")
        assert record.sightings(document.id)[0].location == number
    assert len(record.search("convoy", limit=1000)) == counts["documents"]
    assert counts["attributions"] == counts["readings"]


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_a_random_moment_nothing_is_lost_or_half_there(place: str, seed: int) -> None:
    said = kill_after(place, random.Random(seed).uniform(0.0, 0.4))
    with Record.open(place) as record:
        check_whole(record)
        stored = {document.id for document in record.documents(limit=None)}
        assert {f"d{int(word)}" for word in said if word.isdigit()} <= stored
        read = {document.id for document, _ in record.readings()}
        assert {word.decode() for word in said if not word.isdigit()} <= read


def test_running_again_finishes_the_work(place: str) -> None:
    kill_after(place, 0.05)
    again = start(place)
    again.communicate()
    assert again.returncode == 0
    with Record.open(place) as record:
        check_whole(record)
        counts = record.counts()
        assert (counts["documents"], counts["readings"], counts["unread"]) == (DOCUMENTS, DOCUMENTS, 0)


def test_killed_while_it_is_made_it_can_be_made_again(tmp_path: Path) -> None:
    code = "import sys; from standoff.record import Record; print(1, flush=True); Record.open(sys.argv[1], create=True)"
    for attempt in range(5):
        place = tmp_path / f"{attempt}.standoff"
        process = subprocess.Popen([sys.executable, "-c", code, str(place)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 * attempt)
        process.kill()
        process.communicate()
        with Record.open(place, create=True) as record:
            assert record.counts()["documents"] == 0
