"""PLOVER categories and modes in plain words: a verb, the noun of the act, the preposition to its recipient."""

from __future__ import annotations

from typing import NamedTuple

from standoff.schema import Category, Status


class Act(NamedTuple):
    """`past`/`base` + `noun` [+ `to` + recipient]: "carried out" + "a drone attack" + "on" + "the base"."""

    past: str
    base: str
    noun: str
    to: str

    @property
    def plural(self) -> bool:
        """Whether the noun takes "are": talks, sanctions, restrictions."""
        return self.noun.endswith(("talks", "sanctions", "restrictions", "measures"))


_ASSAULT = ("carried out", "carry out")
_MADE = ("made", "make")
_IMPOSED = ("imposed", "impose")
_HELD = ("held", "hold")
_STAGED = ("staged", "stage")
_GAVE = ("gave", "give")
_ISSUED = ("issued", "issue")

ACTS: dict[Category, Act] = {
    "AGREE": Act(*_MADE, "an agreement", "with"),
    "CONSULT": Act(*_HELD, "talks", "with"),
    "SUPPORT": Act("voiced", "voice", "support", "for"),
    "CONCEDE": Act(*_MADE, "a concession", "to"),
    "COOPERATE": Act("engaged in", "engage in", "cooperation", "with"),
    "AID": Act(*_GAVE, "aid", "to"),
    "RETREAT": Act(*_MADE, "a retreat", "affecting"),
    "REQUEST": Act(*_MADE, "a request", "to"),
    "ACCUSE": Act(*_MADE, "an accusation", "against"),
    "REJECT": Act(*_ISSUED, "a refusal", "to"),
    "THREATEN": Act(*_MADE, "a threat", "against"),
    "PROTEST": Act(*_STAGED, "a protest", "against"),
    "SANCTION": Act(*_IMPOSED, "sanctions", "on"),
    "MOBILIZE": Act(*_MADE, "a military deployment", "facing"),
    "COERCE": Act("took", "take", "coercive measures", "against"),
    "ASSAULT": Act(*_ASSAULT, "an attack", "on"),
}

MODES: dict[tuple[Category, str], Act] = {
    ("CONSULT", "visit"): Act(*_MADE, "a visit", "to"),
    ("CONSULT", "third-party"): Act(*_HELD, "mediated talks", "with"),
    ("CONSULT", "multilateral"): Act(*_HELD, "many-sided talks", "with"),
    ("CONSULT", "phone"): Act(*_HELD, "a telephone call", "with"),
    ("RETREAT", "withdraw"): Act(*_MADE, "a withdrawal", "affecting"),
    ("RETREAT", "release"): Act(*_MADE, "a release", "of"),
    ("RETREAT", "disarm"): Act(*_ASSAULT, "a disarmament", "affecting"),
    ("RETREAT", "ceasefire"): Act("observed", "observe", "a ceasefire", "with"),
    ("RETREAT", "access"): Act("granted", "grant", "access", "to"),
    ("RETREAT", "resign"): Act("tendered", "tender", "a resignation", "to"),
    ("REQUEST", "assist"): Act(*_MADE, "a request for help", "to"),
    ("REQUEST", "change"): Act(*_MADE, "a demand for change", "to"),
    ("REQUEST", "yield"): Act(*_MADE, "a demand to give way", "to"),
    ("REQUEST", "meet"): Act(*_MADE, "a request to meet", "to"),
    ("ACCUSE", "disapprove"): Act("voiced", "voice", "condemnation", "of"),
    ("ACCUSE", "investigate"): Act("opened", "open", "an investigation", "of"),
    ("ACCUSE", "allege"): Act(*_MADE, "an allegation", "against"),
    ("REJECT", "assist"): Act(*_ISSUED, "a refusal to help", "to"),
    ("REJECT", "change"): Act(*_ISSUED, "a refusal to change course", "to"),
    ("REJECT", "yield"): Act(*_ISSUED, "a refusal to give way", "to"),
    ("REJECT", "meet"): Act(*_ISSUED, "a refusal of a meeting", "with"),
    ("THREATEN", "violence"): Act(*_MADE, "a threat of violence", "against"),
    ("THREATEN", "relations"): Act(*_MADE, "a threat to cut relations", "with"),
    ("THREATEN", "restrict"): Act(*_MADE, "a threat of restrictions", "against"),
    ("THREATEN", "expel"): Act(*_MADE, "a threat of expulsion", "against"),
    ("THREATEN", "arrest"): Act(*_MADE, "a threat of arrest", "against"),
    ("THREATEN", "territory"): Act(*_MADE, "a threat over territory", "against"),
    ("PROTEST", "demo"): Act(*_STAGED, "a demonstration", "against"),
    ("PROTEST", "riot"): Act(*_STAGED, "a riot", "against"),
    ("PROTEST", "strike"): Act(*_STAGED, "a strike", "against"),
    ("PROTEST", "hunger"): Act(*_STAGED, "a hunger strike", "against"),
    ("PROTEST", "boycott"): Act(*_STAGED, "a boycott", "of"),
    ("PROTEST", "obstruct"): Act(*_STAGED, "a blockade", "of"),
    ("PROTEST", "vandalize"): Act(*_ASSAULT, "vandalism", "against"),
    ("SANCTION", "convict"): Act("passed", "pass", "a sentence", "on"),
    ("SANCTION", "expel"): Act("ordered", "order", "an expulsion", "of"),
    ("SANCTION", "withdraw"): Act(*_MADE, "a reduction of relations", "with"),
    ("SANCTION", "discontinue"): Act(*_MADE, "a break in dealings", "with"),
    ("MOBILIZE", "troops"): Act(*_MADE, "a troop deployment", "facing"),
    ("MOBILIZE", "weapons"): Act(*_MADE, "a weapons deployment", "facing"),
    ("MOBILIZE", "police"): Act(*_MADE, "a police deployment", "facing"),
    ("MOBILIZE", "militia"): Act(*_MADE, "a militia call-up", "facing"),
    ("COERCE", "seize"): Act(*_MADE, "a seizure", "of"),
    ("COERCE", "restrict"): Act(*_IMPOSED, "restrictions", "on"),
    ("COERCE", "ban"): Act(*_IMPOSED, "a ban", "on"),
    ("COERCE", "censor"): Act(*_IMPOSED, "censorship", "on"),
    ("COERCE", "curfew"): Act(*_IMPOSED, "a curfew", "on"),
    ("COERCE", "martial-law"): Act(*_IMPOSED, "martial law", "on"),
    ("COERCE", "arrest"): Act(*_MADE, "an arrest", "of"),
    ("COERCE", "deport"): Act(*_ASSAULT, "a deportation", "of"),
    ("COERCE", "withhold"): Act(*_MADE, "a cut in supplies", "to"),
    ("COERCE", "misinformation"): Act("spread", "spread", "false information", "about"),
    ("COERCE", "cyber"): Act(*_ASSAULT, "a cyber-attack", "on"),
    ("ASSAULT", "abduct"): Act(*_ASSAULT, "an abduction", "of"),
    ("ASSAULT", "beat"): Act(*_ASSAULT, "a beating", "of"),
    ("ASSAULT", "torture"): Act(*_ASSAULT, "torture", "of"),
    ("ASSAULT", "sexual"): Act(*_ASSAULT, "sexual violence", "against"),
    ("ASSAULT", "targeted"): Act(*_ASSAULT, "a targeted killing", "of"),
    ("ASSAULT", "destroy"): Act(*_ASSAULT, "the destruction", "of"),
    ("ASSAULT", "primitive"): Act(*_ASSAULT, "an attack without firearms", "on"),
    ("ASSAULT", "firearms"): Act(*_ASSAULT, "an armed attack", "on"),
    ("ASSAULT", "explosives"): Act(*_ASSAULT, "a bombing", "of"),
    ("ASSAULT", "suicide-attack"): Act(*_ASSAULT, "a suicide attack", "on"),
    ("ASSAULT", "aerial"): Act(*_ASSAULT, "an air strike", "on"),
    ("ASSAULT", "drone"): Act(*_ASSAULT, "a drone attack", "on"),
    ("ASSAULT", "heavy-weapons"): Act(*_ASSAULT, "a bombardment", "of"),
    ("ASSAULT", "crowd-control"): Act("used", "use", "force", "against"),
    ("ASSAULT", "unconventional"): Act(*_ASSAULT, "an attack with unconventional weapons", "on"),
}


STATUSES: dict[Status, str] = {
    "occurred": "happened",
    "ongoing": "under way",
    "planned": "planned",
    "threatened": "threatened",
    "considered": "being considered",
    "requested": "asked for",
    "possible": "possible",
    "conditional": "on a condition",
    "denied": "denied",
}
"""A status in an editor's words."""


def find_act(category: Category, mode: str | None) -> Act:
    """The plain words of a category, made exact by its mode where there is one."""
    return MODES.get((category, mode), ACTS[category]) if mode else ACTS[category]


def name_act(category: Category, mode: str | None) -> str:
    """The bare noun, for labels: `drone attack`, `talks`."""
    noun = find_act(category, mode).noun
    for article in ("an ", "a ", "the "):
        if noun.startswith(article):
            return noun.removeprefix(article)
    return noun
