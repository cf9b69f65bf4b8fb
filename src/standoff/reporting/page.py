"""The brief as one self-contained HTML file: inline CSS, no scripts, links that land on the words."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from standoff.record import View
from standoff.reporting.brief import Brief, Statement, compose_brief
from standoff.reporting.citations import Citation, elsewhere
from standoff.reporting.dates import write_day, write_moment
from standoff.reporting.markdown import is_web_address
from standoff.reporting.passages import Excerpt, excerpt
from standoff.reporting.sentences import BADGES
from standoff.schema import Span

LONGEST_WHOLE = 2_000_000
"""Code points of cited texts up to which they are all included whole; beyond, quoted passages with context."""


def brief_html(view: View) -> str:
    """The brief of a record as one HTML file that needs nothing else."""
    brief = compose_brief(view)
    anchors = _place_anchors(brief)
    style = stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = make_environment().get_template("brief.html")
    return template.render(
        brief=brief,
        excerpts=_make_excerpts(brief, anchors),
        style=style,
        digest=digest,
        href=lambda citation: f"#{anchors[_place_of(citation)]}",
        incident_href=lambda incident: "",
    )


def make_environment() -> Environment:
    """Jinja2 with everything escaped; a name that is not given is an error."""
    environment = Environment(
        loader=PackageLoader("standoff.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install_filters(environment)
    return environment


def install_filters(environment: Environment) -> None:
    """The filters the brief's templates use."""
    environment.filters |= {"day": write_day, "moment": write_moment, "elsewhere": elsewhere}
    environment.tests["web_address"] = is_web_address
    environment.globals["badges"] = BADGES


def stylesheet() -> str:
    """The brief's CSS; ends with a line break, has no `</`."""
    return files("standoff.reporting").joinpath("templates", "brief.css").read_text(encoding="utf-8")


def document_href(citation: Citation) -> str:
    """Where the desk's pages show the words of a citation."""
    return f"/documents/{quote(citation.document, safe='')}?from={citation.start}&to={citation.end}#quoted"


def _place_of(citation: Citation) -> tuple[str, Span]:
    return citation.document, Span(citation.start, citation.end)


def _place_anchors(brief: Brief) -> dict[tuple[str, Span], str]:
    """Cited passage -> the anchor it has in the page; ids come from positions, so no document id can break one."""
    numbers = {document.id: number for number, document in enumerate(brief.documents, 1)}
    cited = {_place_of(citation) for statement in _statements(brief) for citation in _citations(statement)}
    return {
        (document, span): f"d{numbers[document]}-{span.start}-{span.end}"
        for document, span in sorted(cited)
        if document in numbers
    }


def _make_excerpts(brief: Brief, anchors: dict[tuple[str, Span], str]) -> list[Excerpt]:
    whole = sum(len(document.text) for document in brief.documents) <= LONGEST_WHOLE
    quoted: dict[str, dict[Span, str]] = {}
    for (document, span), anchor in anchors.items():
        quoted.setdefault(document, {})[span] = anchor
    return [
        excerpt(document, f"d{number}", quoted.get(document.id, {}), whole=whole)
        for number, document in enumerate(brief.documents, 1)
        if document.id in quoted
    ]


def _statements(brief: Brief) -> Iterator[Statement]:
    for section in brief.sections:
        for group in section.groups:
            yield from group.statements


def _citations(statement: Statement) -> Iterator[Citation]:
    yield from statement.citations
    for question in statement.questions:
        for version in question.versions:
            yield from version.citations
