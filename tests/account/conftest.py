"""Accounts made by the real rooms from a few short reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from account_reports import write_reports

from standoff.account import AccountBook
from standoff.reading import Reader
from standoff.record import Record


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports as a JSONL file."""
    return write_reports(tmp_path_factory.mktemp("reports") / "reports.jsonl")


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The program's own reader."""
    return Reader.open()


Opens = Callable[[Path], AccountBook]


@pytest.fixture(scope="session")
def open_book(reader: Reader) -> Opens:
    """Opens an account with the one reader."""
    return lambda place: AccountBook(Record.open(place, create=True), reader=reader)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, open_book: Opens, reports: Path) -> Iterator[AccountBook]:
    """An account of the reports; tests only look at it."""
    with open_book(tmp_path_factory.mktemp("account") / "x.standoff") as opened:
        opened.add(reports)
        yield opened
