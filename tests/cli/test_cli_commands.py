"""Commands: data on stdout, remarks on stderr, one line and exit 2 for what goes wrong."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from standoff.cli import main
from standoff.cli.adding import parse_columns
from standoff.cli.demo import find_example
from standoff.cli.output import is_loopback
from standoff.cli.terminal import clean, write_cell
from standoff.errors import SettingsError

TEXTS = [
    "US Central Command said a drone attacked a base in Jordan on Sunday, killing three soldiers.",
    "Iran denied that it was behind the attack, its mission to the United Nations said.",
]


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, with bytes on standard input."""

    def invoke(*arguments: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return Done(int(ended.value.code or 0), out.decode(), err.decode())

    return invoke


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "articles.jsonl"
    rows = [
        {"id": f"a{number}", "outlet": "halyard", "published": "2024-01-29", "title": f"Report {number}", "text": text}
        for number, text in enumerate(TEXTS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory, reports: Path) -> Path:
    """A record of the reports; tests only look at it."""
    path = tmp_path_factory.mktemp("record") / "x.standoff"
    with pytest.raises(SystemExit) as ended:
        main(["add", str(path), str(reports)])
    assert not ended.value.code
    return path


def test_init_makes_a_record_and_keeps_one_that_is_there(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        done = run("init", tmp_path / "x.standoff")
        assert (done.code, done.out) == (0, "")
        assert done.err.endswith("x.standoff: ready, 0 documents\n")


def test_add_says_what_it_did(run: Run, reports: Path, tmp_path: Path) -> None:
    done = run("add", tmp_path / "x.standoff", reports, tmp_path / "missing.txt")
    assert done.code == 0
    assert done.out == ""
    assert "not read: " in done.err and "missing.txt: no such file" in done.err
    assert "2 new, 0 seen before, 1 not read; 2 read" in done.err


def test_add_of_nothing_readable_exits_1(run: Run, tmp_path: Path) -> None:
    assert run("add", tmp_path / "x.standoff", tmp_path / "missing.txt").code == 1


def test_add_maps_columns(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("body,head\nUS Central Command said a drone attacked a base in Jordan.,Attack\n")
    assert run("add", tmp_path / "x.standoff", table, "--columns", "text=body,title=head").code == 0
    (row,) = run("documents", tmp_path / "x.standoff", "--json").out.splitlines()
    assert json.loads(row)["title"] == "Attack"


@pytest.mark.parametrize(
    "command", ["events", "claims", "attributions", "incidents", "actors", "documents", "failures"]
)
def test_every_listing_has_json_lines_and_a_table(run: Run, record: Path, command: str) -> None:
    as_json = run(command, record, "--json")
    rows = [json.loads(line) for line in as_json.out.splitlines()]
    assert (as_json.code, as_json.err) == (0, "")
    table = run(command, record)
    assert table.code == 0
    if rows:
        assert len(table.out.splitlines()) > len(rows)
        assert len(run(command, record, "--json", "--limit", "1").out.splitlines()) == 1
    else:
        assert (table.out, table.err) == ("", "Nothing.\n")


def test_a_cut_table_says_so_on_stderr(run: Run, record: Path) -> None:
    done = run("documents", record, "--limit", "1")
    assert len(done.out.splitlines()) == 2
    assert done.err == "The first 1. --limit 0 shows all, --json gives every field.\n"


def test_incidents_are_filtered(run: Run, record: Path) -> None:
    everything = [json.loads(line) for line in run("incidents", record, "--json").out.splitlines()]
    assert everything
    for status in {row["status"] for row in everything}:
        found = [json.loads(line) for line in run("incidents", record, "--json", "--status", status).out.splitlines()]
        assert found == [row for row in everything if row["status"] == status]
    assert run("incidents", record, "--json", "--since", "2100-01-01").out == ""


def test_search_prints_the_words_around(run: Run, record: Path) -> None:
    (line,) = run("search", record, "drone", "jordan", "--json").out.splitlines()
    hit = json.loads(line)
    assert hit["document_id"] == "a0"
    assert TEXTS[0][hit["start"] : hit["end"]].casefold() in ("drone", "jordan")
    assert "a0" in run("search", record, '"drone attacked"').out
    assert run("search", record, "nowhere").err == "Nothing.\n"


def test_brief_comes_as_markdown_or_html(run: Run, record: Path, tmp_path: Path) -> None:
    assert run("brief", record).out.startswith("#")
    assert "<html" in run("brief", record, "--format", "html").out
    done = run("brief", record, "--output", tmp_path / "b.html")
    assert (done.code, done.out) == (0, "")
    assert "<html" in (tmp_path / "b.html").read_text()


def test_export_is_the_whole_account_as_one_object(run: Run, record: Path, tmp_path: Path) -> None:
    run("export", record, "--format", "json", "--output", tmp_path / "x.json")
    exported = json.loads((tmp_path / "x.json").read_text())
    assert {document["id"] for document in exported["documents"]} == {"a0", "a1"}
    assert set(exported) >= {"copies", "incidents", "ties", "designations", "options", "hypotheses", "commitments"}
    assert json.loads(run("export", record).out) == exported


def test_an_output_that_cannot_be_written_is_one_line(run: Run, record: Path, tmp_path: Path) -> None:
    done = run("export", record, "--output", tmp_path / "missing" / "x.json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "No such file or directory; name a file you may write" in done.err


def test_read_follows_the_contract_and_exits_1_for_a_bad_line(run: Run) -> None:
    lines = [json.dumps({"id": "a", "text": TEXTS[0]}).encode(), b"nonsense", b""]
    done = run("read", "--jsonl", stdin=b"\n".join(lines))
    first, second = map(json.loads, done.out.splitlines())
    assert first["id"] == "a" and first["events"]
    assert set(second) == {"id", "error"}
    assert done.code == 1
    assert done.err == "1 could not be read; each has its error on its own line\n"


def test_read_takes_files_too(run: Run, reports: Path, tmp_path: Path) -> None:
    plain = tmp_path / "a.txt"
    plain.write_text(TEXTS[0])
    from_lines = [json.loads(line) for line in run("read", "--jsonl", reports).out.splitlines()]
    assert [reading["id"] for reading in from_lines] == ["a0", "a1"]
    (from_plain,) = map(json.loads, run("read", plain).out.splitlines())
    assert from_plain["events"][0]["trigger"] == from_lines[0]["events"][0]["trigger"]
    assert run("read", tmp_path / "missing.txt").code == 1


def test_code_and_factuality_answer_lines(run: Run) -> None:
    line = {"id": "a", "text": TEXTS[0], "source": [[23, 30]], "target": [[40, 46]], "predicates": [[31, 39]]}
    stdin = json.dumps(line).encode() + b"\n"
    assert "category" in json.loads(run("code", "--jsonl", stdin=stdin).out)
    assert len(json.loads(run("factuality", "--jsonl", stdin=stdin).out)["factuality"]) == 1


@pytest.mark.parametrize("command", [["read"], ["code"], ["factuality"]])
def test_line_commands_say_what_they_need(run: Run, command: list[str]) -> None:
    done = run(*command)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "--jsonl" in done.err


def test_schema_prints_every_word(run: Run) -> None:
    words = json.loads(run("schema").out)["$defs"]
    assert {"Document", "Reading", "Incident", "Account"} <= set(words)


def test_registry_shows_and_finds_actors(run: Run) -> None:
    assert json.loads(run("registry", "show", "irn").out)["name"] == "Iran"
    found = [json.loads(line) for line in run("registry", "find", "Iran", "--json").out.splitlines()]
    assert found[0]["id"] == "irn"
    assert run("registry", "show", "nobody").err == "standoff: no actor 'nobody' in this record\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["events", "missing.standoff"], "no such record; make one with: standoff init missing.standoff"),
        (["events", "."], "this is a folder"),
        (["events", "mysql://h/x"], "SQLite or PostgreSQL"),
        (["serve", "missing.standoff"], "no such record"),
        (["add", "x.standoff", "y", "--columns", "text"], "write FIELD=COLUMN"),
        (["add", "x.standoff", "y", "--registry", "missing.yaml"], "missing.yaml"),
        (["read", "--jsonl", "missing.jsonl"], "name a file you may read"),
    ],
)
def test_what_goes_wrong_is_one_line_and_exit_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("standoff: ")
    assert message in done.err


def test_a_setting_that_cannot_be_used_is_one_line(run: Run, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDOFF_THREADS", "many")
    done = run("add", record, "x")
    assert done.code == 2
    assert "STANDOFF_" in done.err and done.err.count("\n") == 1


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("standoff 0.")
    assert "Usage: standoff" in run("--help").out
    assert run("unknown").code == 2


def test_demo_prints_headlines_and_writes_the_brief(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("demo")
    assert done.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.html", "demo"]
    assert "documents" in done.out and "What is contested" in done.out
    assert "look further:" in done.err
    assert max(map(len, done.out.splitlines())) <= 80
    assert 20 < len(done.out.splitlines()) <= 80
    articles = (find_example() / "articles.jsonl").read_text().splitlines()
    assert f"{len(articles):>6}  documents" in done.out


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        ([], None),
        (["text=body"], {"text": "body"}),
        (["text=a,title=b", "url=c=d"], {"text": "a", "title": "b", "url": "c=d"}),
    ],
)
def test_columns_are_pairs(given: list[str], columns: dict[str, str] | None) -> None:
    assert parse_columns(given) == columns


@pytest.mark.parametrize("given", ["text", "=body", "text="])
def test_half_a_pair_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="write FIELD=COLUMN"):
        parse_columns([given])


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("example.org", False),
    ],
)
def test_only_loopback_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[31mb\nc\u202e") == "a [31mb c "
    assert write_cell(["x\x07", "y"]) == "x , y"
    assert write_cell("[bold]not markup[/bold]") == "[bold]not markup[/bold]"


@pytest.mark.parametrize(("value", "cell"), [(None, ""), (0, "0"), (0.5, "0.50"), ([], ""), (True, "True")])
def test_cells_tell_nothing_from_zero(value: object, cell: str) -> None:
    assert write_cell(value) == cell
