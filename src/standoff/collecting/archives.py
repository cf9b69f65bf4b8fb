"""Web archives (WARC, WET): each page a crawler got is a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from standoff.collecting.decoding import clean, decode
from standoff.collecting.items import BROKEN_INPUT, Item, Piece, one_line
from standoff.collecting.pages import host_name, read_page
from standoff.errors import UnreadableItem
from standoff.schema import Failure

PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], location: str, limit: int) -> Iterator[Piece]:
    """Every successful response that is a page, and every text a WET file holds; other records are passed over.

    `limit`: bytes a page may have, unpacked. A damaged archive gives what stands before the damage, and a Failure.
    """
    documents = 0
    try:
        for record in ArchiveIterator(stream):
            if _is_page(record) or _is_text(record):
                documents += 1
                yield _record_item(record, location, documents, limit)
    except (ArchiveLoadFailed, *BROKEN_INPUT) as error:
        what = one_line(error, 80) or "it ends too early"
        yield Failure(location=location, reason=f"a broken WARC ({what}); what follows record {documents} is missing")
        return
    if not documents:
        yield Failure(location=location, reason="a WARC without a page in it; nothing to add")


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return False
    return _media_type(headers.get_header("content-type")) in PAGES


def _is_text(record: Any) -> bool:
    return (
        record.rec_type == "conversion" and _media_type(record.rec_headers.get_header("Content-Type")) == "text/plain"
    )


def _record_item(record: Any, location: str, number: int, limit: int) -> Piece:
    url = record.rec_headers.get_header("WARC-Target-URI")
    where = f"{location}#{url or number}"
    try:
        data = record.content_stream().read(limit + 1)
        if len(data) > limit:
            raise UnreadableItem(where, f"over {limit:,} bytes unpacked; raise STANDOFF_MAX_FEED_BYTES if it is real")
        item = _page(record, data, where, url)
    except UnreadableItem as error:
        return Failure(location=where, reason=error.reason)
    return item


def _page(record: Any, data: bytes, where: str, url: str | None) -> Item:
    retrieved = record.rec_headers.get_header("WARC-Date")
    item_id = record.rec_headers.get_header("WARC-Record-ID")
    if record.rec_type == "conversion":
        text = clean(decode(data, where, "utf-8")).strip()
        outlet = host_name(url)
        return Item(text=text, location=where, item_id=item_id, url=url, outlet=outlet, retrieved=retrieved)
    page = read_page(data, where, charset=charset_of(record.http_headers.get_header("content-type")), url=url)
    return Item(
        text=page.text, location=where, item_id=item_id, title=page.title, outlet=page.outlet, byline=page.byline,
        url=url or page.url, published=page.published, retrieved=retrieved,
    )  # fmt: skip


def charset_of(content_type: str | None) -> str | None:
    """The charset a Content-Type header declares."""
    _, found, charset = (content_type or "").lower().partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None if found else None


def _media_type(content_type: str | None) -> str:
    return (content_type or "").split(";")[0].strip().lower()
