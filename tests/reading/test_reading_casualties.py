"""Toll phrases become closed ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.reading.casualties import read_number, read_range


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("three", (3, 3)),
        ("three soldiers", (3, 3)),
        ("39", (39, 39)),
        ("22 people", (22, 22)),
        ("1,200", (1200, 1200)),
        ("a soldier", (1, 1)),
        ("at least 11 people", (11, None)),
        ("at least a dozen", (12, None)),
        ("more than 40", (41, None)),
        ("no fewer than three dozen", (36, None)),
        ("up to 10", (0, 10)),
        ("fewer than ten", (0, 9)),
        ("Between 11 and 17", (11, 17)),
        ("between 400-500", (400, 500)),
        ("from 30 to 40", (30, 40)),
        ("15 to 20", (15, 20)),
        ("about a hundred", (90, 110)),
        ("About 1,200", (1080, 1320)),
        ("two hundred and fifty", (250, 250)),
        ("three thousand", (3000, 3000)),
        ("forty-seven", (47, 47)),
        ("dozens", (24, None)),
        ("scores of villagers", (40, None)),
        ("several", (3, None)),
        ("no one", (0, 0)),
        ("no casualties", (0, 0)),
        ("the attackers", None),
        ("", None),
    ],
)
def test_phrase_is_read_as_range(phrase: str, expected: tuple[int, int | None] | None) -> None:
    assert read_range(phrase) == expected


@given(st.integers(min_value=0, max_value=9_999_999))
def test_digits_keep_their_value_with_and_without_separators(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number


@given(st.text(max_size=60))
def test_any_text_gives_a_proper_range_or_nothing(phrase: str) -> None:
    found = read_range(phrase)
    assert found is None or (found[0] >= 0 and (found[1] is None or found[0] <= found[1]))
