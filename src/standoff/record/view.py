"""Views: what a record holds, as plain objects. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from standoff.errors import NotFound
from standoff.record import searching
from standoff.record.opening import told
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
    metadata,
    outlets,
    readings,
    sightings,
)
from standoff.record.words import ActorSummary, Hit, Layer, PageState
from standoff.schema import (
    Account,
    Actor,
    Commitment,
    DesignationRecord,
    Document,
    Failure,
    Hypothesis,
    Incident,
    Option,
    Outlet,
    Reading,
    Sighting,
    Tie,
)

PAGE = 32
"""Documents fetched at a time while streaming: no transaction stays open between pages."""

DOCUMENT = [documents.c[name] for name in Document.__struct_fields__]
READABLE = sa.or_(documents.c.language == "en", documents.c.language.is_(None))
"""English, or of unknown language."""

CONCLUSIONS: dict[str, type[msgspec.Struct]] = {
    "ties": Tie,
    "designations": DesignationRecord,
    "options": Option,
    "hypotheses": Hypothesis,
    "commitments": Commitment,
}
"""Field of the Account -> its word; kept as JSON, in order."""

COUNTED = ("documents", "sightings", "readings", "incidents", "copies", "actors", "outlets")
CURRENT = sa.func.coalesce(readings.c.resolved, readings.c.body).label("reading")

Word = TypeVar("Word", bound=msgspec.Struct)


class View:
    """Reads a record. Safe to share between threads: every call takes its own connection."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name
        """The file, or the URL without its password."""

    def counts(self) -> dict[str, int]:
        """How many of everything; `unread` waits for the reader, `foreign` is not English and stays unread."""
        queries = {name: sa.select(sa.func.count()).select_from(metadata.tables[name]) for name in COUNTED}
        unread = sa.select(sa.func.count()).select_from(documents.outerjoin(readings))
        queries["unread"] = unread.where(READABLE, readings.c.document.is_(None))
        queries["foreign"] = sa.select(sa.func.count()).select_from(documents).where(sa.not_(READABLE))
        failed = sa.select(sa.func.count()).select_from(failures)
        queries["failures"] = failed.where(sa.not_(failures.c.notice))
        queries["notices"] = failed.where(failures.c.notice)
        queries["attributions"] = sa.select(sa.func.coalesce(sa.func.sum(readings.c.attributions), 0))
        queries["events"] = sa.select(sa.func.coalesce(sa.func.sum(readings.c.events), 0))
        kinds = sa.select(conclusions.c.kind, sa.func.count()).group_by(conclusions.c.kind)
        with self._reading() as connection:
            counted = {name: connection.execute(query).scalar_one() for name, query in queries.items()}
            concluded = {row[0]: row[1] for row in connection.execute(kinds)}
        return counted | dict.fromkeys(CONCLUSIONS, 0) | concluded

    def documents(self, limit: int | None = 50, offset: int = 0) -> list[Document]:
        """Newest published first, undated ones last."""
        order = (documents.c.published.desc().nulls_last(), documents.c.id)
        return self._rows(Document, sa.select(*DOCUMENT).order_by(*order).limit(limit).offset(offset))

    def document(self, document_id: str) -> Document:
        """Raises NotFound."""
        found = self._rows(Document, sa.select(*DOCUMENT).where(documents.c.id == document_id))
        return _only(found, "document", document_id)

    def reading(self, document_id: str) -> Reading | None:
        """The reading, resolved if it has been; None for a document not read."""
        found = self._bodies(Reading, sa.select(CURRENT).where(readings.c.document == document_id))
        return found[0] if found else None

    def readings(self) -> Iterator[tuple[Document, Reading]]:
        """Every document that has been read, with its reading, by document id; streams."""
        query = sa.select(CURRENT, *DOCUMENT).join_from(documents, readings)
        for row in self._stream(query, documents.c.id):
            yield _document(row), msgspec.json.decode(row.reading, type=Reading)

    def sightings(self, document_id: str) -> list[Sighting]:
        """Where the document's content was met, first sighting first."""
        query = sa.select(sightings.c.location, sightings.c.seen, sightings.c.item_id)
        query = query.where(sightings.c.document == document_id).order_by(sightings.c.seen, sightings.c.location)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [Sighting(location=row.location, seen=row.seen, item_id=row.item_id or None) for row in rows]

    def failures(self, limit: int | None = None, offset: int = 0) -> list[Failure]:
        """Items that could not be read, and notices about items that were, by location."""
        query = sa.select(failures.c.location, failures.c.reason, failures.c.notice)
        query = query.order_by(failures.c.location, failures.c.reason)
        return self._rows(Failure, query.limit(limit).offset(offset))

    def incidents(
        self,
        *,
        actor: str | None = None,
        status: str | None = None,
        category: str | None = None,
        overall: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Incident]:
        """Incidents by date, undated ones last; `since` and `until` (ISO dates, included) leave undated ones out."""
        query = sa.select(incidents.c.body)
        if actor is not None:
            involved = sa.select(incident_actors.c.incident).where(incident_actors.c.actor == actor)
            query = query.where(incidents.c.id.in_(involved))
        for column, value in ((incidents.c.status, status), (incidents.c.category, category)):
            query = query if value is None else query.where(column == value)
        query = query if overall is None else query.where(incidents.c.overall == overall)
        query = query if since is None else query.where(incidents.c.until >= since)
        query = query if until is None else query.where(incidents.c.since <= until)
        order = (incidents.c.since.asc().nulls_last(), incidents.c.until, incidents.c.position)
        return self._bodies(Incident, query.order_by(*order).limit(limit).offset(offset))

    def incident(self, incident_id: str) -> Incident:
        """Raises NotFound."""
        found = self._bodies(Incident, sa.select(incidents.c.body).where(incidents.c.id == incident_id))
        return _only(found, "incident", incident_id)

    def incidents_of(self, document_id: str) -> list[Incident]:
        """Incidents the document tells of, by date."""
        told_of = sa.select(incident_documents.c.incident).where(incident_documents.c.document == document_id)
        query = sa.select(incidents.c.body).where(incidents.c.id.in_(told_of))
        return self._bodies(Incident, query.order_by(incidents.c.since.asc().nulls_last(), incidents.c.position))

    def account(self) -> Account:
        """Everything that follows from the readings, as last computed."""
        pairs = sa.select(copies.c.copy, copies.c.original).order_by(copies.c.copy, copies.c.original)
        concluded = sa.select(conclusions.c.kind, conclusions.c.body).order_by(conclusions.c.position)
        told_once = sa.select(incidents.c.body).order_by(incidents.c.position)
        with self._reading() as connection:
            fields: dict[str, list[Any]] = {name: [] for name in CONCLUSIONS}
            for kind, body in connection.execute(concluded):
                fields[kind].append(msgspec.json.decode(body, type=CONCLUSIONS[kind]))
            return Account(
                copies=[(row.copy, row.original) for row in connection.execute(pairs)],
                incidents=[msgspec.json.decode(row.body, type=Incident) for row in connection.execute(told_once)],
                **fields,
            )

    def actors(self) -> list[ActorSummary]:
        """Actors the documents mention or the incidents involve, most mentioned first."""
        mentioned = sa.select(mentions.c.actor, sa.func.sum(mentions.c.count).label("n")).group_by(mentions.c.actor)
        involved = sa.select(incident_actors.c.actor, sa.func.count().label("n")).group_by(incident_actors.c.actor)
        m, i = mentioned.subquery(), involved.subquery()
        query = sa.select(actors.c.body, sa.func.coalesce(m.c.n, 0), sa.func.coalesce(i.c.n, 0))
        query = query.join_from(actors, m, m.c.actor == actors.c.id, isouter=True)
        query = query.join(i, i.c.actor == actors.c.id, isouter=True)
        query = query.where(sa.or_(m.c.n.is_not(None), i.c.n.is_not(None)))
        with self._reading() as connection:
            rows = connection.execute(query).all()
        found = [
            ActorSummary(actor=msgspec.json.decode(body, type=Actor), mentions=int(said), incidents=int(involved_in))
            for body, said, involved_in in rows
        ]
        return sorted(found, key=lambda each: (-each.mentions, -each.incidents, each.actor.id))

    def actor(self, actor_id: str) -> Actor:
        """An actor of the registry this account was made with. Raises NotFound."""
        return _only(self._bodies(Actor, sa.select(actors.c.body).where(actors.c.id == actor_id)), "actor", actor_id)

    def outlets(self) -> dict[str, Outlet]:
        """The outlets known to this account, by id."""
        found = self._bodies(Outlet, sa.select(outlets.c.body).order_by(outlets.c.id))
        return {outlet.id: outlet for outlet in found}

    def search(self, query: str, limit: int = 20, offset: int = 0) -> list[Hit]:
        """Documents with all the words (and "quoted phrases") of the query, best first."""
        with self._reading() as connection:
            return searching.search(connection, query, limit, offset)

    def layers(self) -> list[Layer]:
        """The user's registries and outlets, in the order they were added."""
        return self._rows(Layer, sa.select(layers.c.name, layers.c.kind, layers.c.text).order_by(layers.c.position))

    def unread(self, model: str) -> Iterator[Document]:
        """Documents in English or of unknown language that this version of the model has not read; streams."""
        query = sa.select(documents.c.number, *DOCUMENT).join_from(documents, readings, isouter=True)
        for row in self._stream(query.where(READABLE, _missing(model)), documents.c.number):
            yield _document(row)

    def count_unread(self, model: str) -> int:
        """How many documents `unread` would give."""
        query = sa.select(sa.func.count()).select_from(documents.outerjoin(readings))
        with self._reading() as connection:
            return connection.execute(query.where(READABLE, _missing(model))).scalar_one()

    def unresolved(self, layers_hash: str) -> Iterator[tuple[Document, Reading]]:
        """Documents whose reading is not yet resolved against these layers, with the reading as read; streams."""
        query = sa.select(documents.c.number, readings.c.body.label("reading"), *DOCUMENT).join_from(
            documents, readings
        )
        query = query.where(sa.or_(readings.c.layers.is_(None), readings.c.layers != layers_hash))
        for row in self._stream(query, documents.c.number):
            yield _document(row), msgspec.json.decode(row.reading, type=Reading)

    def page_state(self, url: str) -> PageState:
        """What the server said of this URL last time; empty at first."""
        query = sa.select(fetches.c.etag, fetches.c.last_modified).where(fetches.c.url == url)
        found = self._rows(PageState, query)
        return found[0] if found else PageState()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self.name), self._engine.connect() as connection:
            yield connection

    def _rows(self, word: type[Word], query: sa.Select[Any]) -> list[Word]:
        with self._reading() as connection:
            return [word(**row._mapping) for row in connection.execute(query)]

    def _bodies(self, word: type[Word], query: sa.Select[Any]) -> list[Word]:
        with self._reading() as connection:
            return [msgspec.json.decode(body, type=word) for body in connection.execute(query).scalars()]

    def _stream(self, query: sa.Select[Any], key: sa.Column[Any]) -> Iterator[sa.Row[Any]]:
        """Rows by `key`, a page at a time: rows written meanwhile are met if they lie ahead."""
        page_query = query.order_by(key).limit(PAGE)
        last = None
        while True:
            with self._reading() as connection:
                page = connection.execute(page_query if last is None else page_query.where(key > last)).all()
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1]._mapping[key]


def _missing(model: str) -> sa.ColumnElement[bool]:
    return sa.or_(readings.c.document.is_(None), readings.c.model != model)


def _document(row: sa.Row[Any]) -> Document:
    return Document(**{name: row._mapping[name] for name in Document.__struct_fields__})


def _only(found: list[Word], what: str, key: str) -> Word:
    if not found:
        raise NotFound(what, key)
    return found[0]
