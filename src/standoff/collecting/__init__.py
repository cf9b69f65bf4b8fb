"""Collecting: text, HTML, feeds, JSON lines, tables, web archives, PDF, mail and URLs become documents."""

from standoff.collecting.fetching import FetchMemory, FetchState, Validators
from standoff.collecting.items import Collected
from standoff.collecting.language import Languages
from standoff.collecting.sources import collect, collect_documents

__all__ = [
    "Collected",
    "FetchMemory",
    "FetchState",
    "Languages",
    "Validators",
    "collect",
    "collect_documents",
]
