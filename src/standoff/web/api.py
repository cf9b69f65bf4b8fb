"""The same as JSON: documents with their readings, incidents, actors, search, and the whole account."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response

from standoff.record import Record
from standoff.reporting import export_json
from standoff.web.asking import (
    LONGEST_QUERY,
    PAGE_SIZE,
    Filters,
    Page,
    find_record,
    list_incidents,
    read_filters,
    take_page,
)

router = APIRouter(prefix="/api", tags=["account"])

FromRecord = Annotated[Record, Depends(find_record)]
Filtered = Annotated[Filters, Depends(read_filters)]


def answer_json(value: object, status: int = 200) -> Response:
    """Any word of the schema as JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


@router.get("/counts")
def get_counts(record: FromRecord) -> Response:
    """How many of everything the record holds."""
    return answer_json(record.counts())


@router.get("/documents")
def get_documents(record: FromRecord, page: Page = 1) -> Response:
    """Documents without their texts, newest first, fifty to a page."""
    found, more = take_page(record.documents(limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE))
    listed = [{name: value for name, value in msgspec.structs.asdict(each).items() if name != "text"} for each in found]
    return answer_json({"items": listed, "page": page, "more": more})


@router.get("/documents/{document_id:path}")
def get_document(record: FromRecord, document_id: str) -> Response:
    """One document with its text, its reading and where it was met."""
    document = record.document(document_id)
    reading, sightings = record.reading(document_id), record.sightings(document_id)
    return answer_json({"document": document, "reading": reading, "sightings": sightings})


@router.get("/incidents")
def get_incidents(record: FromRecord, filters: Filtered, page: Page = 1) -> Response:
    """Incidents by date, fifty to a page."""
    found, more = list_incidents(record, filters, page)
    return answer_json({"items": found, "page": page, "more": more})


@router.get("/incidents/{incident_id:path}")
def get_incident(record: FromRecord, incident_id: str) -> Response:
    """One incident with every report of it."""
    return answer_json(record.incident(incident_id))


@router.get("/actors")
def get_actors(record: FromRecord, page: Page = 1) -> Response:
    """Actors, most mentioned first, fifty to a page."""
    found, more = take_page(record.actors()[(page - 1) * PAGE_SIZE :])
    return answer_json({"items": found, "page": page, "more": more})


@router.get("/actors/{actor_id:path}")
def get_actor(record: FromRecord, actor_id: str) -> Response:
    """One actor of the registry."""
    return answer_json(record.actor(actor_id))


@router.get("/search")
def get_hits(record: FromRecord, q: str = "", page: Page = 1) -> Response:
    """Documents with all words and "quoted phrases" of the query, best first."""
    found, more = take_page(record.search(q[:LONGEST_QUERY], limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE))
    return answer_json({"items": found, "page": page, "more": more})


@router.get("/account")
def get_account(record: FromRecord) -> Response:
    """The whole account, in the form of `standoff export --format json`."""
    return Response(export_json(record), media_type="application/json")
