"""Bad input on the whole way: one line each, and the account of what is stored does not change."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.account import AccountBook
from standoff.schema import Failure

Opens = Callable[[Path], AccountBook]

CALM = "The mayor of the harbour town opened the new library on Monday, and the choir of the school sang."
ARTICLE = f"<p>{CALM}</p><script>var x = 'steal the page';</script><p>It was <b onclick='go()'>calm</b> after.</p>"

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty; nothing to add"),
    "noise.txt": (random.Random(1).randbytes(9000), "binary data, not text; give the document as"),
    "program.txt": (b"\x7fELF" + random.Random(2).randbytes(900), "a program, not a document; leave it out"),
    "broken.txt": (CALM.encode("utf-16")[:-1] + b"\x00\xd8", "marked as utf-16-le but broken at byte"),
    "garbled.txt": ("Ø§Ù„Ù‚Ø§Ø¦Ø¯ Ù‚Ø§Ù„".encode(), "its letters are garbled (wrong encoding); save it again as UTF-8"),
    "scripts.html": (b"<html><body><script>steal()</script></body></html>", "a page without an article; save"),
    "bomb.xml.gz": (
        gzip.compress(b"<rss><channel><item>" + b"word " * 14_000_000),
        "over 200 times its size (a zip bomb?); unpack it yourself",
    ),
    "columns.csv": (b"nr,wie,wann\n1,x,2024-01-29\n", "no text column among nr, wie, wann; say which one it is"),
    "half.json": (b'{"text": "half a', "broken JSON at character"),
}
KEPT: dict[str, tuple[bytes, str | None]] = {
    "article.html": (f"<html><body><article>{ARTICLE}</article></body></html>".encode(), None),
    "windows.txt": (f"“{CALM}” The mayor’s words – no others – stand.".encode("cp1252"), None),
    "ahead.jsonl": (json.dumps({"id": "ahead", "text": f"{CALM} One.", "published": "2061-01-01"}).encode(), "future"),
    "same.jsonl": (
        b"\n".join(json.dumps({"id": "same", "text": f"{CALM} {n}."}).encode() for n in "AB"),
        "the id 'same' is another text's already; kept as 'same-",
    ),
    "unused.csv": (f'id,text,colour\nred1,"{CALM} Red.",red\n'.encode(), "columns not used: colour; map one with"),
}


@pytest.fixture(scope="module")
def told() -> list[Failure]:
    return []


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, open_book: Opens, reports: Path, told: list[Failure]
) -> AccountBook:
    """An account of the reports, to which a folder of bad input was then added."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _) in (REFUSED | KEPT).items():
        (folder / name).write_bytes(content)
    account = open_book(tmp_path_factory.mktemp("filled") / "x.standoff")
    account.add(reports)
    account.add(folder, failed=told.append)
    return account


def lines_for(name: str, told: list[Failure]) -> list[Failure]:
    return [one for one in told if Path(one.location.partition("#")[0]).name == name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_line_that_says_what_to_do(
    filled: AccountBook, told: list[Failure], name: str
) -> None:
    (failure,) = lines_for(name, told)
    assert REFUSED[name][1] in failure.reason
    assert failure.reason.isprintable() and not failure.notice
    assert failure in filled.record.failures()


@pytest.mark.parametrize("name", KEPT)
def test_what_is_odd_is_kept_and_read(filled: AccountBook, told: list[Failure], name: str) -> None:
    notice = KEPT[name][1]
    assert [one.notice for one in lines_for(name, told)] == ([] if notice is None else [True])
    assert all(notice in one.reason for one in lines_for(name, told) if notice)
    assert any(name in where for each in filled.record.documents(None) for where in sightings(filled, each.id))


def test_no_script_of_a_page_is_in_its_text(filled: AccountBook) -> None:
    texts = [document.text for document in filled.record.documents(None)]
    assert any("It was calm after." in text for text in texts)
    assert not any("steal" in text or "onclick" in text for text in texts)


def test_an_id_given_twice_is_two_documents(filled: AccountBook) -> None:
    ids = {document.id for document in filled.record.documents(None)}
    assert {"same", "ahead", "red1"} <= ids
    assert len([each for each in ids if each.startswith("same-")]) == 1


def test_nothing_stored_before_is_lost(filled: AccountBook, book: AccountBook) -> None:
    for document, reading in book.record.readings():
        assert filled.record.document(document.id) == document
        assert filled.record.reading(document.id) == reading
    counts = filled.record.counts()
    assert (counts["documents"], counts["unread"]) == (book.record.counts()["documents"] + 6, 0)
    assert counts["failures"] == len(REFUSED)


def sightings(account: AccountBook, document: str) -> list[str]:
    return [one.location for one in account.record.sightings(document)]
