"""How well an incident stands up, and why: a stated model, every line of which can be read aloud.

Credence is the logistic of a sum of log-odds: each independent origin adds by how it knows, denials, retractions and
hedging take away. The weights are set by hand and not calibrated; docs/weighing.md says what they mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

from standoff.schema import Overall, Verdict
from standoff.weighing.claims import HOLDS, Holding, rival_actors, standing, tolls_disagree
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Mention

CONTESTABLE = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION"))
"""Acts for which "who" is disputed rather than merely told from two sides."""
START = -0.4
NAMED, OWN_EYES, ADMITS, UNNAMED = 1.1, 1.0, 0.9, 0.4
DENIED_BY_ONE_WITH_INTEREST, DENIED = -0.8, -1.4
RETRACTED, HEDGED_ONLY, NO_ORIGIN = -2.5, -0.4, -0.5


class Reason(msgspec.Struct, frozen=True):
    """One line of the sum, in words."""

    weight: float
    because: str


class Positions(msgspec.Struct, frozen=True):
    """Where each origin stands on whether the act took place (or was announced)."""

    asserting: list[str]
    """Origins that ever asserted or corrected."""
    retracted: list[str]
    denying: list[str]
    hedging: list[str]
    interested: list[str]
    """Of those denying: the ones the act is laid to."""

    @property
    def standing(self) -> list[str]:
        return [origin for origin in self.asserting if origin not in self.retracted]

    @property
    def named(self) -> list[str]:
        return [origin for origin in self.standing if not origin.startswith("anonymous:")]


def positions(members: Sequence[Mention], origins: Mapping[str, str], kinship: Kinship) -> Positions:
    """Each origin's last word; `unattributed` is nobody's."""
    said: dict[str, list[Mention]] = {}
    for mention in sorted(members, key=lambda mention: mention.key):
        if mention.source.key != "unattributed" and not mention.faint:
            said.setdefault(origins[mention.source.key], []).append(mention)
    accused = {actor for mention in members if mention.stance in HOLDS for actor in mention.actors}
    asserting = [origin for origin in sorted(said) if any(mention.stance in HOLDS for mention in said[origin])]
    retracted = _retracted(members, origins)
    carried = all(mention.happened or mention.status == "denied" for mention in members)
    denying = [
        origin
        for origin in sorted(said)
        if said[origin][-1].stance == "denies"
        and not any(one.stance in HOLDS and one.document == said[origin][-1].document for one in said[origin])
        and (carried or kinship.overlap([origin], accused))
    ]
    hedging = [origin for origin in sorted(said) if all(mention.stance == "hedges" for mention in said[origin])]
    interested = [origin for origin in denying if _interested(origin, accused, kinship)]
    kept = [origin for origin in asserting if origin not in denying or origin in retracted]
    return Positions(kept or asserting, retracted, denying, hedging, interested)


def _interested(origin: str, accused: set[str], kinship: Kinship) -> bool:
    state = origin.removeprefix("local:").partition("-")[0]
    return kinship.overlap([origin], accused) or (origin.startswith("local:") and kinship.overlap([state], accused))


def _retracted(members: Sequence[Mention], origins: Mapping[str, str]) -> list[str]:
    """Origins whose report is withdrawn, by themselves or by the outlet that carried it."""
    withdrawn = [mention for mention in members if mention.stance == "retracts"]
    outlets = {mention.chain[0] for mention in withdrawn if mention.chain}
    gone = {origins[mention.source.key] for mention in withdrawn}
    for mention in members:
        if mention.stance in HOLDS and mention.source.anonymous and mention.chain and mention.chain[0] in outlets:
            gone.add(origins[mention.source.key])
    return sorted(gone - {"unattributed"})


def judge(
    members: Sequence[Mention],
    origins: Mapping[str, str],
    tolls: Mapping[str, Sequence[Holding]],
    kinship: Kinship,
) -> Verdict:
    """The verdict on one incident from its independent reports (copies left out)."""
    stand = positions(members, origins, kinship)
    categories = {mention.category for mention in members}
    rivals = rival_actors(members, origins, kinship) if categories & CONTESTABLE else []
    disputed = [field for field in sorted(tolls) if tolls_disagree(tolls[field])]
    overall = _overall(stand, contested=bool(rivals or disputed))
    reasons = _reasons(stand, members, origins, kinship)
    words = [reason.because for reason in reasons]
    words += [f"who did it is contested: {a} or {b}" for a, b in rivals]
    words += [_dispute(field, tolls[field]) for field in disputed]
    credence = 1 / (1 + math.exp(-(START + sum(reason.weight for reason in reasons))))
    return Verdict(
        overall=overall,
        credence=round(min(0.98, max(0.02, credence)), 3),
        independent_origins=len(stand.asserting),
        reasons=words,
        fields=_field_verdicts(members, origins, tolls, rivals),
    )


def _overall(stand: Positions, *, contested: bool) -> Overall:
    if stand.denying and not stand.named:
        return "denied"
    if stand.retracted and not stand.standing:
        return "denied" if stand.asserting else "unverified"
    if stand.denying or contested:
        return "contested"
    if not stand.named:
        return "unverified"
    return "corroborated" if len(stand.standing) >= 2 else "single-source"


def _reasons(
    stand: Positions, members: Sequence[Mention], origins: Mapping[str, str], kinship: Kinship
) -> list[Reason]:
    accused = {actor for mention in members if mention.stance in HOLDS for actor in mention.actors}
    found = [_support(origin, accused, kinship) for origin in stand.standing]
    found += [Reason(RETRACTED, f"withdrawn: what rested on {origin}") for origin in stand.retracted]
    for origin in stand.denying:
        interested = origin in stand.interested
        weight = DENIED_BY_ONE_WITH_INTEREST if interested else DENIED
        found.append(Reason(weight, f"denied by {origin}" + (", to whom it is laid" if interested else "")))
    if not stand.standing and stand.hedging:
        found.append(Reason(HEDGED_ONLY, "only hedged: " + ", ".join(stand.hedging)))
    if not stand.asserting:
        found.append(Reason(NO_ORIGIN, "nobody stands behind it: told without a source"))
    return found


def _support(origin: str, accused: set[str], kinship: Kinship) -> Reason:
    if origin.startswith("anonymous:"):
        return Reason(UNNAMED, f"asserted by an unnamed source ({origin.removeprefix('anonymous:')})")
    if origin.startswith("outlet:"):
        return Reason(OWN_EYES, f"reported by {origin} in its own voice")
    if kinship.overlap([origin], accused):
        return Reason(ADMITS, f"asserted by {origin}, who says it of itself")
    return Reason(NAMED, f"asserted by {origin}")


def _dispute(field: str, found: Sequence[Holding]) -> str:
    held = sorted({(holding.figure[0], holding.figure[1] or 0, holding.origin) for holding in standing(found)})
    return f"{field} is contested: " + ", ".join(f"{low} by {origin}" for low, _, origin in held)


def _field_verdicts(
    members: Sequence[Mention],
    origins: Mapping[str, str],
    tolls: Mapping[str, Sequence[Holding]],
    rivals: Sequence[tuple[str, str]],
) -> dict[str, Overall]:
    fields: dict[str, Overall] = {}
    for field in ("actors", "recipients", "place", "date"):
        holders = {
            origins[mention.source.key] for mention in members if mention.stance in HOLDS and getattr(mention, field)
        }
        if holders:
            fields[field] = _supported(holders)
    if rivals:
        fields["actors"] = "contested"
    for field, found in tolls.items():
        if found:
            fields[field] = (
                "contested" if tolls_disagree(found) else _supported({holding.origin for holding in standing(found)})
            )
    return fields


def _supported(holders: set[str]) -> Overall:
    named = {origin for origin in holders if origin != "unattributed" and not origin.startswith("anonymous:")}
    if not named:
        return "unverified"
    return "corroborated" if len(holders - {"unattributed"}) >= 2 else "single-source"
