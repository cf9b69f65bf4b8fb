"""Full-text search: what a user types never reaches the database's query language raw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from standoff.record.words import Hit

Phrase = tuple[str, ...]

ACCENTED = {
    code: base for code in range(0xC0, 0x250) if (base := unicodedata.normalize("NFKD", chr(code))[0]).isascii()
}
"""Latin letters with a mark -> the letter alone; one for one, so that offsets stay."""

WORD = re.compile(r"\w+")
QUOTED = re.compile(r'"([^"]*)"')
ENDINGS = re.compile(r"(?:ing|ed|es|s|e|ation|ions?|ly)$")
MOST_WORDS = 32
SNIPPET = 240
"""Characters of text around the first match."""

SQLITE = """
SELECT d.id, d.title, d.outlet, d.published, d.text
FROM documents_search JOIN documents d ON d.number = documents_search.rowid
WHERE documents_search MATCH :query ORDER BY bm25(documents_search, 2.0, 1.0), d.id LIMIT :limit OFFSET :offset
"""
POSTGRES = """
SELECT d.id, d.title, d.outlet, d.published, d.text
FROM documents d, websearch_to_tsquery('english', :query) q
WHERE d.searched @@ q ORDER BY ts_rank(d.searched, q) DESC, d.id LIMIT :limit OFFSET :offset
"""


def search(connection: Connection, query: str, limit: int, offset: int) -> list[Hit]:
    """Documents with all words and "quoted phrases" of the query, best first; none for a query without words."""
    phrases = parse_query(query)
    if not phrases:
        return []
    statement = sa.text(POSTGRES if connection.dialect.name == "postgresql" else SQLITE)
    rows = connection.execute(statement, {"query": write_query(phrases), "limit": limit, "offset": offset})
    return [_hit(row, phrases) for row in rows]


def parse_query(query: str) -> list[Phrase]:
    """Words stand alone, words between double quotes together; everything else and all accents are dropped."""
    query = query.translate(ACCENTED)
    quoted = [tuple(WORD.findall(words)) for words in QUOTED.findall(query)]
    single = [(word,) for word in WORD.findall(QUOTED.sub(" ", query))]
    return [phrase for phrase in quoted + single if phrase][:MOST_WORDS]


def write_query(phrases: Sequence[Phrase]) -> str:
    """Every phrase in double quotes: FTS5 and websearch_to_tsquery take that as words in a row, never as operators."""
    return " ".join('"' + " ".join(phrase) + '"' for phrase in phrases)


def find_match(text: str, phrases: Sequence[Phrase]) -> tuple[int, int]:
    """Where the first phrase with a match first stands in the text; (0, 0) where none does."""
    folded = text.translate(ACCENTED)
    for phrase in phrases:
        found = re.search(r"\W+".join(map(_inflected, phrase)), folded, re.IGNORECASE)
        if found is not None:
            return found.span()
    return 0, 0


def snippet(text: str, start: int, end: int) -> str:
    """The words around a match, as plain text on one line."""
    before = max(0, start - (SNIPPET - (end - start)) // 2)
    after = min(len(text), before + SNIPPET)
    left = text.find(" ", before, start) + 1 if before > 0 else 0
    right = text.rfind(" ", end, after) if after < len(text) else after
    words = " ".join(text[max(left, before) : right if right > end else after].split())
    return f"{'… ' if before > 0 else ''}{words}{' …' if after < len(text) else ''}"


def _inflected(word: str) -> str:
    """Both databases stem words; a stem of at least three letters with any ending finds what they found."""
    stem = ENDINGS.sub("", word)
    return rf"\b{re.escape(stem if len(stem) >= 3 else word)}\w*"


def _hit(row: sa.Row[Any], phrases: Sequence[Phrase]) -> Hit:
    start, end = find_match(row.text, phrases)
    return Hit(
        document_id=row.id,
        title=row.title,
        outlet=row.outlet,
        published=row.published,
        snippet=snippet(row.text, start, end),
        start=start,
        end=end,
    )
