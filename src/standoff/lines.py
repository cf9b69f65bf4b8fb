"""JSON lines in, JSON lines out, in the same order: a bad line gets its error on its own line and the rest goes on."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, Generic, NamedTuple, TypeVar

import msgspec

from standoff.errors import UnreadableItem
from standoff.schema import Document, Span
from standoff.settings import Settings

Question = TypeVar("Question")

MONTH_FORMATS = ("%Y-%m", "%Y")
BATCH_BYTES = 8_000_000
"""Lines are answered together until they hold so much: long ones are answered one by one."""


class Asked(NamedTuple, Generic[Question]):
    """What one line asks: its id as it was written, fields to carry through, and the question."""

    id: str | int | None
    carried: dict[str, Any]
    question: Question


class Refused(NamedTuple):
    """A line that asks nothing we can answer."""

    id: object
    error: str


class DocumentLine(msgspec.Struct, kw_only=True):
    """Input of `standoff read --jsonl`."""

    text: str
    id: str | int | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None


class CodeLine(msgspec.Struct, kw_only=True):
    """Input of `standoff code --jsonl`."""

    text: str
    source: list[Span]
    target: list[Span]
    id: str | int | None = None


class FactualityLine(msgspec.Struct, kw_only=True):
    """Input of `standoff factuality --jsonl`."""

    text: str
    predicates: list[Span]
    id: str | int | None = None


Form = TypeVar("Form", bound=msgspec.Struct)


class Answers(Generic[Form, Question]):
    """Iterates over one output line for every input line, newline included; `refused` counts the errors so far.

    `ask` makes the question of a line or raises UnreadableItem; `answer` takes batches of them and answers each in
    order, questions it has no answer to with an UnreadableItem.
    """

    def __init__(
        self,
        lines: Iterable[bytes],
        form: type[Form],
        ask: Callable[[Form], Question],
        answer: Callable[[Iterator[list[Question]]], Iterable[Iterable[dict[str, Any] | UnreadableItem]]],
        settings: Settings,
    ) -> None:
        self.refused = 0
        self._lines = (line for line in lines if line.strip())
        self._form = form
        self._ask = ask
        self._answer = answer
        self._settings = settings

    def __iter__(self) -> Iterator[bytes]:
        waiting: deque[list[Asked[Question] | Refused]] = deque()

        def questions() -> Iterator[list[Question]]:
            for batch in batched(self._lines, self._settings.batch_documents):
                waiting.append([self._parse(line) for line in batch])
                yield [each.question for each in waiting[-1] if isinstance(each, Asked)]

        for answered in self._answer(questions()):
            answers = iter(answered)
            for each in waiting.popleft():
                yield encode_line(self._refuse(each) if isinstance(each, Refused) else self._merge(each, next(answers)))

    def _merge(self, asked: Asked[Question], answered: dict[str, Any] | UnreadableItem) -> dict[str, Any]:
        if isinstance(answered, UnreadableItem):
            return self._refuse(Refused(answered.location if asked.id is None else asked.id, answered.reason))
        given = answered.get("id") if asked.id is None else asked.id
        return {"id": given} | asked.carried | answered | {"id": given}

    def _refuse(self, line: Refused) -> dict[str, Any]:
        self.refused += 1
        return {"id": line.id, "error": line.error}

    def _parse(self, line: bytes) -> Asked[Question] | Refused:
        most = self._settings.max_item_bytes
        fields: dict[str, Any] = {}
        try:
            fields = decode_line(line, most)
            parsed = _convert(fields, self._form)
            return Asked(fields.get("id"), carry(fields, self._form), self._ask(parsed))
        except UnreadableItem as error:
            known = fields or len(line) > most
            return Refused(fields.get("id") if known else find_id(line), error.reason)


def limited_lines(stream: IO[bytes], most_bytes: int) -> Iterator[bytes]:
    """The lines of a stream; of one over `most_bytes` its beginning, one byte over, and the rest is never held."""
    while line := stream.readline(most_bytes + 1):
        yield line
        while len(line) > most_bytes and not line.endswith(b"\n"):
            line = stream.readline(most_bytes + 1)


def batched(lines: Iterable[bytes], most: int) -> Iterator[list[bytes]]:
    """Lines together, `most` of them or BATCH_BYTES."""
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) >= most or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def decode_line(line: bytes, most_bytes: int) -> dict[str, Any]:
    """The line's fields.

    Raises UnreadableItem for what is no JSON object in UTF-8, or too long.
    """
    if len(line) > most_bytes:
        raise UnreadableItem("", f"the line is over {most_bytes:,} bytes; split it, or raise STANDOFF_MAX_ITEM_BYTES")
    try:
        fields = msgspec.json.decode(line.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableItem("", f"not JSON in UTF-8: {error}; write one object on each line") from None
    if not isinstance(fields, dict):
        raise UnreadableItem("", "not a JSON object; write one object on each line")
    return fields


def find_id(line: bytes) -> object:
    """The id of a line that is JSON to lenient eyes only (half characters, NaN); None where there is none to be had."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = fields.get("id") if isinstance(fields, dict) else None
    usable = isinstance(found, str) and found.isprintable()  # a half character is not
    return found if usable or (isinstance(found, int) and abs(found) < 2**53) else None


def _convert(fields: dict[str, Any], form: type[Form]) -> Form:
    try:
        return msgspec.convert(fields, form)
    except msgspec.ValidationError as error:
        needed = " and ".join(f"`{name.name}`" for name in msgspec.structs.fields(form) if name.required)
        raise UnreadableItem("", f"{error}; a line needs {needed}") from None


def carry(fields: dict[str, Any], form: type[msgspec.Struct]) -> dict[str, Any]:
    """Input fields that the contract does not name."""
    return {name: value for name, value in fields.items() if name not in form.__struct_fields__}


def as_document(line: DocumentLine, most_chars: int) -> Document:
    """The document to read; one without an id gets one from its text.

    Raises UnreadableItem for too long a text or a date that is none.
    """
    if len(line.text) > most_chars:
        raise UnreadableItem("", f"the text has {len(line.text):,} characters, more than {most_chars:,}; split it")
    sha256 = hashlib.sha256(line.text.encode()).hexdigest()
    return Document(
        id=f"doc-{sha256[:16]}" if line.id is None else str(line.id),
        text=line.text,
        title=line.title,
        published=check_date(line.published),
        outlet=line.outlet,
        url=line.url,
        sha256=sha256,
    )


def check_date(published: str | None) -> str | None:
    """An ISO 8601 date, date-time, month or year as it is; None for none.

    Raises UnreadableItem.
    """
    if not published:
        return None
    if any(_parses(datetime.strptime, published, form) for form in MONTH_FORMATS):
        return published
    if _parses(datetime.fromisoformat, published):
        return published
    raise UnreadableItem("", f"`published` is {published!r}; write an ISO 8601 date such as 2024-01-29, or null")


def check_spans(spans: Sequence[Span], text: str, *, what: str) -> Sequence[Span]:
    """The spans, each of which lies inside the text.

    Raises UnreadableItem.
    """
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            wrong = f"`{what}` has [{span.start}, {span.end}], which is no span of a text of {len(text)} characters"
            raise UnreadableItem("", wrong)
    return spans


def encode_line(fields: dict[str, Any]) -> bytes:
    """One line of UTF-8 JSON."""
    return msgspec.json.encode(fields) + b"\n"


def _parses(parse: Callable[..., object], *given: str) -> bool:
    try:
        parse(*given)
    except ValueError:
        return False
    return True
