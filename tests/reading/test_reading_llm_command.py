"""`standoff read --reader llm` and `--adjudicate`: lines out, a summary on stderr, and the key nowhere."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from reading_endpoint import KEY, Reply, Server, annotate, failing, said, serving

from standoff.cli import main
from standoff.schema import Reading

TEXT = "A drone struck a base in Jordan on Sunday, Central Command said."


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, with documents on standard input, and an endpoint set."""

    def invoke(*arguments: object, server: Server | None = None, documents: list[dict[str, Any]] | None = None) -> Done:
        stdin = "".join(json.dumps(each) + "\n" for each in documents or []).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        if server is not None:
            for name, value in {"BASE_URL": server.url, "MODEL": "tiny", "API_KEY": KEY, "RETRIES": "0"}.items():
                monkeypatch.setenv(f"STANDOFF_LLM_{name}", value)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = (stream.decode() for stream in capfdbinary.readouterr())
        assert KEY not in out + err
        return Done(int(ended.value.code or 0), out, err)

    return invoke


def test_the_lines_are_those_of_the_contract_and_say_who_read(run: Run) -> None:
    with serving(annotate) as server:
        documents = [{"id": n, "text": TEXT, "published": "2024-01-29", "label": "x"} for n in (7, 8)]
        done = run("read", "--jsonl", "--reader", "llm", server=server, documents=documents)
    assert done.code == 0
    first, second = done.lines
    assert (first["id"], second["id"], first["label"]) == (7, 8, "x")
    reading = msgspec.convert(first | {"id": "7"}, Reading)
    assert [event.trigger.of(TEXT) for event in reading.events] == ["struck"]
    assert {entity.place.name for entity in reading.entities if entity.place} == {"Jordan"}
    assert first["reader"].startswith("llm:tiny/prompt-")
    assert (first["model"], first["dropped"]) == ("tiny-1", {"quotes": 0, "items": 0})


def test_dropped_quotes_are_counted_on_the_line_and_in_the_summary(run: Run) -> None:
    event = {"s": 1, "trigger": "bombed", "category": "ASSAULT", "status": "occurred"}
    with serving(lambda body: said({"events": [event, {"s": 1}]})) as server:
        done = run("read", "--jsonl", "--reader", "llm", server=server, documents=[{"id": "a", "text": TEXT}] * 2)
    assert [line["dropped"] for line in done.lines] == [{"quotes": 1, "items": 1}] * 2
    assert done.err == (
        "llm tiny: 2 read, 0 not; dropped of its answers: 2 quotes that are not in the text, "
        "2 items that are not as asked\n"
    )


def test_a_document_without_an_answer_gets_its_error_and_the_rest_goes_on(run: Run) -> None:
    def second_fails(body: dict[str, Any]) -> Reply:
        return failing(500, f"no {KEY}")(body) if "Two" in body["messages"][1]["content"] else annotate(body)

    documents = [{"id": n, "text": f"{n}: {TEXT}", "label": 1} for n in ("One", "Two", "Three")]
    with serving(second_fails) as server:
        done = run("read", "--jsonl", "--reader", "llm", server=server, documents=[*documents, {"id": "Four"}])
    one, two, three, four = done.lines
    assert (done.code, one["id"], three["id"]) == (1, "One", "Three")
    assert set(two) == {"id", "error"} == set(four)
    assert "answers 500 (no ***)" in two["error"]
    assert "2 could not be read; each has its error on its own line" in done.err


def test_files_are_read_as_well(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("Two " + TEXT)

    def second_fails(body: dict[str, Any]) -> Reply:
        return failing(404)(body) if "Two" in body["messages"][1]["content"] else annotate(body)

    with serving(second_fails) as server:
        done = run("read", tmp_path / "a.txt", tmp_path / "b.txt", "--reader", "llm", server=server)
    good, bad = done.lines
    assert (done.code, good["model"]) == (1, "tiny-1")
    assert bad["id"].startswith("doc-") and "answers 404" in bad["error"]


def test_without_an_endpoint_the_command_says_what_to_set(run: Run) -> None:
    done = run("read", "--jsonl", "--reader", "llm")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("standoff: no endpoint is set; set STANDOFF_LLM_BASE_URL")


def test_the_default_asks_no_endpoint_even_when_one_is_set(run: Run) -> None:
    with serving(annotate) as server:
        done = run("read", "--jsonl", server=server, documents=[{"id": "a", "text": TEXT}])
    (line,) = done.lines
    assert (done.code, done.err, server.asked) == (0, "", [])
    assert set(line) == set(Reading.__struct_fields__)


def test_adjudication_asks_in_doubt_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_event(body: dict[str, Any]) -> Reply:
        asked = json.loads(body["messages"][1]["content"])["questions"]
        return said(
            {"judgements": [{"n": q["n"], "event": False, "category": "AID", "status": "denied"} for q in asked]}
        )

    documents = [{"id": "a", "text": TEXT}]
    with serving(no_event) as server:
        monkeypatch.setenv("STANDOFF_LLM_DOUBT", "0")
        sure = run("read", "--jsonl", "--adjudicate", server=server, documents=documents)
        assert server.asked == []
        monkeypatch.setenv("STANDOFF_LLM_DOUBT", "1.01")
        doubted = run("read", "--jsonl", "--adjudicate", server=server, documents=documents)
    (own,), (emptied,) = sure.lines, doubted.lines
    assert [TEXT[slice(*event["trigger"])] for event in own["events"]] == ["struck"]
    assert own["adjudicated"] == 0
    assert (emptied["events"], emptied["adjudicated"]) == ([], len(own["events"]))
    assert emptied["entities"] == own["entities"]
    assert emptied["reader"].startswith("reader-") and "+llm:tiny/prompt-" in emptied["reader"]
    assert f"{len(own['events'])} events adjudicated" in doubted.err


def test_an_interrupt_waits_for_no_answer() -> None:
    def slow(body: dict[str, Any]) -> Reply:
        return annotate(body)._replace(pause=100.0)

    with serving(slow) as server:
        environment = {"STANDOFF_LLM_BASE_URL": server.url, "STANDOFF_LLM_MODEL": "tiny", "STANDOFF_LLM_API_KEY": KEY}
        process = subprocess.Popen(
            [sys.executable, "-c", "from standoff.cli import main; main()", "read", "--jsonl", "--reader", "llm"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | environment,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(json.dumps({"id": "a", "text": TEXT}).encode() + b"\n")
        process.stdin.close()
        process.stdin = None
        while not server.asked:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().startswith("llm tiny: 0 read, 0 not; ") and KEY not in err.decode()
    assert b"Traceback" not in err


def test_adjudicating_ones_own_reading_is_refused(run: Run) -> None:
    done = run("read", "--jsonl", "--reader", "llm", "--adjudicate")
    assert (done.code, "give it or --reader llm" in done.err) == (2, True)
