"""RSS and Atom: each entry is a document with the text the feed carries; the linked page is named, not fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import feedparser

from standoff.collecting.decoding import clean
from standoff.collecting.items import BROKEN_INPUT, Item, Piece, one_line
from standoff.collecting.pages import host_name, visible_text
from standoff.errors import UnreadableItem
from standoff.schema import Failure


def read_feed(data: bytes, location: str, *, charset: str | None = None, url: str | None = None) -> Iterator[Piece]:
    """The entries of a feed, in its order.

    Raises UnreadableItem when there are none.
    """
    headers = {"content-location": url or "", "content-type": f"application/xml; charset={charset}" if charset else ""}
    try:
        feed = feedparser.parse(io.BytesIO(data), response_headers={k: v for k, v in headers.items() if v})
    except BROKEN_INPUT as error:
        raise UnreadableItem(location, f"a broken feed ({one_line(error, 80)}); check it in a feed reader") from None
    if not feed.entries:
        problem = feed.get("bozo_exception")
        what = f"a broken feed ({one_line(problem, 80)})" if problem is not None else "a feed without entries"
        raise UnreadableItem(location, f"{what}; check its address, or try again later")
    for number, entry in enumerate(feed.entries, start=1):
        yield _entry_item(entry, feed.feed, location, number)
    if feed.bozo and not _is_only_encoding(feed.bozo_exception):
        reason = f"the feed is broken ({one_line(feed.bozo_exception, 80)}); entries after the fault are missing"
        yield Failure(location=location, reason=reason)


def _entry_item(entry: Any, feed: Any, location: str, number: int) -> Piece:
    guid = _words(entry.get("id"))
    link = _words(entry.get("link"))
    where = f"{location}#{guid or link or number}"
    text = _entry_text(entry)
    if not text:
        return Failure(location=where, reason="an entry without text; add the linked page itself")
    source = entry.get("source") or {}
    return Item(
        text=text,
        location=where,
        item_id=guid,
        title=_plain(entry.get("title")),
        outlet=_plain(source.get("title")) or _plain(feed.get("title")) or host_name(link),
        byline=_plain(entry.get("author")),
        url=link,
        published=_words(entry.get("published")),
    )


def _entry_text(entry: Any) -> str:
    """The longest of what the entry carries: content:encoded or content, else the summary."""
    carried = [content.get("value", "") for content in entry.get("content", [])] + [entry.get("summary", "")]
    return max(map(_body, carried), key=len)


def _body(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return clean(markup).strip()
    return clean(visible_text(markup))


def _plain(markup: str | None) -> str | None:
    return _words(_body(markup)) if markup else None


def _words(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None


def _is_only_encoding(problem: object) -> bool:
    return isinstance(problem, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType)
