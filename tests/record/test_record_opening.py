"""Opening: what is a record, what is not, and one clear line for everything that goes wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from test_record_store import DRONE, make_document, seen_at

from standoff.errors import RecordError
from standoff.record import Record
from standoff.record.opening import parse_url
from standoff.record.tables import HEAD, VERSION_TABLE, metadata

MIGRATIONS = Path(sys.modules["standoff.record"].__path__[0]) / "migrations"


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a process of its own."""
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_record_opens_again(place: str) -> None:
    with Record.open(place, create=True) as record:
        record.store(make_document("d1", DRONE), seen_at("a"))
    with Record.open(place) as record:
        assert record.document("d1").text == DRONE


def test_creating_where_a_record_is_keeps_it(place: str) -> None:
    for name in ("a", "b"):
        with Record.open(place, create=True) as record:
            record.store(make_document(name, f"Text {name}."), seen_at(name))
    with Record.open(place) as record:
        assert record.counts()["documents"] == 2


def test_without_create_nothing_is_made(place: str) -> None:
    with pytest.raises(RecordError, match="standoff init"):
        Record.open(place)
    if "://" not in place:
        assert not Path(place).exists()


def test_the_migrations_make_the_tables_the_code_uses(place: str) -> None:
    with Record.open(place, create=True) as record, record._engine.connect() as connection:
        own = {
            "version_table": VERSION_TABLE,
            "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
        }
        found = compare_metadata(MigrationContext.configure(connection, opts=own), metadata)
    assert [change for change in found if "searched" not in str(change)] == []


def test_the_newest_migration_is_the_one_the_code_is_written_for() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_a_newer_record_says_upgrade(place: str) -> None:
    with Record.open(place, create=True) as record, record._engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(RecordError, match=r"newer standoff \(schema 9999\); upgrade"):
        Record.open(place)


def test_a_database_of_something_else_is_left_alone(place: str) -> None:
    engine = sa.create_engine(parse_url(place))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE documents (x integer)"))
    engine.dispose()
    with pytest.raises(RecordError, match="something else"):
        Record.open(place, create=True)


def test_other_sqlite_files_keep_their_journal(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(RecordError, match="something else"):
        Record.open(other, create=True)
    assert other.read_bytes() == before


def test_a_text_file_is_no_record(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are notes, not a record. " * 100)
    with pytest.raises(RecordError, match="no standoff record; name another file"):
        Record.open(text, create=True)


def test_a_damaged_record_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.standoff"
    with Record.open(path, create=True) as record:
        for number in range(200):
            record.store(make_document(f"d{number}", f"Text {number}. " * 40), seen_at(str(number)))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    one_line = r"^[^\n]*(damaged|no standoff record|something else)[^\n]*$"
    with pytest.raises(RecordError, match=one_line), Record.open(path) as record:
        record.documents()


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="this is a folder; name a file in it"):
        Record.open(tmp_path, create=True)


def test_a_missing_folder_says_check(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="check that its folder exists"):
        Record.open(tmp_path / "missing" / "x.standoff", create=True)


def test_an_empty_file_becomes_a_record_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "x.standoff"
    path.touch()
    with pytest.raises(RecordError, match="standoff init"):
        Record.open(path)
    with Record.open(path, create=True) as record:
        assert record.counts()["documents"] == 0


@pytest.mark.parametrize("url", ["mysql://u@h/x", "mongodb://h/x", "://"])
def test_other_databases_are_named_and_refused(url: str) -> None:
    with pytest.raises(RecordError, match="give a file or postgresql://"):
        Record.open(url)


def test_a_server_that_is_not_there_says_so_without_the_password() -> None:
    with pytest.raises(RecordError, match="cannot be reached") as raised:
        Record.open("postgresql://someone:secret@127.0.0.1:1/none")
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_full_database_loses_nothing_stored(tmp_path: Path) -> None:
    with Record.open(tmp_path / "x.standoff", create=True) as record:
        record.store(make_document("small", DRONE), seen_at("a"))
        with record._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(RecordError, match="the disk is full; make room"):
            record.store(make_document("big", "word " * 50_000), seen_at("b"))
        counts = record.counts()
        assert (counts["documents"], counts["sightings"]) == (1, 1)
        assert [hit.document_id for hit in record.search("drone")] == ["small"]


FILL = """
    import hashlib, resource, sys
    from standoff.errors import RecordError
    from standoff.record import Record
    from standoff.schema import Document, Sighting
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    stored = 0
    try:
        with Record.open(sys.argv[1], create=True) as record:
            for stored in range(1000):
                text = f"Report {stored}. " + "word " * 2000
                sha256 = hashlib.sha256(text.encode()).hexdigest()
                document = Document(id=f"d{stored}", text=text, sha256=sha256)
                record.store(document, Sighting(location=f"{stored}", seen=""))
    except RecordError as error:
        print(stored, error)
"""


def test_a_disk_that_fills_up_is_one_line_and_the_rest_is_there(tmp_path: Path) -> None:
    path = tmp_path / "x.standoff"
    done = run_python(FILL, str(path))
    stored, message = done.stdout.split(" ", 1)
    assert "disk" in message and message.count("\n") == 1
    with Record.open(path) as record:
        assert record.counts()["documents"] == int(stored) > 0
        assert record.counts()["sightings"] == int(stored)


OPEN = """
    import os, sys
    from standoff.errors import RecordError
    from standoff.record import Record
    Record.open(sys.argv[2], create=True).close()  # everything is imported while we still may read it
    if os.geteuid() == 0:
        os.setuid(65534)  # root is stopped by no permission
    try:
        with Record.open(sys.argv[1], create=True) as record:
            record.add_layer("x", "registry", "")
    except RecordError as error:
        print(error)
"""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_may_not_be_written_says_what_to_do(tmp_path: Path, what: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="standoff-"))  # tmp_path lies in a folder that is closed to others
    path = folder / "x.standoff"
    try:
        if what == "file":
            Record.open(path, create=True).close()
            path.chmod(0o444)
        folder.chmod(0o555)
        done = run_python(OPEN, str(path), str(tmp_path / "warm.standoff"))
        assert "permission" in done.stdout or "may write there" in done.stdout, done
        assert done.stdout.count("\n") == 1
        assert done.stderr == ""
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
