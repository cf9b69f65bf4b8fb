"""The whole account as one JSON object, for tools that join, score or archive it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from standoff.record import View
from standoff.schema import Document, Incident, Report, Toll

PAGE = 500
"""Documents taken from the record at a time."""


def export_json(view: View) -> bytes:
    """UTF-8 JSON in the form that `standoff export --format json` has; copies are [copy, original]."""
    account = view.account()
    body = {
        "documents": [_export_document(each) for each in sorted(iterate_documents(view), key=_by_date)],
        "copies": account.copies,
        "incidents": [_export_incident(each) for each in account.incidents],
        "ties": account.ties,
        "designations": account.designations,
        "options": account.options,
        "hypotheses": account.hypotheses,
        "commitments": account.commitments,
    }
    return msgspec.json.format(msgspec.json.encode(body), indent=1) + b"\n"


def iterate_documents(view: View) -> Iterator[Document]:
    """Every document of the record, a page at a time."""
    offset = 0
    while page := view.documents(limit=PAGE, offset=offset):
        yield from page
        offset += PAGE


def _by_date(document: Document) -> tuple[str, str]:
    return document.published or "9", document.id


def _export_document(document: Document) -> dict[str, str | None]:
    return {
        "id": document.id,
        "outlet": document.outlet,
        "published": document.published,
        "title": document.title,
        "url": document.url,
        "sha256": document.sha256,
    }


def _export_incident(incident: Incident) -> dict[str, object]:
    return {
        "id": incident.id,
        "category": incident.category,
        "plover": incident.plover,
        "mode": incident.mode,
        "status": incident.status,
        "date": incident.date,
        "place": incident.place.name if incident.place else None,
        "coordinates": [incident.place.lat, incident.place.lon] if incident.place else None,
        "actors": incident.actors,
        "recipients": incident.recipients,
        "killed": _export_toll(incident.killed),
        "injured": _export_toll(incident.injured),
        "claims": incident.claims,
        "reports": [_export_report(each) for each in incident.reports],
        "verdict": incident.verdict,
    }


def _export_toll(toll: Toll | None) -> dict[str, object] | None:
    return None if toll is None else {"low": toll.low, "high": toll.high, "values": toll.values}


def _export_report(report: Report) -> dict[str, object]:
    return {
        "document": report.document,
        "start": report.start,
        "end": report.end,
        "origin": report.origin,
        "chain": report.chain,
        "stance": report.stance,
        "copy_of": report.copy_of,
    }
