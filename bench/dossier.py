"""The whole way on a dossier whose truth is known: `dossier.py DOSSIER --tools TOOLS`.

DOSSIER holds articles.jsonl, registry.yaml, outlets.yaml and truth.json, TOOLS the scorer `score_dossier.py`. The
articles are read, resolved, weighed and exported as `standoff export` does, and scored beside two baselines on the same
readings: every event an incident of its own; and events of one category, one day and a shared actor as one incident.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from standoff.reading import Reader
from standoff.resolving import Gazetteer, Registry, resolve
from standoff.resolving.layers import open_layer
from standoff.schema import Document, Reading
from standoff.weighing.grouping import group
from standoff.weighing.kinship import Kinship
from standoff.weighing.mentions import Mention
from standoff.weighing.weighed import Grouping, Weighed, weigh_by

Pair = tuple[Document, Reading]


def one_by_one(mentions: Sequence[Mention], kinship: Kinship) -> list[list[Mention]]:
    """One incident per event."""
    return [[mention] for mention in mentions if mention.category is not None]


def by_day_and_actor(mentions: Sequence[Mention], kinship: Kinship) -> list[list[Mention]]:
    """Same category, same day (of the act, else of publication) and a shared actor."""
    found: dict[tuple[str, str], list[tuple[set[str], list[Mention]]]] = {}
    for mention in sorted(mentions, key=lambda mention: mention.key):
        if mention.category is None:
            continue
        day = mention.date[0] if mention.date else mention.published[:10]
        named = {*mention.actors, *mention.recipients}
        shelf = found.setdefault((mention.category, day), [])
        home = next((entry for entry in shelf if entry[0] & named), None)
        if home is None:
            shelf.append((named, [mention]))
        else:
            home[0].update(named)
            home[1].append(mention)
    return [members for shelf in found.values() for _, members in shelf]


WAYS: Mapping[str, Grouping] = {
    "standoff": group,
    "one incident per event": one_by_one,
    "day + actor": by_day_and_actor,
}


def read_dossier(folder: Path) -> tuple[list[Pair], Registry]:
    """Resolved readings of a dossier's articles, and the registry they were resolved by."""
    documents = []
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        given = {key: value for key, value in json.loads(line).items() if key in Document.__struct_fields__}
        documents.append(msgspec.convert({"sha256": "", **given}, Document))
    registry = Registry.load(*(open_layer((folder / name).absolute()) for name in ("registry.yaml", "outlets.yaml")))
    gazetteer = Gazetteer.open(registry)
    readings = Reader.open(1).read(documents)
    pairs = zip(documents, readings, strict=True)
    return [(document, resolve(document, reading, registry, gazetteer)) for document, reading in pairs], registry


def score(weighed: Weighed, folder: Path, tools: Path) -> dict[str, Any]:
    """The scorer's figures on an account."""
    account = {"copies": weighed.copies, "incidents": msgspec.to_builtins(weighed.incidents)}
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(account, file)
        file.flush()
        command = [sys.executable, str(tools / "score_dossier.py"), str(folder), file.name, "--json"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: dict[str, Any] = json.loads(told)
    return figures


def flatten(figures: Mapping[str, Any]) -> dict[str, float]:
    """One number a row: F1 of what has one, counts of incidents."""
    rows: dict[str, float] = {}
    for name, value in figures.items():
        if name == "incidents":
            rows |= {"incidents made": value["predicted"], "incidents found": value["found"]}
        elif isinstance(value, dict):
            rows[f"{name} F1"] = value["f1"]
        else:
            rows[name] = value
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dossier", type=Path)
    parser.add_argument("--tools", type=Path, required=True, help="the folder of score_dossier.py")
    given = parser.parse_args()
    pairs, registry = read_dossier(given.dossier)
    made = {name: weigh_by(way, pairs, registry.actors, registry.outlets) for name, way in WAYS.items()}
    columns = {name: flatten(score(weighed, given.dossier, given.tools)) for name, weighed in made.items()}
    print("| figure |", " | ".join(columns), "|")
    print("|---|" + "---:|" * len(columns))
    for row in next(iter(columns.values())):
        print(f"| {row} |", " | ".join(f"{column[row]:g}" for column in columns.values()), "|")


if __name__ == "__main__":
    main()
