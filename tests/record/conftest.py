"""A fresh record for each test: on SQLite always, on PostgreSQL when STANDOFF_TEST_POSTGRES names a server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from standoff.record import Record
from standoff.record.opening import parse_url

POSTGRES = "STANDOFF_TEST_POSTGRES"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a record may be made: a path, or the URL of an empty schema."""
    if request.param == "sqlite":
        yield str(tmp_path / "account.standoff")
    elif POSTGRES not in os.environ:
        pytest.skip(f"{POSTGRES} names no server")
    else:
        yield from _empty_schema(os.environ[POSTGRES])


def _empty_schema(server: str) -> Iterator[str]:
    url = parse_url(server)
    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {name}"))
        yield url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
        connection.execute(sa.text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def record(place: str) -> Iterator[Record]:
    """An open, empty record."""
    with Record.open(place, create=True) as opened:
        yield opened
