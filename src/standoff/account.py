"""Joins the rooms in order: collects, reads, resolves, weighs, relates and deliberates; the Python API.

The only module that names every room.

    import standoff

    account = standoff.open("x.standoff")
    account.add("articles/")
    account.events()        # a polars DataFrame
"""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec

from standoff import listing
from standoff.collecting import Collected, Validators, collect
from standoff.deliberating import deliberate
from standoff.errors import UnreadableItem
from standoff.lines import Answers, CodeLine, DocumentLine, FactualityLine, as_document, check_spans, encode_line
from standoff.parts import read_in_parts, resolve_in_parts
from standoff.processes import answer_in_processes
from standoff.reading import QUADS, LlmReader, Reader, likeliest_category
from standoff.record import PageState, Record
from standoff.relating import relate
from standoff.resolving import Gazetteer, Registry, resolve
from standoff.resolving.layers import Layer, open_layer
from standoff.schema import Account, Category, Document, Failure, Reading
from standoff.settings import Settings
from standoff.version import __version__
from standoff.weighing import weigh

if TYPE_CHECKING:
    import polars

Source = str | Path


class Progress(Protocol):
    """Told how far a stage has come; `total` is None while it is not known."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


Reads = Callable[[Sequence[Document]], Iterator[Reading | Failure]]
"""A reading of each document, same order, or why there is none."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What one `add` did."""

    new: int = 0
    seen: int = 0
    """Items whose content the record had."""
    renamed: int = 0
    """New documents whose id other content had taken."""
    failed: int = 0
    notices: int = 0
    """Remarks on items that were stored."""
    foreign: int = 0
    """Documents of the record that are not in English: kept, and not read."""
    read: int = 0
    resolved: int = 0
    incidents: int = 0


class KeptState:
    """Collecting's memory of pages, kept in the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def get(self, url: str) -> Validators | None:
        """What the server said last time, if anything."""
        state = self._record.page_state(url)
        known = Validators(etag=state.etag, last_modified=state.last_modified)
        return None if known == Validators() else known

    def put(self, url: str, validators: Validators) -> None:
        """Keeps what the server says now."""
        state = PageState(etag=validators.etag, last_modified=validators.last_modified)
        self._record.keep_page_state(url, state)


class AccountBook:
    """An open account: add reports to it, and look at what follows from them."""

    def __init__(self, record: Record, settings: Settings | None = None, reader: Reader | None = None) -> None:
        self.record = record
        self.settings = settings or Settings()
        self._opened = reader

    def close(self) -> None:
        """Closes the record."""
        self.record.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def add(
        self,
        *sources: Source,
        registry: Sequence[Source] = (),
        outlets: Sequence[Source] = (),
        columns: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        failed: Callable[[Failure], None] | None = None,
    ) -> Summary:
        """Stores what the sources hold (files, folders, URLs), reads what is unread and brings the account up to date.

        `registry` and `outlets` are YAML files on top of the program's own, kept in the record for later runs. What
        cannot be read is noted in the record, told to `failed`, and the rest goes on. Stopped at any moment, the same
        call finishes the work.
        """
        tell = progress or _stay_silent
        self._keep_layers(registry, outlets)
        summary = self._collect(sources, columns, tell, failed or _ignore)
        return self.update(progress=tell, summary=summary)

    def update(self, *, progress: Progress | None = None, summary: Summary | None = None) -> Summary:
        """Reads what is unread, resolves what the current registry has not, and replaces the account."""
        tell = progress or _stay_silent
        read = self._read(tell)
        known = Registry.load(*((layer.name, layer.text) for layer in self.record.layers()))
        resolved = self._resolve(known, tell)
        account = conclude(list(self.record.readings()), known, tell)
        self.record.replace_account(account, known.actors, known.outlets)
        done = summary or Summary()
        foreign = self.record.counts()["foreign"]
        return msgspec.structs.replace(
            done, foreign=foreign, read=read, resolved=resolved, incidents=len(account.incidents)
        )

    def documents(self) -> polars.DataFrame:
        """One row a document, without its text."""
        return listing.frame("documents", self.record)

    def events(self) -> polars.DataFrame:
        """One row an event as one document tells it, with who says so and the incident it belongs to."""
        return listing.frame("events", self.record)

    def attributions(self) -> polars.DataFrame:
        """One row a statement: who says it, by what words."""
        return listing.frame("attributions", self.record)

    def incidents(self) -> polars.DataFrame:
        """One row for what happened once, with its verdict."""
        return listing.frame("incidents", self.record)

    def claims(self) -> polars.DataFrame:
        """One row for each reported value of a field of an incident, with the origins that hold it."""
        return listing.frame("claims", self.record)

    def actors(self) -> polars.DataFrame:
        """One row an actor the documents mention."""
        return listing.frame("actors", self.record)

    def _keep_layers(self, registry: Sequence[Source], outlets: Sequence[Source]) -> None:
        """All of them, or none when one is not as it should be."""
        actors_files = [_open_layer(path) for path in registry]
        outlets_files = [_open_layer(path) for path in outlets]
        Registry.of(*actors_files, *outlets_files)
        for layer in actors_files:
            self.record.add_layer(layer.name, "registry", layer.text)
        for layer in outlets_files:
            self.record.add_layer(layer.name, "outlets", layer.text)

    def _collect(
        self,
        sources: Sequence[Source],
        columns: Mapping[str, str] | None,
        tell: Progress,
        failed: Callable[[Failure], None],
    ) -> Summary:
        counts = {"new": 0, "seen": 0, "renamed": 0, "failed": 0, "notices": 0}
        state = KeptState(self.record)
        items = collect(sources, self.settings, columns=columns, fetch_state=state) if sources else ()
        tell("collecting", 0, None)
        for item in items:
            counts[self._keep(item, failed)] += 1
            tell("collecting", sum(counts.values()) - counts["notices"], None)
        return Summary(**counts)

    def _keep(self, item: Collected | Failure, failed: Callable[[Failure], None]) -> str:
        if isinstance(item, Collected):
            try:
                return self.record.store(item.document, item.sighting).outcome
            except UnreadableItem as error:
                item = Failure(location=error.location, reason=error.reason)
        self.record.fail(item)
        failed(item)
        return "notices" if item.notice else "failed"

    def _read(self, tell: Progress) -> int:
        if self.record.counts()["documents"] == 0:
            return 0
        reader = self._opened = self._opened or Reader.open(self.settings.threads)
        total = self.record.count_unread(reader.version)
        done = 0
        unread = self.record.unread(reader.version)
        tell("reading", 0, total)
        for done, reading in enumerate(read_in_parts(unread, reader.read), start=1):
            self.record.store_reading(reading, reader.version)
            tell("reading", done, total)
        return done

    def _resolve(self, known: Registry, tell: Progress) -> int:
        tell("resolving", 0, None)
        key = hash_registry(known)
        gazetteer = Gazetteer.open(known)
        done = 0
        for done, (document, reading) in enumerate(self.record.unresolved(key), start=1):
            self.record.store_resolved(_resolve(document, reading, known, gazetteer), key)
            tell("resolving", done, None)
        return done


def open_book(place: Source, create: bool = True, settings: Settings | None = None) -> AccountBook:
    """Opens the record at a path or database URL, making one where none is (unless `create` is False).

    Raises RecordError.
    """
    return AccountBook(Record.open(place, create=create), settings)


def conclude(readings: Sequence[tuple[Document, Reading]], known: Registry, tell: Progress) -> Account:
    """Everything that follows from the readings."""
    tell("weighing", 0, None)
    weighed = weigh(readings, known.actors, known.outlets)
    related = relate(readings, weighed.incidents, known.actors)
    deliberated = deliberate(readings, weighed.incidents, known.actors)
    tell("weighing", len(weighed.incidents), None)
    return Account(
        copies=weighed.copies,
        incidents=weighed.incidents,
        ties=related.ties,
        designations=related.designations,
        options=deliberated.options,
        hypotheses=deliberated.hypotheses,
        commitments=deliberated.commitments,
    )


def hash_registry(known: Registry) -> str:
    """Of all that resolving depends on: the same registry and program give the same resolved reading."""
    parts = (__version__, known.actors, known.places, known.outlets)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def read_jsonl(
    lines: Iterable[bytes],
    *,
    registry: Sequence[Source] = (),
    settings: Settings | None = None,
    reader: Reader | None = None,
    second: LlmReader | None = None,
    adjudicate: bool = False,
) -> Answers[DocumentLine, Document]:
    """Readings of documents, line by line, resolved; nothing is stored, and any language is read as English.

    With a `second` reader, it reads instead of the first, or only adjudicates what the first is unsure of.
    """
    chosen = settings or Settings()
    answer = choose_answering(registry, chosen, reader, second, adjudicate)
    return Answers(lines, DocumentLine, lambda line: as_document(line, chosen.max_text_chars), answer, chosen)


Told = dict[str, Any] | UnreadableItem
"""A resolved reading as plain values, or why there is none."""
Answering = Callable[[Iterator[list[Document]]], Iterable[Iterable[Told]]]
"""Batches of documents to what there is to tell of each, same order."""


def choose_answering(
    registry: Sequence[Source],
    settings: Settings,
    reader: Reader | None = None,
    second: LlmReader | None = None,
    adjudicate: bool = False,
) -> Answering:
    """Batches of documents to resolved readings: in this process, or in as many as the settings say where the
    program's own model reads."""
    count = settings.processes or os.cpu_count() or 1
    if count > 1 and reader is None and second is None:
        opener = partial(open_listing_answerer, list(registry), msgspec.structs.replace(settings, threads=1))
        return lambda batches: answer_in_processes(batches, opener, count)
    return partial(map, open_answerer(registry, settings, reader, second, adjudicate))


def open_answerer(
    registry: Sequence[Source],
    settings: Settings,
    reader: Reader | None = None,
    second: LlmReader | None = None,
    adjudicate: bool = False,
) -> Callable[[list[Document]], Iterator[Told]]:
    """Reads and resolves the documents of a batch one by one."""
    read = choose_reading(settings, reader, second, adjudicate)
    known = Registry.load(*map(_open_layer, registry))
    gazetteer = Gazetteer.open(known)

    def answer(documents: list[Document]) -> Iterator[Told]:
        for document, reading in zip(documents, read(documents), strict=True):
            if isinstance(reading, Failure):
                yield UnreadableItem(reading.location, reading.reason)
            else:
                yield msgspec.to_builtins(_resolve(document, reading, known, gazetteer))

    return answer


def open_listing_answerer(registry: Sequence[Source], settings: Settings) -> Callable[[list[Document]], list[Told]]:
    """The same with each batch as a list, which can be sent from one process to another."""
    answer = open_answerer(registry, settings)
    return lambda documents: list(answer(documents))


def choose_reading(
    settings: Settings, reader: Reader | None = None, second: LlmReader | None = None, adjudicate: bool = False
) -> Reads:
    """How documents are read: by the first reader, by the second, or by the first with the second asked in doubt."""
    if second is not None and not adjudicate:
        return second.read
    first = reader or Reader.open(settings.threads)
    if second is None:
        return lambda documents: read_in_parts(documents, first.read)
    return lambda documents: second.adjudicate(
        zip(documents, read_in_parts(documents, first.read), strict=True), first.version
    )


class ReadFiles:
    """Iterates over one output line for every document in the files; `refused` counts what could not be read so far."""

    def __init__(
        self,
        files: Sequence[Source],
        settings: Settings,
        answer: Answering,
    ) -> None:
        self.refused = 0
        self._items = collect(files, settings)
        self._answer = answer
        self._batch = settings.batch_documents

    def __iter__(self) -> Iterator[bytes]:
        waiting: deque[list[Collected | Failure]] = deque()

        def documents() -> Iterator[list[Document]]:
            while batch := list(islice(self._items, self._batch)):
                waiting.append(batch)
                yield [item.document for item in batch if isinstance(item, Collected)]

        for answered in self._answer(documents()):
            answers = iter(answered)
            for item in waiting.popleft():
                if isinstance(item, Failure):
                    yield self._refuse(item.location, item.reason, counts=not item.notice)
                else:
                    yield self._encode(item.document, next(answers))

    def _encode(self, document: Document, told: Told) -> bytes:
        if isinstance(told, UnreadableItem):
            return self._refuse(document.id, told.reason)
        return encode_line(told)

    def _refuse(self, location: str, reason: str, counts: bool = True) -> bytes:
        self.refused += counts
        return encode_line({"id": location, "error": reason})


def read_files(
    files: Sequence[Source],
    *,
    registry: Sequence[Source] = (),
    settings: Settings | None = None,
    second: LlmReader | None = None,
    adjudicate: bool = False,
) -> ReadFiles:
    """Readings of the documents in files, folders or at URLs, resolved; nothing is stored. Readers as in read_jsonl."""
    chosen = settings or Settings()
    return ReadFiles(files, chosen, choose_answering(registry, chosen, None, second, adjudicate))


def code_jsonl(
    lines: Iterable[bytes], *, settings: Settings | None = None, reader: Reader | None = None
) -> Answers[CodeLine, CodeLine]:
    """What the source does to the target, line by line, as probabilities of the categories."""
    chosen = settings or Settings()
    opened = reader or Reader.open(chosen.threads)

    def ask(line: CodeLine) -> CodeLine:
        for what, spans in (("source", line.source), ("target", line.target)):
            if not check_spans(spans, line.text, what=what):
                raise UnreadableItem("", f"`{what}` is empty; give at least one span [start, end]")
        return line

    def answer(asked: Sequence[CodeLine]) -> Iterator[dict[str, Any]]:
        return map(describe_code, opened.code((line.text, line.source, line.target) for line in asked))

    return Answers(lines, CodeLine, ask, partial(map, answer), chosen)


def factuality_jsonl(
    lines: Iterable[bytes], *, settings: Settings | None = None, reader: Reader | None = None
) -> Answers[FactualityLine, FactualityLine]:
    """Whether what each predicate says did happen, -3 to +3, line by line."""
    chosen = settings or Settings()
    opened = reader or Reader.open(chosen.threads)

    def ask(line: FactualityLine) -> FactualityLine:
        check_spans(line.predicates, line.text, what="predicates")
        return line

    def answer(asked: Sequence[FactualityLine]) -> Iterator[dict[str, Any]]:
        for values in opened.factuality((line.text, line.predicates) for line in asked):
            yield {"factuality": values}

    return Answers(lines, FactualityLine, ask, partial(map, answer), chosen)


def describe_code(probabilities: Mapping[Category, float]) -> dict[str, Any]:
    """The likeliest category with its PLOVER code and quad class."""
    category = likeliest_category(probabilities)
    quad = QUADS[category]
    return {
        "category": category,
        "plover": category,
        "quad": quad,
        "cooperation": quad.endswith("cooperation"),
        "probabilities": dict(probabilities),
    }


def _resolve(document: Document, reading: Reading, known: Registry, gazetteer: Gazetteer) -> Reading:
    return resolve_in_parts(document, reading, lambda part, read: resolve(part, read, known, gazetteer))


def _open_layer(path: Source) -> Layer:
    return open_layer(Path(path).absolute())


def _stay_silent(stage: str, done: int, total: int | None) -> None:
    """No one asked to be told."""


def _ignore(failure: Failure) -> None:
    """It is noted in the record."""
