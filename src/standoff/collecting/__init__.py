"""Collecting: text, HTML, feeds, JSON lines, tables, web archives, PDF, mail and URLs become documents."""

import logging

from standoff.collecting.fetching import FetchMemory, FetchState, Validators
from standoff.collecting.items import Collected
from standoff.collecting.language import Languages
from standoff.collecting.sources import collect, collect_documents

for _name in ("charset_normalizer", "htmldate", "pypdf", "trafilatura"):
    # their complaints about an item are told in its Failure; without a handler Python would print them as well
    logging.getLogger(_name).addHandler(logging.NullHandler())

__all__ = [
    "Collected",
    "FetchMemory",
    "FetchState",
    "Languages",
    "Validators",
    "collect",
    "collect_documents",
]
