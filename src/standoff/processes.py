"""Batches answered by several processes at a time, in the order they were asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Final, TypeVar

from standoff.errors import ProcessError

Batch = TypeVar("Batch")
Answered = TypeVar("Answered")

AHEAD: Final = 2
"""Batches that wait for each process: enough that none idles, few enough that memory stays bounded."""


def answer_in_processes(
    batches: Iterable[Batch], opener: Callable[[], Callable[[Batch], Answered]], count: int
) -> Iterator[Answered]:
    """The answer to each batch, same order. `opener` runs once in each of `count` new processes; it, the batches and
    the answers must be picklable.

    Raises ProcessError when a process dies, and whatever opening or answering raises.
    """
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_settle, initargs=(opener,)) as pool:
        waiting: deque[Future[Answered]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(_answer, batch))
                if len(waiting) >= AHEAD * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise ProcessError(
                "a reading process ended before its time, most likely for want of memory; use fewer processes"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_here: dict[str, Any] = {}
"""In a worker: the opener, and what it opened."""


def _settle(opener: Callable[[], Callable[[Any], Any]]) -> None:
    _here["opener"] = opener


def _answer(batch: Any) -> Any:
    """Opens on the first batch and not before, so that what goes wrong reaches the caller."""
    if "answer" not in _here:
        _here["answer"] = _here["opener"]()
    return _here["answer"](batch)
