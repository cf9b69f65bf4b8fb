"""Which format a stream is in, by its content first and its name second, and the reader for it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec
from charset_normalizer import from_bytes

from standoff.collecting.archives import read_warc
from standoff.collecting.decoding import clean, decode
from standoff.collecting.feeds import read_feed
from standoff.collecting.items import Piece
from standoff.collecting.mail import read_mail
from standoff.collecting.pages import read_page
from standoff.collecting.pdfs import read_pdf
from standoff.collecting.plain import read_plain
from standoff.collecting.records import looks_like_table, read_json, read_lines, read_table, table_delimiter
from standoff.collecting.streams import HEAD, Unpacked, numbered_lines, read_whole
from standoff.errors import UnreadableItem
from standoff.settings import Settings

UNWANTED = (
    (b"PK\x03\x04", "a ZIP or Office file; save the document as PDF, HTML or text"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save the document as PDF, HTML or text"),
    (b"{\\rtf", "an RTF file; save the document as text or PDF"),
    (b"SQLite format 3", "a database; export its texts as CSV or JSON lines"),
    (b"PAR1", "a Parquet file; export its texts as CSV or JSON lines"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it first"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "packed with xz; unpack it first"),
    (b"\x89PNG", "an image; run OCR on it and add the text"),
    (b"\xff\xd8\xff", "an image; run OCR on it and add the text"),
    (b"GIF8", "an image; run OCR on it and add the text"),
    (b"\x7fELF", "a program, not a document; leave it out"),
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
FEED = re.compile(
    r"\A\s*+(?>(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^>\[]*(?:\[.*?\]\s*)?>)\s*+)*+<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
"""The first element, after declarations and comments; without backtracking, which a hostile file could make endless."""
PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title)\b", re.IGNORECASE)
OBJECT = re.compile(r"\A\s*\{\s*[\"}]")
ARRAY = re.compile(r"\A\s*\[\s*[\[{\]\"]")
HEADER_LINE = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]", re.MULTILINE)
MAIL_HEADERS = {"received", "message-id", "mime-version", "return-path", "delivered-to", "x-mailer"}
LINES = {".jsonl", ".ndjson", ".jl"}
MARKDOWN = {".md", ".markdown", ".mdown"}
TABLES = {".csv", ".tsv", ".tab"}
PAGES = {".html", ".htm", ".xhtml"}


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a stream before it is read."""

    name: str = ""
    """A file name, for its extension."""
    media_type: str = ""
    charset: str | None = None
    url: str | None = None
    columns: Mapping[str, str] | None = None
    packed: bool = False
    """Whether it came out of a gzip already."""


def read_stream(stream: io.BufferedReader[Any], location: str, settings: Settings, hints: Hints) -> Iterator[Piece]:
    """Every item of a stream.

    Raises UnreadableItem when the stream as a whole cannot be read.
    """
    head = stream.peek(HEAD)
    if not head:
        raise UnreadableItem(location, "empty; nothing to add")
    if head.startswith(b"\x1f\x8b"):
        yield from _read_packed(stream, location, settings, hints)
    elif head.startswith(b"WARC/"):
        yield from read_warc(stream, location, settings.max_feed_bytes)
    elif _is_lines(head, hints):
        yield from read_lines(_lines(stream, head, location, settings), location, hints.columns)
    elif (delimiter := _delimiter(head, hints)) is not None:
        csv.field_size_limit(settings.max_item_bytes)  # one limit for the process; its default refuses long articles
        yield from read_table(_text_lines(stream, head, location, settings), location, delimiter, hints.columns)
    else:
        data = read_whole(stream, location, settings.max_item_bytes)
        yield from _read_data(data, location, settings, hints)


def _read_packed(stream: io.BufferedReader[Any], location: str, settings: Settings, hints: Hints) -> Iterator[Piece]:
    if hints.packed:
        raise UnreadableItem(location, "gzip inside gzip; unpack it first")
    name = hints.name.removesuffix(".gz").removesuffix(".GZ")
    with io.BufferedReader(Unpacked(stream, location, settings.max_item_bytes), HEAD) as inner:
        yield from read_stream(inner, location, settings, msgspec.structs.replace(hints, name=name, packed=True))


def _read_data(data: bytes, location: str, settings: Settings, hints: Hints) -> Iterator[Piece]:
    """An item that is held in memory as a whole."""
    extension = _extension(hints)
    head = _head_text(data)
    unwanted = next((reason for magic, reason in UNWANTED if data.startswith(magic)), None)
    if unwanted is not None:
        raise UnreadableItem(location, unwanted)
    if b"%PDF-" in data[:1024]:
        yield read_pdf(data, location, settings.max_text_chars)
    elif FEED.match(head):
        yield from read_feed(data, location, charset=hints.charset, url=hints.url)
    elif _is_page(head, hints):
        yield read_page(data, location, charset=hints.charset, url=hints.url)
    elif head.lstrip().startswith("<?xml"):
        raise UnreadableItem(location, "XML of a kind this program does not know; give it as RSS, Atom, HTML or text")
    elif extension == ".json" or (extension not in MARKDOWN and (OBJECT.match(head) or ARRAY.match(head))):
        yield from read_json(data, location, hints.columns)
    elif _is_mail(head, hints):
        yield read_mail(data, location)
    else:
        text = clean(decode(data, location, hints.charset))
        markdown = extension in MARKDOWN or hints.media_type == "text/markdown"
        yield from read_plain(text, location, markdown=markdown)


def _is_lines(head: bytes, hints: Hints) -> bool:
    """JSON lines: so named, or the first line is a whole object and another follows."""
    if _extension(hints) in LINES:
        return not head.startswith(b"%PDF-")
    text = _head_text(head).lstrip()
    line, newline, rest = text.partition("\n")
    if not newline or not OBJECT.match(text) or not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, ValueError):
        return False


def _delimiter(head: bytes, hints: Hints) -> str | None:
    """Of a table; None when the stream is none."""
    line = next((line for line in _head_text(head).splitlines() if line.strip()), "")
    if _extension(hints) in TABLES or hints.media_type in ("text/csv", "text/tab-separated-values"):
        return None if any(head.startswith(magic) for magic, _ in UNWANTED) else table_delimiter(line)
    return None if line.lstrip().startswith(("<", "{", "[")) else looks_like_table(line)


def _is_page(head: str, hints: Hints) -> bool:
    if _extension(hints) in PAGES or hints.media_type in ("text/html", "application/xhtml+xml"):
        return True
    return head.lstrip().startswith("<") and PAGE.search(head) is not None


def _is_mail(head: str, hints: Hints) -> bool:
    if _extension(hints) == ".eml" or hints.media_type == "message/rfc822":
        return True
    block = head.lstrip().partition("\n\n")[0]
    names = {name.lower() for name in HEADER_LINE.findall(block)}
    return (
        block[:1].isalpha()
        and "from" in names
        and len(names & MAIL_HEADERS) > 0
        and HEADER_LINE.match(block) is not None
    )


def _lines(
    stream: io.BufferedReader[Any], head: bytes, location: str, settings: Settings
) -> Iterator[tuple[int, bytes | str | None]]:
    if head.startswith(UTF16):
        text = decode(read_whole(stream, location, settings.max_item_bytes), location)
        yield from enumerate(text.split("\n"), start=1)
    else:
        yield from numbered_lines(stream, settings.max_item_bytes)


def _text_lines(stream: io.BufferedReader[Any], head: bytes, location: str, settings: Settings) -> Iterator[str]:
    """Lines of a table as text: UTF-8, and where a line is not, what the beginning of the file looks like."""
    fallback = _fallback(head)
    for number, line in _lines(stream, head, location, settings):
        if line is None:
            raise UnreadableItem(
                f"{location}#{number}", "the line is over the size limit (STANDOFF_MAX_ITEM_BYTES); split it"
            )
        if isinstance(line, str):
            yield line + "\n"
            continue
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield line.decode(fallback, errors="replace")


def _fallback(head: bytes) -> str:
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(head).best()
        return best.encoding if best is not None else "cp1252"
    return "cp1252"


def _head_text(data: bytes) -> str:
    """The beginning, well enough decoded to see markup in it."""
    head = data[:HEAD]
    if head.startswith(UTF16):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace").replace("\r\n", "\n")
    return head.decode("utf-8", errors="replace").removeprefix("\ufeff").replace("\r\n", "\n")


def _extension(hints: Hints) -> str:
    return PurePosixPath(hints.name.lower()).suffix
