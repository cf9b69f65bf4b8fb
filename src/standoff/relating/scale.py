"""How friendly or hostile an act or a standing relation is: the tables behind a tie's sign.

**Acts.** Goldstein (1992, "A conflict-cooperation scale for WEIS events data", Journal of Conflict Resolution 36,
369-385) rates WEIS acts from -10 (military attack) to +10 (military assistance). The Penn State Event Data Project
carried the ratings over to CAMEO; those of its twenty root codes are

    01 statement 0.0   02 appeal 3.0       03 intent 4.0    04 consult 1.0      05 diplomatic 3.5
    06 material 6.0    07 aid 7.0          08 yield 5.0     09 investigate -2   10 demand -5
    11 disapprove -2   12 reject -4        13 threaten -6   14 protest -6.5     15 posture -7.2
    16 reduce -4       17 coerce -7        18 assault -9    19 fight -10        20 mass violence -10

PLOVER merges and splits CAMEO's roots; a PLOVER category here gets the mean of the roots it took over (REQUEST of 02
and 10, ACCUSE of 09 and 11, ASSAULT of 18 to 20; CONCEDE and RETREAT both of 08).

**Standing relations** ("backs", "rival") are not events and no published scale rates them: the signs in
`RELATION_SIGNS` are ours, set beside the acts that such a relation shows itself in.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from standoff.schema import Category

GOLDSTEIN: Mapping[Category, float] = MappingProxyType(
    {
        "AGREE": 4.0,
        "CONSULT": 1.0,
        "SUPPORT": 3.5,
        "CONCEDE": 5.0,
        "COOPERATE": 6.0,
        "AID": 7.0,
        "RETREAT": 5.0,
        "REQUEST": -1.0,
        "ACCUSE": -2.0,
        "REJECT": -4.0,
        "THREATEN": -6.0,
        "PROTEST": -6.5,
        "SANCTION": -4.0,
        "MOBILIZE": -7.2,
        "COERCE": -7.0,
        "ASSAULT": -9.67,
    }
)

COOPERATION: frozenset[Category] = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
"""PLOVER's quads 1 and 2; the other nine categories are verbal and material conflict."""

MUTUAL: frozenset[Category] = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""What two parties do with each other: such an act ties both of them, in both directions."""

RELATION_SIGNS: Mapping[str, float] = MappingProxyType(
    {
        "allied": 0.8,
        "part_of": 0.8,
        "leads": 0.8,
        "backs": 0.7,
        "member_of": 0.6,
        "hosts": 0.4,
        "trades": 0.4,
        "rival": -0.6,
    }
)


def goldstein(category: Category) -> float:
    """The category's score, -10 (hostile) to +10 (friendly)."""
    return GOLDSTEIN[category]


def is_cooperation(category: Category) -> bool:
    """Whether PLOVER counts the category as verbal or material co-operation."""
    return category in COOPERATION
