"""Records: JSON objects, JSON lines and tables, with a map from our words to the columns they stand in."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from standoff.collecting.decoding import clean_in_place, decode
from standoff.collecting.items import Item, Piece, notice, one_line
from standoff.collecting.pages import visible_text
from standoff.errors import UnreadableItem
from standoff.schema import Failure

GUESSES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext", "main_text",
             "story", "content_text", "body_text", "plain_text", "raw_text", "notes"),
    "id": ("id", "doc_id", "document_id", "article_id", "uid", "uuid", "guid", "event_id_cnty"),
    "title": ("title", "headline", "head", "heading"),
    "published": ("published", "date", "published_at", "publishedat", "date_published", "date_publish", "pubdate",
                  "pub_date", "publication_date", "publish_date", "datetime", "timestamp", "event_date"),
    "outlet": ("outlet", "source", "source_name", "publisher", "publication", "newspaper", "site", "sitename",
               "source_domain", "domain"),
    "url": ("url", "link", "href", "permalink", "source_url"),
    "byline": ("byline", "author", "authors", "by"),
    "retrieved": ("retrieved", "retrieved_at", "date_download", "accessed"),
}  # fmt: skip
"""Common names of a column for each of our words, the likeliest first."""

HTML_TEXT = ("content_html", "html", "body_html")
CONTAINERS = ("articles", "documents", "items", "results", "data", "docs", "entries", "records", "response")
ID_LENGTH = 200
"""A longer id is a mistake in the map of columns; the document gets one of its own."""

Line = tuple[int, bytes | str | None]
"""A line's number and the line; None for one over the size limit."""


def read_lines(lines: Iterable[Line], location: str, columns: Mapping[str, str] | None = None) -> Iterator[Piece]:
    """JSON lines: one item or one Failure for each line that is not blank."""
    for number, line in lines:
        where = f"{location}#{number}"
        if line is None:
            yield Failure(location=where, reason="the line is over the size limit (STANDOFF_MAX_ITEM_BYTES); split it")
        elif line.strip():
            yield _line_item(line, where, columns)


def read_json(data: bytes, location: str, columns: Mapping[str, str] | None = None) -> Iterator[Piece]:
    """A JSON object, an array of objects, or an object that holds such an array (`articles`, `items`, ...).

    Raises UnreadableItem when it is not JSON.
    """
    loaded = _loaded(decode(data, location), location)
    records = _records(loaded, columns)
    if records is None:
        yield from _guarded(loaded, location, columns)
        return
    for number, record in enumerate(records, start=1):
        yield from _guarded(record, f"{location}#{number}", columns)


def read_table(
    lines: Iterable[str], location: str, delimiter: str, columns: Mapping[str, str] | None = None
) -> Iterator[Piece]:
    """CSV or TSV with a header row; items are located by the line they begin on.

    Raises UnreadableItem when no column holds the text.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows = _rows(reader, location)
    first = next(rows, None)
    if first is None or isinstance(first, Failure):
        raise UnreadableItem(location, first.reason if first else "the table is empty; it needs a header row")
    header = [name.strip() for name in first[1]]
    places = _columns(header, location, columns)
    unused = [name for number, name in enumerate(header) if number not in places.values() and name]
    if unused:
        yield notice(
            location, f"columns not used: {one_line(', '.join(unused))}; map one with --columns if it is needed"
        )
    for row in rows:
        if isinstance(row, Failure):
            yield row
            continue
        number, cells = row
        where = f"{location}#{number}"
        if len(cells) != len(header):
            reason = f"{len(cells)} cells under {len(header)} columns; quote cells that hold a {_shown(delimiter)}"
            yield Failure(location=where, reason=reason)
        else:
            yield _item({word: cells[place] for word, place in places.items()}, where)


def looks_like_table(header: str) -> str | None:
    """The delimiter when a first line is a header row: a text column and one more we know."""
    for delimiter in "\t,;|":
        names = {cell.strip().strip('"').lower() for cell in header.split(delimiter)}
        known = [word for word, guesses in GUESSES.items() if names.intersection(guesses)]
        if "text" in known and len(known) > 1:
            return delimiter
    return None


def table_delimiter(header: str) -> str:
    """The likeliest delimiter of a header row."""
    return max(",;\t|", key=header.count)


def _line_item(line: bytes | str, where: str, columns: Mapping[str, str] | None) -> Piece:
    try:
        text = line if isinstance(line, str) else decode(line, where)
        loaded = _loaded(text.strip().removeprefix("\ufeff"), where)
        return record_item(loaded, where, columns)
    except UnreadableItem as error:
        return Failure(location=where, reason=error.reason)


def _guarded(record: object, where: str, columns: Mapping[str, str] | None) -> Iterator[Piece]:
    try:
        yield record_item(record, where, columns)
    except UnreadableItem as error:
        yield Failure(location=where, reason=error.reason)


def _loaded(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise UnreadableItem(where, "JSON nested too deep; give one object a document") from None
    except ValueError as error:
        at = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise UnreadableItem(where, f"broken JSON{at} ({one_line(what, 80)}); mend or remove it") from None


def _records(loaded: object, columns: Mapping[str, str] | None) -> list[Any] | None:
    """The array of records in it; None when it is itself one."""
    if isinstance(loaded, list):
        return loaded
    if not isinstance(loaded, dict) or _text_column(loaded, columns) is not None:
        return None
    for name in CONTAINERS:
        inner = loaded.get(name)
        found = _records(inner, columns) if isinstance(inner, dict) else inner
        if isinstance(found, list) and all(isinstance(record, dict) for record in found):
            return found
    return None


def record_item(record: object, where: str, columns: Mapping[str, str] | None = None) -> Item:
    """One JSON object as an item; fields it has beyond ours are ignored.

    Raises UnreadableItem when it has no text.
    """
    if not isinstance(record, dict):
        raise UnreadableItem(where, f"a JSON {_kind(record)} where an object with a text was expected")
    names = {str(name).lower(): name for name in reversed(record)}
    fields = {word: record.get(_column(word, names, columns)) for word in GUESSES}
    if fields["text"] is None:
        fields["text"] = _html_text(record)
    if fields["text"] is None:
        wanted = (columns or {}).get("text", "text")
        fields_given = one_line(", ".join(map(str, record)), 100)
        reason = f"no {wanted!r} among its fields ({fields_given}); map the text's column (--columns text=NAME)"
        raise UnreadableItem(where, reason)
    if not isinstance(fields["text"], str):
        raise UnreadableItem(where, f"its text is a JSON {_kind(fields['text'])}, not a string")
    return _item(fields, where)


def _item(fields: Mapping[str, Any], where: str) -> Item:
    published = fields.get("published")
    return Item(
        text=clean_in_place(fields["text"]),
        location=where,
        id=_identifier(fields.get("id")),
        title=_words(fields.get("title")),
        outlet=_words(fields.get("outlet")),
        byline=_words(fields.get("byline")),
        url=_words(fields.get("url")),
        published=published if isinstance(published, str | int | float) else None,
        stated=True,
        retrieved=_words(fields.get("retrieved")),
    )


def _identifier(given: object) -> str | None:
    words = _words(given)
    return words if words is not None and len(words) <= ID_LENGTH else None


def _words(value: object) -> str | None:
    """A field as one line; lists of names are joined, objects give their name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, list):
        value = ", ".join(filter(None, map(_words, value)))
    if value is None or isinstance(value, bool | dict):
        return None
    return " ".join(clean_in_place(str(value)).split()) or None


def _column(word: str, names: Mapping[str, str], columns: Mapping[str, str] | None) -> str | None:
    if columns and word in columns:
        return names.get(columns[word].strip().lower())
    taken = {column.strip().lower() for column in (columns or {}).values()}
    return next((names[guess] for guess in GUESSES[word] if guess in names and guess not in taken), None)


def _text_column(record: Mapping[str, object], columns: Mapping[str, str] | None) -> object:
    names = {str(name).lower(): name for name in record}
    column = _column("text", names, columns)
    if column is not None and isinstance(record[column], str):
        return column
    return next((name for name in HTML_TEXT if name in names), None)


def _html_text(record: Mapping[str, object]) -> str | None:
    html = next((record[name] for name in HTML_TEXT if isinstance(record.get(name), str)), None)
    return visible_text(str(html)) if html else None


def _columns(header: Sequence[str], location: str, columns: Mapping[str, str] | None) -> dict[str, int]:
    """Our word -> the place of its column."""
    names = {name.lower(): name for name in reversed(header)}
    for word, column in (columns or {}).items():
        if word not in GUESSES:
            raise UnreadableItem(location, f"cannot map {word!r}; what can be mapped: {', '.join(GUESSES)}")
        if column.strip().lower() not in names:
            raise UnreadableItem(location, f"no column {column!r}; the columns are {one_line(', '.join(header))}")
    found = {word: _column(word, names, columns) for word in GUESSES}
    if found["text"] is None:
        reason = f"no text column among {one_line(', '.join(header))}; say which one it is (--columns text=NAME)"
        raise UnreadableItem(location, reason)
    return {word: header.index(column) for word, column in found.items() if column is not None}


def _rows(reader: Any, location: str) -> Iterator[tuple[int, list[str]] | Failure]:
    """Rows that are not blank with the line they begin on; a broken one is a Failure, the next line goes on."""
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"broken table ({one_line(error, 80)}); check the quotation marks from this line on"
            yield Failure(location=f"{location}#{begins}", reason=reason)
            continue
        if any(cell.strip() for cell in row):
            yield begins, row


def _shown(delimiter: str) -> str:
    return {"\t": "tab", ",": "comma", ";": "semicolon"}.get(delimiter, repr(delimiter))


def _kind(value: object) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
