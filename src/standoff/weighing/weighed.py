"""The whole weighing: readings in, copies and incidents out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import msgspec

from standoff.schema import Actor, Document, Incident, Outlet, Reading
from standoff.weighing.copies import find_copies
from standoff.weighing.grouping import group
from standoff.weighing.incidents import incident_of
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Mention, read_mentions
from standoff.weighing.outlets import OutletIndex
from standoff.weighing.pages import Page
from standoff.weighing.sentences import content_stems
from standoff.weighing.sources import read_voices

ALIGNED = 0.55
"""Share of the longer sentence's content words that two sentences must have in common to be one."""
TwinKey = tuple[str, int, int, str]
Grouping = Callable[[Sequence[Mention], Kinship], list[list[Mention]]]


class Weighed(msgspec.Struct, frozen=True):
    """What the reporting comes to."""

    copies: list[tuple[str, str]]
    """Near-verbatim reprints, (copy, original)."""
    incidents: list[Incident]


def weigh(
    readings: Sequence[tuple[Document, Reading]], actors: Mapping[str, Actor], outlets: Mapping[str, Outlet]
) -> Weighed:
    """Copies and incidents of resolved readings. The order of `readings` changes nothing."""
    return weigh_by(group, readings, actors, outlets)


def weigh_by(
    grouping: Grouping,
    readings: Sequence[tuple[Document, Reading]],
    actors: Mapping[str, Actor],
    outlets: Mapping[str, Outlet],
) -> Weighed:
    """The same under another way of grouping mentions, so that ways can be compared."""
    kinship, index = Kinship(actors), OutletIndex(outlets)
    pairs = sorted(readings, key=lambda pair: (pair[0].published or "9999", pair[0].id))
    copies = find_copies([document for document, _ in pairs], index)
    voices = read_voices(pairs, kinship, index)
    pages = {document.id: Page(document, reading, voices[document.id]) for document, reading in pairs}
    mentions = {key: read_mentions(page) for key, page in pages.items()}
    twins: dict[TwinKey, list[Mention]] = defaultdict(list)
    for copy, original in copies.items():
        mentions[copy], mirrored = _mirror(pages[copy], mentions[copy], pages[original], mentions[original])
        for key, mention in mirrored:
            twins[key].append(mention)
    groups = grouping([mention for found in mentions.values() for mention in found], kinship)
    incidents = [
        incident_of([*members, *(twin for mention in members for twin in twins.get(_twin_key(mention), []))], kinship)
        for members in groups
    ]
    return Weighed(copies=sorted(copies.items()), incidents=sorted(incidents, key=_order))


def _twin_key(mention: Mention) -> TwinKey:
    return (mention.document, mention.start, -1 if mention.event is None else mention.event, mention.trigger)


def _mirror(
    copy: Page, told: Sequence[Mention], original: Page, first_told: Sequence[Mention]
) -> tuple[list[Mention], list[tuple[TwinKey, Mention]]]:
    """What a copy says of its own, and what it repeats: the original's mentions at the copy's sentences.

    Repeated sentences are read once, in the original: a reader that stumbles over a changed word in the reprint
    must not make a second witness of it.
    """
    counterpart = _aligned(copy, original)
    own = [mention for mention in told if mention.sentence not in counterpart]
    mirrored: list[tuple[TwinKey, Mention]] = []
    for at, source in sorted(counterpart.items()):
        span = copy.sentences[at]
        for mention in first_told:
            if mention.sentence == source:
                events = [other.event for other in told if other.sentence == at and other.category == mention.category]
                twin = msgspec.structs.replace(
                    mention,
                    document=copy.document.id,
                    published=copy.published,
                    event=events[0] if events else None,
                    start=span.start,
                    end=span.end,
                    sentence=at,
                    chain=(copy.voices.own().key, *mention.chain),
                    copy_of=original.document.id,
                )
                mirrored.append((_twin_key(mention), twin))
    return own, mirrored


def _aligned(copy: Page, original: Page) -> dict[int, int]:
    """Sentence of the copy -> the sentence of the original it repeats."""
    theirs = [content_stems(original.words(at)) for at in range(len(original.sentences))]
    found: dict[int, int] = {}
    for at in range(len(copy.sentences)):
        stems = content_stems(copy.words(at))
        if copy.words(at) and stems and theirs:
            shares = [
                (len(stems & other) / max(len(stems), len(other), 1), -where) for where, other in enumerate(theirs)
            ]
            best = max(shares)
            if best[0] >= ALIGNED:
                found[at] = -best[1]
    return found


def _order(incident: Incident) -> tuple[str, str]:
    return (incident.date[0] if incident.date else "9999", incident.id)
