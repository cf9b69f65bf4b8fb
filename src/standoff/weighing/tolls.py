"""Numbers of dead and wounded in words: the figure of a report, and what the figures come to together."""

from __future__ import annotations

import re

from standoff.schema import Casualties, Span

UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
NUMBER_WORDS = {**{word: at for at, word in enumerate(UNITS)}, **TENS, "dozen": 12, "hundred": 100}
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r")(?:-(?:\w+))?"
TOTAL = re.compile(
    rf"\b(?:toll|count|total|number of (?:the )?(?:dead|deaths|killed)|"
    rf"death toll)\b[^.;]{{0,60}}?\b(?:to|at|stood at|of) (?P<n>{NUMBER})\b"
    rf"|\bbring\w*[^.;]{{0,40}}?\bto (?P<m>{NUMBER})\b",
    re.IGNORECASE,
)
DEAD = re.compile(
    rf"\b(?P<least>at least |more than |over )?(?P<n>{NUMBER})\b"
    rf"(?P<between>(?: (?:more|other|further))?(?: [^\W\d_]+){{0,5}}?) (?:(?:are|were|was|is|had been|have been|lay) )?"
    rf"(?:dead|died|killed|dead\b|deaths|bodies)\b"
    rf"|\b(?:bodies of|killed|killing|names|counted|of) (?P<least2>at least |more than |over )?(?P<m>{NUMBER})\b"
    rf"(?= (?:dead|people|civilians?|soldiers?|guards?|bodies|border|police|men|women|children|others|"
    rf"fighters|members|troops))",
    re.IGNORECASE,
)
PART = re.compile(r"\b(?:another|further|a second|a third|of them|of whom|the last|missing|more)\b", re.IGNORECASE)
SPEAKS_OF_DEATH = re.compile(r"\b(?:dead|died|deaths?|killed|killing|bodies|toll)\b", re.IGNORECASE)


def number(words: str) -> int | None:
    """The value of digits or number words; None for others."""
    plain = words.casefold().replace(",", "")
    if plain.isdigit():
        return int(plain)
    first, _, second = plain.partition("-")
    if first not in NUMBER_WORDS:
        return None
    return NUMBER_WORDS[first] + (NUMBER_WORDS.get(second, 0) if second else 0)


def stated_total(sentence: str) -> tuple[int, int | None] | None:
    """ "taking the toll to seven": the sum as the report gives it, which outranks the numbers it was made of."""
    match = TOTAL.search(sentence)
    value = number(match["n"] or match["m"]) if match else None
    return (value, value) if value is not None else None


def stated_dead(sentence: str) -> tuple[int, int | None] | None:
    """ "Three are dead": the number of dead a sentence gives."""
    found = find_dead(sentence)
    return None if found is None else found[0]


def find_dead(sentence: str) -> tuple[tuple[int, int | None], Span] | None:
    """The number of dead a sentence gives, and the words that give it."""
    if (total := stated_total(sentence)) is not None:
        where = TOTAL.search(sentence)
        return total, Span(*where.span()) if where else Span(0, len(sentence))
    match = DEAD.search(sentence)
    if match is None or PART.search(sentence[max(0, match.start() - 20) : match.end()]):
        return None
    value = number(match["n"] or match["m"])
    if value is None:
        return None
    return (value, None if match["least"] or match["least2"] else value), Span(*match.span())


def killed_in(casualties: Casualties | None, sentence: str) -> tuple[int, int | None] | None:
    """The toll a report of an event gives: a stated sum before the event's own number; a part of the dead is none."""
    if (total := stated_total(sentence)) is not None and SPEAKS_OF_DEATH.search(sentence):
        return total
    return None if casualties is None else (casualties.min, casualties.max)


def agree(a: tuple[int, int | None], b: tuple[int, int | None]) -> bool:
    """Whether two figures can both be true: "at least 4" and 7, "about a dozen" and 12; a tenth either way for large
    ones."""
    low, high = max(a[0], b[0]), min(_top(a), _top(b))
    return low <= high + max(0, round(0.1 * low)) if low >= 10 else low <= high


def _top(figure: tuple[int, int | None]) -> int:
    return figure[1] if figure[1] is not None else 10**9
