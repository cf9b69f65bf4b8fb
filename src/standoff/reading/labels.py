"""The label inventories of the reading model. The order of each tuple is the order of the model's outputs."""

from __future__ import annotations

from typing import Final, get_args

from standoff.schema import Category, EntityType, LinkRelation, SourceKind, Status, TieRelation

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
ENTITY_TYPES: Final[tuple[EntityType, ...]] = get_args(EntityType)
TIE_RELATIONS: Final[tuple[TieRelation, ...]] = get_args(TieRelation)
LINK_RELATIONS: Final[tuple[LinkRelation, ...]] = get_args(LinkRelation)
SOURCE_KINDS: Final[tuple[SourceKind, ...]] = get_args(SourceKind)

STRUCTURES: Final = (
    "designation",
    *(f"tie:{relation}" for relation in TIE_RELATIONS),
    *(f"link:{relation}" for relation in LINK_RELATIONS),
    "verification",
)
"""Kinds of cue that open a rare structure."""

ROLES: Final = (
    "source", "content",
    "actor", "recipient", "place", "time", "killed", "injured",
    "by", "of", "as",
    "a", "b",
    "from", "to",
)  # fmt: skip
FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "attribution": ("source", "content"),
    "event": ("actor", "recipient", "place", "time", "killed", "injured"),
    "designation": ("by", "of", "as"),
    "tie": ("a", "b"),
    "link": ("from", "to"),
}
"""Which roles the words around an anchor (a cue or a trigger) may play, by the kind of anchor."""

MODES: Final = (
    "none",
    "visit", "third-party", "multilateral", "phone",
    "withdraw", "release", "disarm", "ceasefire", "access", "resign",
    "assist", "change", "yield", "meet",
    "disapprove", "investigate", "allege",
    "restrict", "arrest", "relations", "expel", "territory", "violence",
    "demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize",
    "convict", "discontinue",
    "troops", "weapons", "police", "militia",
    "seize", "ban", "censor", "curfew", "martial-law", "deport", "withhold", "misinformation", "cyber",
    "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
    "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
)  # fmt: skip
"""PLOVER modes of all categories together; `none` where the text gives none."""

MODES_OF: Final[dict[Category, frozenset[str]]] = {
    "CONSULT": frozenset({"visit", "third-party", "multilateral", "phone"}),
    "RETREAT": frozenset({"withdraw", "release", "disarm", "ceasefire", "access", "resign"}),
    "REQUEST": frozenset({"assist", "change", "yield", "meet"}),
    "ACCUSE": frozenset({"disapprove", "investigate", "allege"}),
    "REJECT": frozenset({"assist", "change", "yield", "meet"}),
    "THREATEN": frozenset({"restrict", "arrest", "relations", "expel", "territory", "violence"}),
    "PROTEST": frozenset({"demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"}),
    "SANCTION": frozenset({"convict", "expel", "withdraw", "discontinue"}),
    "MOBILIZE": frozenset({"troops", "weapons", "police", "militia"}),
    "COERCE": frozenset({
        "seize", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation",
        "cyber",
    }),
    "ASSAULT": frozenset({
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    }),
}  # fmt: skip
"""The modes PLOVER allows with each category; a category that is missing has none."""


def bio(types: tuple[str, ...]) -> tuple[str, ...]:
    """Tags for spans of these types: O, then B- and I- of each in turn."""
    return ("O", *(f"{edge}-{name}" for name in types for edge in "BI"))


CUE_TAGS: Final = bio(("cue",))
TRIGGER_TAGS: Final = bio(CATEGORIES)
ENTITY_TAGS: Final = bio(ENTITY_TYPES)
STRUCTURE_TAGS: Final = bio(STRUCTURES)
ROLE_TAGS: Final = bio(ROLES)

NO_ACT: Final = len(CATEGORIES)
"""Index of the extra output of the dyad head: the source does nothing to the target."""
