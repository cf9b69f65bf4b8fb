"""The record: a view that can also be written to. Every writer is one transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from standoff.errors import UnreadableItem
from standoff.record.opening import lock, name_of, open_engine, parse_url, told, writing
from standoff.record.tables import (
    actors,
    conclusions,
    copies,
    documents,
    failures,
    fetches,
    incident_actors,
    incident_documents,
    incidents,
    layers,
    mentions,
    outlets,
    readings,
    sightings,
)
from standoff.record.view import CONCLUSIONS, View
from standoff.record.words import PageState, Stored
from standoff.schema import Account, Actor, Document, Failure, Incident, Outlet, Reading, Sighting

DERIVED = (incident_actors, incident_documents, incidents, copies, conclusions, actors, outlets)
"""Tables that follow from the readings alone; replaced as a whole."""


class Record(View):
    """A record that is open for writing; close it, or use it as a context manager."""

    @classmethod
    def open(cls, place: str | Path, *, create: bool = False) -> Self:
        """Opens the record at a path or database URL, brought to the current schema; `create` makes one where none is.

        Raises RecordError.
        """
        return cls(open_engine(place, create=create), name_of(parse_url(place)))

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def store(self, document: Document, sighting: Sighting) -> Stored:
        """Stores a document whole with its sighting, or not at all; the same content twice is one document.

        The same content is the same text from the same outlet (or from one that is not named): what another outlet
        prints to the letter is a document of its own, and a copy. An id that other content has taken gets the first
        digits of the hash behind it. A failure noted for the location, or for the file it is an item of, is cleared.
        Raises UnreadableItem for text no database can hold.
        """
        _check_storable(document, sighting)
        with self._writing() as connection:
            lock(connection)
            known = _find_same(connection, document)
            stored = known or _place(connection, document)
            if known is None:
                row = msgspec.structs.asdict(document) | {"id": stored.id}
                connection.execute(documents.insert(), row)
            _insert_new(connection, sightings, _sighting_row(stored.id, sighting))
            places = {sighting.location, sighting.location.rpartition("#")[0]}
            read_now = sa.and_(failures.c.location.in_(places), sa.not_(failures.c.notice))
            connection.execute(failures.delete().where(read_now))
        return stored

    def fail(self, failure: Failure) -> None:
        """Notes an item that could not be read; the same failure twice is one."""
        row = msgspec.structs.asdict(failure) | {"seen": _now()}
        row |= {"location": _clean(failure.location), "reason": _clean(failure.reason)}
        with self._writing() as connection:
            _insert_new(connection, failures, row)

    def store_reading(self, reading: Reading, model: str) -> None:
        """Keeps what this version of the model read in a document, in place of what an earlier one did."""
        row = {
            "document": reading.id,
            "model": model,
            "body": _body(reading),
            "attributions": len(reading.attributions),
            "events": len(reading.events),
        }
        with self._writing() as connection:
            connection.execute(readings.delete().where(readings.c.document == reading.id))
            connection.execute(mentions.delete().where(mentions.c.document == reading.id))
            connection.execute(readings.insert(), row)

    def store_resolved(self, reading: Reading, layers_hash: str) -> None:
        """Keeps a reading as resolved against the registry layers of this hash, beside the reading as read."""
        with self._writing() as connection:
            found = readings.update().where(readings.c.document == reading.id)
            connection.execute(found.values(resolved=_body(reading), layers=layers_hash))
            connection.execute(mentions.delete().where(mentions.c.document == reading.id))
            _insert(connection, mentions, _mention_rows(reading))

    def replace_account(self, account: Account, actors: Mapping[str, Actor], outlets: Mapping[str, Outlet]) -> None:
        """Puts a newly computed account, with the actors and outlets it speaks of, in place of the last one."""
        with self._writing() as connection:
            for table in DERIVED:
                connection.execute(table.delete())
            _insert_account(connection, account)
            _insert_words(connection, actors, outlets)

    def add_layer(self, name: str, kind: Literal["registry", "outlets"], text: str) -> None:
        """Keeps a user's registry or outlets file; one of the same name is replaced, in its place."""
        with self._writing() as connection:
            lock(connection)
            found = connection.execute(layers.update().where(layers.c.name == name).values(kind=kind, text=text))
            if found.rowcount == 0:
                connection.execute(layers.insert(), {"name": name, "kind": kind, "text": text})

    def keep_page_state(self, url: str, state: PageState) -> None:
        """Keeps what the server said of this URL."""
        row = {"url": url, "etag": state.etag, "last_modified": state.last_modified}
        with self._writing() as connection:
            connection.execute(fetches.delete().where(fetches.c.url == url))
            connection.execute(fetches.insert(), row)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told(self.name), writing(self._engine) as connection:
            yield connection


def _check_storable(document: Document, sighting: Sighting) -> None:
    for name, value in msgspec.structs.asdict(document).items():
        if isinstance(value, str) and _clean(value) != value:
            reason = f"its {name} holds NUL characters or half characters; clean the file and add it again"
            raise UnreadableItem(sighting.location, reason)


def _clean(words: str) -> str:
    return words.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _find_same(connection: Connection, document: Document) -> Stored | None:
    query = sa.select(documents.c.id).where(documents.c.sha256 == document.sha256).order_by(documents.c.number)
    if document.outlet is not None:
        query = query.where(sa.or_(documents.c.outlet == document.outlet, documents.c.outlet.is_(None)))
    known = connection.execute(query.limit(1)).scalar()
    return None if known is None else Stored(id=known, outcome="seen")


def _place(connection: Connection, document: Document) -> Stored:
    """The first id that is free: its own, with eight digits of the text's hash, or with a hash of text and outlet."""
    distinct = hashlib.sha256(f"{document.sha256}\0{document.outlet or ''}".encode()).hexdigest()
    wanted = (document.id, f"{document.id}-{document.sha256[:8]}", f"{document.id}-{distinct}")
    taken = set(connection.execute(sa.select(documents.c.id).where(documents.c.id.in_(wanted))).scalars())
    free = next(each for each in wanted if each not in taken)
    return Stored(id=free, outcome="new" if free == document.id else "renamed")


def _sighting_row(document: str, sighting: Sighting) -> dict[str, str]:
    item = "" if sighting.item_id is None else _clean(sighting.item_id)
    return {"document": document, "location": _clean(sighting.location), "item_id": item, "seen": sighting.seen}


def _mention_rows(reading: Reading) -> list[dict[str, Any]]:
    counted = Counter(entity.actor for entity in reading.entities if entity.actor is not None)
    return [{"document": reading.id, "actor": actor, "count": count} for actor, count in counted.items()]


def _insert_account(connection: Connection, account: Account) -> None:
    found = account.incidents
    _insert(connection, incidents, [_incident_row(position, incident) for position, incident in enumerate(found)])
    involved = sorted({(each.id, actor) for each in found for actor in each.actors + each.recipients})
    _insert(connection, incident_actors, [{"incident": incident, "actor": actor} for incident, actor in involved])
    tellers = sorted({(each.id, report.document) for each in found for report in each.reports})
    _insert(connection, incident_documents, [{"incident": incident, "document": name} for incident, name in tellers])
    _insert(connection, copies, [{"copy": copy, "original": original} for copy, original in account.copies])
    concluded = [(kind, at, each) for kind in CONCLUSIONS for at, each in enumerate(getattr(account, kind))]
    rows = [{"kind": kind, "position": position, "body": _body(each)} for kind, position, each in concluded]
    _insert(connection, conclusions, rows)


def _incident_row(position: int, incident: Incident) -> dict[str, Any]:
    since, until = incident.date or (None, None)
    return {
        "id": incident.id,
        "position": position,
        "category": incident.category,
        "status": incident.status,
        "overall": incident.verdict.overall,
        "credence": incident.verdict.credence,
        "since": since,
        "until": until,
        "body": _body(incident),
    }


def _insert_words(connection: Connection, known: Mapping[str, Actor], printed: Mapping[str, Outlet]) -> None:
    _insert(connection, actors, [{"id": each.id, "body": _body(each)} for each in known.values()])
    _insert(connection, outlets, [{"id": each.id, "body": _body(each)} for each in printed.values()])


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _insert_new(connection: Connection, table: sa.Table, row: dict[str, Any]) -> None:
    """Inserts unless the same key is there."""
    same = sa.and_(*(column == row[column.name] for column in table.primary_key))
    if connection.execute(sa.select(sa.literal(1)).select_from(table).where(same)).first() is None:
        connection.execute(table.insert(), row)


def _body(word: msgspec.Struct) -> str:
    return msgspec.json.encode(word).decode()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
