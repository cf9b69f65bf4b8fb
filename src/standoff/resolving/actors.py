"""Who a mention names, from its own words, the registry and the day: before the rest of the document is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz

from standoff.resolving.bodies import ministry_in
from standoff.resolving.names import fold, has_capital, word_set, words
from standoff.resolving.offices import Holder
from standoff.resolving.phrases import (
    COMPOUND,
    NOMINALS,
    OUTSIDERS,
    QUANTIFIERS,
    ROLES,
    SOURCES,
    TITLES,
    Phrase,
    bare,
    take_apart,
    trailing_name,
    untitled,
)
from standoff.resolving.registry import Candidate, Registry

_NEUTRAL = word_set(
    "senior top high ranking high-ranking military defence defense foreign intelligence security federal interim "
    "caretaker transitional central national political supreme unnamed local special regular ground naval border prime "
    "deputy state armed several two three some other many new former elite riot counter terrorism anti media "
    "press presidential parliamentary government chief combat fighter"
)
"""Words that may stand between a name and its head without changing whose it is."""
_MILITARY = word_set(
    "army military forces force troops soldiers navy warplanes jets aircraft airstrikes servicemen personnel "
    "artillery marines regulars commandos warships warship navy paratroopers drones helicopters guns"
)
_POLICE = frozenset(("police", "policemen", "gendarmerie"))
_GOVERNMENT = word_set(
    "government officials official authorities administration cabinet leadership diplomats diplomat negotiators "
    "delegation envoy envoys ambassador president premier minister ministers chancellor king leader leaders "
    "spokesman spokeswoman spokesperson parliament embassy regime side representatives"
)


SHORTEST_SURNAME = 6
"""A shorter last name alone (`Singh`, `Kim`) names too many."""


class Match(NamedTuple):
    """An actor, the probability, and the reason in words."""

    actor: str
    p: float
    reason: str


class Names(NamedTuple):
    """What an actor may be found by: the registry and the day."""

    registry: Registry
    day: str | None = None


def link(text: str, names: Names, *, person: bool = False, metonym: bool = False) -> Match | None:
    """The actor a mention names by itself; None when only the document can tell, or nothing.

    `person`: the mention is a person's name or description; `metonym`: it is a place, of which only a full name counts.
    """
    whole = bare(text)
    if match := _exact(whole, names):
        return match
    if metonym:
        return None
    phrase = take_apart(text)
    return (
        _across(phrase, names)
        or _exact(phrase.core, names)
        or _office_holder(phrase, names, person=person)
        or _ministry(phrase, names)
        or _by_head(phrase.core, names)
        or (_by_title(phrase, names) if person else None)
        or _by_rest(phrase, names)
        or _by_apposition(phrase, names)
        or (None if person else _similar(phrase, names))
    )


def unknown_name(text: str, *, person: bool) -> str | None:
    """The name by which an unknown actor becomes a local one; None for a description (`a senior official`)."""
    phrase = take_apart(text)
    named = trailing_name(phrase.core)
    if named is None and phrase.apposition:
        named = trailing_name(phrase.apposition.split(",")[0])
        person = True
    if named is None or COMPOUND.search(named):
        return None
    if person:
        named = untitled(named)
    if phrase.preposition in ("of", "for") and phrase.rest[:1].isupper() and " " not in named:
        named = f"{named} {phrase.preposition} {trailing_name(phrase.rest) or phrase.rest}"
    if fold(named) in TITLES | ROLES | QUANTIFIERS or fold(named) in NOMINALS:
        return None
    return named if len(fold(named)) > 1 else None


def _exact(name: str, names: Names) -> Match | None:
    found = names.registry.named(name)
    if not found:
        return None
    best = found[0]
    if len(found) == 1:
        return Match(best.actor, 0.95, f"alias “{best.alias}”")
    others = ", ".join(c.actor for c in found[1:])
    return Match(best.actor, round(0.95 / len(found), 3), f"alias “{best.alias}”, which {others} also bears")


def _similar(phrase: Phrase, names: Names) -> Match | None:
    named = trailing_name(phrase.core)
    if named is None:
        return None
    found = [c for c in names.registry.find(named) if not _is_state(c.actor, names)]
    if not found:
        return None
    best = max(found, key=lambda c: c.score)
    return Match(best.actor, round(best.score * 0.9, 3), f"“{named}” is close to “{best.alias}”")


def _is_state(actor: str, names: Names) -> bool:
    known = names.registry.actor(actor)
    return known is not None and known.kind == "state"


def aliases_in(core: str, names: Names) -> Iterable[tuple[int, int, Candidate]]:
    """Names of the registry inside a phrase, longest first from the left, by word index.

    One in a compound (`Iran-backed`) is none, nor is one in small letters (`the militia`).
    """
    parts = words(core)
    i = 0
    while i < len(parts):
        for j in range(min(len(parts), i + names.registry.longest + 1), i, -1):
            piece = core[parts[i][0] : parts[j - 1][1]]
            found = names.registry.named(piece)
            if found and has_capital(found[0].alias) and not COMPOUND.match(core[parts[j - 1][1] :]):
                yield i, j, found[0]
                i = j - 1
                break
        i += 1


def _by_head(core: str, names: Names) -> Match | None:
    """`Kataib Hezbollah fighters`, `US drones`: the last name before the head, if it owns the head."""
    parts = [w for _, _, w in words(core)]
    found = list(aliases_in(core, names))
    if not found:
        return None
    start, end, candidate = found[-1]
    between = [fold(w) for w in parts[end:]]
    reason = f"“{candidate.alias}” in “{core}”"
    if not between:
        before = [w for w in parts[:start] if w[0].isupper() and fold(w) not in ("the", "a", "an")]
        return Match(candidate.actor, 0.8, reason) if not before and not COMPOUND.search(core) else None
    if not all(_passes(word) for word in between[:-1]) or (
        len(found) > 1 and found[-2][1] == start and _is_state(candidate.actor, names)
    ):
        return None
    head = between[-1]
    if _is_state(candidate.actor, names):
        return _state_body(candidate.actor, head, reason, names)
    return Match(candidate.actor, 0.8, reason) if head in ROLES else None


def _passes(word: str) -> bool:
    return word in _NEUTRAL or word in ROLES or word in _MILITARY or word.isdigit()


def _state_body(state: str, head: str, reason: str, names: Names) -> Match | None:
    """What of a state a head noun means: `drones` its military, `negotiators` its government, `protesters` none."""
    if head in _MILITARY:
        return _part(state, "military", 0.8, reason, names)
    if head in _POLICE:
        return _part(state, "police", 0.8, reason, names)
    if head in _GOVERNMENT:
        return _part(state, "government", 0.6 if head in SOURCES else 0.8, reason, names)
    return None if head in OUTSIDERS or head not in ROLES else Match(state, 0.5, reason)


def _part(state: str, suffix: str, p: float, reason: str, names: Names) -> Match:
    """The state's own body; the state itself, less surely, when its registry has none."""
    own = f"{state}-{suffix}"
    if names.registry.actor(own):
        return Match(own, p, reason)
    kind = next((part for part in names.registry.parts(state) if _kind(part, names) == suffix), None)
    if kind and suffix != "government":
        return Match(kind, p * 0.9, reason)
    return Match(state, p * 0.8, reason)


def _kind(actor: str, names: Names) -> str | None:
    known = names.registry.actor(actor)
    return known.kind if known else None


def _across(phrase: Phrase, names: Names) -> Match | None:
    """A name that holds a preposition: `the Iranian-backed Islamic Resistance in Iraq`."""
    if phrase.preposition is None:
        return None
    main = f"{phrase.core} {phrase.preposition} {phrase.rest}"
    parts = words(main)
    for start, end, candidate in aliases_in(main, names):
        if parts[start][0] < len(phrase.core) < parts[end - 1][1]:
            return Match(candidate.actor, 0.85, f"“{candidate.alias}” in “{main}”")
    return None


def _by_title(phrase: Phrase, names: Names) -> Match | None:
    """`White House spokesman John Kirby`, `Hamas leader Ismail Haniyeh`: who has a part in a body stands for it."""
    name = untitled(phrase.core)
    if name == phrase.core:
        return None
    return _by_head(phrase.core[: -len(name)].strip(), names)


def _by_rest(phrase: Phrase, names: Names) -> Match | None:
    """`a spokesman for Hamas`, `the government of Iraq`, `officials in Washington`: whom the head belongs to."""
    head = phrase.head
    if head not in ROLES or phrase.preposition not in ("of", "for", "from", "at", "in", "with"):
        return None
    if phrase.preposition == "in" and head not in (
        "officials",
        "government",
        "authorities",
        "leadership",
        "official",
    ):
        return None
    owner = link(phrase.rest, names)
    if owner is None:
        return None
    reason = f"“{phrase.core} {phrase.preposition}”: {owner.reason}"
    factor = 0.7 if phrase.preposition == "in" else 0.9
    if _is_state(owner.actor, names) and (body := _state_body(owner.actor, head, reason, names)):
        return Match(body.actor, round(body.p * factor, 3), reason)
    if _is_state(owner.actor, names) and head in OUTSIDERS:
        return None
    return Match(owner.actor, round(owner.p * factor, 3), reason)


def _by_apposition(phrase: Phrase, names: Names) -> Match | None:
    """`Ines Tarvold, a Kesrian Foreign Ministry spokeswoman`: she speaks for it; only for those who speak."""
    if not phrase.apposition or not has_capital(phrase.apposition):
        return None
    told = take_apart(phrase.apposition.split(",")[0])
    if (
        phrase.head not in SOURCES
        and told.head not in SOURCES
        and told.head not in ("minister", "president", "premier")
    ):
        return None
    owner = link(phrase.apposition, names)
    return Match(owner.actor, round(owner.p * 0.8, 3), f"“{phrase.apposition}”: {owner.reason}") if owner else None


def _same_person(known: str, name: str) -> bool:
    """The same last name, and first names that are spellings of one another (`Mohammad`, `Mohammed`)."""
    return fuzz.ratio(fold(known).split()[0], fold(name).split()[0]) >= 80


def _ministry(phrase: Phrase, names: Names) -> Match | None:
    """`the Union's Defence Ministry`, `Iranian Foreign Minister Araghchi`, `the ministry of defence of Iraq`."""
    ministry = ministry_in(fold(phrase.text.split(",")[0]))
    if ministry is None:
        return None
    owner = next((c.actor for _, _, c in aliases_in(phrase.text.split(",")[0], names)), None)
    if owner is None:
        return None
    state = names.registry.state_of(owner)
    if state is None:
        return None
    known = f"{state}-{ministry}" if names.registry.actor(f"{state}-{ministry}") else None
    reason = f"“{phrase.text}” names a ministry of {state}"
    return (
        Match(known, 0.85, reason)
        if known
        else Match(f"local:{state}-{ministry}", 0.75, f"{reason} that no registry lists")
    )


def _office_holder(phrase: Phrase, names: Names, *, person: bool) -> Match | None:
    """Who held the office on the day: the office's actor. A bare last name only if one holder has it."""
    main = phrase.text.split(",")[0]
    named = trailing_name(main) or trailing_name(phrase.core)
    if named is None:
        return None
    name = untitled(named)
    holding = [h for h in _holders_named(name, names) if h.held(names.day)]
    fitting = [h for h in holding if set(fold(h.title).split()) & set(fold(main).split())] or holding
    full = " " in name
    if not fitting or (not full and (not person or len(name) < SHORTEST_SURNAME or len({h.name for h in fitting}) > 1)):
        return None
    best = next((h for h in fitting if _is_state(h.actor, names)), fitting[0])
    since = f" since {best.since}" if best.since else ""
    p = 0.9 if full else 0.75 if name != main else 0.6
    return Match(best.actor, p, f"{best.name}, {best.title} of {best.actor}{since}")


def _holders_named(name: str, names: Names) -> list[Holder]:
    """By the whole name, by its last words (`of State Antony Blinken`), or by last name and a like first name."""
    holders = names.registry.holders
    parts = fold(name).split()
    for start in range(max(1, len(parts) - 1)):
        if known := holders.get(" ".join(parts[start:])):
            return known
    return [h for h in holders.get(parts[-1], ()) if _same_person(h.name, name)] if parts else []
