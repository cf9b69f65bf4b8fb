"""Number phrases of tolls to closed ranges: "at least a dozen", "between 30 and 40", "scores", "three soldiers"."""

from __future__ import annotations

import re
from typing import Final

UNITS: Final = {
    "zero": 0, "no": 0, "none": 0, "nobody": 0, "one": 1, "a": 1, "an": 1, "single": 1, "two": 2, "both": 2, "pair": 2,
    "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SCALES: Final = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
VAGUE: Final[dict[str, tuple[int, int | None]]] = {
    "dozens": (24, None), "scores": (40, None), "hundreds": (200, None), "thousands": (2_000, None),
    "tens": (20, None), "several": (3, None), "some": (2, None), "many": (3, None), "numerous": (3, None),
    "multiple": (2, None), "few": (2, 10), "handful": (3, 10), "others": (2, None), "people": (1, None),
    "civilians": (1, None), "soldiers": (1, None),
}  # fmt: skip
AT_LEAST: Final = re.compile(
    r"\b(?:at least|more than|over|no fewer than|no less than|upwards of|as few as)\b|\bplus\b|\+"
)
STRICTLY_MORE: Final = re.compile(r"\b(?:more than|over|upwards of)\b")
AT_MOST: Final = re.compile(r"\b(?:up to|at most|no more than|as many as|fewer than|less than|under)\b")
STRICTLY_LESS: Final = re.compile(r"\b(?:fewer than|less than|under)\b")
ABOUT: Final = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|an estimated|estimated|close to)\b"
)
RANGE: Final = re.compile(r"\b(?:between|from)\b(.+?)\b(?:and|to)\b(.+)|^\D*([\d,.]+)\s*(?:-|–|—|to|or)\s*([\d,.]+)")
NUMBER: Final = re.compile(r"\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d+)?|[a-z]+")
APPROXIMATION: Final = 0.1
"""Share by which "about N" may miss N."""


def read_range(phrase: str) -> tuple[int, int | None] | None:
    """Closed range of people; the upper end is None for "at least". None when the phrase gives no figure.

    A vague plural is a lower bound: "dozens" is at least 24.
    """
    text = phrase.lower().replace("no one", "none")
    if (pair := RANGE.search(text)) is not None:
        ends = [read_number(part) for part in pair.groups() if part]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
            return ends[0], ends[1]
    number = read_number(AT_MOST.sub(" ", AT_LEAST.sub(" ", text)))
    if number is None:
        return next((VAGUE[word] for word in re.findall(r"[a-z]+", text) if word in VAGUE), None)
    if AT_LEAST.search(text):
        return number + bool(STRICTLY_MORE.search(text)), None
    if AT_MOST.search(text):
        return 0, max(0, number - bool(STRICTLY_LESS.search(text)))
    if ABOUT.search(text):
        margin = max(1, round(number * APPROXIMATION))
        return max(0, number - margin), number + margin
    return number, number


def read_number(text: str) -> int | None:
    """The first number of a phrase, in digits or words; None when there is none."""
    total: float | None = None
    group: float | None = None
    for token in NUMBER.findall(text.lower().replace("-", " ")):
        value = token_value(token)
        if value is not None:
            group = value if group is None or group == 0 or token in ("a", "an") else group + value
        elif token in SCALES and (group is not None or total is not None):
            group = (group or 1) * SCALES[token]
            if SCALES[token] >= 1_000:
                total, group = (total or 0) + group, None
        elif token in SCALES and token != "score":
            group = SCALES[token]
        elif group is not None and token != "and":
            break
    if total is None and group is None:
        return None
    return int((total or 0) + (group or 0))


def token_value(token: str) -> float | None:
    if token[0].isdigit():
        plain = re.sub(r"[,.](?=\d{3}(?:\D|$))", "", token)
        return float(plain)
    return UNITS.get(token)
