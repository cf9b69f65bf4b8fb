"""A second mention of an act is linked with the first, and two acts stay two."""

from __future__ import annotations

from typing import Any

import pytest

from standoff.reading.acts import linked
from standoff.schema import Casualties, Event, Reading, Span, Status


def span(text: str, words: str, number: int = 0) -> Span:
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def act(text: str, trigger: str, status: Status = "occurred", number: int = 0, **more: Any) -> Event:
    category = more.pop("category", "ASSAULT")
    given = {role: [span(text, words)] for role, words in more.items() if isinstance(words, str)}
    tolls = {role: toll for role, toll in more.items() if isinstance(toll, Casualties)}
    return Event(
        trigger=span(text, trigger, number), category=category, plover=category, status=status, **given, **tolls
    )


RAID = "Gunmen raided a village near Mopti on Friday. The raid, the third this month, lasted an hour."


def test_definite_noun_is_the_act_told_before() -> None:
    first, again = linked(RAID, [act(RAID, "raided", actors="Gunmen", places="Mopti"), act(RAID, "raid", number=1)])
    assert (first.same_as, again.same_as) == (None, 0)


def test_what_the_second_mention_leaves_out_stands_with_the_first() -> None:
    events = linked(RAID, [act(RAID, "raided", actors="Gunmen", places="Mopti"), act(RAID, "raid", number=1)])
    reading = Reading(id="d", events=events)
    assert [s.of(RAID) for s in reading.act_arguments(1, "actors")] == ["Gunmen"]
    assert reading.act_arguments(1, "times") == []


def test_third_mention_points_at_the_first() -> None:
    text = "Jets bombed the port. The bombing killed four. Witnesses filmed the attack."
    events = linked(text, [act(text, "bombed"), act(text, "bombing"), act(text, "attack")])
    assert [e.same_as for e in events] == [None, 0, 0]


def test_what_is_at_odds_with_any_mention_of_an_act_is_another_act() -> None:
    text = "Rebels bombed Goma. The operation was short. The killing of monks in Bukavu went on."
    events = linked(
        text, [act(text, "bombed", places="Goma"), act(text, "operation"), act(text, "killing", places="Bukavu")]
    )
    assert [e.same_as for e in events] == [None, 0, None]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        # Another place.
        ("Rebels shelled Goma. The attack on Bukavu came at dawn.",
         {"trigger": "shelled", "places": "Goma"}, {"trigger": "attack", "places": "Bukavu"}),
        # Another author.
        ("The army shelled the camp. The shelling by militiamen went on.",
         {"trigger": "shelled", "actors": "The army"}, {"trigger": "shelling", "actors": "militiamen"}),
        # Not yet done.
        ("The army shelled the camp. The attack may be repeated.",
         {"trigger": "shelled"}, {"trigger": "attack", "status": "possible"}),
        # Indefinite: one more.
        ("The army shelled the camp. A raid followed.", {"trigger": "shelled"}, {"trigger": "raid"}),
        # A verb after a noun phrase is no mention.
        ("Mortars hit the camp. It is unclear whom the drone struck.", {"trigger": "hit"}, {"trigger": "struck"}),
        # Another kind of act.
        ("The army shelled the camp. The arrests drew protests.",
         {"trigger": "shelled"}, {"trigger": "arrests", "category": "COERCE"}),
    ],
)  # fmt: skip
def test_two_acts_stay_two(text: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    events = linked(text, [act(text, **first), act(text, **second)])
    assert [e.same_as for e in events] == [None, None]


def test_tolls_that_no_number_fits_are_of_two_acts() -> None:
    text = "The blast killed three people. The explosion killed at least ten."
    three, ten = (Casualties(span=span(text, w), min=n, max=m) for w, n, m in (("three", 3, 3), ("ten", 10, None)))
    events = linked(text, [act(text, "blast", killed=three), act(text, "explosion", killed=ten)])
    assert events[1].same_as is None
    agreed = linked(text, [act(text, "blast", killed=ten), act(text, "explosion", killed=ten)])
    assert agreed[1].same_as == 0
