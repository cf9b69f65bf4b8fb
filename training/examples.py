"""Labelled texts to windows of tensors, and windows to batches."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from corpora import Anchor, Labelled, Pair
from standoff.reading import labels
from standoff.reading.tokens import SHAPE_IDS, Pieces, Window, cut_windows, split_pieces, split_sentences
from standoff.schema import Span

IGNORE = -100
FAMILY_NAMES = tuple(labels.FAMILIES)
CUE_INDEX = {name: i for i, name in enumerate(labels.CUE_TAGS)}
TRIGGER_INDEX = {name: i for i, name in enumerate(labels.TRIGGER_TAGS)}
ENTITY_INDEX = {name: i for i, name in enumerate(labels.ENTITY_TAGS)}
STRUCTURE_INDEX = {name: i for i, name in enumerate(labels.STRUCTURE_TAGS)}
ROLE_INDEX = {name: i for i, name in enumerate(labels.ROLE_TAGS)}
ROLE_REACH = 32
"""Distances are clipped here, in pieces."""
WINDOW_SIZES = (96, 160, 224, 288)
DYAD_LIMIT = 160
"""Pieces of a text about a pair."""
MASK_ID = 103
WORD_DROPOUT = 0.08
"""Share of the words that are hidden in training; names and places memorised with a status are no evidence."""


class Text(msgspec.Struct):
    labelled: Labelled
    pieces: Pieces
    sentences: list[Span]


class Example(msgspec.Struct):
    """One window; position 0 is [CLS], the last [SEP]."""

    ids: list[int]
    shapes: list[int]
    first: np.ndarray
    cue: np.ndarray | None
    trigger: np.ndarray | None
    structure: np.ndarray | None
    entity: np.ndarray | None
    """[T, tags] of allowed tags."""
    inner: np.ndarray | None
    anchors: list[tuple[Pair, Anchor | None, float | None, np.ndarray | None]]
    """Pieces of the anchor, its labels or factuality, and the role of every piece."""
    dyad: tuple[list[Pair], list[Pair], list[str]] | None = None
    """Source, target and codes: the only thing asked about a window in which the pair is marked."""


def prepare(tokenizer: Tokenizer, labelled: Labelled) -> Text:
    sentences = [Span(*s) for s in labelled.sentences] if labelled.sentences else split_sentences(labelled.text)
    return Text(labelled, split_pieces(tokenizer, labelled.text), sentences)


def locate(pieces: Pieces, window: Window, span: Pair) -> Pair | None:
    """Positions in the window (after [CLS]) that the span covers, None when it is not wholly inside."""
    a = int(np.searchsorted(pieces.ends, span[0], side="right"))
    b = int(np.searchsorted(pieces.starts, span[1], side="left"))
    if a >= b or a < window.start or b > window.end:
        return None
    return a - window.start + 1, b - window.start + 1


def tag(target: np.ndarray, where: Pair, index: dict[str, int], name: str) -> None:
    target[where[0] : where[1]] = index[f"I-{name}"]
    target[where[0]] = index[f"B-{name}"]


def entity_targets(pieces: Pieces, window: Window, text: Labelled, size: int) -> np.ndarray | None:
    """Allowed tags of every position; None where nothing is known."""
    count = len(labels.ENTITY_TAGS)
    if text.entities is not None:
        allowed = np.zeros((size, count), dtype=np.bool_)
        allowed[:, 0] = True
        for name in text.open_types:
            allowed[:, [ENTITY_INDEX[f"B-{name}"], ENTITY_INDEX[f"I-{name}"]]] = True
        for start, end, name in text.entities:
            if where := locate(pieces, window, (start, end)):
                allow(allowed, where, [name])
        return allowed
    if not text.entity_hints:
        return None
    allowed = np.ones((size, count), dtype=np.bool_)
    for start, end, names in text.entity_hints:
        if where := locate(pieces, window, (start, end)):
            if names:
                allow(allowed, where, names)
            else:
                allowed[where[0] : where[1]] = False
                allowed[where[0] : where[1], 0] = True
    return allowed


def allow(allowed: np.ndarray, where: Pair, names: list[str]) -> None:
    allowed[where[0] : where[1]] = False
    for name in names:
        allowed[where[0] + 1 : where[1], ENTITY_INDEX[f"I-{name}"]] = True
        allowed[where[0], ENTITY_INDEX[f"B-{name}"]] = True


def inner_targets(pieces: Pieces, window: Window, text: Labelled, size: int) -> np.ndarray | None:
    if text.corpus != "re3d":
        return None
    allowed = np.zeros((size, len(labels.ENTITY_TAGS)), dtype=np.bool_)
    allowed[:, 0] = True
    for start, end, name in text.inner_entities:
        if where := locate(pieces, window, (start, end)):
            allow(allowed, where, [name])
    return allowed


def role_targets(pieces: Pieces, window: Window, anchor: Anchor, size: int) -> np.ndarray:
    target = np.zeros(size, dtype=np.int64)
    for role, spans in anchor.roles.items():
        for span in spans:
            if where := locate(pieces, window, span):
                tag(target, where, ROLE_INDEX, role)
            elif clipped := clip(window, pieces, span):
                target[clipped[0] : clipped[1]] = ROLE_INDEX[f"I-{role}"]
    return target


def clip(window: Window, pieces: Pieces, span: Pair) -> Pair | None:
    """The part of a span that lies in the window."""
    start, end = int(pieces.starts[window.start]), int(pieces.ends[window.end - 1])
    cut = (max(span[0], start), min(span[1], end))
    return locate(pieces, window, cut) if cut[0] < cut[1] else None


def framed(tokenizer: Tokenizer, pieces: Pieces, window: Window) -> tuple[list[int], list[int], np.ndarray]:
    """Ids, shapes and which positions open a word, between [CLS] and [SEP]."""
    cut = slice(window.start, window.end)
    first = np.zeros(window.end - window.start + 2, dtype=np.bool_)
    first[1:-1] = pieces.first[cut]
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    return [cls, *pieces.ids[cut].tolist(), sep], [5, *pieces.shapes[cut].tolist(), 5], first


def make_example(tokenizer: Tokenizer, text: Text, window: Window) -> Example:
    pieces, labelled = text.pieces, text.labelled
    ids, shapes, first = framed(tokenizer, pieces, window)
    size = len(ids)
    example = Example(
        ids=ids, shapes=shapes, first=first,
        cue=np.zeros(size, dtype=np.int64) if labelled.cues else None,
        trigger=np.zeros(size, dtype=np.int64) if labelled.events else None,
        structure=np.zeros(size, dtype=np.int64) if labelled.events else None,
        entity=entity_targets(pieces, window, labelled, size), inner=inner_targets(pieces, window, labelled, size),
        anchors=[],
    )  # fmt: skip
    for anchor in labelled.anchors:
        if (where := locate(pieces, window, anchor.span)) is None:
            continue
        if anchor.family == "attribution" and example.cue is not None:
            tag(example.cue, where, CUE_INDEX, "cue")
        elif anchor.family == "event" and example.trigger is not None:
            tag(example.trigger, where, TRIGGER_INDEX, anchor.label)
        elif example.structure is not None:
            tag(example.structure, where, STRUCTURE_INDEX, anchor.label)
        if anchor.family != "verification":
            example.anchors.append((where, anchor, None, role_targets(pieces, window, anchor, size)))
    for start, end, value in labelled.predicates:
        if where := locate(pieces, window, (start, end)):
            example.anchors.append((where, None, value, None))
    return example


def make_dyad_example(
    tokenizer: Tokenizer, text: Text, source: list[Pair], target: list[Pair], codes: list[str]
) -> Example | None:
    """The sentences that hold the pair, with the pair marked; None when that is more than a window."""
    spans = [*source, *target]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    around = [s for s in text.sentences if s.start < end and start < s.end]
    if not around:
        return None
    a = int(np.searchsorted(text.pieces.starts, around[0].start, side="left"))
    b = int(np.searchsorted(text.pieces.starts, around[-1].end, side="left"))
    if b - a > DYAD_LIMIT:
        return None
    window = Window(a, b, a, b)
    ends = [[w for s in side if (w := locate(text.pieces, window, s))] for side in (source, target)]
    if not (ends[0] and ends[1]):
        return None
    ids, shapes, first = framed(tokenizer, text.pieces, window)
    for mark, ranges in enumerate(ends, 1):
        for x, y in ranges:
            shapes[x:y] = [s % SHAPE_IDS + mark * SHAPE_IDS for s in shapes[x:y]]
    return Example(ids, shapes, first, None, None, None, None, None, [], (ends[0], ends[1], codes))


def make_examples(
    tokenizer: Tokenizer, texts: Sequence[Text], chance: random.Random, dyad_share: float
) -> Iterator[Example]:
    """Every text cut into windows; their size varies so that sentences meet different neighbours each epoch. Of the
    pairs in running text only a share is asked about."""
    for text in texts:
        labelled = text.labelled
        for source, target, codes in labelled.dyads:
            if not labelled.events or chance.random() < dyad_share:
                example = make_dyad_example(tokenizer, text, source, target, codes)
                if example is not None:
                    yield example
        if labelled.asks_words:
            for window in cut_windows(text.pieces, text.sentences, chance.choice(WINDOW_SIZES), 0):
                yield make_example(tokenizer, text, window)


def make_batches(examples: list[Example], tokens: int, chance: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most `tokens` padded positions a batch, in random order."""
    ordered = sorted(examples, key=lambda e: len(e.ids) * (1 + 0.1 * chance.random()))
    batches: list[list[Example]] = []
    for example in ordered:
        if not batches or (len(batches[-1]) + 1) * max(len(example.ids), len(batches[-1][-1].ids)) > tokens:
            batches.append([])
        batches[-1].append(example)
    chance.shuffle(batches)
    return batches


def distances_from(where: Pair, size: int) -> np.ndarray:
    """Signed distance of every position from a span, clipped and shifted to 0..2 * ROLE_REACH."""
    positions = np.arange(size)
    away = np.where(positions < where[0], positions - where[0], np.maximum(0, positions - where[1] + 1))
    return np.clip(away, -ROLE_REACH, ROLE_REACH) + ROLE_REACH


class Batch(msgspec.Struct):
    ids: Tensor
    shapes: Tensor
    mask: Tensor
    tags: dict[str, tuple[Tensor, Tensor]]
    """Head -> flat positions, and labels [n] or allowed tags [n, tags]."""
    window: Tensor
    weights: Tensor
    distances: Tensor
    anchors: list[tuple[Anchor | None, float | None]]
    roles: Tensor
    """[N, T], IGNORE where no word opens or nothing is known."""
    families: Tensor
    dyad_rows: Tensor
    dyad_pairs: Tensor
    dyad_allowed: Tensor


def collate(examples: list[Example], hidden: np.random.Generator | None = None) -> Batch:
    """Tensors of a batch; words are hidden at random where a generator is given."""
    size = max(len(e.ids) for e in examples)
    count = len(examples)
    ids, shapes = np.zeros((count, size), np.int64), np.full((count, size), 5, np.int64)
    mask = np.zeros((count, size), np.float32)
    tags: dict[str, tuple[list[int], list[np.ndarray]]] = {}
    anchors, window, weights, distances, roles, families = [], [], [], [], [], []
    dyads: list[tuple[int, np.ndarray, np.ndarray]] = []
    for row, e in enumerate(examples):
        n = len(e.ids)
        ids[row, :n], shapes[row, :n], mask[row, :n] = e.ids, e.shapes, 1.0
        words = np.flatnonzero(e.first)
        for name in ("cue", "trigger", "structure", "entity", "inner"):
            target = getattr(e, name)
            if target is not None:
                where, values = tags.setdefault(name, ([], []))
                where.extend((row * size + words).tolist())
                values.append(target[words])
        for where, anchor, value, role in e.anchors:
            inside = np.zeros(size, np.float32)
            inside[where[0] : where[1]] = 1.0
            inside[:n] *= e.first
            if not inside.any():
                inside[where[0]] = 1.0
            padded = np.full(size, IGNORE, np.int64)
            if role is not None:
                padded[words] = role[words]
            anchors.append((anchor, value))
            window.append(row)
            weights.append(inside / inside.sum())
            distances.append(distances_from(where, size))
            roles.append(padded)
            families.append(FAMILY_NAMES.index(anchor.family) if anchor is not None else 0)
        if e.dyad is not None:
            dyads.append((row, *dyad_arrays(*e.dyad, size)))
    if hidden is not None:
        ids[(hidden.random(ids.shape) < WORD_DROPOUT) & (mask > 0)] = MASK_ID
    return Batch(
        ids=torch.from_numpy(ids), shapes=torch.from_numpy(shapes), mask=torch.from_numpy(mask),
        tags={k: (torch.tensor(w), torch.from_numpy(np.concatenate(v))) for k, (w, v) in tags.items()},
        window=torch.tensor(window, dtype=torch.long), weights=stacked(weights, (0, size), np.float32),
        distances=stacked(distances, (0, size), np.int64), anchors=anchors, roles=stacked(roles, (0, size), np.int64),
        families=torch.tensor(families, dtype=torch.long),
        dyad_rows=torch.tensor([d[0] for d in dyads], dtype=torch.long),
        dyad_pairs=stacked([d[1] for d in dyads], (0, 2, size), np.float32),
        dyad_allowed=stacked([d[2] for d in dyads], (0, len(labels.CATEGORIES) + 1), np.bool_),
    )  # fmt: skip


def dyad_arrays(source: list[Pair], target: list[Pair], codes: list[str], size: int) -> tuple[np.ndarray, np.ndarray]:
    pair = np.zeros((2, size), np.float32)
    for i, spans in enumerate((source, target)):
        for a, b in spans:
            pair[i, a:b] = 1.0
        pair[i] /= pair[i].sum()
    allowed = np.zeros(len(labels.CATEGORIES) + 1, np.bool_)
    allowed[[labels.CATEGORIES.index(c) for c in codes] or [labels.NO_ACT]] = True
    return pair, allowed


def stacked(arrays: list[np.ndarray], empty: tuple[int, ...], dtype: type) -> Tensor:
    return torch.from_numpy(np.stack(arrays) if arrays else np.zeros(empty, dtype))
