"""Mentions whose ends a reading set too narrow or too wide, and words that cannot name anybody."""

from __future__ import annotations

import re

from standoff.resolving.names import fold, has_capital, word_set
from standoff.resolving.phrases import COMPOUND, NOMINALS, QUANTIFIERS, ROLES, TITLES, bare
from standoff.resolving.registry import Registry
from standoff.schema import Span

WIDEST = 4
"""From so many capitalised words beside a name on they are a headline, and it stays as it is."""
_RUN = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*")
_DATELINE = re.compile(r"^[A-Z][A-Z]+(?:[ ,/.][^-–—]{0,40}?)?(?: \([^)]*\))? [-–—]+ (?=\S)")
_CREDIT = re.compile(
    r"(?:^|[(\n]) ?(?:Additional )?(?:[Rr]eporting|Writing|Editing|Edited|Compiled|Translated)(?: and \w+)? by [^)\n]*$"
)
_JOINS = frozenset(" -")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n][\"”’')\]]*\s+|[\n“\"‘•*]\s*|\s[-–—]+ )(?:(?:The|An?) )?$")

CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march april "
    "may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
FUNCTION_WORDS = QUANTIFIERS | word_set(
    "the a an its his her our their my your this that and or nor but yet so if as at by for from in into of off on "
    "onto out over than then there to under until up upon with within without while when where which who whom whose "
    "whoever why how what whether because before after since although though during about above across against along "
    "among around not no yes never also even still just only he she it they we you i him them us me is are was were be "
    "been being has have had do does did will would can could may might must shall should however meanwhile instead "
    "somebody someone anybody anyone nothing something"
)
"""Words that join and point; a capital on one only means that a sentence begins."""
NUMBERS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion first "
    "second third fourth fifth sixth seventh eighth ninth tenth"
)
PEOPLES = word_set(
    "islamic islamist christian jewish muslim muslims sunni shiite shia shi druze alawite yazidi kurdish kurds kurd "
    "arab arabs western european asian african democratic republican joint higher high free general united"
)
"""Adjectives of creed, people and rank: parts of many names, and nobody's alone."""


def trim(mention: str) -> str:
    """Without a dateline before it and the marks around it: `BAGHDAD - American` -> `American`."""
    line = _DATELINE.sub("", " ".join(mention.split()))
    return re.sub(r"(?<=[a-z])\.$", "", line.strip(" \t-–—*•/…|_<>"))


def widen(text: str, span: Span, registry: Registry) -> str:
    """The longest name of the registry in the text that holds these words; the words themselves when none does.

    A reading may cut a name in two (`Kataib` `Hezbollah`). A state's own name stays: `Iran` in `Iran air force`.
    """
    mention = trim(span.of(text))
    if not has_capital(mention) or any(_is_state(c.actor, registry) for c in registry.named(bare(mention))):
        return mention
    start = text.find(mention, span.start)
    if start < 0:
        return mention
    before, inside, after = _runs(text, Span(start, start + len(mention)))
    for size in range(len(before) + len(after), 0, -1):
        for left in range(min(size, len(before)), -1, -1):
            if size - left > len(after):
                break
            first = before[-left] if left else inside[0]
            last = after[size - left - 1] if size > left else inside[1]
            piece = text[first.start : last.end]
            if fold(piece) != fold(mention) and _names_someone(piece, text[last.end :][:12], registry):
                return piece
    return mention


def whole_name(text: str, span: Span) -> str:
    """The mention with the capitalised words it runs on into: `John` in `John Kirby said` -> `John Kirby`.

    Only a mention that has a part of the name itself: not `The` in `The White House`, nor `Colonel` before a name.
    """
    mention = trim(span.of(text))
    parts = _RUN.findall(mention)
    start = text.find(mention, span.start)
    if start < 0 or COMPOUND.search(mention) or not any(_is_part_of_name(part) for part in parts):
        return mention
    before, _, after = _runs(text, Span(start, start + len(mention)))
    left = _unbroken(text, before[::-1]) if _is_part_of_name(parts[0]) else []
    right = _unbroken(text, after) if parts[-1][0].isupper() and not mention.endswith(("'s", "’s")) else []
    if len(left) + len(right) >= (WIDEST - 1 if left and right else WIDEST):
        return mention
    return text[left[-1].start if left else start : right[-1].end if right else start + len(mention)]


def can_name(name: str, registry: Registry, *, opening: bool = False, text: str = "") -> bool:
    """Whether a name no registry knows has a word that can name somebody.

    `opening`: it opens a sentence, so that its capital says nothing; the `text` must have it elsewhere with one.
    """
    parts = [found[0] for found in _RUN.finditer(name)]
    telling = [part for part in parts if part[0].isupper() and _tells(part, registry)]
    if not telling or (" and " in name and registry.named(name.split(" and ")[0])):
        return False
    if any(part.isdigit() for part in parts[:2]) and fold(parts[0]) in FUNCTION_WORDS | NUMBERS | {"more", "nearly"}:
        return False
    return not opening or len(parts) > 1 or _is_capital_elsewhere(parts[0], text)


def opens_sentence(text: str, start: int) -> bool:
    """Whether only an article stands between an offset and the beginning of its sentence, item or paragraph."""
    return _SENTENCE_START.search(text[max(0, start - 12) : start]) is not None


def is_credit(text: str, start: int) -> bool:
    """Whether an offset stands in a line like `(Reporting by A; Editing by B)`: who made the report is no actor."""
    return _CREDIT.search(text[max(0, start - 200) : start]) is not None


def _is_part_of_name(word: str) -> bool:
    folded = fold(word)
    described = folded in FUNCTION_WORDS | CALENDAR | NUMBERS | TITLES | ROLES | {"deputy"}
    return word[0].isupper() and len(folded) > 1 and not described


def _is_capital_elsewhere(word: str, text: str) -> bool:
    """Whether the word has its capital inside a sentence, and is not also an ordinary word of the text."""
    if word[1:] != word[1:].lower():
        return True
    if re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", text):
        return False
    found = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    return any(not opens_sentence(text, each.start()) for each in found)


def _tells(word: str, registry: Registry) -> bool:
    folded = fold(word)
    empty = folded in FUNCTION_WORDS | CALENDAR | NUMBERS | PEOPLES | TITLES | ROLES or folded in NOMINALS
    return len(folded) > 1 and not empty and not any(_is_state(c.actor, registry) for c in registry.named(word))


def _is_state(actor: str, registry: Registry) -> bool:
    known = registry.actor(actor)
    return known is not None and known.kind == "state"


def _names_someone(piece: str, following: str, registry: Registry) -> bool:
    if COMPOUND.match(following):
        return False
    return any(has_capital(c.alias) for c in registry.named(piece)) or (
        piece[:1].isupper() and " " in piece and registry.outlet(piece) is not None
    )


def _runs(text: str, span: Span) -> tuple[list[Span], tuple[Span, Span], list[Span]]:
    """The words before and after a mention that only blanks and hyphens part from it and from each other, in order.

    Before it only those with a capital: in `coalition against Islamic State` the State is another than the coalition.
    """
    before: list[Span] = []
    edge = span.start
    for found in reversed(list(_RUN.finditer(text, max(0, span.start - 100), span.start))):
        if not set(text[found.end() : edge]) <= _JOINS or found.end() == edge or not found[0][0].isupper():
            break
        before.insert(0, Span(*found.span()))
        edge = found.start()
    after: list[Span] = []
    edge = span.end
    for found in _RUN.finditer(text, span.end, span.end + 100):
        if not set(text[edge : found.start()]) <= _JOINS or found.start() == edge:
            break
        after.append(Span(*found.span()))
        edge = found.end()
    return before[-6:], (span, span), after[:6]


def _unbroken(text: str, run: list[Span]) -> list[Span]:
    """The words of a run up to the first that cannot belong to a name."""
    name = []
    for each in run:
        word = each.of(text)
        if not word[0].isupper() or fold(word) in FUNCTION_WORDS | CALENDAR or word.endswith(("'s", "’s")):
            break
        name.append(each)
    return name
