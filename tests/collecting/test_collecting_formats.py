"""Every format a report comes in, read from real bytes."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from standoff.collecting import Collected, collect
from standoff.schema import Document, Failure
from standoff.settings import Settings

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
LEAD = "Three soldiers were killed on Sunday when a drone struck Tower 22, a post in north-east Jordan, officials said."
MORE = "The Islamic Resistance in Iraq said it had fired on four bases. Washington said it would answer."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Drone kills three | Gulf Post</title>
<meta property="og:title" content="Drone kills three at Tower 22"><meta property="og:site_name" content="Gulf Post">
<meta name="author" content="Mara Quist"><meta property="article:published_time" content="2024-01-28T17:05:00+02:00">
<script>var secret = "stolen words";</script><style>p {{ color: red }}</style></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Drone kills three at Tower 22</h1>
<p>{LEAD}</p><script>document.write("stolen words")</script><p>{MORE}</p></article>
<footer>Copyright 2019 Gulf Post</footer></body></html>"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Gulf Post</title>
<item><guid isPermaLink="false">gp-1</guid><link>https://gulf.example/1</link><title>Drone kills three</title>
<pubDate>Sun, 28 Jan 2024 15:05:00 GMT</pubDate><description>Three were killed.</description>
<content:encoded><![CDATA[<p>{LEAD}</p><script>steal()</script><p>{MORE}</p>]]></content:encoded></item>
<item><guid>gp-2</guid><title>Only a headline</title></item></channel></rss>"""


def gather(*sources: Path, **options: object) -> tuple[list[Document], list[Failure]]:
    settings = options.pop("settings", Settings())
    found = list(collect(sources, settings, now=NOW, **options))  # type: ignore[arg-type]
    documents = [one.document for one in found if isinstance(one, Collected)]
    return documents, [one for one in found if isinstance(one, Failure)]


def only(path: Path, **options: object) -> Document:
    documents, failures = gather(path, **options)
    assert failures == []
    assert len(documents) == 1
    return documents[0]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pdf_bytes(pages: list[list[str]]) -> bytes:
    """A PDF written by hand (PDF 1.4, section 7.5): one Helvetica, each line at its place."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        body = "BT /F1 11 Tf 13 TL 60 780 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"{page} /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{out}{start}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


class MemoryWriter(WARCWriter):  # type: ignore[misc]
    """warcio's writer leaves its temporary files to the garbage collector."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def warc_bytes(*pages: tuple[str, str, str, bytes], gzipped: bool = True) -> bytes:
    """A WARC of (URL, status, content type, body)."""
    buffer = io.BytesIO()
    writer = MemoryWriter(buffer, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "test"}))
    for url, status, kind, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=headers,
            warc_headers_dict={"WARC-Date": "2024-01-29T08:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    return buffer.getvalue()


def test_a_plain_text_keeps_its_words_and_gets_an_id_from_them(tmp_path: Path) -> None:
    document = only(written(tmp_path, "report.txt", f"{LEAD}\r\n\r\n{MORE}\n"))
    assert document.text == f"{LEAD}\n\n{MORE}"
    assert document.id == f"doc-{document.sha256[:16]}"
    assert (document.language, document.published, document.outlet) == ("en", None, None)


@pytest.mark.parametrize("head", [
    "---\nid: t22-1\ntitle: Drone kills three\noutlet: gulfpost\npublished: 2024-01-28\n"
    "byline: [M. Quist, J. Ode]\n---\n",
    "ID: t22-1\nTitle: Drone kills three\nOutlet: gulfpost\nPublished: 28 January 2024\nBy: M. Quist, J. Ode\n\n",
])  # fmt: skip
def test_front_matter_and_headers_say_who_published_when(tmp_path: Path, head: str) -> None:
    document = only(written(tmp_path, "report.txt", head + LEAD))
    assert (document.id, document.title, document.outlet) == ("t22-1", "Drone kills three", "gulfpost")
    assert (document.published, document.precision) == ("2024-01-28", "day")
    assert (document.byline, document.text) == ("M. Quist, J. Ode", LEAD)


def test_a_text_that_opens_with_a_quotation_has_no_headers(tmp_path: Path) -> None:
    text = "Tarvold: we have no evidence.\n\nShe said so twice, in the capital and in the valley below it."
    assert only(written(tmp_path, "a.txt", text)).text == text


def test_markdown_becomes_paragraphs_without_markup(tmp_path: Path) -> None:
    source = f"# Drone *kills* three\n\n{LEAD[:41]}\n{LEAD[42:]}\n\n> He said [it](https://x.example) **twice**.\n\n"
    source += "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<script>steal()</script>\n"
    document = only(written(tmp_path, "report.md", source))
    assert document.title == "Drone kills three"
    assert document.text == f"{LEAD}\n\nHe said it twice.\n\none\n\ntwo\n\na | b\n\n1 | 2"


def test_markdown_that_opens_with_a_wiki_link_is_no_json(tmp_path: Path) -> None:
    assert only(written(tmp_path, "a.md", f"[[Bredna]]: {LEAD}")).text == f"[[Bredna]]: {LEAD}"


def test_a_page_gives_the_article_its_author_date_and_site(tmp_path: Path) -> None:
    document = only(written(tmp_path, "page.html", PAGE))
    assert LEAD in document.text and MORE in document.text
    assert document.text == f"{LEAD}\n\n{MORE}"
    assert (document.title, document.outlet) == ("Drone kills three at Tower 22", "Gulf Post")
    assert (document.byline, document.published) == ("Mara Quist", "2024-01-28T17:05:00+02:00")


def test_a_page_with_lists_and_tables_reads_as_text(tmp_path: Path) -> None:
    body = f"<h1>A truce</h1><p class='by'>By H. Salih</p><p>{LEAD}</p><ul><li>No fire;</li><li>No flights.</li></ul>"
    body += f"<table><tr><th>Date</th><th>Attacks</th></tr><tr><td>28 Jan</td><td>3</td></tr></table><p>{MORE}</p>"
    head = "<title>A truce</title><meta name='author' content='H. Salih'>"
    page = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    document = only(written(tmp_path, "a.html", page))
    assert document.text == f"{LEAD}\n\nNo fire;\n\nNo flights.\n\nDate | Attacks\n\n28 Jan | 3\n\n{MORE}"


@pytest.mark.parametrize("word", ["stolen", "secret", "color", "Copyright", "<p>"])
def test_what_a_reader_does_not_see_is_not_in_the_text(tmp_path: Path, word: str) -> None:
    assert word not in only(written(tmp_path, "page.html", PAGE)).text


def test_a_date_is_never_taken_from_a_copyright_line(tmp_path: Path) -> None:
    page = f"<html><body><article><p>{LEAD}</p><p>{MORE}</p></article><footer>Copyright 2019</footer></body></html>"
    assert only(written(tmp_path, "page.html", page)).published is None


def test_a_format_is_told_by_content_before_name(tmp_path: Path) -> None:
    assert only(written(tmp_path, "page.txt", PAGE)).title == "Drone kills three at Tower 22"
    assert only(written(tmp_path, "report", pdf_bytes([[LEAD]]))).text == LEAD
    assert only(written(tmp_path, "odd.dat", json.dumps({"text": LEAD, "id": 7}))).id == "7"


def test_json_lines_keep_ids_and_say_on_which_line_they_stand(tmp_path: Path) -> None:
    lines = [{"id": "a1", "text": LEAD, "published": "2024-01-28T10:00:00Z", "outlet": "w"}, {"id": "a2", "text": MORE}]
    path = written(tmp_path, "articles.jsonl", "\n".join(map(json.dumps, lines)) + "\n")
    found = [one for one in collect([path], Settings(), now=NOW) if isinstance(one, Collected)]
    assert [one.document.id for one in found] == ["a1", "a2"]
    assert [one.sighting.location for one in found] == [f"{path}#1", f"{path}#2"]
    assert (found[0].document.published, found[0].document.precision) == ("2024-01-28T10:00:00Z", "second")


@pytest.mark.parametrize(
    "shape", [lambda r: r, lambda r: {"status": "ok", "articles": r}, lambda r: {"response": {"results": r}}]
)
def test_json_arrays_are_found_where_news_services_put_them(tmp_path: Path, shape: object) -> None:
    records = [{"headline": "One", "body": LEAD, "source": {"name": "Gulf Post"}}, {"content": MORE}]
    path = written(tmp_path, "reply.json", json.dumps(shape(records), indent=1))  # type: ignore[operator]
    documents, failures = gather(path)
    assert failures == []
    assert [(one.title, one.outlet, one.text) for one in documents] == [("One", "Gulf Post", LEAD), (None, None, MORE)]


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("table", ",")])
def test_a_table_with_common_column_names_needs_no_map(tmp_path: Path, name: str, delimiter: str) -> None:
    rows = delimiter.join(["id", "Date", "Headline", "Body"]) + "\n"
    rows += delimiter.join(["x1", "28/01/2024", "Drone", f'"{LEAD}\n\n""{MORE}"""']) + "\n"
    document = only(written(tmp_path, name, rows))
    assert (document.id, document.published, document.title) == ("x1", "2024-01-28", "Drone")
    assert document.text == f'{LEAD}\n\n"{MORE}"'


def test_a_column_map_says_where_the_text_stands_and_unused_columns_are_named_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", f'wie,wann,weather\n"{LEAD}",2024-01,fair\n"{MORE}",2024,foul\n')
    documents, failures = gather(path, columns={"text": "wie", "published": "wann"})
    assert [(one.text, one.published, one.precision) for one in documents] == [
        (LEAD, "2024-01", "month"), (MORE, "2024", "year"),
    ]  # fmt: skip
    assert [(one.notice, "weather" in one.reason) for one in failures] == [(True, True)]


def test_a_table_in_windows_1252_is_read(tmp_path: Path) -> None:
    row = 'id,text\n1,"The café in Besançon was hit, said René Gülün, who saw the façade fall — twice."\n'
    assert "café in Besançon" in only(written(tmp_path, "a.csv", row.encode("cp1252"))).text


def test_a_feed_gives_full_content_and_names_the_entry_without_any(tmp_path: Path) -> None:
    path = written(tmp_path, "feed.xml", RSS)
    documents, failures = gather(path)
    assert [one.text for one in documents] == [f"{LEAD}\n\n{MORE}"]
    assert (documents[0].outlet, documents[0].url) == ("Gulf Post", "https://gulf.example/1")
    assert documents[0].published == "2024-01-28T15:05:00Z"
    assert [one.location for one in failures] == [f"{path}#gp-2"]


def test_an_atom_feed_is_a_feed(tmp_path: Path) -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Monitor</title><entry><id>urn:1</id><title>T</title>
    <published>2024-01-28T15:05:00Z</published><author><name>A. B.</name></author>
    <content type="text">{LEAD}</content></entry></feed>"""
    document = only(written(tmp_path, "feed.atom", atom))
    assert (document.text, document.byline, document.outlet) == (LEAD, "A. B.", "Monitor")


@pytest.mark.parametrize("gzipped", [True, False])
def test_each_page_of_a_web_archive_is_a_document(tmp_path: Path, gzipped: bool) -> None:
    data = warc_bytes(
        ("https://gulf.example/1", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("https://gulf.example/i.png", "200 OK", "image/png", b"\x89PNG..."),
        ("https://gulf.example/2", "404 Not Found", "text/html", b"<p>gone</p>"),
        gzipped=gzipped,
    )
    document = only(written(tmp_path, "crawl.warc.gz" if gzipped else "crawl.warc", data))
    assert (document.url, document.retrieved) == ("https://gulf.example/1", "2024-01-29T08:00:00Z")
    assert LEAD in document.text


def test_a_pdf_reads_as_paragraphs_not_as_lines(tmp_path: Path) -> None:
    first = ["Three soldiers were killed on Sunday when an Iran-",
             "backed militia struck Tower 22, officials said in the",
             "capital, where the govern-", "ment met.", "Washington said it would answer at a time of its own choos-",
             "ing."]  # fmt: skip
    document = only(written(tmp_path, "a.pdf", pdf_bytes([first, ["Nothing more is known."]])))
    assert document.text == (
        "Three soldiers were killed on Sunday when an Iran-backed militia struck Tower 22, officials said in the "
        "capital, where the government met.\n\nWashington said it would answer at a time of its own choosing.\n\n"
        "Nothing more is known."
    )


@pytest.mark.parametrize("kinds", [("plain",), ("html",), ("plain", "html")])
def test_a_message_gives_its_words_sender_and_date(tmp_path: Path, kinds: tuple[str, ...]) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Mara Quist <mara@gulf.example>", "Drone kills three — what we know"
    message["Date"], message["Message-ID"] = "Sun, 28 Jan 2024 17:05:00 +0200", "<1@gulf.example>"
    for kind in kinds:
        body = LEAD if kind == "plain" else f"<p>{LEAD}</p><script>steal()</script>"
        if message.get_content_type() == "text/plain" and message.get_payload():
            message.add_alternative(body, subtype=kind)
        else:
            message.set_content(body, subtype=kind)
    for name in ("m.eml", "message"):
        document = only(written(tmp_path, name, message.as_bytes()))
        assert document.text == LEAD
        assert (document.title, document.byline) == ("Drone kills three — what we know", "Mara Quist")
        assert (document.outlet, document.published) == ("gulf.example", "2024-01-28T17:05:00+02:00")


@pytest.mark.parametrize(("name", "content"), [
    ("a.txt.gz", LEAD), ("a.html.gz", f"<html><body><p>{LEAD}</p></body></html>"),
    ("a.csv.gz", f'id,text\n1,"{LEAD}"\n'),
    ("a.jsonl.gz", json.dumps({"text": LEAD}) + "\n"), ("a.md.gz", f"**{LEAD}**"),
    ("a.json.gz", json.dumps([{"text": LEAD}])),
])  # fmt: skip
def test_gzip_of_anything_is_read_as_the_thing(tmp_path: Path, name: str, content: str) -> None:
    assert only(written(tmp_path, name, gzip.compress(content.encode()))).text == LEAD


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_an_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "The minister’s spokesman, José Müller, said “no” — and the café in Besançon stayed shut for a third day."
    assert only(written(tmp_path, "a.txt", text.encode(encoding))).text == text


@pytest.mark.parametrize(("encoding", "text"), [
    ("cp1251", "Министерство обороны сообщило, что ночью были сбиты четыре беспилотника над областью."),
    ("cp1256", "قالت وزارة الدفاع إن ثلاثة جنود قتلوا في هجوم بطائرة مسيرة على قاعدة شمال شرق البلاد"),
])  # fmt: skip
def test_a_page_is_decoded_as_it_declares(tmp_path: Path, encoding: str, text: str) -> None:
    page = f"<html><head><meta charset={encoding}></head><body><article><p>{text}</p></article></body></html>"
    document = only(written(tmp_path, "a.html", page.encode(encoding)))
    assert document.text == text
    assert document.language in ("ru", "ar")


def test_right_to_left_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    text = "قال المتحدث \u200fباسم الحشد \u202bالشعبي\u202c إن القصف أوقع ثلاثة قتلى؛ «لن ننسى» — ٢٨ كانون الثاني."
    document = only(written(tmp_path, "a.txt", text))
    assert (document.text, document.language) == (text, "ar")


def test_a_text_too_short_to_tell_has_no_language(tmp_path: Path) -> None:
    assert only(written(tmp_path, "a.txt", "Drone strike.")).language is None
