"""The command as a process: pipes that break, Ctrl+C, and a server that answers."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from standoff.record import Record
from standoff.schema import Document, Sighting

STANDOFF = [sys.executable, "-c", "from standoff.cli import main; main()"]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of many documents, unread."""
    path = tmp_path_factory.mktemp("process") / "x.standoff"
    with Record.open(path, create=True) as opened:
        for number in range(600):
            document = Document(id=f"d{number:03}", text=f"Report {number}.", title="T" * 200, sha256=f"{number:064}")
            opened.store(document, Sighting(location=str(number), seen="2024-01-28T00:00:00Z"))
    return path


def test_a_reader_that_goes_away_is_no_error(record: Path) -> None:
    process = subprocess.Popen(
        [*STANDOFF, "documents", str(record), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline().startswith(b'{"id"')
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(30)
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["schema"], ["--version"], ["documents", "RECORD"], ["export", "RECORD"]])
def test_a_full_disk_behind_the_output_is_one_line(record: Path, arguments: list[str]) -> None:
    named = [str(record) if each == "RECORD" else each for each in arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*STANDOFF, *named], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    line = "standoff: standard output: No space left on device; make room there or write elsewhere, and run it again\n"
    assert done.stderr.decode().replace("The first 50. --limit 0 shows all, --json gives every field.\n", "") == line


def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*STANDOFF, "read", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b'{"id": "a", "text": ""}\n' * 32)
    process.stdin.flush()
    assert process.stdout.readline().startswith(b'{"id":"a"')
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"")


def test_serve_answers_on_loopback_until_interrupted(record: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*STANDOFF, "serve", str(record), "--port", str(port)], stderr=subprocess.PIPE)
    try:
        answer = fetch(f"http://127.0.0.1:{port}/documents")
        assert answer.status_code == 200
        assert "d000" in answer.text or "Report" in answer.text or "T" * 20 in answer.text
    finally:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert err.decode().startswith(f"http://127.0.0.1:{port}/  (Ctrl+C stops)")
    assert b"Traceback" not in err


def fetch(url: str) -> httpx.Response:
    for _ in range(150):
        try:
            return httpx.get(url, timeout=10)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")
