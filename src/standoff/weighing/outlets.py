"""Outlets by every form of their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from standoff.schema import Outlet

GENERIC = frozenset(
    [
        "the",
        "wire",
        "news",
        "agency",
        "press",
        "review",
        "daily",
        "weekly",
        "times",
        "post",
        "herald",
        "state",
        "national",
        "service",
        "network",
        "online",
        "magazine",
        "journal",
        "group",
        "media",
        "international",
        "newspaper",
        "radio",
        "television",
        "tv",
        "report",
        "of",
        "and",
    ]
)
TITLES = frozenset(
    [
        "gazette",
        "courier",
        "standard",
        "times",
        "post",
        "herald",
        "tribune",
        "telegraph",
        "guardian",
        "observer",
        "chronicle",
        "journal",
        "star",
        "sun",
        "mirror",
        "independent",
        "examiner",
        "dispatch",
        "echo",
        "mail",
        "register",
        "bulletin",
        "sentinel",
        "ledger",
        "record",
        "inquirer",
        "argus",
        "advertiser",
    ]
)
"""Nouns by which a newspaper is called for short: "the Gazette"."""
PARENTHESIS = re.compile(r"\(([^)]+)\)")
WORD = re.compile(r"[^\W_]+")


class OutletIndex:
    """Names, aliases, hosts and short forms ("the Gazette", "KESNA") -> outlet id."""

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self.outlets = outlets
        self.exact: dict[str, str] = {}
        short: dict[str, set[str]] = {}
        for key in sorted(outlets):
            outlet = outlets[key]
            for name in (key, outlet.name, *outlet.aliases):
                self.exact.setdefault(_plain(name), key)
            for name in _short_forms(outlet):
                short.setdefault(name, set()).add(key)
        self.short = {name: min(keys) for name, keys in short.items() if len(keys) == 1}

    def of(self, given: str | None) -> str | None:
        """The outlet a document says it comes from; an unknown one keeps its own name as id."""
        if not given:
            return None
        host = urlsplit(given).hostname or given
        for form in (given, host, host.removeprefix("www.")):
            if (found := self.exact.get(_plain(form))) is not None:
                return found
        return given

    def named_in(self, words: str) -> list[str]:
        """Outlets named in the words, in order of appearance; short forms only where they are capitalised."""
        tokens = [(match[0], match.start()) for match in WORD.finditer(words)]
        found: list[str] = []
        at = 0
        while at < len(tokens):
            length, outlet = self._longest(tokens, at)
            if outlet is not None and outlet not in found:
                found.append(outlet)
            at += max(1, length)
        return found

    def _longest(self, tokens: list[tuple[str, int]], at: int) -> tuple[int, str | None]:
        for length in range(min(7, len(tokens) - at), 0, -1):
            words = [word for word, _ in tokens[at : at + length]]
            form = " ".join(words).casefold()
            if not words[0][:1].isupper() and words[0] != "the":
                return 0, None
            found = self.exact.get(form) or (self.short.get(form) if words[-1][:1].isupper() else None)
            if found is not None:
                return length, found
        return 0, None


def _plain(name: str) -> str:
    return " ".join(WORD.findall(name)).casefold()


def _short_forms(outlet: Outlet) -> set[str]:
    """The bracketed acronym, the name without its generic words, and its last word ("The Harra Courier": "courier")."""
    forms = {_plain(inner) for inner in PARENTHESIS.findall(outlet.name)}
    for name in (PARENTHESIS.sub("", outlet.name), *outlet.aliases):
        words = [word for word in WORD.findall(name) if word.casefold() != "the"]
        telling = [word for word in words if word.casefold() not in GENERIC]
        if words:
            forms.add(" ".join(words).casefold())
        if len(telling) > 1 or (telling and len(words) == 2 and outlet.kind in ("wire", "magazine", "monitor")):
            forms.add(" ".join(telling).casefold())
        if len(words) > 1 and words[-1].casefold() in TITLES:
            forms.add(words[-1].casefold())
    return {form for form in forms if len(form) > 2}
