"""To whom a sentence lays an act: "the mark of the League", "it was the League that attacked", "fired by it"."""

from __future__ import annotations

import re

from standoff.schema import Entity, Span
from standoff.weighing.pages import Page

LEADS_TO = re.compile(
    r"(?:\b(?:point(?:s|ed|ing)? (?:\w+ ){0,2}?(?:to|at)|blam(?:e|es|ed|ing)|suspects?|accus(?:e|es|ed|ing)|"
    r"the (?:work|hand|mark|marks|footprints?|signature) of|footprints?[\"”]? of|belong(?:s|ed)? to|"
    r"(?:fired|launched|staged|mounted|planned|carried out|claimed|seized|stopped|taken away|held|conducted)"
    r"(?: [\w' ]{0,40})? by|it was|recogni[sz]ed (?:\w+ ){0,5}?of|identified (?:\w+ ){0,5}?(?:as|of)|"
    r"bombs? of|rounds? of|in the hands of)|\bresponsibility (?:lies|rests) with)"
    r"\s+(?:both |men of |members? of |fighters (?:of|from) |units? of )?$",
    re.IGNORECASE,
)
"""What stands right before the one to whom an act is laid."""
FOLLOWS = re.compile(
    r"[,'’s ]*(?:\b(?:who|which)\b[^.,]{0,20})?\s*(?:(?:is|was|are|were|had been|has been|being|may have been) )?"
    r"(?:behind (?:the|this|that|it|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|responsible for|"
    r"(?:has |have |had )?(?:claimed|took|taken) (?:the )?(?:responsibility|credit|the attack|the raid)|"
    r"(?:has |have |had )?(?:said|says|say) (?:it|they|its \w+|his \w+) (?:had )?"
    r"(?:carried out|attacked|struck|launched|fired|conducted)|to blame)",
    re.IGNORECASE,
)
"""What stands right behind."""
NOT = re.compile(
    r"\b(?:not|never|no|neither|nor|denied|denies|rather than|and not)\b(?:\W+\w+){0,3}\W*$", re.IGNORECASE
)


def blamed(page: Page, sentence: Span) -> tuple[str, ...]:
    """The actors of the registry to whom the sentence lays an act, those it clears apart."""
    text = page.document.text
    found: set[str] = set()
    for entity in page.ordered:
        if not sentence.covers(entity.span) or entity.actor is None or not _is_body(page, entity):
            continue
        before, after = text[sentence.start : entity.start], text[entity.end : sentence.end]
        if before.lower().endswith("the "):
            before = before[:-4]
        if NOT.search(before[-40:]) is not None:
            continue
        if LEADS_TO.search(before) is not None or FOLLOWS.match(after) is not None:
            found.add(page.voices.body_of(entity.actor))
    return tuple(sorted(found))


def _is_body(page: Page, entity: Entity) -> bool:
    actor = entity.actor or ""
    return not actor.startswith("outlet:") and actor in page.voices.known.kinship.actors
