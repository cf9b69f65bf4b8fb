"""What a request asks for, checked: pages of a listing, filters with known values, dates that are dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeVar, get_args

import msgspec
from fastapi import Query, Request

from standoff.errors import SettingsError
from standoff.record import Record
from standoff.schema import Category, Incident, Overall, Status

PAGE_SIZE = 50
LAST_PAGE = 100_000
LONGEST_QUERY = 1_000

Page = Annotated[int, Query(ge=1, le=LAST_PAGE)]
Word = TypeVar("Word")


class Listing(msgspec.Struct, frozen=True):
    """One page of something and whether more follows."""

    items: Sequence[object]
    page: int
    more: bool


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident must have; None asks for nothing."""

    actor: str | None = None
    status: str | None = None
    category: str | None = None
    overall: str | None = None
    since: str | None = None
    until: str | None = None

    def values(self) -> dict[str, str | None]:
        return msgspec.structs.asdict(self)


def read_filters(
    actor: str | None = None,
    status: str | None = None,
    category: str | None = None,
    overall: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Filters:
    """Filters as a form sends them: an empty field asks for nothing.

    Raises SettingsError for a value that cannot be.
    """
    return Filters(
        actor=actor or None,
        status=_one_of("status", status, get_args(Status)),
        category=_one_of("category", category, get_args(Category)),
        overall=_one_of("verdict", overall, get_args(Overall)),
        since=_day("since", since),
        until=_day("until", until),
    )


def find_record(request: Request) -> Record:
    """The record this application serves."""
    record: Record = request.app.state.record
    return record


def list_incidents(record: Record, filters: Filters, page: int) -> tuple[list[Incident], bool]:
    """One page of incidents, and whether more follow."""
    found = record.incidents(**filters.values(), limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
    return take_page(found)


def take_page(found: Sequence[Word]) -> tuple[list[Word], bool]:
    """A page of what was asked for with one more than fits."""
    return list(found[:PAGE_SIZE]), len(found) > PAGE_SIZE


def _one_of(name: str, value: str | None, allowed: Sequence[str]) -> str | None:
    if not value:
        return None
    if value not in allowed:
        raise SettingsError(f"{name} {value[:40]!r} is not known; use one of {', '.join(allowed)}")
    return value


def _day(name: str, value: str | None) -> str | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise SettingsError(f"{name} {value[:40]!r} is no date; write it as 2030-01-31") from None
