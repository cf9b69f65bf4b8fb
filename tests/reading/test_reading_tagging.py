"""Viterbi under the BIO constraint finds the best legal sequence."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.reading.runtime import Floats
from standoff.reading.tagging import best_tags, log_softmax, tagged_spans

TAGS = 5  # O, B-0, I-0, B-1, I-1


def legal(path: tuple[int, ...]) -> bool:
    return all(
        tag == 0 or tag % 2 == 1 or before in (tag - 1, tag) for before, tag in zip((0, *path), path, strict=False)
    )


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=5))
def test_no_legal_sequence_scores_higher(seed: int, length: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(2, length, TAGS)).astype(np.float32)
    found = best_tags(scores)
    for row in range(2):
        total = {
            p: sum(scores[row, i, t] for i, t in enumerate(p)) for p in product(range(TAGS), repeat=length) if legal(p)
        }
        path = tuple(found[row].tolist())
        assert legal(path)
        assert total[path] == pytest.approx(max(total.values()), abs=1e-4)


def scores_for(tags: list[int]) -> Floats:
    logits = np.zeros((1, len(tags), TAGS), np.float32)
    logits[0, np.arange(len(tags)), tags] = 9.0
    return log_softmax(logits)


def test_neighbouring_spans_of_one_type_stay_two() -> None:
    found = tagged_spans(scores_for([1, 2, 1, 0, 3]), [5])
    assert [(t.start, t.end, t.label) for t in found] == [(0, 2, 0), (2, 3, 0), (4, 5, 1)]


def test_padding_carries_no_span() -> None:
    found = tagged_spans(scores_for([1, 2, 2, 3]), [2])
    assert [(t.start, t.end) for t in found] == [(0, 2)]
