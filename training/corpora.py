"""Step 1: the corpora of a data folder as one list of labelled texts. See its README for forms and licences.

Every span is a pair of code points into the text. What a corpus does not annotate is None, not empty: the loss then
says nothing about it.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import gold
from gold import MUTUAL
from standoff.reading.codes import plover_code

Pair = tuple[int, int]


class Anchor(msgspec.Struct):
    """A cue or a trigger, and the words around it that play a role."""

    family: str
    span: Pair
    label: str
    """Category of a trigger, `cue`, or the structure of a rare cue."""
    roles: dict[str, list[Pair]]
    status: str | None = None
    mode: str | None = None
    kind: str | None = None


class Labelled(msgspec.Struct):
    """One text with everything its corpus says about it."""

    id: str
    corpus: str
    text: str
    sentences: list[Pair] | None = None
    cues: bool = False
    events: bool = False
    anchors: list[Anchor] = []
    entities: list[tuple[int, int, str]] | None = None
    inner_entities: list[tuple[int, int, str]] = []
    entity_hints: list[tuple[int, int, list[str]]] = []
    """Spans that are one of these types ([] for none), where a corpus does not annotate entities as such."""
    open_types: list[str] = []
    """Entity types this corpus leaves unmarked."""
    predicates: list[tuple[int, int, float]] = []
    dyads: list[tuple[list[Pair], list[Pair], list[str]]] = []
    """Source, target, and the PLOVER codes of what the one does to the other ([] for nothing)."""

    @property
    def asks_words(self) -> bool:
        """Whether anything but its dyads is known about the text."""
        known = self.entities is not None or self.predicates or self.entity_hints
        return bool(self.cues or self.events or known)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def pairs(spans: list[list[int]] | None) -> list[Pair]:
    return [(s, e) for s, e in spans or []]


def one(span: list[int] | None) -> list[Pair]:
    return [(span[0], span[1])] if span else []


def attribution_anchors(attributions: list[dict[str, Any]]) -> list[Anchor]:
    return [
        Anchor(
            "attribution", (min(s for s, _ in a["cue"]), max(e for _, e in a["cue"])), "cue",
            {"source": pairs(a["source"]), "content": pairs(a["content"])}, kind=a.get("kind"),
        )
        for a in attributions
        if a["cue"] and a["content"]
    ]  # fmt: skip


def event_anchors(events: list[dict[str, Any]]) -> list[Anchor]:
    return [
        Anchor(
            "event", (e["trigger"][0], e["trigger"][1]), e["category"],
            {
                "actor": pairs(e["actors"]), "recipient": pairs(e["recipients"]), "place": pairs(e["places"]),
                "time": pairs(e["times"]), "killed": one(e["killed"]), "injured": one(e["injured"]),
            },
            status=e["status"], mode=e["mode"] or "none",
        )
        for e in events
    ]  # fmt: skip


def structure_anchors(row: dict[str, Any]) -> list[Anchor]:
    found = []
    for d in row["designations"]:
        if d["cue"]:
            roles = {"by": one(d["by"]), "of": one(d["of"]), "as": one(d["as"])}
            found.append(Anchor("designation", tuple(d["cue"]), "designation", roles))
    for t in row["ties"]:
        if t["cue"]:
            found.append(Anchor("tie", tuple(t["cue"]), f"tie:{t['relation']}", {"a": one(t["a"]), "b": one(t["b"])}))
    for k in row["links"]:
        if k["cue"]:
            roles = {"from": one(k["from"]), "to": one(k["to"])}
            found.append(Anchor("link", tuple(k["cue"]), f"link:{k['relation']}", roles))
    return found + [Anchor("verification", tuple(v), "verification", {}) for v in row["verification"]]


def stated_dyads(events: list[dict[str, Any]]) -> list[tuple[list[Pair], list[Pair], list[str]]]:
    """Who does what to whom in the gold, and the same pair turned round: what it does not do is as telling."""
    acts: dict[tuple[Pair, Pair], set[str]] = {}
    for event in events:
        code = plover_code(event["category"], event["status"])
        for actor in pairs(event["actors"]):
            for recipient in pairs(event["recipients"]):
                acts.setdefault((actor, recipient), set()).add(code)
    for actor, recipient in list(acts):
        if acts[actor, recipient].isdisjoint(MUTUAL):
            acts.setdefault((recipient, actor), set())
    return [([a], [b], sorted(codes)) for (a, b), codes in acts.items()]


def name_hints(row: dict[str, Any]) -> list[tuple[int, int, list[str]]]:
    """Arguments whose role tells their type, names of actors, and words of acts and cues, which are no mention."""
    hints: list[tuple[int, int, list[str]]] = []
    for names in row.get("actors", {}).values():
        for name in names:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", row["text"]):
                hints.append((match.start(), match.end(), ["person", "organisation", "nationality", "place"]))
    for event in row["events"]:
        for role, kind in (("places", "place"), ("times", "time")):
            hints += [(s, e, [kind]) for s, e in event[role]]
        hints += [(s, e, ["quantity"]) for role in ("killed", "injured") for s, e in one(event[role])]
        hints.append((*event["trigger"], []))
    return hints + [(s, e, []) for a in row["attributions"] for s, e in a["cue"]]


def read_gold(path: Path, unseen: frozenset[str] = frozenset()) -> Iterator[Labelled]:
    """Events, attributions and structures annotated with the project's guide; no names of the `unseen` texts."""
    for row in rows(path):
        cues = row.get("attribution_annotated", True)
        yield Labelled(
            id=row["id"], corpus=row["corpus"], text=row["text"],
            sentences=pairs(row["sentences"]) if "sentences" in row else None,
            cues=cues, events=True,
            anchors=(attribution_anchors(row["attributions"]) if cues else [])
            + event_anchors(row["events"]) + structure_anchors(row),
            entity_hints=[] if row["text"] in unseen else name_hints(row), dyads=stated_dyads(row["events"]),
        )  # fmt: skip


def read_own_gold(folder: Path) -> Iterator[Labelled]:
    """Our passages, but for those kept back for the quality gate, and the sentences about pairs."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in gold.read_lines(path):
            name = f"{path.stem}-{number}"
            if path.stem.startswith("direction"):
                yield Labelled(
                    id=name, corpus="direction", text=line["text"],
                    dyads=[([a], [b], codes) for a, b, codes in gold.dyads(line)],
                )  # fmt: skip
            elif not gold.kept_back(number):
                row = gold.spans(line)
                yield Labelled(
                    id=name, corpus="gold", text=row["text"], cues=True, events=True,
                    anchors=attribution_anchors(row["attributions"]) + event_anchors(row["events"])
                    + structure_anchors(row),
                    entity_hints=typed_names(row) + name_hints(row), dyads=stated_dyads(row["events"]),
                )  # fmt: skip


def typed_names(row: dict[str, Any]) -> list[tuple[int, int, list[str]]]:
    return [
        (*where, [kind])
        for kind, names in row["names"].items()
        for name in names
        for where in gold.occurrences(row["text"], name.partition("##")[0])
    ]


def read_polnear(path: Path) -> Iterator[Labelled]:
    for row in rows(path):
        anchors = attribution_anchors(row["attributions"])
        yield Labelled(id=row["id"], corpus="polnear", text=row["text"], cues=True, anchors=anchors)


RE3D_TYPES = {
    "Organisation": "organisation", "Location": "place", "Person": "person", "Nationality": "nationality",
    "Weapon": "weapon", "MilitaryPlatform": "vehicle", "Vehicle": "vehicle", "Quantity": "quantity",
    "Temporal": "time", "Money": "money", "DocumentReference": "document",
}  # fmt: skip


def re3d_dev(path: Path) -> list[dict[str, Any]]:
    """Every fifth document is ours to develop on; nothing is learned from it."""
    return sorted(rows(path), key=lambda row: row["id"])[::5]


def read_re3d(path: Path) -> Iterator[Labelled]:
    """Entities nest in re3d: the outermost of each group is one layer, what lies inside another."""
    dev = {row["id"] for row in re3d_dev(path)}
    for row in rows(path):
        if row["id"] in dev:
            continue
        spans = sorted(
            {(e["begin"], e["end"], RE3D_TYPES[e["type"]]) for e in row["entities"] if e["type"] in RE3D_TYPES},
            key=lambda s: (s[0], -s[1]),
        )
        outer: list[tuple[int, int, str]] = []
        inner: list[tuple[int, int, str]] = []
        for span in spans:
            if not outer or span[0] >= outer[-1][1]:
                outer.append(span)
            elif not inner or span[0] >= inner[-1][1]:
                inner.append(span)
        yield Labelled(id=row["id"], corpus="re3d", text=row["text"], entities=outer, inner_entities=inner)


CROSSNER_TYPES = {
    "politician": "person", "person": "person", "politicalparty": "organisation", "organisation": "organisation",
    "location": "place", "country": "place", "election": "other", "event": "other", "misc": "other",
}  # fmt: skip


def read_crossner(path: Path) -> Iterator[Labelled]:
    for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
        text, entities = "", []
        for line in block.splitlines():
            word, tag = line.split("\t")
            start = len(text) + (1 if text else 0)
            text = f"{text} {word}" if text else word
            if tag.startswith("B-"):
                entities.append((start, len(text), CROSSNER_TYPES[tag[2:].strip()]))
            elif tag.startswith("I-") and entities:
                entities[-1] = (entities[-1][0], len(text), entities[-1][2])
        yield Labelled(
            id=f"crossner-{number}", corpus="crossner", text=text, entities=entities,
            open_types=["time", "quantity", "money", "weapon", "vehicle", "document", "nationality"],
        )  # fmt: skip


def read_uds(path: Path) -> Iterator[Labelled]:
    for number, row in enumerate(rows(path)):
        predicates = [(p["start"], p["end"], p["factuality"]) for p in row["predicates"]]
        yield Labelled(id=f"uds-{number}", corpus="uds", text=row["text"], predicates=predicates)


def read_meantime(path: Path) -> Iterator[Labelled]:
    for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n")):
        text, predicates = "", []
        for line in block.splitlines():
            _, word, value, *_ = line.split("\t")
            start = len(text) + (1 if text else 0)
            text = f"{text} {word}" if text else word
            if value != "_":
                predicates.append((start, len(text), float(value)))
        if predicates:
            yield Labelled(id=f"meantime-{number}", corpus="meantime", text=text, predicates=predicates)


def read_plv(path: Path) -> Iterator[Labelled]:
    """The marks are cut out again: direction is read from the sentence, not from tags in it."""
    for number, row in enumerate(rows(path)):
        text, marks = "", {}
        for part in re.split(r"(</?[st]>)", row["marked_sentence"]):
            if re.fullmatch(r"</?[st]>", part):
                marks.setdefault(part.strip("</>"), []).append(len(text))
            else:
                text += part
        spans = {k: [(v[0], v[1])] for k, v in marks.items() if len(v) == 2 and v[0] < v[1]}
        if "s" in spans and "t" in spans:
            codes = ["CONCEDE", "RETREAT"] if row["gold_root"] == "YIELD" else [row["gold_root"]]
            dyads = [(spans["s"], spans["t"], codes)]
            if set(codes).isdisjoint(MUTUAL):
                dyads.append((spans["t"], spans["s"], []))
            yield Labelled(id=f"plv-{number}", corpus="plv", text=text, dyads=dyads)


def read_training(data: Path) -> list[Labelled]:
    unseen = frozenset(row["text"] for row in re3d_dev(data / "entities/re3d-train.jsonl.gz"))
    return [
        *read_gold(data / "events/standoff-train.jsonl.gz", unseen),
        *read_gold(data / "events/authored-train.jsonl"),
        *read_polnear(data / "attribution/polnear-train.jsonl.gz"),
        *read_re3d(data / "entities/re3d-train.jsonl.gz"),
        *read_crossner(data / "entities/crossner-politics-train.txt"),
        *read_uds(data / "factuality/uds-train.jsonl.gz"),
        *read_meantime(data / "factuality/meantime-train.conll"),
        *read_plv(data / "events/plv-train.jsonl"),
        *read_own_gold(Path(__file__).parent / "gold"),
    ]
