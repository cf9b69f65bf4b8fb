"""What a report makes of the act it tells: asserts, denies, hedges, corrects, retracts."""

from __future__ import annotations

import re

from standoff.schema import Attribution, Event, ReportStance

RETRACTS = re.compile(
    r"\b(?:retract(?:s|ed|ion)?|no longer stands? by|(?:withdraws?|withdrew|withdrawn) (?:it|"
    r"the (?:report|story|article|claim|"
    r"statement|allegation)|that (?:report|story|article|claim)|its (?:report|claim|story|statement)))\b",
    re.IGNORECASE,
)
CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed) (?:its|his|her|the|their|an|that|a)\b|correction\b|"
    r"not \w+,? as (?:earlier |previously |first )?"
    r"(?:reported|stated|announced)|in an earlier version|an earlier version of|(?:wrongly|mistakenly|incorrectly) "
    r"(?:said|stated|reported|gave|put)|(?:lowers|lowered|cuts|cut|revises|revised) (?:\w+ ){0,3}(?:toll|figure|"
    r"count|number|account))",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)\b(?! entry| access| permission| visas?| them| him| her)|"
    r"(?:no|any) (?:part|role|hand) in|no (?:link|connection) (?:with|to)|"
    r"(?:not one|not a single|no) [\w' ]{1,40}? (?:has|have|had|was|were|is|are) (?:\w+ )?(?:"
    r"crossed|entered|fired|moved|attacked|struck|present|deployed|there\b|been (?:sent|deployed|fired))|"
    r"found (?:that )?[\"“]?no (?:troops?|soldiers?|forces?|fighters?|vehicles?|weapons?|damage|craters?|bodies|one)|"
    r"had nothing to do with|"
    r"did not happen|never happened|no such|fabricat\w+|staged|found no (?:sign|trace|evidence)|was not involved|"
    r"rejected (?:the |all )?(?:claims?|reports?|allegations?|accusations?))\b",
    re.IGNORECASE,
)
OF_THE_ACT = re.compile(
    r"\bden(?:y|ies|ied|ying)\W+(?:\w+\W+){0,2}?(?:involvement|responsib\w+|roles?|part|hand|complicity|connections?|"
    r"links?|it\b|this\b|everything|(?:the |such |these |those |its )?(?:\w+ ){0,2}?(?:reports?|claims?|allegations?|"
    r"accusations?|charges?|attacks?|raids?|strikes?|accounts?|story)\b|having|firing|carrying|being|sending|"
    r"that (?:it|its|they|their|he|any of (?:its|their)|the \w+) )",
    re.IGNORECASE,
)
"""What a denial must be of to deny an act: "denied that there was any coordination" denies none."""
UNDENIED = re.compile(
    r"\b(?:not|never|neither|nor|did not|cannot|can't|refused to) (?:\w+ ){0,3}den(?:y|ies|ied)\b", re.I
)
UNSURE = re.compile(
    r"\b(?:cannot confirm|could not confirm|unable to (?:confirm|verify)|would not discuss|"
    r"declined to (?:comment|discuss|"
    r"confirm)|cannot rule|could not rule|neither confirm\w*|not clear (?:who|whether|if))\b",
    re.IGNORECASE,
)
NOT_YET = frozenset(("planned", "threatened", "considered", "requested", "possible", "conditional"))
SURELY_NOT = -1.0
"""Factuality (scale -3..+3) below which a reading denies; 0.0 is the reader's "unknown"."""
UNSURELY = 0.5


def stance(event: Event, attribution: Attribution | None, sentence: str) -> ReportStance:
    """The stance of one event's report."""
    cue = attribution.stance if attribution is not None else "says"
    if cue == "retracts" or RETRACTS.search(sentence):
        return "retracts"
    if cue == "corrects" or CORRECTS.search(sentence):
        return "corrects"
    if event.status == "denied" or cue == "denies":
        return "denies"
    if event.status in NOT_YET:
        return "hedges" if event.status == "possible" or cue in ("doubts", "believes") else "asserts"
    if event.factuality <= SURELY_NOT:
        return "denies"
    unsure = attribution is None and UNSURE.search(sentence) is not None
    if cue == "doubts" or unsure or (event.factuality != 0.0 and event.factuality < UNSURELY):
        return "hedges"
    return "asserts"


def loose_stance(attribution: Attribution | None, sentence: str) -> ReportStance | None:
    """The stance of a sentence that tells no act of its own; None when it takes none."""
    cue = attribution.stance if attribution is not None else "says"
    if cue == "retracts" or RETRACTS.search(sentence):
        return "retracts"
    if cue == "corrects" or CORRECTS.search(sentence):
        return "corrects"
    if _denies(cue, sentence):
        return "denies"
    if cue == "doubts" or UNSURE.search(sentence):
        return "hedges"
    return None


def _denies(cue: str, sentence: str) -> bool:
    match = DENIES.search(sentence)
    if match is None or UNDENIED.search(sentence):
        return cue == "denies" and match is None
    return not match[0].casefold().startswith("den") or OF_THE_ACT.search(sentence) is not None
