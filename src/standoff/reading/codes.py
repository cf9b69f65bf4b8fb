"""The PLOVER code of an act, given whether it took place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from standoff.schema import Category, Status

COOPERATION: Final[frozenset[Category]] = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "AGREE"})
YIELD: Final[frozenset[Category]] = frozenset({"RETREAT", "CONCEDE"})
CONFLICT: Final[frozenset[Category]] = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST", "THREATEN"})
QUADS: Final[dict[Category, str]] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), "verbal cooperation"),
    **dict.fromkeys(("AID", "COOPERATE", "RETREAT", "CONCEDE"), "material cooperation"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
}
"""The quad classes, with the two YIELD categories in one, as the PLV data set has them."""


def plover_code(category: Category, status: Status) -> Category:
    """PLOVER codes a not-yet act as its announcement: an intended retreat CONCEDEs, intended co-operation AGREEs, an
    intended or conditional attack THREATENs, a requested act is a REQUEST (PLOVER manual, Open Event Data Alliance).

    What occurred, is going on, is denied or only suspected keeps the category of the act.
    """
    if status in ("occurred", "ongoing", "possible", "denied"):
        return category
    if status == "requested":
        return "REQUEST"
    if status == "threatened":
        return "THREATEN"
    if category in COOPERATION:
        return "AGREE"
    if category in YIELD:
        return "CONCEDE"
    return "THREATEN" if category in CONFLICT else category


def likeliest_category(probabilities: Mapping[Category, float]) -> Category:
    """The likeliest category, the two that give way counted as one until one of them has won; of equals the first by
    name. The coders of PLV did not tell concessions in word from those in deed either."""

    def weight(category: Category) -> float:
        return sum(probabilities[c] for c in YIELD) if category in YIELD else probabilities[category]

    return max(sorted(probabilities), key=lambda each: (weight(each), probabilities[each]))
