"""Reading in several processes gives the same lines in the same order, and its failures are one line."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from standoff.account import read_files, read_jsonl
from standoff.errors import EndpointError, NotFound, ProcessError, RegistryError, StandoffError, UnreadableItem
from standoff.processes import answer_in_processes
from standoff.settings import Settings

TEXTS = [
    "Gunmen attacked an army post near Gao on Monday, the defence ministry said.",
    "Kenya urged both sides to release the hostages.",
    "The union called off its strike.",
    "",
    "Police in Lima arrested forty protesters.",
]
LINES = [json.dumps({"id": number, "text": text}).encode() + b"\n" for number, text in enumerate(TEXTS)]
ONE = Settings(threads=1, batch_documents=2)
TWO = Settings(threads=1, batch_documents=2, processes=2)


def test_two_processes_read_as_one_does() -> None:
    lines = [*LINES[:3], b"no json\n", *LINES[3:]]
    alone, beside = read_jsonl(lines, settings=ONE), read_jsonl(lines, settings=TWO)
    assert list(beside) == list(alone)
    assert beside.refused == alone.refused == 1


def test_two_processes_read_files_as_one_does(tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    alone, beside = read_files([tmp_path], settings=ONE), read_files([tmp_path], settings=TWO)
    assert list(beside) == list(alone)
    assert beside.refused == alone.refused == 1  # the empty file


def double() -> Callable[[int], int]:
    return lambda number: 2 * number


def leave() -> Callable[[int], int]:
    return lambda number: os._exit(9)


def refuse() -> Callable[[int], int]:
    raise NotFound("model", "reader")


def test_answers_come_in_order_and_batches_are_asked_for_as_they_are_needed() -> None:
    asked: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(50):
            asked.append(number)
            yield number

    answers = answer_in_processes(numbers(), double, 2)
    assert next(answers) == 0
    assert len(asked) < 10
    assert list(answers) == [2 * n for n in range(1, 50)]


def test_process_that_dies_is_one_clear_line() -> None:
    with pytest.raises(ProcessError, match="use fewer processes"):
        list(answer_in_processes(range(4), leave, 2))


def test_what_cannot_be_opened_says_why() -> None:
    with pytest.raises(NotFound, match="no model 'reader'"):
        list(answer_in_processes(range(4), refuse, 2))


@pytest.mark.parametrize(
    "error",
    [
        UnreadableItem("a.txt", "is empty"),
        RegistryError("r.yaml", "no id", 3),
        NotFound("actor", "x"),
        EndpointError("e"),
    ],
)
def test_errors_survive_the_way_between_processes(error: StandoffError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
