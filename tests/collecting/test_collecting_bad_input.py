"""Bad input is normal input: one line that says what to do, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from standoff.collecting import Collected, collect, collect_documents
from standoff.schema import Document, Failure
from standoff.settings import Settings

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
GOOD = "The Defence Ministry said on Monday that four border guards had been killed in an attack on their post."


def run(*sources: Path, limits: Settings = Settings()) -> tuple[list[Document], list[Failure]]:  # noqa: B008  frozen
    found = list(collect(sources, limits, now=NOW))
    failures = [one for one in found if isinstance(one, Failure)]
    for failure in failures:
        assert "\n" not in failure.reason and failure.reason.isprintable() and failure.location.isprintable()
    return [one.document for one in found if isinstance(one, Collected)], failures


def refused(folder: Path, name: str, content: str | bytes, limits: Settings = Settings()) -> str:  # noqa: B008  frozen
    """The one line for a bad file; a good file after it is still collected."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "zz-good.txt").write_text(GOOD)
    documents, failures = run(folder, limits=limits)
    assert [one.text for one in documents] == [GOOD]
    (failure,) = failures
    assert failure.location.startswith(str(folder / name)) and not failure.notice
    return failure.reason


def lines(*given: object) -> tuple[list[Document], list[Failure]]:
    written = [one if isinstance(one, str | bytes) else json.dumps(one) for one in given]
    found = list(collect_documents(written, "in", Settings(), now=NOW))
    return (
        [one.document for one in found if isinstance(one, Collected)],
        [one for one in found if isinstance(one, Failure)],
    )


NOISE = random.Random(7).randbytes(5000)


@pytest.mark.parametrize(("name", "content", "line"), [
    ("a.txt", b"", "empty"),
    ("a.txt", b" \n\t\n ", "no text"),
    ("a.txt.gz", gzip.compress(b""), "empty"),
    ("a.txt", NOISE, "binary"),
    ("a.txt", b"\x7fELF" + NOISE, "a program"),
    ("a.txt", b"GIF89a" + NOISE, "an image"),
    ("a.docx", b"PK\x03\x04" + NOISE, "save the document as PDF"),
    ("a.csv", NOISE, ""),
    ("a.txt", GOOD.encode("utf-16")[:-1] + b"\x00\xd8", "broken at byte"),
    ("a.txt", "Ø§Ù„Ù‚Ø§Ø¦Ø¯ Ù‚Ø§Ù„ Ø¥Ù† Ø§Ù„Ø¬Ù†ÙˆØ¯", "garbled"),
    ("a.txt", "Les \ufffd\ufffd\ufffdl\ufffd\ufffds", "garbled"),
    ("a.html", b"<html><head><script>steal()</script></head><body></body></html>", "without an article"),
    ("a.html", b"<" + b"div><" * 9000 + b"p>x", "a page"),
    ("a.xml", b"<?xml version='1.0'?><invoice><total>3</total></invoice>", "XML of a kind"),
    ("a.xml", b"<?xml ?>" * 3000, "XML of a kind"),
    ("a.xml", b"<?xml version='1.0'?><rss><channel></channel></rss>", "without entries"),
    ("a.json", b'{"text": "half a', "broken JSON"),
    ("a.json", b'{"title": "no text"}', "map the text's column"),
    ("a.json", b"[" * 100_000, "nested too deep"),
    ("a.json", b"42", "JSON number"),
    ("a.csv", b"name,when\nx,y\n", "no text column among name, when"),
    ("a.csv", b"\n\n", "empty"),
    ("a.pdf", b"%PDF-1.7\nnothing follows", "broken PDF"),
    ("a.warc", b"WARC/1.0\r\nnot: a record", "WARC"),
    ("a.gz", gzip.compress(GOOD.encode())[:-12], "broken gzip"),
    ("a.gz", gzip.compress(gzip.compress(GOOD.encode())), "gzip inside gzip"),
    ("a.eml", b"From: a@b.example\nSubject: x\n\n", "without text"),
])  # fmt: skip
def test_what_cannot_be_read_is_one_line_and_the_rest_goes_on(
    tmp_path: Path, name: str, content: bytes, line: str
) -> None:
    assert line in refused(tmp_path, name, content)


def test_an_encrypted_pdf_and_one_of_pictures(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "scan.pdf")
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(tmp_path / "secret.pdf")
    documents, failures = run(tmp_path)
    assert documents == []
    assert "run OCR" in failures[0].reason
    assert "remove its password" in failures[1].reason


@pytest.mark.parametrize(("name", "filler", "line"), [
    ("bomb.jsonl.gz", b"\n", "a zip bomb?"), ("bomb.txt.gz", b"word ", "over 2,000,000 bytes"),
])  # fmt: skip
def test_a_zip_bomb_stops_at_the_limit(tmp_path: Path, name: str, filler: bytes, line: str) -> None:
    bomb = gzip.compress(filler * (20_000_000 // len(filler)))
    assert line in refused(tmp_path, name, bomb, Settings(max_item_bytes=2_000_000))


def test_an_item_over_the_limit_is_named_and_one_under_it_is_read(tmp_path: Path) -> None:
    assert "over 1,000 bytes" in refused(tmp_path, "long.txt", GOOD * 20, Settings(max_item_bytes=1000))
    assert "STANDOFF_MAX_TEXT_CHARS" in refused(tmp_path, "long.txt", GOOD * 20, Settings(max_text_chars=1000))


def test_a_line_over_the_limit_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"text": text}) for text in (GOOD * 50, GOOD)))
    documents, failures = run(path, limits=Settings(max_item_bytes=1000))
    assert [one.text for one in documents] == [GOOD]
    assert [one.location for one in failures] == [f"{path}#1"]


def test_an_article_of_fifty_megabytes_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text((GOOD + "\n\n") * (50_000_000 // (len(GOOD) + 2)))
    documents, failures = run(path)
    assert (len(documents), failures) == (1, [])
    assert documents[0].text.startswith(GOOD) and len(documents[0].text) > 49_000_000
    documents, failures = run(path, limits=Settings(max_item_bytes=20_000_000))
    assert documents == []
    assert failures[0].reason == "over 20,000,000 bytes; split it, or raise the limit (STANDOFF_MAX_ITEM_BYTES)"


def test_ten_thousand_sentences_and_a_sentence_of_three_thousand_words_are_documents(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ".join([GOOD] * 10_000))
    (tmp_path / "b.txt").write_text("The ministry said that " + "and that the post had fallen " * 500 + "again.")
    documents, failures = run(tmp_path)
    assert failures == []
    assert [one.text.count("post") for one in documents] == [10_000, 500]


@pytest.mark.parametrize("between", ["</p><p>", " "])
def test_a_page_as_long_as_a_library_keeps_every_word(tmp_path: Path, between: str) -> None:
    paragraphs = between.join(f"{GOOD} ({number})" for number in range(100_000))
    (tmp_path / "a.html").write_text(f"<html><title>All of it</title><script>no()</script><p>{paragraphs}</p></html>")
    documents, failures = run(tmp_path)
    assert failures == []
    assert [(one.title, one.text.count(GOOD)) for one in documents] == [("All of it", 100_000)]
    assert documents[0].text.endswith("(99999)") and "no()" not in documents[0].text


def test_broken_html_still_gives_its_words(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{GOOD}<div><p>It <b>was <i>calm</b> after.<script>var x = '<p>no")
    documents, failures = run(tmp_path)
    assert failures == []
    assert GOOD in documents[0].text and "It was calm after." in documents[0].text and "var x" not in documents[0].text


def test_a_broken_line_is_named_by_its_number() -> None:
    documents, failures = lines(
        {"id": "1", "text": GOOD}, '{"id": "2", "text": ', "", "[1]", {"id": "5"}, {"text": GOOD + "!"}
    )
    assert len(documents) == 2
    assert [one.location for one in failures] == ["in#2", "in#4", "in#5"]
    assert "broken JSON at character" in failures[0].reason


@pytest.mark.parametrize(
    "bad", [b"\xff\xfe\x00", b'{"text": "\xe9\xe9"}', '{"text": null}', '{"text": 3}', '{"text": ""}', '"x"']
)
def test_every_bad_line_is_one_failure(bad: str | bytes) -> None:
    documents, failures = lines(bad, {"text": GOOD})
    assert [one.text for one in documents][-1:] == [GOOD]
    assert len(documents) + len(failures) == 2


def test_lone_surrogates_and_nul_never_reach_a_text_and_offsets_stay() -> None:
    documents, failures = lines(
        '{"id": "\\udfff1", "title": "\\ud800x", "text": "ab\\ud800c\\u0000d\\r\\ne ' + GOOD + '"}'
    )
    assert failures == []
    assert documents[0].text == "ab\ufffdc\ufffdd \ne " + GOOD
    assert (documents[0].id, documents[0].title) == ("\ufffd1", "\ufffdx")
    documents[0].text.encode()


def test_an_id_given_twice_to_different_texts_never_overwrites() -> None:
    documents, failures = lines(
        {"id": "a", "text": GOOD}, {"id": "a", "text": GOOD + " Twice."}, {"id": "a", "text": GOOD}
    )
    first, second, third = documents
    assert (first.id, second.id, third.id) == ("a", f"a-{second.sha256[:8]}", "a")
    assert first.sha256 == third.sha256
    assert [one.notice for one in failures] == [True]
    assert "another text's already" in failures[0].reason


@pytest.mark.parametrize(("stated", "reason"), [
    ("9999-12-31", "future"), ("0000-00-00", "not a date"), ("0001-01-01", "no publication date"),
    ("2024-02-30", "not a date"),
    ("03/04/2024", "two dates"), ("soon", "not a date"), ("2024-01-01T25:00:00Z", "not a date"), (1e300, "not a date"),
    ("2024-01-28T10:00:00+99:99", "not a date"), ("١٢٣٤", "not a date"),
])  # fmt: skip
def test_a_date_that_cannot_be_is_dropped_and_the_document_kept(stated: object, reason: str) -> None:
    documents, failures = lines({"text": GOOD, "published": stated})
    assert [(one.published, one.precision) for one in documents] == [(None, None)]
    assert [one.notice for one in failures] == [True]
    assert reason in failures[0].reason


def test_a_future_date_is_kept_where_it_is_stated_and_noted_once() -> None:
    documents, failures = lines(*({"text": f"{GOOD} {n}", "published": f"2031-04-0{n}"} for n in range(1, 4)))
    assert [one.published for one in documents] == ["2031-04-01", "2031-04-02", "2031-04-03"]
    assert [one.reason for one in failures] == [
        "3 items are dated in the future (2031-04-01 to 2031-04-03); kept as stated, correct it if it is wrong"
    ]
    assert failures[0].notice


def test_a_future_date_is_dropped_where_a_program_found_it(tmp_path: Path) -> None:
    head = '<head><meta property="article:published_time" content="2031-04-06"></head>'
    page = f"<html>{head}<body><p>{GOOD}</p></body></html>"
    (tmp_path / "a.html").write_text(page)
    documents, failures = run(tmp_path)
    assert documents[0].published is None
    assert [(one.notice, "future" in one.reason) for one in failures] == [(True, True)]


@pytest.mark.parametrize(("row", "line"), [
    ('2,"half open\n', "quotation marks"), ("2,too,many,cells\n", "4 cells under 2 columns"),
    ('2,"x"y"\n', "quotation marks"),
    ("2\n", "1 cells under 2 columns"),
])  # fmt: skip
def test_a_broken_row_is_named_and_the_rows_before_it_are_read(tmp_path: Path, row: str, line: str) -> None:
    (tmp_path / "a.csv").write_text(f'id,text\n1,"{GOOD}"\n{row}')
    documents, failures = run(tmp_path)
    assert [one.id for one in documents] == ["1"]
    assert [one.location for one in failures] == [f"{tmp_path / 'a.csv'}#3"]
    assert line in failures[0].reason


def test_a_map_to_a_column_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,x\n")
    (failure,) = collect([path], Settings(), columns={"text": "body"})
    assert isinstance(failure, Failure) and failure.reason == "no column 'body'; the columns are id, text"


def test_front_matter_that_is_no_yaml_is_left_out_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: [open\n---\n{GOOD}")
    documents, failures = run(tmp_path)
    assert [one.text for one in documents] == [GOOD]
    assert [one.notice for one in failures] == [True]


def test_an_entity_bomb_in_a_feed_does_not_go_off(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    feed = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "lol">{entities}]><rss version="2.0"><channel><item>'
    (tmp_path / "a.xml").write_text(f"{feed}<description>&e9;</description></item></channel></rss>")
    documents, failures = run(tmp_path)
    assert sum(len(one.text) for one in documents) < 1000 and len(documents) + len(failures) > 0


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "good.txt").write_text(GOOD)
    os.mkfifo(tmp_path / "pipe")
    documents, failures = run(tmp_path, tmp_path / "missing")
    assert [one.text for one in documents] == [GOOD]
    assert [(Path(one.location).name, one.reason.split(";")[0]) for one in failures] == [
        ("loop", "a link that leads back to itself"),
        ("pipe", "not a regular file (a pipe or device)"),
        ("missing", "no such file or folder"),
    ]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_a_file_and_a_folder_without_permission(tmp_path: Path) -> None:
    folder = tmp_path / "a-folder"
    folder.mkdir()
    (tmp_path / "b.txt").write_text(GOOD)
    (tmp_path / "c.txt").write_text(GOOD)
    root = os.geteuid() == 0
    for parent in [tmp_path, *tmp_path.parents][:4] if root else []:
        if parent.name.startswith("pytest") or "pytest" in str(parent):
            parent.chmod(0o755)
    folder.chmod(0)
    (tmp_path / "b.txt").chmod(0)
    if root:
        os.seteuid(65534)
    try:
        documents, failures = run(tmp_path)
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert [one.text for one in documents] == [GOOD]
    assert [Path(one.location).name for one in failures] == ["a-folder", "b.txt"]
    assert all("no permission" in one.reason for one in failures)


def test_a_file_name_of_odd_bytes_is_shown_printable(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\nnews.txt"))
    path.write_text(GOOD)
    (found,) = collect([tmp_path], Settings())
    assert isinstance(found, Collected)
    assert found.sighting.location == f"{tmp_path}/caf\\xe9\\nnews.txt"


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([".txt", ".html", ".json", ".jsonl", ".csv", ".pdf", ".eml", ".gz", ".warc", ".xml", ".md"]),
)
def test_any_bytes_under_any_name_raise_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"x{ending}"
    path.write_bytes(data)
    documents, failures = run(path)
    assert documents or failures
    for document in documents:
        document.text.encode()
        assert document.text.strip() and "\0" not in document.text and "\r" not in document.text


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [
            b"%PDF-1.4\n",
            b"WARC/1.0\r\n",
            b"<rss><channel><item>",
            b"<html>",
            b"{",
            b"[",
            b"From: a\nMessage-ID: b\n",
            b"id,text\n",
        ]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_after_a_true_beginning_raise_nothing(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "x"
    path.write_bytes(head + data)
    run(path)
