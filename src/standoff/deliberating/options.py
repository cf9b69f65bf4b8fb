"""Acts being weighed, and what is expected of them by whom."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.deliberating.casebook import HAPPENED, Casebook, Told, bounds
from standoff.schema import Evidence, Option, StatedLink


def options_of(book: Casebook) -> list[Option]:
    """One option per act that a report calls considered: of one incident, or else of one actor in the same words.

    Its expected consequences are those that reports link to it, or to another telling of it that has not happened
    either ("if it strikes, ...").
    """
    found: dict[tuple[str, ...], list[Told]] = {}
    for each in book.told:
        if each.event.status == "considered":
            found.setdefault(_key(each), []).append(each)
    return [_option(book, tellings) for _, tellings in sorted(found.items())]


def _key(told: Told) -> tuple[str, ...]:
    if told.incident is not None:
        return ("incident", told.incident.id)
    return ("act", told.actor or "", told.event.category, told.target or "", told.act.casefold())


def _option(book: Casebook, tellings: Sequence[Told]) -> Option:
    first = tellings[0]
    same = book.of_incident[first.incident.id] if first.incident else tellings
    related = [each for each in same if each.event.status not in HAPPENED]
    linked = [(each, link) for each in related for link in each.reading.links if _expects(link, each)]
    consequences: dict[str, str] = {}
    expected_by: set[str] = set()
    evidence = {(e.document, e.start, e.end): e for e in (each.evidence for each in tellings)}
    for each, link in linked:
        if link.target is None:
            continue
        words = " ".join(link.target.of(each.document.text).split())
        consequences.setdefault(words.casefold(), words)
        expected_by.add(book.holder(each.document, each.reading, link.target))
        stretch = bounds([span for span in (link.source, link.target, link.cue) if span])
        evidence.setdefault(
            (each.document.id, stretch.start, stretch.end),
            Evidence(document=each.document.id, start=stretch.start, end=stretch.end),
        )
    return Option(
        actor=first.actor,
        act=first.act,
        category=first.event.category,
        target=first.target,
        consequences=list(consequences.values()),
        expected_by=sorted(expected_by),
        evidence=list(evidence.values()),
    )


def _expects(link: StatedLink, told: Told) -> bool:
    """Whether the link says what the told act may lead to."""
    return link.relation == "consequence" and link.source is not None and link.source.overlap(told.event.trigger) > 0
