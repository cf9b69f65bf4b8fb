"""A second reader: any language model behind an OpenAI-compatible endpoint, read under the same contract.

It reads whole documents (`LlmReader.read`), or only judges the events that the first reader is unsure of
(`LlmReader.adjudicate`). The default way of reading never comes here.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, Final, Self, TypeVar

import msgspec
from msgspec.structs import replace

from standoff.errors import EndpointError, SettingsError
from standoff.reading.codes import plover_code
from standoff.reading.labels import MODES_OF
from standoff.reading.llm_answer import (
    FACTUALITY,
    Found,
    Passage,
    Sieve,
    convert_items,
    cut_passages,
    join_found,
    parse_answer,
)
from standoff.reading.llm_endpoint import CutOff, Endpoint
from standoff.reading.llm_prompt import (
    JUDGING,
    Judgement,
    JudgingForm,
    ReadingForm,
    article_data,
    json_form,
    prompt_hash,
    question,
    reading_rules,
)
from standoff.reading.tokens import split_sentences
from standoff.schema import Document, Dropped, Event, Failure, Reading, SecondReading, Span
from standoff.settings import LlmSettings

JUDGED_TOGETHER: Final = 20
"""Events in one question."""

Item = TypeVar("Item")
Outcome = SecondReading | Failure


class Tally(msgspec.Struct):
    """What one run did."""

    read: int = 0
    failed: int = 0
    quotes: int = 0
    items: int = 0
    asked: int = 0
    """Events adjudicated."""

    def summary(self, name: str) -> str:
        """One line."""
        judged = f", {self.asked} events adjudicated" if self.asked else ""
        return (
            f"{name}: {self.read} read, {self.failed} not{judged}; dropped of its answers: {self.quotes} quotes that "
            f"are not in the text, {self.items} items that are not as asked"
        )


class Judged(msgspec.Struct, frozen=True):
    """What a model holds of some events: by their index, None where it gave no usable judgement."""

    judgements: dict[int, Judgement]
    model: str | None
    items: int


class LlmReader:
    """Holds a connection to the endpoint; close it, or use it in `with`. Not shared between threads.

    Requests run in an event loop of their own thread, so that it works inside a notebook's loop as well and Ctrl+C
    waits for no answer.
    """

    def __init__(self, settings: LlmSettings) -> None:
        """Raises SettingsError for settings that cannot be used. Asks nothing yet."""
        check_settings(settings)
        self.settings = settings
        self.tally = Tally()
        self._rules = reading_rules()
        self.version = f"llm:{settings.model}/prompt-{prompt_hash(self._rules, ReadingForm)}"
        self.judge = f"llm:{settings.model}/prompt-{prompt_hash(JUDGING, JudgingForm)}"
        self._reading_form = json_form(ReadingForm)
        self._judging_form = json_form(JudgingForm)
        self._endpoint = Endpoint(settings)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="llm endpoint", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Gives up what is under way, and closes the connection."""
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def summary(self) -> str:
        """What this run did, in a line."""
        return self.tally.summary(f"llm {self.settings.model}")

    def read(self, documents: Iterable[Document]) -> Iterator[Outcome]:
        """One reading a document, same order, unresolved; a failure where the endpoint gave no usable answer."""
        return self._in_order(documents, self._read)

    def adjudicate(self, readings: Iterable[tuple[Document, Reading]], reader: str) -> Iterator[Outcome]:
        """The readings that `reader` (a version) made, with every event less probable than `doubt` put to the model:
        what it says is no event is left out, and its category and status replace the reader's."""
        return self._in_order(readings, lambda pair: self._adjudicate(*pair, reader))

    # --- in order -----------------------------------------------------------------------------------------------

    def _in_order(
        self, items: Iterable[Item], work: Callable[[Item], Coroutine[Any, Any, Outcome]]
    ) -> Iterator[Outcome]:
        """Outcomes in the order of the items, as many under way at a time as there may be requests."""
        waiting: deque[Future[Outcome]] = deque()
        try:
            for item in items:
                waiting.append(asyncio.run_coroutine_threadsafe(work(item), self._loop))
                if len(waiting) >= self.settings.concurrency:
                    yield self._count(waiting.popleft().result())
            while waiting:
                yield self._count(waiting.popleft().result())
        finally:
            for future in waiting:
                future.cancel()

    def _count(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Failure):
            self.tally.failed += 1
        else:
            self.tally.read += 1
            self.tally.quotes += outcome.dropped.quotes
            self.tally.items += outcome.dropped.items
            self.tally.asked += outcome.adjudicated or 0
        return outcome

    async def _finish(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._endpoint.close()

    # --- reading ------------------------------------------------------------------------------------------------

    async def _read(self, document: Document) -> Outcome:
        passages = cut_passages(document.text, self.settings.part_chars)
        answered = await gather_or_fail(self._read_passage(passage) for passage in passages)
        if isinstance(answered, EndpointError):
            return Failure(location=document.id, reason=str(answered))
        parts = [part for parts in answered for part in parts]
        reading = join_found(document.id, document.text, [found for found, _ in parts])
        return as_second(
            reading,
            reader=self.version,
            model=next((model for _, model in parts if model), self.settings.model),
            dropped=Dropped(
                quotes=sum(found.dropped.quotes for found, _ in parts),
                items=sum(found.dropped.items for found, _ in parts),
            ),
        )

    async def _read_passage(self, passage: Passage) -> list[tuple[Found, str | None]]:
        """What stands in the passage, with the name of the model; in halves where the answer would be too long."""
        asked = question(self._rules, article_data([span.of(passage.text) for span in passage.sentences]))
        try:
            said = await self._endpoint.ask(asked, self._reading_form)
        except CutOff:
            if (halves := passage.halves()) is None:
                raise
            return [part for half in halves for part in await self._read_passage(half)]
        return [(Sieve(passage).read(parse_answer(said.content, ReadingForm)), said.model)]

    # --- adjudication -------------------------------------------------------------------------------------------

    async def _adjudicate(self, document: Document, reading: Reading, reader: str) -> Outcome:
        doubtful = [i for i, event in enumerate(reading.events) if event.p < self.settings.doubt]
        sentences = split_sentences(document.text) if doubtful else []
        questions = [judging_data(document.text, sentences, reading.events[i], i) for i in doubtful]
        groups = [questions[i : i + JUDGED_TOGETHER] for i in range(0, len(questions), JUDGED_TOGETHER)]
        answered = await gather_or_fail(self._judge(group) for group in groups)
        if isinstance(answered, EndpointError):
            return Failure(location=document.id, reason=str(answered))
        judgements = {i: judgement for judged in answered for i, judgement in judged.judgements.items()}
        events = [judged_event(event, judgements.get(i)) for i, event in enumerate(reading.events)]
        return as_second(
            replace(reading, events=[event for event in events if event is not None]),
            reader=f"{reader}+{self.judge}",
            model=next((judged.model for judged in answered if judged.model), self.settings.model),
            dropped=Dropped(items=sum(judged.items for judged in answered)),
            adjudicated=len(doubtful),
        )

    async def _judge(self, group: Sequence[dict[str, Any]]) -> Judged:
        """The first judgement on each event that was asked about; others are dropped."""
        said = await self._endpoint.ask(question(JUDGING, {"questions": group}), self._judging_form)
        answer = parse_answer(said.content, JudgingForm)
        given, dropped = convert_items(answer, "judgements", Judgement)
        asked = {each["n"] for each in group}
        judgements = {judgement.n: judgement for judgement in reversed(given) if judgement.n in asked}
        return Judged(judgements, said.model, dropped + len(given) - len(judgements))


async def gather_or_fail(work: Iterable[Coroutine[Any, Any, Item]]) -> list[Item] | EndpointError:
    """All results in order, or the first error, after which the rest is given up."""
    failed: list[EndpointError] = []
    tasks = []
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except* EndpointError as errors:
        failed = [error for error in errors.exceptions if isinstance(error, EndpointError)]
    return failed[0] if failed else [task.result() for task in tasks]


def check_settings(settings: LlmSettings) -> None:
    """Raises SettingsError."""
    if settings.base_url and not settings.model:
        raise SettingsError("no model is set; set STANDOFF_LLM_MODEL to its name at the endpoint")
    for name in ("timeout", "max_tokens", "max_answer_bytes", "part_chars", "concurrency"):
        if not getattr(settings, name) > 0:
            raise SettingsError(f"STANDOFF_LLM_{name.upper()} is {getattr(settings, name)}; it has to be above 0")
    for name in ("retries", "backoff"):
        if not getattr(settings, name) >= 0:
            raise SettingsError(f"STANDOFF_LLM_{name.upper()} is {getattr(settings, name)}; it cannot be below 0")


def as_second(
    reading: Reading, *, reader: str, model: str, dropped: Dropped, adjudicated: int | None = None
) -> SecondReading:
    fields = {name: getattr(reading, name) for name in Reading.__struct_fields__}
    return SecondReading(**fields, reader=reader, model=model, dropped=dropped, adjudicated=adjudicated)


def judging_data(text: str, sentences: Sequence[Span], event: Event, number: int) -> dict[str, Any]:
    """The event's sentence in three pieces, so that it is plain which of several equal words is meant."""
    whole = next((span for span in sentences if span.overlap(event.trigger)), event.trigger)
    start, end = min(whole.start, event.trigger.start), max(whole.end, event.trigger.end)
    return {
        "n": number,
        "before": text[start : event.trigger.start],
        "trigger": event.trigger.of(text),
        "after": text[event.trigger.end : end],
    }


def judged_event(event: Event, judgement: Judgement | None) -> Event | None:
    """The event as judged; itself without a judgement, None where there is none in the model's view."""
    if judgement is None:
        return event
    if not judgement.event:
        return None
    category, status = judgement.category, judgement.status
    kept = event.mode in MODES_OF.get(category, frozenset())
    return replace(
        event,
        category=category,
        status=status,
        plover=plover_code(category, status),
        mode=event.mode if kept else None,
        factuality=event.factuality if status == event.status else FACTUALITY[status],
    )
