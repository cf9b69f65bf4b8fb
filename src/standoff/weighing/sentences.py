"""Where a sentence begins and ends, and which words in it carry meaning."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from standoff.schema import Span

BREAK = re.compile(r"(?:[.!?…][\"'”’)\]]*(?=\s))|\n+")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Maj|Capt|Sen|Rep|Gov|Prof|No|vs|etc|Jan|Feb|Aug|Sept|Oct|Nov|Dec)"
    r"|\b[A-Z]|\b[ap]\.m|\bU\.[SNK]|\be\.g|\bi\.e)\.$"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*")
STOP = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "against",
        "all",
        "also",
        "although",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "away",
        "be",
        "became",
        "because",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "came",
        "can",
        "could",
        "day",
        "days",
        "did",
        "do",
        "does",
        "down",
        "during",
        "each",
        "earlier",
        "even",
        "ever",
        "every",
        "few",
        "first",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "last",
        "later",
        "least",
        "like",
        "made",
        "many",
        "may",
        "me",
        "might",
        "more",
        "most",
        "much",
        "must",
        "my",
        "near",
        "no",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "per",
        "quite",
        "said",
        "same",
        "say",
        "saying",
        "says",
        "she",
        "should",
        "since",
        "so",
        "some",
        "still",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "though",
        "through",
        "time",
        "to",
        "told",
        "too",
        "two",
        "under",
        "until",
        "up",
        "us",
        "very",
        "was",
        "way",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "year",
        "yet",
        "you",
        "your",
        "according",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "morning",
        "evening",
        "night",
        "afternoon",
        "today",
        "yesterday",
        "week",
        "month",
        "statement",
        "official",
        "officials",
        "spokesman",
        "spokeswoman",
        "reported",
        "reports",
        "report",
        "reporters",
        "told",
        "mr",
        "mrs",
        "ms",
    ]
)
ENDINGS = ("ations", "ation", "ings", "ing", "ers", "ies", "ied", "ed", "es", "er", "s", "e")


def sentences(text: str) -> list[Span]:
    """Sentences in order, without the white space around them; headings and lines are sentences too."""
    found: list[Span] = []
    start = 0
    for match in BREAK.finditer(text):
        if "\n" not in match[0] and not _ends(text, start, match.end()):
            continue
        _append(found, text, start, match.end())
        start = match.end()
    _append(found, text, start, len(text))
    return found


def _ends(text: str, start: int, end: int) -> bool:
    """Whether the stop at `end` closes a sentence: what follows looks like a beginning, what precedes no
    abbreviation."""
    following = text[end : end + 4].lstrip(" \"'“‘([")
    if following and following[0].islower():
        return False
    return ABBREVIATION.search(text[max(start, end - 8) : end]) is None


def _append(found: list[Span], text: str, start: int, end: int) -> None:
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if end > start:
        found.append(Span(start, end))


def sentence_at(found: list[Span], position: int) -> int:
    """Index of the sentence that holds `position` (the one before it, in a gap)."""
    return max(0, bisect_right(found, position, key=lambda span: span.start) - 1)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A crude stem: enough to see that "shelled" and "shelling" are one act."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def content_stems(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    words = (match[0].lower() for match in WORD.finditer(text))
    return frozenset(stem(word) for word in words if word not in STOP and len(word) > 2)


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, for keys."""
    return "-".join(match[0].lower().replace("'", "").replace("’", "") for match in WORD.finditer(text))
