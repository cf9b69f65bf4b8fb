"""Words that open a rare structure, where the gold has few examples; the model reads the roles around them."""

from __future__ import annotations

import re
from typing import Final

from standoff.reading.labels import STRUCTURES
from standoff.schema import Span

VERIFICATION: Final = (
    r"(?:has|have|had|could|can|did|was|were|is|are)(?: not|n['’]t)(?: yet)?(?: been| be)?"
    r"(?: immediately| independently)* (?:verif(?:y|ied)|confirm(?:ed)?|corroborated?|authenticated?)"
    r"|(?:un|in)able to(?: independently| immediately)* (?:verify|confirm)"
    r"|not(?: immediately| yet)? possible to(?: independently)? (?:verify|confirm)"
    r"|(?:no|without)(?: immediate)? independent (?:confirmation|verification)|(?:remains?|still) unconfirmed"
    r"|independently (?:verified|confirmed|corroborated)|unverified|unconfirmed"
)
CUES: Final[tuple[tuple[str, str], ...]] = (
    ("verification", VERIFICATION),
    ("designation", r"designated|designates|blacklisted|proscribed|outlawed"),
    ("tie:backs", r"\w+-(?:backed|supported|funded|sponsored)"),
)
PATTERNS: Final = tuple(
    (STRUCTURES.index(name), re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for name, words in CUES
)


def find_cues(text: str) -> list[tuple[Span, int]]:
    """Cues in the text with their index in STRUCTURES, in order of the lexicon."""
    return [(Span(*match.span()), label) for label, pattern in PATTERNS for match in pattern.finditer(text)]
