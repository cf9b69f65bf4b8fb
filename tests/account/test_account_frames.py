"""Frames: typed, one row a thing, the words of the text where nothing resolved."""

from __future__ import annotations

from typing import get_args

import polars
import pytest

from standoff.account import AccountBook
from standoff.listing import LISTINGS, frame, write_range
from standoff.schema import Category, Status


@pytest.mark.parametrize("kind", sorted(LISTINGS))
def test_rows_have_the_columns_they_promise(book: AccountBook, kind: str) -> None:
    for row in LISTINGS[kind].rows(book.record):
        assert list(row) == list(LISTINGS[kind].columns)
    assert frame(kind, book.record).columns == list(LISTINGS[kind].columns)


def test_events_quote_the_document(book: AccountBook) -> None:
    events = book.events()
    assert events.height == book.record.counts()["events"]
    for row in events.iter_rows(named=True):
        assert book.record.document(row["document"]).text[row["start"] : row["end"]] == row["trigger"]
    assert set(events["category"]) <= set(get_args(Category))
    assert set(events["status"]) <= set(get_args(Status))


def test_every_incident_an_event_names_is_there(book: AccountBook) -> None:
    named = set(book.events()["incident"].drop_nulls())
    assert named
    assert named <= set(book.incidents()["id"])


def test_claims_belong_to_incidents_and_have_holders(book: AccountBook) -> None:
    claims = book.claims()
    assert set(claims["incident"]) <= set(book.incidents()["id"])
    assert claims["origins"].list.len().min() >= 1


def test_documents_come_without_their_text(book: AccountBook) -> None:
    documents = book.documents()
    assert documents.height == 4
    assert "text" not in documents.columns
    assert documents["characters"].min() > 0


def test_actors_are_most_mentioned_first(book: AccountBook) -> None:
    mentions = book.actors()["mentions"].to_list()
    assert mentions == sorted(mentions, reverse=True)


def test_attributions_nest_within_their_document(book: AccountBook) -> None:
    said = book.attributions()
    assert said.height == book.record.counts()["attributions"]
    inner = said.filter(polars.col("parent").is_not_null())
    assert (inner["parent"] != inner["index"]).all()


@pytest.mark.parametrize(("low", "high", "words"), [(3, 3, "3"), (25, 34, "25-34"), (40, None, "40+"), (0, 0, "0")])
def test_tolls_are_written_as_ranges(low: int, high: int | None, words: str) -> None:
    assert write_range(low, high) == words
