"""PDF: the text layer, its lines joined to paragraphs again."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from standoff.collecting.decoding import clean
from standoff.collecting.items import BROKEN_INPUT, Item, one_line
from standoff.errors import UnreadableItem

MOST_PAGES = 3000
SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
HYPHENATED = re.compile(r"\b(\w+)[-\u00ad]\n(\w+)")
JUNK_TITLE = re.compile(r"(untitled|microsoft word\b.*|.*\.(docx?|pdf|indd|qxd|tex))", re.IGNORECASE)


def read_pdf(data: bytes, location: str, limit: int) -> Item:
    """The whole PDF as one item; `limit` is the most characters it may hold. When it was made is not when it was
    published, so it has no date.

    Raises UnreadableItem for an encrypted or broken file, and one without a text layer.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableItem(location, "an encrypted PDF; remove its password and add it again")
        pages = _page_texts(reader, location, limit)
        meta = reader.metadata
        title, author = (meta.title, meta.author) if meta is not None else (None, None)
    except (PyPdfError, *BROKEN_INPUT) as error:
        reason = f"a broken PDF ({one_line(error, 80)}); print it to PDF again, or save its text"
        raise UnreadableItem(location, reason) from None
    text = "\n\n".join(filter(None, (unwrapped(page) for page in pages)))
    if not text:
        raise UnreadableItem(location, "a PDF without a text layer (scanned pages?); run OCR on it and add it again")
    return Item(text=text, location=location, title=_title(title), byline=_words(author))


def unwrapped(page: str) -> str:
    """A page's lines as paragraphs: a line is joined to the next unless it is short and ends a sentence."""
    blocks = re.split(r"\n[ \t]*\n", clean(page))
    return "\n\n".join(filter(None, map(_paragraphs, blocks)))


def _page_texts(reader: PdfReader, location: str, limit: int) -> list[str]:
    if len(reader.pages) > MOST_PAGES:
        raise UnreadableItem(location, f"{len(reader.pages):,} pages; split it into parts of {MOST_PAGES:,} at most")
    texts: list[str] = []
    for page in reader.pages:
        texts.append(page.extract_text())
        limit -= len(texts[-1])
        if limit < 0:
            raise UnreadableItem(location, "over the limit of characters (STANDOFF_MAX_TEXT_CHARS); split it")
    return texts


def _paragraphs(block: str) -> str:
    joined = HYPHENATED.sub(_rejoined, block)
    lines = [line.strip() for line in joined.split("\n") if line.strip()]
    full = 0.75 * max(map(len, lines), default=0)
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        paragraphs[-1].append(line)
        if len(line) < full and SENTENCE_END.search(line):
            paragraphs.append([])
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)


def _rejoined(broken: re.Match[str]) -> str:
    """`nego-` + `tiations` is one word; `Iran-` + `backed` and `20-` + `year` keep their hyphen."""
    first, second = broken.groups()
    return first + second if first.islower() and second.islower() else f"{first}-{second}"


def _title(title: str | None) -> str | None:
    words = _words(title)
    return None if words is None or JUNK_TITLE.fullmatch(words) else words


def _words(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None
