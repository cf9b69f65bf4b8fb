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
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from standoff.reading import QUADS, Reader
from standoff.schema import Category, Document, Event, Reading, Span

WORD = re.compile(r"\w+")

CORPORA = {
    "events, standoff-dev": "events/standoff-dev.jsonl.gz",
    "events, authored-dev": "events/authored-dev.jsonl",
    "attribution, PolNeAR dev": "attribution/polnear-dev.jsonl.gz",
    "entities, re3d (seen in training)": "entities/re3d-train.jsonl.gz",
}


def rows(path: Path) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def score(read: Callable[[Iterable[Document]], Iterable[Reading]], path: Path, tool: Path) -> dict[str, Any]:
    """The scorer's own figures for one corpus."""
    gold = rows(path)
    with tempfile.TemporaryDirectory() as folder:
        gold_path, read_path = Path(folder, "gold.jsonl"), Path(folder, "readings.jsonl")
        gold_path.write_text("".join(json.dumps(row) + "\n" for row in gold), encoding="utf-8")
        documents = (Document(id=row["id"], text=row["text"], sha256="") for row in gold)
        with read_path.open("wb") as out:
            for reading in read(documents):
                out.write(msgspec.json.encode(reading) + b"\n")
        command = [sys.executable, str(tool), str(gold_path), str(read_path), "--json"]
        figures: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return figures


def trigger_lexicon(data: Path) -> Callable[[Iterable[Document]], Iterable[Reading]]:
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
    right = [max(p, key=lambda c: p[c]) == row["category"] for p, row in zip(reader.code(asked), data, strict=True)]
    quads = [
        QUADS[max(p, key=lambda c: p[c])] == QUADS[row["category"]]
        for p, row in zip(reader.code(asked), data, strict=True)
    ]
    both: dict[str, list[bool]] = {}
    for row, ok in zip(data, right, strict=True):
        if row["both"]:
            both.setdefault(row["text"], []).append(ok)
    return {
        "lines right": round(100 * float(np.mean(right)), 1),
        "quad class right": round(100 * float(np.mean(quads)), 1),
        "right both ways": round(100 * float(np.mean([all(v) for v in both.values()])), 1),
    }


def evaluate(reader: Reader, data: Path, tools: Path) -> dict[str, Any]:
    out: dict[str, Any] = {
        name: score(reader.read, data / path, tools / "score_reading.py") for name, path in CORPORA.items()
    }
    for name in ("events, standoff-dev", "events, authored-dev"):
        baseline = score(trigger_lexicon(data), data / CORPORA[name], tools / "score_reading.py")
        out[f"trigger lexicon, {name}"] = {"events": baseline["events"]}
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
