"""Reading: a document in, what it says as spans out."""

from __future__ import annotations

from standoff.reading.codes import QUADS, likeliest_category, plover_code
from standoff.reading.llm import LlmReader
from standoff.reading.reader import Reader

__all__ = ["QUADS", "LlmReader", "Reader", "likeliest_category", "plover_code"]
