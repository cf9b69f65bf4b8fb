"""The JSON lines contract: one out for one in, the same order, errors on their own line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.account import code_jsonl, describe_code, factuality_jsonl, read_jsonl
from standoff.errors import UnreadableItem
from standoff.lines import BATCH_BYTES, Answers, DocumentLine, as_document, batched, check_date, limited_lines
from standoff.reading import Reader
from standoff.schema import Category, Reading
from standoff.settings import Settings

TEXT = "US Central Command said Iran-backed militias attacked the base on Sunday."


def lines_of(*objects: object) -> list[bytes]:
    return [each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in objects]


def read(*objects: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in read_jsonl(lines_of(*objects), reader=opened())]


@lru_cache
def opened() -> Reader:
    return Reader.open()


def span_of(words: str, text: str = TEXT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def test_a_reading_has_the_shape_of_the_schema() -> None:
    (answer,) = read({"id": "a", "text": TEXT, "published": "2024-01-29"})
    reading = msgspec.convert(answer, Reading)
    assert set(answer) == set(Reading.__struct_fields__)
    assert any(event.trigger.of(TEXT) == "attacked" for event in reading.events)
    assert {entity.actor for entity in reading.entities} >= {"usa-centcom"}


def test_times_are_read_from_the_day_of_publication() -> None:
    (answer,) = read({"id": "a", "text": TEXT, "published": "2024-01-29"})
    times = [entity["time"] for entity in answer["entities"] if entity["time"]]
    assert times == [["2024-01-28", "2024-01-28"]]


def test_unknown_fields_are_carried_through_and_known_ones_are_not() -> None:
    (answer,) = read({"id": "a", "text": TEXT, "label": {"x": [1]}, "title": "T", "byline": "B"})
    assert answer["label"] == {"x": [1]}
    assert answer["byline"] == "B"
    assert not {"text", "title", "published"} & set(answer)


@pytest.mark.parametrize("given_id", ["a", 7, "ä \U0001f600"])
def test_an_id_comes_back_as_it_was_written(given_id: object) -> None:
    assert read({"id": given_id, "text": TEXT})[0]["id"] == given_id


def test_a_document_without_an_id_gets_one_from_its_text() -> None:
    first, second = read({"text": TEXT}, {"text": TEXT})
    assert first["id"] == second["id"]
    assert first["id"].startswith("doc-")


def test_an_empty_text_says_nothing() -> None:
    (answer,) = read({"id": "a", "text": ""})
    assert (answer["entities"], answer["events"], answer["attributions"]) == ([], [], [])


@pytest.mark.parametrize(
    ("line", "given_id", "error"),
    [
        (b"not json\n", None, "not JSON in UTF-8"),
        (b'{"id": "a", "text": "\xff"}\n', None, "not JSON in UTF-8"),
        (b'{"id": "a", "text": "\\ud800 x"}\n', "a", "not JSON in UTF-8"),
        (b'{"id": "\\ud800", "text": "x"}\n', None, "not JSON in UTF-8"),
        (b'{"id": 3, "text": "x", "score": NaN}\n', 3, "not JSON in UTF-8"),
        (b'{"id": "a", "text": "x", "score": 1e999}\n', "a", "out of range"),
        (b'{"id": "a", "text": "x", "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", None, "recursion depth"),
        (b"[1, 2]\n", None, "one object on each line"),
        (b'{"id": "a"}\n', "a", "missing required field `text`; a line needs `text`"),
        (b'{"id": 5, "text": null}\n', 5, "Expected `str`, got `null` - at `$.text`"),
        (b'{"id": "a", "text": ["x"]}\n', "a", "Expected `str`, got `array`"),
        (b'{"id": "a", "text": "x", "published": 20240129}\n', "a", "`$.published`"),
        (b'{"id": "a", "text": "x", "published": "last week"}\n', "a", "write an ISO 8601 date"),
        (b'{"id": "a", "text": "x", "published": "2024-02-31"}\n', "a", "write an ISO 8601 date"),
    ],
)
def test_a_bad_line_gets_its_error_and_the_rest_goes_on(line: bytes, given_id: object, error: str) -> None:
    answers = read_jsonl(
        [*lines_of({"id": "before", "text": TEXT}), line, *lines_of({"id": "after", "text": TEXT})], reader=opened()
    )
    before, bad, after = map(json.loads, answers)
    assert set(bad) == {"id", "error"}
    assert bad["id"] == given_id
    assert error in bad["error"]
    assert (before["id"], after["id"]) == ("before", "after")
    assert before["events"] == after["events"] != []
    assert answers.refused == 1


def test_a_line_marked_as_utf8_and_a_giant_number_are_read() -> None:
    marked, giant = read(b"\xef\xbb\xbf" + lines_of({"id": "a", "text": TEXT})[0], {"id": 7, "text": "", "n": 10**40})
    assert (marked["id"], giant["id"], giant["n"]) == ("a", 7, 10**40)


@given(st.lists(st.binary(max_size=12)), st.integers(1, 9))
def test_a_line_over_the_limit_is_cut_one_byte_over_and_the_next_is_whole(parts: list[bytes], most: int) -> None:
    lines = [part.replace(b"\n", b"") + b"\n" for part in parts]
    found = list(limited_lines(io.BytesIO(b"".join(lines)), most))
    assert found == [line[: most + 1] for line in lines]


def test_long_lines_are_answered_one_by_one() -> None:
    short, long = b"{}", b"x" * BATCH_BYTES
    assert list(batched([short, short, long, short, long, long], 3)) == [[short, short, long], [short, long], [long]]


@pytest.mark.parametrize("limit", [{"max_item_bytes": 40}, {"max_text_chars": 10}])
def test_a_text_over_the_limit_is_refused(limit: dict[str, int]) -> None:
    answers = read_jsonl(lines_of({"id": "a", "text": TEXT}), settings=Settings(**limit), reader=opened())
    assert "split" in json.loads(next(iter(answers)))["error"]


def test_lines_answered_in_batches_keep_their_order() -> None:
    texts = [{"id": number, "text": f"{TEXT} " * (number % 3)} for number in range(7)]
    answers = read_jsonl(lines_of(*texts), settings=Settings(batch_documents=3), reader=opened())
    assert [json.loads(line)["id"] for line in answers] == list(range(7))


def test_blank_lines_ask_nothing() -> None:
    assert read(b"\n", {"id": "a", "text": ""}, b"  \n")[0]["id"] == "a"


def test_what_one_actor_does_to_another() -> None:
    line = {"id": "a", "text": TEXT, "source": [span_of("Iran-backed militias")], "target": [span_of("the base")]}
    (answer,) = map(json.loads, code_jsonl(lines_of(line), reader=opened()))
    assert set(answer) == {"id", "category", "plover", "quad", "cooperation", "probabilities"}
    assert (answer["category"], answer["quad"], answer["cooperation"]) == ("ASSAULT", "material conflict", False)
    assert answer["probabilities"]["ASSAULT"] == max(answer["probabilities"].values())


def test_the_likeliest_category_is_told_with_its_quad() -> None:
    probabilities: dict[Category, float] = {"AID": 0.4, "AGREE": 0.4, "ASSAULT": 0.2}
    assert describe_code(probabilities)["category"] == "AGREE"
    assert describe_code(probabilities)["quad"] == "verbal cooperation"
    assert describe_code(probabilities)["cooperation"] is True


def test_giving_way_in_word_or_deed_counts_as_one_until_it_has_won() -> None:
    probabilities = dict.fromkeys(get_args(Category), 0.0) | {"RETREAT": 0.28, "CONCEDE": 0.32, "ASSAULT": 0.4}
    assert describe_code(probabilities)["category"] == "CONCEDE"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"source": [[0, 2]], "target": []}, "`target` is empty"),
        ({"source": [[0, 2]], "target": [[5, 5]]}, "no span of a text of 73 characters"),
        ({"source": [[0, 74]], "target": [[0, 2]]}, "no span"),
        ({"source": [[-1, 2]], "target": [[0, 2]]}, "no span"),
        ({"source": [[0, 2]]}, "missing required field `target`"),
        ({"source": [[0]], "target": [[0, 2]]}, "$.source"),
    ],
)
def test_spans_outside_the_text_are_refused(fields: dict[str, Any], error: str) -> None:
    (answer,) = map(json.loads, code_jsonl(lines_of({"id": "a", "text": TEXT} | fields), reader=opened()))
    assert error in answer["error"]


def test_factuality_answers_each_predicate() -> None:
    line = {"id": "a", "text": TEXT, "predicates": [span_of("attacked"), span_of("said")], "n": 1}
    (answer, none) = map(
        json.loads, factuality_jsonl(lines_of(line, {"id": "b", "text": TEXT, "predicates": []}), reader=opened())
    )
    assert (set(answer), len(answer["factuality"])) == ({"id", "n", "factuality"}, 2)
    assert all(-3 <= value <= 3 for value in answer["factuality"])
    assert none["factuality"] == []


@pytest.mark.parametrize("date", ["2024-01-29", "2024-01-29T08:00:00Z", "2024-01-29T08:00+03:00", "2024-01", "2024"])
def test_iso_dates_are_kept_as_written(date: str) -> None:
    assert check_date(date) == date


@pytest.mark.parametrize("date", ["29 January 2024", "2024-13", "soon", "2024-1-1-1"])
def test_other_dates_are_refused(date: str) -> None:
    with pytest.raises(UnreadableItem, match="ISO 8601"):
        check_date(date)


@lru_cache
def chosen() -> Settings:
    return Settings(batch_documents=3, max_item_bytes=1000, max_text_chars=100)


def echo(lines: Iterable[bytes]) -> Answers[DocumentLine, str]:
    """The machinery without a reader: answers each document with its text's length."""

    def ask(line: DocumentLine) -> str:
        return as_document(line, chosen().max_text_chars).text

    def answer(batches: Iterator[list[str]]) -> Iterator[list[dict[str, int]]]:
        return ([{"length": len(text)} for text in batch] for batch in batches)

    return Answers(lines, DocumentLine, ask, answer, chosen())


@given(st.lists(st.one_of(st.binary(max_size=30), st.text(max_size=120)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_in_each_line_gets_one_answer(given_lines: list[bytes | str]) -> None:
    lines = [
        json.dumps({"id": index, "text": line}).encode() if isinstance(line, str) else line.replace(b"\n", b"")
        for index, line in enumerate(given_lines)
    ]
    answers = list(map(json.loads, echo(lines)))
    asked = [(index, line) for index, line in enumerate(given_lines) if lines[index].strip()]
    assert len(answers) == len(asked)
    for (index, line), answer in zip(asked, answers, strict=True):
        if isinstance(line, str) and len(line) <= 100:
            assert answer == {"id": index, "length": len(line)}
        else:
            assert set(answer) == {"id", "error"} or isinstance(line, bytes)
