"""Sentences, pieces and windows cover a text without gaps and never leave it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from standoff.reading import Reader
from standoff.reading.tokens import cut_windows, shape, split_pieces, split_sentences
from standoff.schema import Span

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=400)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gen. Orro spoke. He left at 4 a.m. on Monday.", ["Gen. Orro spoke.", "He left at 4 a.m. on Monday."]),
        ("“We will answer.” He said no more.", ["“We will answer.”", "He said no more."]),
        ("The U.S. struck Iraq. Iran protested.", ["The U.S. struck Iraq.", "Iran protested."]),
        ("HEADLINE WITHOUT STOP\n\nThe text begins.", ["HEADLINE WITHOUT STOP", "The text begins."]),
        ("- first item\n- second item", ["- first item", "- second item"]),
        ("وقع الهجوم. ثم انسحبوا.", ["وقع الهجوم.", "ثم انسحبوا."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in split_sentences(text)] == expected


def test_text_without_any_stop_is_cut_into_parts() -> None:
    text = "word " * 3_000
    spans = split_sentences(text)
    assert max(span.end - span.start for span in spans) <= 2_000
    assert "".join(span.of(text).replace(" ", "") for span in spans) == "word" * 3_000


@given(TEXTS)
def test_every_character_but_space_lies_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for span in split_sentences(text):
        for i in range(span.start, span.end):
            covered[i] += 1
    assert all(count == 1 if not text[i].isspace() else count <= 1 for i, count in enumerate(covered))


@pytest.mark.parametrize(
    ("word", "name"), [("drone", 0), ("Iran", 1), ("IRAN", 2), ("McDonald", 3), ("2024", 4), ("—", 5), ("U", 1)]
)
def test_shape_of_word(word: str, name: int) -> None:
    assert shape(word) == name


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Reader.open(threads=1).model.tokenizer


@given(text=TEXTS, size=st.integers(min_value=8, max_value=64))
def test_windows_partition_the_pieces(tokenizer: Tokenizer, text: str, size: int) -> None:
    pieces = split_pieces(tokenizer, text)
    context = size // 8
    windows = cut_windows(pieces, split_sentences(text), size, context)
    cores = [(w.core_start, w.core_end) for w in windows]
    assert [a for a, _ in cores] == [0, *(b for _, b in cores[:-1])] if cores else len(pieces) == 0
    assert not cores or cores[-1][1] == len(pieces)
    assert all(w.end - w.start <= size and w.start <= w.core_start < w.core_end <= w.end for w in windows)


@given(TEXTS)
def test_pieces_lie_in_the_text_in_order(tokenizer: Tokenizer, text: str) -> None:
    pieces = split_pieces(tokenizer, text)
    spans = [Span(a, b) for a, b in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)]
    assert all(0 <= s.start <= s.end <= len(text) for s in spans)
    assert all(a.start <= b.start for a, b in pairwise(spans))
    assert len(pieces.first) == 0 or bool(pieces.first[0])
