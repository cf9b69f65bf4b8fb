"""Arguments are phrases that can stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.reading.phrases import listed, mended
from standoff.schema import Span


def of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "spans", "names", "phrases"),
    [
        ("They struck al-Tanf.", ["al"], [], ["al-Tanf"]),
        ("They struck al-Tanf.", ["Tanf"], [], ["al-Tanf"]),
        ("The Islamic Resistance in Iraq claimed it.", ["The Islamic Resistance in"], ["Iraq"],
         ["The Islamic Resistance in Iraq"]),
        ("It hit a training academy for commandos.", ["a training academy for", "commandos"], [],
         ["a training academy for commandos"]),
        ("Men of the valley fled.", ["Men of the"], [], ["Men"]),
        ("Iran and Iraq agreed.", ["Iran", "Iraq"], [], ["Iran", "Iraq"]),
        ("US-backed rebels left.", ["rebels"], [], ["rebels"]),
        ("A non-state actor spoke.", ["state actor"], [], ["non-state actor"]),
    ],
)  # fmt: skip
def test_phrases_are_whole(text: str, spans: list[str], names: list[str], phrases: list[str]) -> None:
    found = mended(text, [of(text, s) for s in spans], {of(text, n).start: of(text, n).end for n in names})
    assert [s.of(text) for s in found] == phrases


@given(st.text(alphabet="ab -in of", min_size=1, max_size=40), st.data())
def test_phrases_stay_in_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for span in mended(text, [Span(start, end)], {}):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Iraq and Syria", ["Iraq", "Syria"]),
        ("Goma, Bukavu and Uvira", ["Goma", "Bukavu", "Uvira"]),
        ("Gaza and the West Bank", ["Gaza", "the West Bank"]),
        ("Homs, Syria", ["Homs, Syria"]),
        ("Bosnia and Herzegovina", ["Bosnia and Herzegovina"]),
        ("towns and villages", ["towns and villages"]),
    ],
)
def test_lists_of_places_are_taken_apart(text: str, places: list[str]) -> None:
    assert [s.of(text) for s in listed(text, Span(0, len(text)))] == places
