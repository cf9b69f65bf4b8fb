"""F1 of spans with labels, and the parts of a reading that the data folder's scorer leaves out.

An item matches when its span overlaps the gold item's and its labels agree; each gold item matches at most one found
item, in text order of the gold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from standoff.schema import Reading, Span

Item = tuple[Span, tuple[str, ...]]
Score = dict[str, float]


def f1(pairs: Iterable[tuple[Sequence[Item], Sequence[Item]]]) -> Score:
    """Precision, recall and F1 in per cent over (gold items, found items) of each text, with the counts."""
    hits = gold_count = found_count = 0
    for gold, found in pairs:
        gold_count, found_count = gold_count + len(gold), found_count + len(found)
        left = list(found)
        for span, label in gold:
            match = next((item for item in left if item[1] == label and item[0].overlap(span)), None)
            if match is not None:
                left.remove(match)
                hits += 1
    return {
        "p": percent(hits, found_count), "r": percent(hits, gold_count),
        "f1": percent(2 * hits, gold_count + found_count), "gold": gold_count, "pred": found_count,
    }  # fmt: skip


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def structures_of(row: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
    """Name of the figure, and cue with relation, of each rare structure in a gold row."""
    for item in row["designations"]:
        if item["cue"]:
            yield "designations", (Span(*item["cue"]), ())
    for name in ("ties", "links"):
        for item in row[name]:
            if item["cue"]:
                yield name, (Span(*item["cue"]), (item["relation"],))
    for cue in row["verification"]:
        yield "verification", (Span(*cue), ())


def structures_read(reading: Reading) -> Iterator[tuple[str, Item]]:
    for designation in reading.designations:
        yield "designations", (designation.cue, ())
    for tie in reading.ties:
        yield "ties", (tie.cue, (tie.relation,))
    for link in reading.links:
        yield "links", (link.cue, (link.relation,))
    for span in reading.verification:
        yield "verification", (span, ())


def score_structures(rows: Sequence[Mapping[str, Any]], readings: Sequence[Reading]) -> dict[str, Score]:
    """Cues of designations and verification; cues with relation of ties and links."""
    return {
        name: f1(
            (
                [item for kind, item in structures_of(row) if kind == name],
                [item for kind, item in structures_read(reading) if kind == name],
            )
            for row, reading in zip(rows, readings, strict=True)
        )
        for name in ("designations", "ties", "links", "verification")
    }


def score_events(rows: Sequence[Mapping[str, Any]], readings: Sequence[Reading]) -> dict[str, Score]:
    """Triggers, triggers with category, and with category and status."""
    out = {}
    for depth, name in enumerate(("trigger", "trigger+category", "trigger+category+status")):
        out[name] = f1(
            (
                [(Span(*e["trigger"]), (e["category"], e["status"])[:depth]) for e in row["events"]],
                [(e.trigger, (e.category, e.status)[:depth]) for e in reading.events],
            )
            for row, reading in zip(rows, readings, strict=True)
        )
    return out


def score_attributions(rows: Sequence[Mapping[str, Any]], readings: Sequence[Reading]) -> dict[str, Score]:
    """Cues, and the hulls of sources and contents."""

    def hull(spans: Sequence[Sequence[int]]) -> Item:
        return Span(min(s[0] for s in spans), max(s[1] for s in spans)), ()

    return {
        part: f1(
            (
                [hull(a[part]) for a in row["attributions"] if a[part]],
                [hull([(s.start, s.end) for s in getattr(a, part)]) for a in reading.attributions if getattr(a, part)],
            )
            for row, reading in zip(rows, readings, strict=True)
        )
        for part in ("source", "cue", "content")
    }
