"""Which language a text is in (py3langid, after Lui and Baldwin 2012); the model is loaded on first use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

SHORTEST = 20
"""Letters below which nothing can be told."""
SHORT = 200
"""Letters below which a verdict against English must be all but certain."""
SURE = 0.9
WINDOW = 1500
"""Characters looked at, half from the beginning and half from the middle: mastheads are often in another language."""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


class Languages:
    """Tells languages; the model is loaded once for a process, when the first text needs it, and never changes."""

    def identify(self, text: str) -> str | None:
        """ISO 639-1 code; None when the text is too short to tell."""
        sample = _sample(text)
        letters = sum(map(str.isalpha, sample))
        if letters < SHORTEST:
            return None
        ranked: Sequence[tuple[str, float]] = _identifier().rank(sample)
        code, confidence = ranked[0]
        if code == "en" or letters >= SHORT or not _is_latin(sample, letters):
            return str(code)
        if _looks_english(sample):
            return "en"
        return str(code) if confidence >= SURE else None


def _is_latin(sample: str, letters: int) -> bool:
    return sum(char.isascii() and char.isalpha() for char in sample) * 2 > letters


FUNCTION_WORDS = frozenset({
    "the", "of", "and", "to", "in", "that", "is", "was", "for", "on", "with", "by", "at", "from", "said", "were", "has",
    "had", "have", "its", "not", "be", "been", "will", "would", "are", "an", "as", "it", "after", "their", "they", "he",
    "his", "which", "this", "who", "but",
})  # fmt: skip


def _looks_english(sample: str) -> bool:
    """A quarter of the words, and two at least, are English function words: names confuse a model of letters."""
    words = sample.lower().split()
    common = sum(word.strip(".,;:\"'“”") in FUNCTION_WORDS for word in words)
    return common >= 2 and common * 4 >= len(words)


def _sample(text: str) -> str:
    if len(text) <= WINDOW:
        return text
    half, middle = WINDOW // 2, len(text) // 2
    return text[:half] + "\n" + text[middle : middle + half]
