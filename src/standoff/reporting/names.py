"""Ids in words: actors by the registry's names, outlets by theirs, sources as a reader would call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from standoff.errors import NotFound
from standoff.record import View
from standoff.reporting.acts import STATUSES
from standoff.reporting.dates import write_range
from standoff.schema import Document, Outlet, Reading, Report

ROLES = frozenset(
    {
        "official", "source", "diplomat", "commander", "officer", "soldier", "fighter", "witness", "resident",
        "analyst", "journalist", "aide", "minister", "spokesman", "spokeswoman", "doctor", "teacher", "lawyer",
        "leader", "member",
    }
)  # fmt: skip
"""Nouns that end the key of an unnamed source, when its words say what it is."""

ARTICLED = re.compile(
    r"^(?:United (?:States|Kingdom|Nations|Arab Emirates)\b|European Union\b|"
    r"(?:[\w-]+ )?(?:Republic|Kingdom|Union|Federation|Sultanate) of |"
    r"(?:[\w-]+ )?(?:Government|Ministry|Department|Office|Council|Police) of |Armed [Ff]orces of )|"
    r"(?:Armed|Democratic|Defense|Defence|Mobilization|Security) Forces$| (?:Army|Navy|Air Force|House|Commission)$|"
    r"^(?:Strait|Gulf|Sea|Bay|Port) of | (?:Sea|Gulf|Ocean|Strait|Canal|Strip|West Bank|Heights)$|^West Bank$"
)
"""Names that take "the": unions, bodies of a state by their description, waters."""

PLURAL = re.compile(r" (?:Forces|Guards|Brigades|Units|Rebels|Police)$|^(?:Armed [Ff]orces|Police) of ")
"""Names that take "are"."""

_STATUS_WORDS: dict[str, str] = {str(status): words for status, words in STATUSES.items()}


class Names:
    """Looks each id up in the record once. Live for one page or one brief, never shared."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._outlets: Mapping[str, Outlet] = view.outlets()
        self._called = {
            name.casefold(): outlet for outlet in self._outlets.values() for name in (outlet.name, *outlet.aliases)
        }
        self._actors: dict[str, str] = {}

    def actor(self, id: str) -> str:  # noqa: A002 - the schema's own word
        """The registry's name; a `local:` actor by the words it was met in."""
        if id not in self._actors:
            self._actors[id] = self._find_actor(id)
        return self._actors[id]

    def _find_actor(self, actor_id: str) -> str:
        try:
            return self._view.actor(actor_id).name
        except NotFound:
            pass
        if actor_id.removeprefix("outlet:") in self._outlets:
            return self._outlets[actor_id.removeprefix("outlet:")].name
        words = plain_key(actor_id)
        return self._local(words) if actor_id.startswith("local:") else words

    def _local(self, words: str) -> str:
        """`tamar defence ministry` is "Defence Ministry (Union of Tamar)" where `tamar` is an actor."""
        first, _, rest = words.partition(" ")
        if not rest.endswith(("ministry", "minister")):
            return capitalise(words)
        state = self.actor(first)
        return f"{capitalise(rest)} ({state})" if state != first else capitalise(words)

    def actors(self, ids: Iterable[str], conjunction: str = "and") -> str:
        """Names in a row as a sentence has them: `the United States, B and C`; a body stands for what it is part of."""
        return join_words([with_article(self.actor(each)) for each in self._told(ids)], conjunction)

    def are_many(self, ids: Iterable[str]) -> bool:
        """Whether a sentence about these actors takes "are": several of them, or one that is a plural."""
        told = self._told(ids)
        return len(told) > 1 or any(PLURAL.search(self.actor(each)) for each in told)

    def _told(self, ids: Iterable[str]) -> list[str]:
        given = list(ids)
        wholes = {whole for actor_id in given for whole in self._wholes(actor_id)}
        return [each for each in given if each not in wholes]

    def _wholes(self, actor_id: str) -> list[str]:
        """The states and bodies that an actor is a part of, as its registry has it."""
        try:
            relations = self._view.actor(actor_id).relations
        except NotFound:
            return []
        return [each.target for each in relations if each.type == "part_of" and each.target != actor_id]

    def outlet(self, id: str | None) -> str:  # noqa: A002 - the schema's own word
        """The outlet's name, or what the document itself gives, or that none is given."""
        if not id:
            return "outlet not stated"
        known = self._outlets.get(id) or self._called.get(id.casefold())
        return known.name if known else id

    def origin(self, origin: str) -> str:
        """A terminal source in words, without the outlet that carries it."""
        if origin == "unattributed":
            return "no source given"
        kind, _, key = origin.partition(":")
        if kind == "outlet":
            return f"{self.outlet(key)}, its own reporting"
        if kind == "anonymous":
            return self._unnamed(key)
        return self.actor(origin)

    def _unnamed(self, key: str) -> str:
        """`tamar-defence-official` is "an unnamed defence official (Tamar)"; without a role, "an unnamed source"."""
        words = key.split("-")
        if words[-1] not in ROLES | {f"{role}s" for role in ROLES} | {"witnesses"}:
            return "an unnamed source"
        state = self.actor(words[0]) if len(words) > 1 else words[0]
        known = state != plain_key(words[0])
        role = " ".join(words[1:] if known else words)
        article = "" if words[-1] not in ROLES else "an "
        return f"{article}unnamed {role}{f' ({state})' if known else ''}"

    def link(self, link: str) -> str:
        """One link of a chain, or one id in a reason, in words: an outlet, an actor or an unnamed source."""
        kind, _, key = link.partition(":")
        if kind == "outlet":
            return self.outlet(key)
        return self.outlet(link) if link in self._outlets else self.origin(link)

    def reason(self, reason: str, ids: Iterable[str]) -> str:
        """A reason of a verdict with every one of these ids in words."""
        longest_first = sorted(set(ids), key=lambda each: (-len(each), each))
        if not longest_first:
            return reason
        known = "|".join(map(re.escape, longest_first))
        return re.sub(rf"(?<![\w:-])(?:{known})(?![\w-])", lambda found: self.link(found[0]), reason)

    def value(self, field: str, value: str) -> str:
        """A reported value of an incident's field as a reader would write it."""
        if field in ("actors", "recipients"):
            return self.actor(value)
        if field == "date":
            since, _, until = value.partition("/")
            return write_range((since, until or since))
        return _STATUS_WORDS.get(value, value) if field == "status" else value


def capitalise(words: str) -> str:
    """A name that lost its capitals on the way to an id: `senn river board` is `Senn River Board`."""
    small = {"of", "the", "and", "for", "in", "on"}
    return " ".join(word if word in small else word[:1].upper() + word[1:] for word in words.split())


def with_article(name: str) -> str:
    """`the United States`, `the Government of Iraq`: names that no sentence has without their article."""
    return f"the {name}" if ARTICLED.search(name) and not name.casefold().startswith("the ") else name


def join_words(words: Sequence[str], conjunction: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def plain_key(key: str) -> str:
    """An id read as words: `local:the_river-guards` is `the river guards`."""
    return key.rpartition(":")[2].replace("_", " ").replace("-", " ").strip() or key


def find_source_words(report: Report, document: Document, reading: Reading | None) -> str | None:
    """How the document itself calls the source of a report, when its event hangs on an attribution with one."""
    if reading is None or report.event is None or report.event >= len(reading.events):
        return None
    index = reading.events[report.event].attribution
    if index is None or index >= len(reading.attributions) or not reading.attributions[index].source:
        return None
    return " ".join(reading.attributions[index].source[0].of(document.text).split()) or None
