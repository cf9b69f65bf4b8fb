"""Place resolution on gold toponyms: `places.py GEOWEBNEWS.jsonl.gz [--cities N]...`.

Each gold toponym with coordinates is given as a mention; what is measured is the choice of the place: the share within
161 km (100 miles, the field's usual radius) of all of them, and of those found, beside the most
populous bearer of the name.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from standoff.resolving.gazetteer import Gazetteer
from standoff.resolving.placing import Placed, _km, gather_context, place_mentions
from standoff.resolving.registry import Registry
from standoff.schema import PlaceMatch

Doc = dict[str, Any]


def documents(path: Path) -> Iterator[tuple[Doc, list[Doc]]]:
    """Each document with its gold toponyms that have coordinates."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            yield document, [t for t in document["toponyms"] if t["lat"] is not None and t["start"] >= 0]


def by_context(document: Doc, gold: list[Doc], gazetteer: Gazetteer) -> list[PlaceMatch | None]:
    names = [t["text"] for t in gold]
    context, own = gather_context(names, gazetteer, gazetteer.demonyms, None)
    mentions = [(t["text"], document["text"][t["end"] : t["end"] + 40]) for t in gold]
    placed: list[Placed | None] = place_mentions(mentions, context, own, gazetteer)
    return [p.match if p else None for p in placed]


def by_population(document: Doc, gold: list[Doc], gazetteer: Gazetteer) -> list[PlaceMatch | None]:
    found = [gazetteer.lookup(t["text"]) for t in gold]
    return [max(c, key=lambda c: c.population).match if c else None for c in found]


Method = Callable[[Doc, list[Doc], Gazetteer], list[PlaceMatch | None]]


def measure(path: Path, method: Method, gazetteer: Gazetteer, misses: list[str]) -> dict[str, float]:
    total = found = near = 0
    started = time.perf_counter()
    for document, gold in documents(path):
        for toponym, match in zip(gold, method(document, gold, gazetteer), strict=True):
            right = match is not None and _km(match, float(toponym["lat"]), float(toponym["lon"])) <= 161
            total, found, near = total + 1, found + (match is not None), near + right
            if not right:
                where = f"{match.name} {match.country} {match.lat},{match.lon}" if match else "-"
                misses.append(
                    "\t".join(
                        [document["id"], toponym["text"], toponym["type"], f"{toponym['lat']},{toponym['lon']}", where]
                    )
                )
    return {
        "toponyms": total,
        "found %": round(100 * found / total, 1),
        "within 161 km of all %": round(100 * near / total, 1),
        "within 161 km of found %": round(100 * near / max(found, 1), 1),
        "seconds": round(time.perf_counter() - started, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--cities", type=int, action="append", choices=(500, 1000, 5000, 15000))
    parser.add_argument("--misses", type=Path, help="write what went wrong here, one toponym a line")
    options = parser.parse_args()
    registry = Registry.load()
    for cities in options.cities or [5000]:
        gazetteer = Gazetteer(registry, cities)
        started = time.perf_counter()
        gazetteer.lookup("London")
        print(f"cities{cities}: opened in {time.perf_counter() - started:.2f} s")
        for name, method in (("population", by_population), ("context", by_context)):
            misses: list[str] = []
            print(f"  {name:12}", measure(options.gold, method, gazetteer, misses))
        if options.misses:
            options.misses.write_text("\n".join(misses), encoding="utf-8")


if __name__ == "__main__":
    main()
