"""The brief in Markdown (CommonMark): words from outside are escaped, so that nothing in them is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from standoff.record import View
from standoff.reporting.brief import Brief, Group, Question, Section, Statement, Version, compose_brief
from standoff.reporting.citations import Citation, elsewhere
from standoff.reporting.dates import write_day, write_moment
from standoff.reporting.names import join_words
from standoff.reporting.sentences import BADGES
from standoff.schema import Document

PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|~=])")
INNER = re.compile(r"([\\`*_\[\]|~])")
CONTROLS = re.compile(r"[\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
"""Control and bidirectional formatting characters: they could make a line read as another."""


def brief_markdown(view: View) -> str:
    """The brief of a record as one Markdown text."""
    return "\n".join(_write_brief(compose_brief(view))).rstrip() + "\n"


def escape(words: str) -> str:
    """Words as Markdown text that shows them and does nothing else."""
    line = " ".join(CONTROLS.sub(" ", words).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = INNER.sub(r"\\\1", line).replace("://", r"\://")
    return PUNCTUATION.sub(r"\\\1", line[:1]) + line[1:] if line[:1] not in ("\\", "") else line


def _write_brief(brief: Brief) -> Iterator[str]:
    yield f"# {escape(brief.title)}: {escape(brief.period)}"
    yield ""
    yield "| | |"
    yield "|---|---:|"
    for figure in brief.figures:
        note = f" ({figure.note})" if figure.note else ""
        yield f"| {escape(figure.label + note)} | {figure.value:,} |"
    yield ""
    for section in brief.sections:
        yield from _write_section(section)
    yield "## Documents cited"
    yield ""
    for document in brief.documents:
        yield f"- {_write_document(document, brief)}"


def _write_section(section: Section) -> Iterator[str]:
    yield f"## {section.title}"
    yield ""
    if not section.groups:
        yield f"*{section.nothing}*"
        yield ""
    for group in section.groups:
        yield from _write_group(group)


def _write_group(group: Group) -> Iterator[str]:
    if group.title:
        yield f"### {escape(group.title)}"
        yield ""
    for statement in group.statements:
        yield from _write_statement(statement)
        yield ""


def _write_statement(statement: Statement) -> Iterator[str]:
    yield f"- {escape(statement.text)}{_write_weight(statement)}"
    if statement.questions:
        for question in statement.questions:
            yield from _write_question(question)
        return
    for source, citations in statement.sources:
        first, others = citations[0], elsewhere(citations)
        also = f" (also {escape('; '.join(_write_place(each) for each in others))})" if others else ""
        yield f"  - {escape(source)}: “{escape(first.quote)}” — {_write_citation(first)}{also}"
    for reprint in statement.reprints:
        copy = f"{reprint.outlet} ({reprint.document}) reprints {reprint.original}"
        yield f"  - copy, no further source: {escape(copy)}"


def _write_weight(statement: Statement) -> str:
    words = [f"**{BADGES[statement.verdict]}**"] if statement.verdict else []
    if statement.status not in (None, "happened"):
        words.append(f"*{statement.status}*")
    if statement.origins is not None:
        words.append(f"independent sources: {statement.origins}")
    return f" [{' · '.join(words)}]" if words else ""


def _write_question(question: Question) -> Iterator[str]:
    yield f"  - {escape(question.label)}"
    for version in question.versions:
        yield f"    - {_write_version(version)}"


def _write_version(version: Version) -> str:
    replaced = " (since replaced)" if version.superseded else ""
    words = f"**{escape(version.value)}**{replaced} — {escape(join_words(version.holders) or 'holder not named')}"
    if not version.citations:
        return words
    first = version.citations[0]
    return f"{words}: “{escape(first.quote)}” — {_write_citation(first)}"


def _write_citation(citation: Citation) -> str:
    """Outlet, date, document and place; linked when the document has a web address."""
    day = write_day(citation.published) if citation.published else "undated"
    words = escape(f"{citation.outlet}, {day}, {_write_place(citation)}")
    return f"[{words}](<{citation.url}>)" if is_web_address(citation.url) else words


def _write_place(citation: Citation) -> str:
    return f"{citation.document}, {citation.start}–{citation.end}"


def _write_document(document: Document, brief: Brief) -> str:
    title = f"“{document.title}”, " if document.title else ""
    words = escape(f"{document.id}: {title}{brief.outlets[document.id]}, {write_moment(document.published)}")
    return f"[{words}](<{document.url}>)" if is_web_address(document.url) else words


def is_web_address(url: str | None) -> bool:
    """Whether a URL is safe and useful to link: http or https, with a host, and no character that ends a link."""
    if not url or re.search(r"[\s<>\"'`\\\u0000-\u001f\u007f]", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
