"""Text to word pieces, sentences and windows: what the model sees, and where each piece lies in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from standoff.schema import Span

Ints = npt.NDArray[np.int64]

SHAPES: Final = ("lower", "title", "capitals", "mixed", "digits", "other")
SHAPE_IDS: Final = 2 * len(SHAPES)
"""Number of surface features: the shape of the word, and whether a line break stands before it. The encoder's own
vocabulary is lower case and blind to line breaks; names, headlines and paragraphs need both."""
MARKED_SHAPE_IDS: Final = 3 * SHAPE_IDS
"""The same again for a word of a marked source, and of a marked target."""

ABBREVIATION: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Brig|Sen|Rep|Gov|St|No|vs|etc|Inc|Ltd|Corp|Jan|Feb|Mar|Apr"
    r"|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|approx|Fig)|\b[A-Za-z]|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
SENTENCE_END: Final = re.compile(r"""(?:[.!?…]+["'”’»)\]]*(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)])\s))\s*""")
HARD_LIMIT: Final = 2_000
"""Code points after which a sentence without an end is cut at white space: lists, tables, missing punctuation."""


class Pieces(msgspec.Struct, frozen=True):
    """Word pieces of a text. All arrays have one entry per piece."""

    ids: Ints
    starts: Ints
    ends: Ints
    first: npt.NDArray[np.bool_]
    """Whether the piece opens a word."""
    shapes: Ints

    def __len__(self) -> int:
        return len(self.ids)


class Window(msgspec.Struct, frozen=True):
    """Pieces `start` to `end` that the model sees together; decisions are taken for anchors in `core`."""

    start: int
    end: int
    core_start: int
    core_end: int


def shape(word: str) -> int:
    """Index into SHAPES."""
    if word.isdigit():
        return 4
    if not any(c.isalpha() for c in word):
        return 5
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3


def split_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Word pieces with their code point offsets into `text`, no special tokens."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    words = np.array([-1 if w is None else w for w in encoding.word_ids], dtype=np.int64)
    first = np.ones(len(words), dtype=np.bool_)
    first[1:] = words[1:] != words[:-1]
    starts, ends = offsets[:, 0], offsets[:, 1]
    return Pieces(
        ids=np.array(encoding.ids, dtype=np.int64), starts=starts, ends=ends, first=first,
        shapes=surface_shapes(text, starts, ends, first),
    )  # fmt: skip


def surface_shapes(text: str, starts: Ints, ends: Ints, first: npt.NDArray[np.bool_]) -> Ints:
    """Shape of each piece's whole word, plus len(SHAPES) where a line break precedes the word."""
    out = np.zeros(len(starts), dtype=np.int64)
    opens = np.flatnonzero(first)
    closes = np.append(opens[1:], [len(starts)] * bool(len(opens))).astype(np.int64)
    before = 0
    for a, b in zip(opens.tolist(), closes.tolist(), strict=True):
        word_start, word_end = int(starts[a]), int(ends[b - 1])
        broken = "\n" in text[before:word_start]
        out[a:b] = shape(text[word_start:word_end]) + (len(SHAPES) if broken else 0)
        before = word_end
    return out


def split_sentences(text: str) -> list[Span]:
    """Sentences in order, white space trimmed; every non-space character lies in exactly one."""
    cuts = [0]
    for match in SENTENCE_END.finditer(text):
        if "\n" not in match[0] and not ends_sentence(text, match):
            continue
        cuts.append(match.end())
    cuts.append(len(text))
    spans = (trimmed(text, a, b) for a, b in pairwise(cuts))
    return [part for span in spans if span is not None for part in shortened(text, span)]


def ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Not after an abbreviation or an initial, and not before a lower-case word."""
    head = text[max(0, match.start() - 12) : match.start() + 1]
    after = text[match.end() : match.end() + 1]
    return not (match[0].startswith(".") and (ABBREVIATION.search(head) or after.islower()))


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def shortened(text: str, span: Span) -> Iterator[Span]:
    """The span, cut at white space where it is longer than HARD_LIMIT."""
    start = span.start
    while span.end - start > HARD_LIMIT:
        cut = text.rfind(" ", start + HARD_LIMIT // 2, start + HARD_LIMIT)
        cut = start + HARD_LIMIT if cut < 0 else cut
        if (part := trimmed(text, start, cut)) is not None:
            yield part
        start = cut
    if (part := trimmed(text, start, span.end)) is not None:
        yield part


def sentence_starts(pieces: Pieces, sentences: Sequence[Span]) -> Ints:
    """Index of the first piece of each sentence that has any, strictly increasing."""
    found = np.searchsorted(pieces.starts, [s.start for s in sentences], side="left")
    return np.unique(found[found < len(pieces)])


def cut_windows(pieces: Pieces, sentences: Sequence[Span], size: int, context: int) -> list[Window]:
    """Windows of at most `size` pieces made of whole sentences where they fit.

    Each piece lies in exactly one core; around the core stand up to `context` pieces on either side.
    """
    core_size = size - 2 * context
    edges = [*sentence_starts(pieces, sentences).tolist(), len(pieces)]
    if not len(pieces):
        return []
    cores: list[tuple[int, int]] = []
    start = end = 0
    for edge in edges:
        if edge - start > core_size and end > start:
            cores.append((start, end))
            start = end
        while edge - start > core_size:
            cores.append((start, start + core_size))
            start += core_size
        end = edge
    if end > start:
        cores.append((start, end))
    return [Window(max(0, a - context), min(len(pieces), b + context), a, b) for a, b in cores]
