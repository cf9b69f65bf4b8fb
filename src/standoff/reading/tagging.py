"""Best tag sequences under the BIO constraint, for many sequences at once."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from standoff.reading.runtime import Floats
from standoff.reading.tokens import Ints


class Tagged(msgspec.Struct, frozen=True):
    """Words `start` to `end` (excluded) of sequence `row` carry the span type `label`."""

    row: int
    start: int
    end: int
    label: int
    chances: Floats
    """Log-probability that each type of span opens here."""

    @property
    def p(self) -> float:
        """Probability of the opening tag."""
        return float(np.exp(self.chances[self.label]))


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    out: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return out


def best_tags(scores: Floats) -> Ints:
    """Viterbi over [sequences, words, 1 + 2 * types] scores, tags ordered as `labels.bio`; returns [sequences, words].

    The only forbidden step is into I-x from anything but B-x or I-x, which makes each step linear in the tags.
    """
    count, length, tags = scores.shape
    types = (tags - 1) // 2
    inside = np.arange(types) * 2 + 2
    back = np.zeros((length, count, tags), dtype=np.int64)
    current = scores[:, 0].copy()
    current[:, inside] = -np.inf
    rows = np.arange(count)
    for step in range(1, length):
        best = current.argmax(axis=1)
        value = np.repeat(current[rows, best][:, None], tags, axis=1)
        origin = np.repeat(best[:, None], tags, axis=1)
        began, went_on = current[:, inside - 1], current[:, inside]
        longer = went_on > began
        value[:, inside] = np.where(longer, went_on, began)
        origin[:, inside] = np.where(longer, inside, inside - 1)
        back[step] = origin
        current = value + scores[:, step]
    path = np.zeros((count, length), dtype=np.int64)
    path[:, -1] = current.argmax(axis=1)
    for step in range(length - 1, 0, -1):
        path[:, step - 1] = back[step, rows, path[:, step]]
    return path


def tagged_spans(scores: Floats, lengths: Sequence[int]) -> list[Tagged]:
    """Spans of the best tag sequences. `scores` are log-probabilities [sequences, words, tags]; words beyond a
    sequence's length are padding."""
    if not scores.size:
        return []
    real = scores.copy()
    for row, length in enumerate(lengths):
        real[row, length:, 1:] = -1e9
    found = []
    for row, path in enumerate(best_tags(real)):
        length = lengths[row]
        for position in np.flatnonzero(path[:length] % 2 == 1).tolist():
            label = (int(path[position]) - 1) // 2
            end = position + 1
            while end < length and path[end] == 2 * label + 2:
                end += 1
            found.append(Tagged(row, position, end, label, scores[row, position, 1::2]))
    return found
