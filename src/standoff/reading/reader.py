"""The reader: documents in, readings out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path
from typing import TypeVar

from standoff.errors import ModelError
from standoff.reading.assembly import assemble
from standoff.reading.model import Model
from standoff.schema import Category, Document, Reading, Span

BATCH_CHARACTERS = 200_000
"""Documents are read together until they hold this many code points."""
QUESTIONS = 64
"""Questions about pairs or predicates that are answered together."""


Question = TypeVar("Question")


class Reader:
    """One encoder, several heads, one pass on the CPU. Open one per process; it is not shared between threads."""

    def __init__(self, folder: Path, threads: int = 0, precision: str | None = None) -> None:
        self.folder = folder
        self.model = Model(folder, threads, precision)
        self.version = model_version(folder)

    @classmethod
    def open(cls, threads: int = 0, folder: Path | None = None) -> Reader:
        """The model that comes with the program, or the one in `folder`.

        Raises ModelError when it is missing or damaged.
        """
        if folder is not None:
            return cls(folder, threads)
        with as_file(files("standoff.reading").joinpath("model_files")) as packaged:
            return cls(packaged, threads)

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """One reading a document, same order, unresolved: no actor, place or time. Several documents share a pass."""
        for batch in batched(documents):
            found = self.model.find([document.text for document in batch])
            for document, findings in zip(batch, found, strict=True):
                yield assemble(document.id, document.text, findings)

    def code(self, questions: Iterable[tuple[str, Sequence[Span], Sequence[Span]]]) -> Iterator[dict[Category, float]]:
        """For each (text, source spans, target spans): probability of every PLOVER category of what the source does
        to the target, summing to 1."""
        for group in grouped_by(questions, QUESTIONS):
            yield from self.model.act(group)

    def factuality(self, questions: Iterable[tuple[str, Sequence[Span]]]) -> Iterator[list[float]]:
        """For each (text, predicates): -3 (certainly did not happen) to +3 (certainly did) of each predicate."""
        for group in grouped_by(questions, QUESTIONS):
            yield from self.model.judge(group)

    def card(self) -> str:
        """The model card, Markdown.

        Raises ModelError when the model came without one.
        """
        try:
            return (self.folder / "card.md").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ModelError(f"{self.folder}: this model has no card; make one with training/card.py") from None


def model_version(folder: Path) -> str:
    """`reader-` and the first twelve hex digits of the SHA-256 over the model's files."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.xml"), *folder.glob("*.bin"), folder / "tokenizer.json"]):
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            raise ModelError(f"{path}: {error.strerror}; install standoff again") from None
    return f"reader-{digest.hexdigest()[:12]}"


def grouped_by(items: Iterable[Question], size: int) -> Iterator[list[Question]]:
    left = iter(items)
    while group := list(islice(left, size)):
        yield group


def batched(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
