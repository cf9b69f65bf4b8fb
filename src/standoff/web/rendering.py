"""Templates to responses: one environment, everything escaped."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import get_args
from urllib.parse import quote, urlencode

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from standoff.reporting.acts import STATUSES, name_act
from standoff.reporting.brief import RELATIONS
from standoff.reporting.citations import shorten
from standoff.reporting.page import document_href, install_filters, stylesheet
from standoff.reporting.sentences import BADGES, write_toll
from standoff.schema import Category, Overall, Status

BIDI = re.compile(r"[\u0000-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control and direction characters: in a title they could make one line read as another."""
LONGEST_TITLE = 200
CLIPPED = 200


class Renderer:
    """Holds the compiled templates and the stylesheet of one application."""

    def __init__(self, record_name: str) -> None:
        self.environment = Environment(
            loader=ChoiceLoader([PackageLoader("standoff.web"), PackageLoader("standoff.reporting")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        install_filters(self.environment)
        self.environment.filters |= {
            "headline": write_headline,
            "segment": write_segment,
            "toll": write_toll,
            "clip": clip,
        }
        self.environment.globals |= {
            "record_name": record_name,
            "statuses": STATUSES,
            "all_categories": [(each, name_act(each, None)) for each in get_args(Category)],
            "all_statuses": [(each, STATUSES[each]) for each in get_args(Status)],
            "all_overalls": get_args(Overall),
            "overall_options": [(each, BADGES[each]) for each in get_args(Overall)],
            "relation_words": RELATIONS,
            "act": name_act,
            "query": write_query,
            "href": document_href,
        }
        self.style = stylesheet() + files("standoff.web").joinpath("static", "style.css").read_text(encoding="utf-8")

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """One page as a response."""
        return HTMLResponse(self.environment.get_template(template).render(**values), status_code=status)


def write_headline(title: str | None) -> str:
    """A title on one line, cut when it is endless; `Untitled` when there is none."""
    line = " ".join(BIDI.sub(" ", (title or "")[: LONGEST_TITLE * 2]).split())
    if not line:
        return "Untitled"
    return line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE].rstrip()} …"


def clip(words: str) -> str:
    """The beginning of a quote, for a line in a list."""
    return shorten(words, CLIPPED)


def write_segment(key: str) -> str:
    """An id as one segment of a path."""
    return quote(key, safe="")


def write_query(values: dict[str, str | None], **changes: str | int | None) -> str:
    """A query string of what is set."""
    kept = {name: value for name, value in {**values, **changes}.items() if value not in (None, "")}
    return urlencode(kept)
