"""Listings of what a record holds: tables for people, lines of JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from standoff.cli.arguments import AsJson, Limit, RecordPlace
from standoff.cli.terminal import print_rows

TABLES: dict[str, dict[str, str]] = {
    "documents": {"id": "id", "published": "published", "outlet": "outlet", "language": "lang", "title": "title"},
    "events": {
        "document": "document", "status": "status", "category": "category", "mode": "mode", "actors": "who",
        "trigger": "did", "recipients": "to whom", "places": "where", "source": "says",
    },
    "attributions": {
        "document": "document", "source": "who", "kind": "kind", "stance": "stance", "cue": "cue", "content": "what",
    },
    "incidents": {
        "id": "id", "since": "date", "status": "status", "category": "category", "mode": "mode", "actors": "who",
        "recipients": "to whom", "place": "where", "killed_low": "killed", "documents": "docs", "overall": "verdict",
        "credence": "credence",
    },
    "claims": {
        "incident": "incident", "category": "category", "field": "field", "value": "value", "origins": "held by",
        "field_verdict": "verdict",
    },
    "actors": {
        "id": "id", "name": "name", "kind": "kind", "country": "country", "mentions": "mentions",
        "incidents": "incidents",
    },
    "failures": {"location": "location", "reason": "reason", "kept": "kept"},
}  # fmt: skip
"""Listing -> field -> heading: what fits on a terminal; --json gives every field."""


def documents(record: RecordPlace, limit: Limit = None, json: AsJson = False) -> None:
    """List the documents, newest first."""
    _print("documents", record, limit, json)


def events(record: RecordPlace, limit: Limit = None, json: AsJson = False) -> None:
    """List the events as each document tells them, with who says so."""
    _print("events", record, limit, json)


def attributions(record: RecordPlace, limit: Limit = None, json: AsJson = False) -> None:
    """List who says what."""
    _print("attributions", record, limit, json)


def claims(record: RecordPlace, limit: Limit = None, json: AsJson = False) -> None:
    """List every reported value of every incident with the sources that hold it."""
    _print("claims", record, limit, json)


def actors(record: RecordPlace, limit: Limit = None, json: AsJson = False) -> None:
    """List the actors the documents mention, most mentioned first."""
    _print("actors", record, limit, json)


def failures(record: RecordPlace, limit: Limit = None, json: AsJson = False) -> None:
    """List what could not be read, and why, and what was odd about items that were."""
    _print("failures", record, limit, json)


def incidents(
    record: RecordPlace,
    actor: Annotated[str | None, typer.Option(help="Only those this actor (id) takes part in.")] = None,
    status: Annotated[str | None, typer.Option(help="Only those of this status, such as occurred or planned.")] = None,
    category: Annotated[str | None, typer.Option(help="Only those of this PLOVER category, such as ASSAULT.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Only those with this verdict, such as contested.")] = None,
    since: Annotated[str | None, typer.Option(help="Only those on or after this day (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Only those on or before this day (YYYY-MM-DD).")] = None,
    limit: Limit = None,
    json: AsJson = False,
) -> None:
    """List what happened once, by date, with how well it stands up."""
    from standoff.listing import incident_rows
    from standoff.record import Record

    with Record.open(record) as opened:
        found = opened.incidents(
            actor=actor, status=status, category=category, overall=verdict, since=since, until=until
        )
        print_rows(incident_rows(opened, found), TABLES["incidents"], limit=limit, json=json)


def search(
    record: RecordPlace,
    query: Annotated[list[str], typer.Argument(help='Words, and "phrases in double quotes".')],
    limit: Annotated[int, typer.Option(min=1, help="Documents at most.")] = 20,
    json: AsJson = False,
) -> None:
    """Find documents by their words, best first."""
    from standoff.record import Record

    with Record.open(record) as opened:
        hits = opened.search(" ".join(query), limit=limit)
    headings = {"document_id": "document", "published": "published", "outlet": "outlet", "snippet": "words"}
    print_rows(_fields(hits), headings, limit=0, json=json)


def _fields(hits: list[Any]) -> Iterator[dict[str, Any]]:
    import msgspec

    return (msgspec.structs.asdict(hit) for hit in hits)


def _print(kind: str, record: str, limit: int | None, json: bool) -> None:
    from standoff.listing import LISTINGS
    from standoff.record import Record

    with Record.open(record) as opened:
        print_rows(LISTINGS[kind].rows(opened), TABLES[kind], limit=limit, json=json)
