"""The reading model at work: windows of pieces in, anchors with their roles and readings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
from tokenizers import Tokenizer

from standoff.errors import ModelError
from standoff.reading import labels
from standoff.reading.lexicon import find_cues
from standoff.reading.runtime import Array, Floats, Graph, best_precision
from standoff.reading.tagging import Tagged, log_softmax, tagged_spans
from standoff.reading.tokens import SHAPE_IDS, Ints, Pieces, Window, cut_windows, split_pieces, split_sentences
from standoff.schema import Category, Span

WINDOW = 256
CONTEXT = 16
"""Pieces a window holds, and those of them on either side that only give context."""
BATCH_PIECES = 4_096
"""Padded positions the encoder sees at once; bounds memory whatever the length of a document."""
ANCHOR_POSITIONS = 16_384
"""Pairs of anchor and position that are read at once; bounds memory where acts stand close."""
REACH = 32
"""Distances from an anchor are clipped here; as in training."""
PAD_TO = 16
"""Window lengths are rounded up to this, so that the runtime meets few shapes."""
TOWARDS = {"cue": 0.0, "trigger": 0.0, "structure": 1.0, "entity": 0.0, "inner": 0.0}
"""Taken off the score of O: rare structures are missed more often than invented (bench/reader.md)."""
LEXICON_P = 0.5
"""Probability of a cue that only the lexicon finds."""
DYAD_PIECES = 384
"""Pieces of the sentences about a pair that are read at most."""
TOGETHER = np.array([name in ("AGREE", "CONSULT", "COOPERATE") for name in labels.CATEGORIES])
"""Acts that two do to each other as a rule."""
PLAIN = 5
"""Shape of a position that holds no word."""

Range = tuple[int, int]


class Role(msgspec.Struct, frozen=True):
    name: str
    span: Span


class Anchor(msgspec.Struct, frozen=True):
    """A cue or trigger found in the text, with log-probabilities of what it is."""

    family: str
    label: int
    span: Span
    p: float
    roles: list[Role]
    category: Floats
    status: Floats
    mode: Floats
    kind: Floats
    factuality: float
    chances: Floats | None = None
    """Log-probabilities of the labels by the tagger; None for a cue of the lexicon."""


class Mention(msgspec.Struct, frozen=True):
    label: int
    span: Span
    p: float


class Findings(msgspec.Struct):
    """Everything the model found in one text, in no particular order."""

    anchors: list[Anchor] = []
    mentions: list[Mention] = []
    verification: list[Span] = []


class Cut(msgspec.Struct, frozen=True):
    """A window of one text, waiting to be read."""

    text: int
    pieces: Pieces
    window: Window
    cues: list[tuple[Span, int]] = []
    """What the lexicon finds in the whole text: span and index in `labels.STRUCTURES`."""

    @property
    def size(self) -> int:
        return self.window.end - self.window.start + 2


class Batch(msgspec.Struct, frozen=True):
    """Windows as the encoder takes them; `words` holds the positions of words, padded with 0."""

    cuts: Sequence[Cut]
    ids: Ints
    shapes: Ints
    mask: Floats
    words: Ints
    lengths: list[int]


class Question(msgspec.Struct, frozen=True):
    """An anchor to be read: positions in one window of the batch."""

    row: int
    where: Range
    family: str
    label: int
    p: float
    chances: Floats | None = None
    """What the tagger thinks the anchor is, where it found it."""


class Model:
    """Tokenizer and graphs; holds the runtime's sessions."""

    def __init__(self, folder: Path, threads: int = 0, precision: str | None = None) -> None:
        path = folder / "tokenizer.json"
        if not path.exists():
            raise ModelError(f"{folder}: no reading model here; install standoff again, or make one with training/")
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.cls, self.sep = (special_id(self.tokenizer, name) for name in ("[CLS]", "[SEP]"))
        precision = precision or best_precision()
        self.encoder = Graph(folder / "encoder.xml", threads, precision)
        self.anchors = Graph(folder / "anchors.xml", threads, precision)
        self.dyad = Graph(folder / "dyad.xml", threads, precision)

    def split(self, text: str) -> Pieces:
        return split_pieces(self.tokenizer, text)

    def find(self, texts: Sequence[str]) -> list[Findings]:
        """Findings of each text. Windows of all texts are read together, those of like length side by side."""
        out = [Findings() for _ in texts]
        for batch in self.batches(self.cuts(texts)):
            for text, found in read_batch(self, batch):
                out[text].anchors.extend(found.anchors)
                out[text].mentions.extend(found.mentions)
                out[text].verification.extend(found.verification)
        return out

    def cuts(self, texts: Sequence[str]) -> Iterator[Cut]:
        for number, text in enumerate(texts):
            pieces, cues = self.split(text), find_cues(text)
            for window in cut_windows(pieces, split_sentences(text), WINDOW, CONTEXT):
                yield Cut(number, pieces, window, cues)

    def batches(self, cuts: Iterable[Cut]) -> Iterator[Batch]:
        for group in grouped(sorted(cuts, key=lambda c: c.size)):
            yield self.batch(group)

    def batch(self, cuts: Sequence[Cut]) -> Batch:
        count, size = len(cuts), padded(max(cut.size for cut in cuts))
        ids, shapes = np.zeros((count, size), np.int64), np.full((count, size), PLAIN, np.int64)
        mask = np.zeros((count, size), np.float32)
        words: list[Ints] = []
        for row, cut in enumerate(cuts):
            inside, n = slice(cut.window.start, cut.window.end), cut.size
            ids[row, 0], ids[row, 1 : n - 1], ids[row, n - 1] = self.cls, cut.pieces.ids[inside], self.sep
            shapes[row, 1 : n - 1] = cut.pieces.shapes[inside]
            mask[row, :n] = 1.0
            words.append(np.flatnonzero(cut.pieces.first[inside]) + 1)
        lengths = [len(w) for w in words]
        table = np.zeros((count, max(1, *lengths) if lengths else 1), np.int64)
        for row, positions in enumerate(words):
            table[row, : len(positions)] = positions
        return Batch(cuts, ids, shapes, mask, table, lengths)

    def encode(self, batch: Batch) -> dict[str, Array]:
        return self.encoder(ids=batch.ids, shapes=batch.shapes, mask=batch.mask)

    def ask(self, batch: Batch, states: Array, questions: Sequence[Question]) -> dict[str, Array]:
        """Raw outputs of the anchor heads, one row per question, asked a few windows at a time: the heads look at
        every pair of anchor and position."""
        size = batch.ids.shape[1]
        ordered = sorted(range(len(questions)), key=lambda i: questions[i].row)
        parts: list[dict[str, Array]] = []
        for start in range(0, len(ordered), most := max(1, ANCHOR_POSITIONS // size)):
            some = [questions[i] for i in ordered[start : start + most]]
            rows = np.array([q.row for q in some], np.int64)
            seen = slice(rows[0], rows[-1] + 1)
            weights = np.zeros((len(some), size), np.float32)
            distances = np.empty((len(some), size), np.int64)
            for number, question in enumerate(some):
                weights[number] = word_weights(batch, question.row, question.where)
                distances[number] = distances_from(question.where, size)
            parts.append(
                self.anchors(
                    states=states[seen], mask=batch.mask[seen], window=rows - rows[0], weights=weights,
                    distances=distances,
                )
            )  # fmt: skip
        back = np.argsort(np.array(ordered, np.int64))
        return {name: np.concatenate([part[name] for part in parts])[back] for name in parts[0]}

    def judge(self, questions: Sequence[tuple[str, Sequence[Span]]]) -> list[list[float]]:
        """For each text: factuality of each predicate, -3..+3; 0 for a span without a word."""
        out = [[0.0] * len(predicates) for _, predicates in questions]
        cuts = [
            Cut(i, pieces, window)
            for i, (text, _) in enumerate(questions)
            for pieces in [self.split(text)]
            for window in cut_windows(pieces, split_sentences(text), WINDOW, CONTEXT)
        ]
        for group in grouped(sorted(cuts, key=lambda c: c.size)):
            batch = self.batch(group)
            asked = [
                (cut.text, i, Question(row, where, "event", 0, 1.0))
                for row, cut in enumerate(group)
                for i, span in enumerate(questions[cut.text][1])
                if (where := located(cut, span)) is not None
            ]
            if asked:
                read = self.ask(batch, self.encode(batch)["states"], [q for _, _, q in asked])["factuality"]
                for (text, i, _), value in zip(asked, read.tolist(), strict=True):
                    out[text][i] = float(np.clip(value, -3.0, 3.0))
        return out

    def act(self, questions: Sequence[tuple[str, Sequence[Span], Sequence[Span]]]) -> list[dict[Category, float]]:
        """For each text, source and target: probability of each category of what the source does to the target, given
        that it does something.

        The question is put both ways round: an act that one does to the other and the other to the one alike is most
        likely one act, and counts for the way it is surer of, unless it is one that two do together.
        """
        turned = [(text, target, source) for text, source, target in questions]
        asked = self.acts([*questions, *turned])
        there, back = asked[: len(questions)], asked[len(questions) :]
        weighed = there * np.where(TOGETHER, 1.0, 1.0 - back)
        shares = weighed / np.maximum(weighed.sum(1, keepdims=True), 1e-9)
        return [dict(zip(labels.CATEGORIES, row.tolist(), strict=True)) for row in shares]

    def acts(self, questions: Sequence[tuple[str, Sequence[Span], Sequence[Span]]]) -> Floats:
        """Probability of each category [questions, categories]; what is left of one is that nothing is done. Source and
        target are marked in what the encoder sees."""
        out = np.zeros((len(questions), len(labels.CATEGORIES)), np.float32)
        marked = [self.marked(i, *question) for i, question in enumerate(questions)]
        for group in grouped(sorted(marked, key=lambda c: c.size)):
            batch = self.batch(group)
            pair = np.zeros((len(group), 2, batch.ids.shape[1]), np.float32)
            for row, cut in enumerate(group):
                for side, spans in enumerate(questions[cut.text][1:]):
                    for a, b in ranges(cut, spans):
                        pair[row, side, a:b] = 1.0
            pair /= np.maximum(pair.sum(2, keepdims=True), 1.0)
            read = self.dyad(states=self.encode(batch)["states"], mask=batch.mask, pair=pair)["acts"]
            out[[cut.text for cut in group]] = read[:, : labels.NO_ACT]
        return out

    def marked(self, number: int, text: str, source: Sequence[Span], target: Sequence[Span]) -> Cut:
        """The sentences around a pair, with the pair marked in the shapes."""
        pieces = self.split(text)
        cut = Cut(number, pieces, dyad_window(pieces, split_sentences(text), [*source, *target]))
        shapes = pieces.shapes.copy()
        for mark, spans in enumerate((source, target), 1):
            for a, b in ranges(cut, spans):
                inside = slice(a - 1 + cut.window.start, b - 1 + cut.window.start)
                shapes[inside] = pieces.shapes[inside] + mark * SHAPE_IDS
        return msgspec.structs.replace(cut, pieces=msgspec.structs.replace(pieces, shapes=shapes))


def special_id(tokenizer: Tokenizer, name: str) -> int:
    found = tokenizer.token_to_id(name)
    if found is None:
        raise ModelError(f"the model's tokenizer has no {name}; install standoff again")
    return found


def grouped(cuts: Sequence[Cut]) -> Iterator[list[Cut]]:
    """Neighbours together, up to BATCH_PIECES padded positions."""
    group: list[Cut] = []
    longest = 0
    for cut in cuts:
        longest = max(longest, padded(cut.size))
        if group and (len(group) + 1) * longest > BATCH_PIECES:
            yield group
            group, longest = [], padded(cut.size)
        group.append(cut)
    if group:
        yield group


def padded(size: int) -> int:
    return -(-size // PAD_TO) * PAD_TO


def distances_from(where: Range, size: int) -> Ints:
    """Signed distance of every position from the range, clipped to REACH and shifted to 0..2 * REACH."""
    positions = np.arange(size)
    away = np.where(positions < where[0], positions - where[0], np.maximum(0, positions - where[1] + 1))
    return np.clip(away, -REACH, REACH) + REACH


def word_weights(batch: Batch, row: int, where: Range) -> Floats:
    """Equal weights on the words of a range, summing to 1."""
    weights = np.zeros(batch.ids.shape[1], np.float32)
    words = batch.words[row, : batch.lengths[row]]
    inside = words[(words >= where[0]) & (words < where[1])]
    weights[inside if len(inside) else where[0]] = 1.0
    out: Floats = weights / weights.sum()
    return out


def overlapped(cut: Cut, span: Span) -> Range | None:
    """Positions of the window that the span touches."""
    a = int(np.searchsorted(cut.pieces.ends, span.start, side="right"))
    b = int(np.searchsorted(cut.pieces.starts, span.end, side="left"))
    a, b = max(a, cut.window.start), min(b, cut.window.end)
    return (a - cut.window.start + 1, b - cut.window.start + 1) if a < b else None


def located(cut: Cut, span: Span) -> Range | None:
    """Positions of the span, when the window is the one that decides about it."""
    a = int(np.searchsorted(cut.pieces.ends, span.start, side="right"))
    inside = cut.window.core_start <= a < cut.window.core_end
    return overlapped(cut, span) if inside else None


def ranges(cut: Cut, spans: Sequence[Span]) -> list[Range]:
    return [where for span in spans if (where := overlapped(cut, span)) is not None]


def dyad_window(pieces: Pieces, sentences: Sequence[Span], spans: Sequence[Span]) -> Window:
    """The sentences that hold source and target, at most DYAD_PIECES of them around the two."""
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    around = [s for s in sentences if s.start < end and start < s.end] or [Span(start, end)]
    first = int(np.searchsorted(pieces.starts, around[0].start, side="left"))
    last = int(np.searchsorted(pieces.starts, around[-1].end, side="left"))
    if last - first > DYAD_PIECES:
        middle = int(np.searchsorted(pieces.starts, (start + end) // 2, side="left"))
        first = max(first, min(middle - DYAD_PIECES // 2, last - DYAD_PIECES))
        last = first + DYAD_PIECES
    return Window(first, last, first, last)


def read_batch(model: Model, batch: Batch) -> Iterator[tuple[int, Findings]]:
    """Findings of each window whose anchors or mentions lie in its core."""
    encoded = model.encode(batch)
    rows = np.arange(len(batch.cuts))[:, None]
    spans = {
        head: tagged_spans(log_softmax(leaning(encoded[head][rows, batch.words], off)), batch.lengths)
        for head, off in TOWARDS.items()
    }
    found = [Findings([], [], []) for _ in batch.cuts]
    for head in ("entity", "inner"):
        for tagged in in_core(batch, spans[head]):
            found[tagged.row].mentions.append(Mention(tagged.label, text_span(batch, tagged), tagged.p))
    questions = list(open_questions(batch, spans, found))
    if questions:
        for question, anchor in zip(questions, read_anchors(model, batch, encoded["states"], questions), strict=True):
            found[question.row].anchors.append(anchor)
    for cut, findings in zip(batch.cuts, found, strict=True):
        yield cut.text, findings


def leaning(scores: Floats, off: float) -> Floats:
    """The scores with so much taken off that of O."""
    out: Floats = scores - off * (np.arange(scores.shape[-1]) == 0).astype(np.float32)
    return out


def open_questions(batch: Batch, spans: dict[str, list[Tagged]], found: list[Findings]) -> Iterator[Question]:
    """Cues and triggers to be read, of the tagger and, where it is silent, of the lexicon; verification phrases need
    no reading and go straight to the findings."""
    for head, family in (("cue", "attribution"), ("trigger", "event"), ("structure", "")):
        for tagged in in_core(batch, spans[head]):
            kind = family or labels.STRUCTURES[tagged.label].split(":")[0]
            if kind == "verification":
                found[tagged.row].verification.append(text_span(batch, tagged))
            else:
                yield Question(tagged.row, positions(batch, tagged), kind, tagged.label, tagged.p, tagged.chances)
    for row, cut in enumerate(batch.cuts):
        tagged_cues = [text_span(batch, tagged) for tagged in spans["structure"] if tagged.row == row]
        for span, label in cut.cues:
            where = located(cut, span)
            if where is None or any(span.overlap(other) for other in tagged_cues):
                continue
            kind = labels.STRUCTURES[label].split(":")[0]
            if kind == "verification":
                found[row].verification.append(span)
            else:
                yield Question(row, where, kind, label, LEXICON_P)


def in_core(batch: Batch, spans: Iterable[Tagged]) -> Iterator[Tagged]:
    for tagged in spans:
        window = batch.cuts[tagged.row].window
        piece = int(batch.words[tagged.row, tagged.start]) - 1 + window.start
        if window.core_start <= piece < window.core_end:
            yield tagged


def positions(batch: Batch, tagged: Tagged) -> Range:
    """First position, and the one after the last piece of the last word."""
    words = batch.words[tagged.row]
    last = batch.cuts[tagged.row].size - 1
    end = int(words[tagged.end]) if tagged.end < batch.lengths[tagged.row] else last
    return int(words[tagged.start]), end


def text_span(batch: Batch, tagged: Tagged) -> Span:
    """The code points of the words."""
    cut = batch.cuts[tagged.row]
    a, b = positions(batch, tagged)
    offset = cut.window.start - 1
    return Span(int(cut.pieces.starts[a + offset]), int(cut.pieces.ends[b - 1 + offset]))


def family_masks() -> dict[str, Floats]:
    """Role tags an anchor of each family allows: 0, elsewhere a large negative number."""
    masks = {}
    for family, roles in labels.FAMILIES.items():
        mask = np.full(len(labels.ROLE_TAGS), -1e4, np.float32)
        mask[0] = 0.0
        for role in roles:
            for edge in "BI":
                mask[labels.ROLE_TAGS.index(f"{edge}-{role}")] = 0.0
        masks[family] = mask
    return masks


FAMILY_MASKS = family_masks()


def read_anchors(model: Model, batch: Batch, states: Array, questions: Sequence[Question]) -> Iterator[Anchor]:
    read = model.ask(batch, states, questions)
    window = np.array([q.row for q in questions])
    scores = read["roles"][np.arange(len(questions))[:, None], batch.words[window]]
    masked = log_softmax(scores + np.stack([FAMILY_MASKS[q.family] for q in questions])[:, None, :])
    roles: list[list[Role]] = [[] for _ in questions]
    for tagged in tagged_spans(masked, [batch.lengths[q.row] for q in questions]):
        at = questions[tagged.row].row
        span = text_span(batch, msgspec.structs.replace(tagged, row=at))
        roles[tagged.row].append(Role(labels.ROLES[tagged.label], span))
    logs = {name: log_softmax(read[name]) for name in ("category", "status", "mode", "kind")}
    for i, question in enumerate(questions):
        cut = batch.cuts[question.row]
        offset = cut.window.start - 1
        a, b = question.where
        yield Anchor(
            family=question.family, label=question.label,
            span=Span(int(cut.pieces.starts[a + offset]), int(cut.pieces.ends[b - 1 + offset])), p=question.p,
            roles=roles[i], category=logs["category"][i], status=logs["status"][i], mode=logs["mode"][i],
            kind=logs["kind"][i], factuality=float(read["factuality"][i]), chances=question.chances,
        )  # fmt: skip
