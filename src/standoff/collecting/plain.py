"""Plain text and Markdown, with the front matter or headers a person wrote above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from standoff.collecting.items import Item, Piece, notice, one_line

FIELDS = {
    "id": "id", "title": "title", "headline": "title", "outlet": "outlet", "source": "outlet", "publisher": "outlet",
    "published": "published", "date": "published", "byline": "byline", "author": "byline", "by": "byline",
    "url": "url", "link": "url",
}  # fmt: skip
"""What front matter and headers call a field, and ours."""

FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
HEADERS = re.compile(rf"\A(?:(?:{'|'.join(FIELDS)}):[ \t]*[^\n]*\n)+(?=[ \t]*\n)", re.IGNORECASE)
FRONT_MATTER_CHARS = 20_000
SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.DOTALL)


def read_plain(text: str, location: str, *, markdown: bool = False) -> Iterator[Piece]:
    """One item; the words are kept as published, without the blank lines around them."""
    fields, body, problem = _front_matter(text)
    if problem:
        yield notice(location, problem)
    heading = None
    if markdown:
        heading, body = markdown_text(body)
    yield Item(
        text=body.strip(),
        location=location,
        id=fields.get("id"),
        title=fields.get("title") or heading,
        outlet=fields.get("outlet"),
        byline=fields.get("byline"),
        url=fields.get("url"),
        published=fields.get("published"),
        stated=True,
    )


def markdown_text(source: str) -> tuple[str | None, str]:
    """The first heading when the text opens with it, and the rest as paragraphs without markup."""
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    title = None
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, tokens = _inline(tokens[1]), tokens[3:]
    return title, "\n\n".join(filter(None, _paragraphs(tokens)))


def _front_matter(text: str) -> tuple[dict[str, str], str, str | None]:
    """Fields, the text below them, and what is wrong with the front matter."""
    text = text.lstrip("\ufeff").lstrip("\n")
    match = FENCED.match(text, 0, FRONT_MATTER_CHARS)
    if match is not None:
        return _yaml_fields(match, text)
    match = HEADERS.match(text, 0, FRONT_MATTER_CHARS)
    if match is None:
        return {}, text, None
    pairs = (line.partition(":") for line in match[0].splitlines())
    return _known({key: value for key, _, value in pairs}), text[match.end() :], None


def _yaml_fields(match: re.Match[str], text: str) -> tuple[dict[str, str], str, str | None]:
    try:
        loaded = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 2})" if mark is not None else ""
        reason = f"front matter is not YAML{line}: {one_line(getattr(error, 'problem', error), 80)}; it was left out"
        return {}, text[match.end() :], reason
    if not isinstance(loaded, dict):
        return {}, text, None  # two rules around a passage, as some outlets print them
    return _known(loaded), text[match.end() :], None


def _known(fields: Mapping[object, object]) -> dict[str, str]:
    known: dict[str, str] = {}
    for key, value in fields.items():
        name = FIELDS.get(str(key).strip().lower())
        words = _words(value)
        if name is not None and words:
            known.setdefault(name, words)
    return known


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, date):  # YAML reads 2024-01-28 as a date
        return value.isoformat()
    return "" if value is None or isinstance(value, dict) else str(value).strip()


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    row: list[str] = []
    cells = False
    for token in tokens:
        if token.type in ("tr_open", "tr_close"):
            cells = token.type == "tr_open"
            if not cells:
                yield " | ".join(row)
                row = []
        elif token.type == "inline":
            words = _inline(token).strip()
            if cells:
                row.append(words)
            else:
                yield words
        elif token.type in ("fence", "code_block"):
            yield token.content.strip("\n")
        elif token.type == "html_block":
            yield TAG.sub("", SCRIPT.sub("", token.content)).strip()


def _inline(token: Token) -> str:
    return "".join(map(_piece, token.children or []))


def _piece(child: Token) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return " " if child.type == "softbreak" else "\n"
    if child.type == "html_inline" or child.type.endswith(("_open", "_close")):
        return ""
    return child.content
