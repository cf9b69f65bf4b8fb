"""The first tables: documents, sightings, readings, the account, the registry's layers and full-text search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from standoff.record.searching import ACCENTED

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SEARCHED_CHARACTERS = 250_000
"""PostgreSQL refuses a tsvector over 1 MB: of a longer text the beginning is searchable there."""


def upgrade() -> None:
    _documents()
    _readings()
    _account()
    _settings()
    if op.get_bind().dialect.name == "postgresql":
        _postgres_search()
    else:
        _sqlite_search()


def _document() -> sa.Column[str]:
    foreign = sa.ForeignKey("documents.id", ondelete="CASCADE")
    return sa.Column("document", KEY, foreign, primary_key=True, nullable=False)


def _incident() -> sa.Column[str]:
    return sa.Column("incident", KEY, sa.ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", KEY, nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("byline", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published", KEY),
        sa.Column("precision", sa.Text),
        sa.Column("retrieved", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    op.create_index("documents_by_sha256", "documents", ["sha256"])
    op.create_index("documents_by_published", "documents", ["published"])
    op.create_table(
        "sightings",
        _document(),
        sa.Column("location", KEY, primary_key=True),
        sa.Column("item_id", KEY, primary_key=True),
        sa.Column("seen", sa.Text, nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("location", KEY, primary_key=True),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("notice", sa.Boolean, nullable=False),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        _document(),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("resolved", sa.Text),
        sa.Column("layers", sa.Text),
        sa.Column("attributions", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
    )
    op.create_table(
        "mentions",
        _document(),
        sa.Column("actor", KEY, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_index("mentions_by_actor", "mentions", ["actor"])


def _account() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("overall", sa.Text, nullable=False),
        sa.Column("credence", sa.Float, nullable=False),
        sa.Column("since", KEY),
        sa.Column("until", KEY),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("incidents_by_date", "incidents", ["since"])
    op.create_table("incident_actors", _incident(), sa.Column("actor", KEY, primary_key=True))
    op.create_index("incident_actors_by_actor", "incident_actors", ["actor"])
    op.create_table("incident_documents", _incident(), _document())
    op.create_index("incident_documents_by_document", "incident_documents", ["document"])
    op.create_table(
        "copies",
        sa.Column("copy", KEY, primary_key=True),
        sa.Column("original", KEY, primary_key=True),
    )
    op.create_table(
        "conclusions",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table("actors", sa.Column("id", KEY, primary_key=True), sa.Column("body", sa.Text, nullable=False))
    op.create_table("outlets", sa.Column("id", KEY, primary_key=True), sa.Column("body", sa.Text, nullable=False))


def _settings() -> None:
    op.create_table(
        "layers",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", KEY, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "fetches",
        sa.Column("url", KEY, primary_key=True),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
    )


def _sqlite_search() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE documents_search USING fts5(title, text, content='documents', content_rowid='number',"
        " tokenize='porter unicode61 remove_diacritics 2')"
    )
    op.execute(
        "CREATE TRIGGER documents_searchable AFTER INSERT ON documents BEGIN"
        " INSERT INTO documents_search(rowid, title, text) VALUES (new.number, new.title, new.text); END"
    )
    op.execute(
        "CREATE TRIGGER documents_gone AFTER DELETE ON documents BEGIN"
        " INSERT INTO documents_search(documents_search, rowid, title, text)"
        " VALUES ('delete', old.number, old.title, old.text); END"
    )


def _postgres_search() -> None:
    accented, plain = "".join(map(chr, ACCENTED)), "".join(ACCENTED.values())
    words = f"translate(coalesce(title, '') || ' ' || left(text, {SEARCHED_CHARACTERS}), '{accented}', '{plain}')"
    op.execute(
        "ALTER TABLE documents ADD COLUMN searched tsvector"
        f" GENERATED ALWAYS AS (to_tsvector('english'::regconfig, {words})) STORED"
    )
    op.execute("CREATE INDEX documents_searched ON documents USING gin (searched)")
