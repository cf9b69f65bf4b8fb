"""The story of tests/reporting, served."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parents[1] / "reporting"))  # the story both folders tell

from reporting_story import write_record

from standoff.web import create_app


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("record") / "story.standoff"
    write_record(place).close()
    return place


@pytest.fixture(scope="session")
def client(story: Path) -> Iterator[TestClient]:
    with TestClient(create_app(str(story)), base_url="http://127.0.0.1") as opened:
        yield opened
