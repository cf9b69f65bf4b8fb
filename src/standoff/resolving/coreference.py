"""What a document says again in fewer words: short names, descriptions and pronouns, taken up from earlier mentions.

A small salience model: the nearest earlier mention that fits, a subject before others, within a few sentences
(cf. Lappin and Leass 1994). Its probabilities are low, and its reasons name the words it went by.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from standoff.resolving.actors import Match
from standoff.resolving.bodies import ministry_in
from standoff.resolving.names import fold, has_capital, short_forms
from standoff.resolving.phrases import NOMINALS, PRONOUNS, bare, take_apart, untitled
from standoff.resolving.registry import Registry

REACH = 4
"""Sentences back a pronoun may point; a description twice as many."""
_SENTENCE_END = re.compile(r"[.!?][\"”’']?\s+(?=[\"“A-Z])|\n{2,}")


class Earlier(NamedTuple):
    """A mention already resolved."""

    start: int
    sentence: int
    actor: str
    kind: str
    text: str
    subject: bool


class Discourse:
    """The mentions of one document so far, in order."""

    def __init__(self, text: str, registry: Registry) -> None:
        self._registry = registry
        self._breaks = [m.end() for m in _SENTENCE_END.finditer(text)]
        self._earlier: list[Earlier] = []
        self._short: dict[str, tuple[str, str]] = {}

    def sentence(self, offset: int) -> int:
        """Number of the sentence at an offset (bisection over sentence ends)."""
        low, high = 0, len(self._breaks)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._breaks[middle] <= offset else (low, middle)
        return low

    def remember(self, start: int, text: str, actor: str, *, person: bool) -> None:
        """A resolved mention: later ones may take it up by its short forms."""
        kind = "person" if person else self.kind(actor)
        sentence = self.sentence(start)
        opening = self._breaks[sentence - 1] if sentence else 0
        self._earlier.append(Earlier(start, sentence, actor, kind, text, start - opening < 4))
        name = bare(text.split(",")[0])
        name = untitled(name) if person else name
        for form in [name, *short_forms(name)]:
            if len(form) > 2 and form[0].isupper():
                self._short.setdefault(fold(form), (actor, name))
        known = self._registry.actor(actor)
        if known and not person:
            for form in short_forms(known.name):
                self._short.setdefault(fold(form), (actor, known.name))

    def name_it(self, short: str, actor: str, name: str) -> None:
        """A short form the text itself introduces: `Senn Strip Monitoring Mission (SSMM)`."""
        self._short[fold(short)] = (actor, name)

    def taken_up(self, text: str) -> Match | None:
        """The actor whose earlier full name this is the short form of."""
        name = bare(take_apart(text).core)
        if not has_capital(name):
            return None
        found = self._short.get(fold(name)) or self._short.get(fold(untitled(name)))
        return Match(found[0], 0.8, f"short for “{found[1]}”") if found else None

    def described(self, start: int, text: str, *, definite: bool = False) -> Match | None:
        """`the group`, `the ministry`: the nearest earlier actor of a fitting kind.

        `definite`: the article stands before the mention, not in it.
        """
        phrase = take_apart(text)
        plain = fold(phrase.core)
        if not definite and not re.match(r"(?:the|that|this|its|their)\b", phrase.text.casefold()):
            return None
        if plain.removeprefix("its ").removeprefix("their ") == "ministry":
            seats = {self._registry.state_of(c.actor) for c in self._registry.named(phrase.rest)}
            return self._nearest(
                start,
                text,
                lambda e: e.actor.endswith("-ministry") and (not seats or self._registry.state_of(e.actor) in seats),
                0.6,
                2 * REACH,
            )
        kinds = NOMINALS.get(plain)
        if kinds is None:
            return None
        same = self._nearest(
            start, text, lambda e: plain in fold(self._named(e)) and e.kind != "person", 0.6, 2 * REACH
        )
        return same or self._nearest(start, text, lambda e: e.kind in kinds and not _generic(e.text), 0.6, 2 * REACH)

    def ministry(self, start: int, text: str, home: str | None) -> Match | None:
        """A ministry without its state: the one named before, else that of the last state named, else the outlet's."""
        named = ministry_in(fold(text.split(",")[0]))
        if named is None:
            return None
        before = self._nearest(start, text, lambda e: e.actor.endswith(named), 0.6, 1000)
        if before:
            return before
        last = self._nearest(start, text, lambda e: e.kind in ("state", "government", "military"), 0.4, 2 * REACH)
        state = self._registry.state_of(last.actor) if last else home
        if state is None:
            return None
        key = f"{state}-{named}"
        why = last.reason if last else "the outlet's own state"
        return Match(key if self._registry.actor(key) else f"local:{key}", 0.4, f"“{text}” without a state: {why}")

    def pronoun(self, start: int, text: str) -> Match | None:
        """`it`, `they`, `he`: the nearest earlier actor it can stand for."""
        wanted = PRONOUNS.get(text.casefold())
        if wanted == "person":
            return self._nearest(start, text, lambda e: e.kind == "person", 0.5, REACH)
        if wanted == "body":
            return self._nearest(start, text, lambda e: e.kind != "person", 0.4, REACH)
        if wanted == "any":
            return self._nearest(start, text, lambda e: e.kind not in ("person", "state"), 0.4, REACH) or self._nearest(
                start, text, lambda e: True, 0.3, REACH
            )
        return None

    def _named(self, earlier: Earlier) -> str:
        known = self._registry.actor(earlier.actor)
        return f"{earlier.text} {known.name}" if known else earlier.text

    def kind(self, actor: str) -> str:
        known = self._registry.actor(actor)
        if known:
            return known.kind
        return "government" if actor.endswith("-ministry") else "local"

    def _nearest(self, start: int, text: str, fits: Callable[[Earlier], bool], p: float, reach: int) -> Match | None:
        sentence = self.sentence(start)
        near = [e for e in self._earlier if e.start < start and sentence - e.sentence < reach and fits(e)]
        if not near:
            return None
        best = max(near, key=lambda e: (e.sentence, e.sentence != sentence and e.subject, e.start))
        return Match(
            best.actor, p if best.sentence >= sentence - 1 else round(p * 0.7, 3), f"“{text}” takes up “{best.text}”"
        )


def _generic(text: str) -> bool:
    return fold(text) in NOMINALS
