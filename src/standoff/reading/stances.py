"""What a cue makes of its content, from its words; `says` where it is neutral."""

from __future__ import annotations

import re
from typing import Final

from standoff.schema import CueStance

STEMS: Final[tuple[tuple[CueStance, str], ...]] = (
    ("retracts", r"retract|withdrew (?:its|the|a) (?:report|story|claim)|withdrawn its|took back"),
    ("corrects", r"correct(?:ed|ion|s|ing)\b|clarif|revis"),
    ("denies", r"den(?:y|ie[sd]|ying|ial)|reject|dismiss|refut|disput|contradict|rul(?:e|ed|ing) out|disavow|disown"),
    ("doubts", r"doubt|question(?:ed|s|ing)\b|sceptic|skeptic|unconvinced|unclear"),
    ("confirms", r"confirm|verif|corroborat|acknowledg"),
    ("admits", r"admit|conced|confess|own(?:ed|s)? up"),
    ("alleges", r"alleg|accus|blam|charg(?:e|ed|es|ing)\b|purport|so-called|reputed"),
    ("claims", r"claim|assert|insist|maintain|contend|boast|argu|reported(?:ly)"),
    ("warns", r"warn|threat|caution|vow|fear|predict|alert"),
    ("promises", r"promis|pledg|undertak|undertook|commit|offer|agree"),
    ("asks", r"ask|urg|demand|call(?:ed|s|ing)? (?:for|on)|appeal|request|order|plead|inquir|wonder"),
    (
        "believes",
        r"believ|think|thought|expect|suspect|consider|hop(?:e|ed|es|ing)\b|feel|felt|reckon|assum|estimat|understand"
        r"|want|know|knew",
    ),
    ("reports", r"report|accord|document|quot|cit(?:e|ed|es|ing)\b|record|found|find|show|reveal"),
)  # fmt: skip
"""Beginnings of the cue's words, the strongest stances first."""

PATTERNS: Final = tuple((stance, re.compile(rf"\b(?:{stems})", re.IGNORECASE)) for stance, stems in STEMS)


def read_stance(cue: str) -> CueStance:
    """First stance of STEMS that the cue's words match."""
    return next((stance for stance, pattern in PATTERNS if pattern.search(cue)), "says")
