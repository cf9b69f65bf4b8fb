"""The tables of a record, the same on SQLite and PostgreSQL.

Whole objects are kept as the JSON of their `schema.py` word (`body`); what a view filters or sorts by is a column
beside it. Full-text search differs by database and is made in the migration: an FTS5 table on SQLite, a `tsvector`
column on PostgreSQL.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

HEAD = "0001"
"""The migration this code is written for."""

VERSION_TABLE = "standoff_version"
APPLICATION_ID = 0x5354_4446
"""SQLite's `application_id` ("STDF"): tells a record from any other SQLite file."""

metadata = MetaData()

Number = BigInteger().with_variant(Integer, "sqlite")
Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Ids sort by code point on both databases, as Python sorts them."""


def _document_key() -> Column[str]:
    return Column("document", Key, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, nullable=False)


documents = Table(
    "documents",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", Key, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("outlet", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("url", Text),
    Column("published", Key),
    Column("precision", Text),
    Column("retrieved", Text),
    Column("language", Text),
    Column("sha256", Text, nullable=False),
    Index("documents_by_sha256", "sha256"),
    Index("documents_by_published", "published"),
)

sightings = Table(
    "sightings",
    metadata,
    _document_key(),
    Column("location", Key, primary_key=True),
    Column("item_id", Key, primary_key=True),
    Column("seen", Text, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    Column("location", Key, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("seen", Text, nullable=False),
    Column("notice", Boolean, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    _document_key(),
    Column("model", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("resolved", Text),
    Column("layers", Text),
    Column("attributions", Integer, nullable=False),
    Column("events", Integer, nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    _document_key(),
    Column("actor", Key, primary_key=True),
    Column("count", Integer, nullable=False),
    Index("mentions_by_actor", "actor"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("category", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("overall", Text, nullable=False),
    Column("credence", Float, nullable=False),
    Column("since", Key),
    Column("until", Key),
    Column("body", Text, nullable=False),
    Index("incidents_by_date", "since"),
)

incident_actors = Table(
    "incident_actors",
    metadata,
    Column("incident", Key, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("actor", Key, primary_key=True),
    Index("incident_actors_by_actor", "actor"),
)

incident_documents = Table(
    "incident_documents",
    metadata,
    Column("incident", Key, ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    _document_key(),
    Index("incident_documents_by_document", "document"),
)

copies = Table(
    "copies",
    metadata,
    Column("copy", Key, primary_key=True),
    Column("original", Key, primary_key=True),
)

conclusions = Table(
    "conclusions",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

actors = Table(
    "actors",
    metadata,
    Column("id", Key, primary_key=True),
    Column("body", Text, nullable=False),
)

outlets = Table(
    "outlets",
    metadata,
    Column("id", Key, primary_key=True),
    Column("body", Text, nullable=False),
)

layers = Table(
    "layers",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("name", Key, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
)

fetches = Table(
    "fetches",
    metadata,
    Column("url", Key, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
)
