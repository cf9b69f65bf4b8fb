"""How long weighing takes: `weighing.py [COUNT]... [--rounds N]`, on synthetic readings.

A reading has ten sentences "GROUP attacked GROUP near TOWN on Monday ..., the spokesman of GROUP said.", six in ten of
them with an event, among 60 groups, 300 towns and a year; three in twenty documents reprint another. Prints seconds of
processor time, the median of the rounds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time
from collections.abc import Mapping

import msgspec

from standoff.schema import Actor, Attribution, Category, Document, Entity, Event, Outlet, PlaceMatch, Reading, Span
from standoff.weighing import weigh

Pair = tuple[Document, Reading]
VERBS: tuple[tuple[str, Category], ...] = (
    ("attacked", "ASSAULT"), ("shelled", "ASSAULT"), ("seized", "COERCE"), ("visited", "CONSULT"),
    ("threatened", "THREATEN"), ("sanctioned", "SANCTION"), ("moved", "MOBILIZE"),
)  # fmt: skip
ACTORS = {f"g{at}": Actor(id=f"g{at}", kind="armed_group", name=f"Group{at}") for at in range(60)}
OUTLETS = {f"o{at}": Outlet(id=f"o{at}", name=f"Daily Outlet{at}", kind="daily") for at in range(40)}
WORDS = [f"w{chr(97 + at % 26)}{chr(97 + at // 26 % 26)}{chr(97 + at // 676)}" for at in range(5000)]
COPIED = 0.15
WITH_EVENT = 0.6


class Sheet:
    """A text as it is written, and where its words stand."""

    def __init__(self) -> None:
        self.text = ""

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))


def towns(dice: random.Random) -> list[PlaceMatch]:
    return [
        PlaceMatch(name=f"Town{at}", lat=dice.uniform(-50, 50), lon=dice.uniform(-100, 100), id=f"t{at}")
        for at in range(300)
    ]


def write(key: str, day: dt.date, places: list[PlaceMatch], dice: random.Random) -> Pair:
    """One document of ten sentences with its reading."""
    sheet, entities, attributions, events = Sheet(), [], [], []
    for _ in range(10):
        actor, other, place = dice.randrange(60), dice.randrange(60), dice.choice(places)
        verb, category = dice.choice(VERBS)
        by = sheet.put(f"Group{actor}")
        sheet.put(" ")
        trigger = sheet.put(verb)
        sheet.put(" ")
        to = sheet.put(f"Group{other}")
        sheet.put(" near ")
        where = sheet.put(place.name)
        sheet.put(" on ")
        when = sheet.put("Monday")
        sheet.put(" " + " ".join(dice.choices(WORDS, k=12)) + ", the spokesman of ")
        source = sheet.put(f"Group{actor}")
        sheet.put(" ")
        cue = sheet.put("said")
        sheet.put(". ")
        date = (day - dt.timedelta(dice.randrange(3))).isoformat()
        entities += [
            Entity(start=by.start, end=by.end, type="organisation", actor=f"g{actor}"),
            Entity(start=to.start, end=to.end, type="organisation", actor=f"g{other}"),
            Entity(start=where.start, end=where.end, type="place", place=place),
            Entity(start=when.start, end=when.end, type="time", time=(date, date)),
            Entity(start=source.start, end=source.end, type="organisation", actor=f"g{actor}"),
        ]
        attributions.append(Attribution(source=[source], cue=[cue], content=[Span(by.start, source.start)]))
        if dice.random() < WITH_EVENT:
            told = Event(
                trigger=trigger, category=category, plover=category, status="occurred", actors=[by], recipients=[to],
                places=[where], times=[when], attribution=len(attributions) - 1,
            )  # fmt: skip
            events.append(told)
    outlet = f"o{dice.randrange(40)}"
    document = Document(id=key, text=sheet.text, outlet=outlet, published=day.isoformat(), sha256="")
    return document, Reading(id=key, entities=entities, attributions=attributions, events=events)


def make(count: int, seed: int = 1) -> list[Pair]:
    """`count` documents spread over a year."""
    dice = random.Random(seed)
    places = towns(dice)
    pairs: list[Pair] = []
    for at in range(count):
        key = f"d{at:06}"
        if pairs and dice.random() < COPIED:
            document, reading = pairs[dice.randrange(max(0, len(pairs) - 200), len(pairs))]
            outlet = f"o{dice.randrange(40)}"
            reprint = msgspec.structs.replace(document, id=key, outlet=outlet)
            pairs.append((reprint, msgspec.structs.replace(reading, id=key)))
        else:
            pairs.append(write(key, dt.date(2030, 1, 1) + dt.timedelta(at * 365 // count), places, dice))
    return pairs


def measure(pairs: list[Pair], actors: Mapping[str, Actor], outlets: Mapping[str, Outlet]) -> tuple[float, int]:
    """Seconds of processor time, and incidents."""
    started = time.process_time()
    weighed = weigh(pairs, actors, outlets)
    return time.process_time() - started, len(weighed.incidents)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[1_000, 3_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print("| readings | seconds | incidents |\n|---:|---:|---:|")
    for count in given.counts:
        pairs = make(count)
        runs = [measure(pairs, ACTORS, OUTLETS) for _ in range(given.rounds)]
        print(f"| {count} | {statistics.median(seconds for seconds, _ in runs):.1f} | {runs[0][1]} |", flush=True)


if __name__ == "__main__":
    main()
