"""Flat rows of what a record holds: for frames, tables on the terminal and lines of JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from standoff.record import View
from standoff.schema import Document, Entity, Event, Incident, Reading, Span, Toll

if TYPE_CHECKING:
    import polars

Row = dict[str, Any]
PAGE = 500


class Listing(NamedTuple):
    """How rows of one kind are made, and the type of each column: str, int, float, or a list of str."""

    rows: Callable[[View], Iterator[Row]]
    columns: dict[str, object]


def frame(kind: str, view: View) -> polars.DataFrame:
    """The listing as a typed frame; an empty one keeps its columns."""
    import polars

    types: dict[object, Any] = {
        str: polars.String,
        int: polars.Int64,
        float: polars.Float64,
        bool: polars.Boolean,
        list[str]: polars.List(polars.String),
    }
    chosen = LISTINGS[kind]
    schema = {name: types[column] for name, column in chosen.columns.items()}
    return polars.DataFrame(list(chosen.rows(view)), schema=schema, orient="row")


def document_rows(view: View) -> Iterator[Row]:
    """Newest first, without the text."""
    offset = 0
    while page := view.documents(limit=PAGE, offset=offset):
        for document in page:
            row = {name: getattr(document, name) for name in DOCUMENT_COLUMNS if name != "characters"}
            yield row | {"characters": len(document.text)}
        offset += PAGE


def event_rows(view: View) -> Iterator[Row]:
    """By document and place in it. Actors are registry ids where the words resolved, else the words themselves."""
    incident_of = {
        (report.document, report.event): incident.id
        for incident in view.account().incidents
        for report in incident.reports
        if report.event is not None
    }
    for document, reading in view.readings():
        entities = {entity.span: entity for entity in reading.entities}
        for index, event in enumerate(reading.events):
            row = _event_row(document, reading, event, entities)
            yield {"document": document.id, "index": index, "incident": incident_of.get((document.id, index))} | row


def _event_row(document: Document, reading: Reading, event: Event, entities: dict[Span, Entity]) -> Row:
    said = None if event.attribution is None else reading.attributions[event.attribution]
    times = [entities[span].time for span in event.times if span in entities]
    dated = [time for time in times if time is not None]
    return {
        "published": document.published,
        "outlet": document.outlet,
        "trigger": event.trigger.of(document.text),
        "start": event.trigger.start,
        "end": event.trigger.end,
        "category": event.category,
        "mode": event.mode,
        "plover": event.plover,
        "status": event.status,
        "factuality": event.factuality,
        "actors": [_name(span, document.text, entities) for span in event.actors],
        "recipients": [_name(span, document.text, entities) for span in event.recipients],
        "places": [_place_name(span, document.text, entities) for span in event.places],
        "since": min((since for since, _ in dated), default=None),
        "until": max((until for _, until in dated), default=None),
        "killed_min": event.killed.min if event.killed else None,
        "killed_max": event.killed.max if event.killed else None,
        "injured_min": event.injured.min if event.injured else None,
        "injured_max": event.injured.max if event.injured else None,
        "source": [_name(span, document.text, entities) for span in said.source] if said else [],
        "source_kind": said.kind if said else None,
        "stance": said.stance if said else None,
        "p": event.p,
    }


def attribution_rows(view: View) -> Iterator[Row]:
    """By document and place in it; `parent` is the index of the attribution it lies in."""
    for document, reading in view.readings():
        for index, said in enumerate(reading.attributions):
            yield {
                "document": document.id,
                "index": index,
                "published": document.published,
                "outlet": document.outlet,
                "source": _words(said.source, document.text),
                "cue": _words(said.cue, document.text),
                "content": _words(said.content, document.text),
                "start": min((span.start for span in said.content), default=None),
                "end": max((span.end for span in said.content), default=None),
                "kind": said.kind,
                "mode": said.mode,
                "stance": said.stance,
                "parent": said.parent,
                "p": said.p,
            }


def incident_rows(view: View, incidents: Iterable[Incident] | None = None) -> Iterator[Row]:
    """By date. Tolls as ranges over all values not superseded; an open `max` is None."""
    for incident in view.incidents() if incidents is None else incidents:
        since, until = incident.date or (None, None)
        yield {
            "id": incident.id,
            "since": since,
            "until": until,
            "category": incident.category,
            "plover": incident.plover,
            "mode": incident.mode,
            "status": incident.status,
            "actors": incident.actors,
            "recipients": incident.recipients,
            "place": incident.place.name if incident.place else None,
            "lat": incident.place.lat if incident.place else None,
            "lon": incident.place.lon if incident.place else None,
            "killed_low": incident.killed.low if incident.killed else None,
            "killed_high": incident.killed.high if incident.killed else None,
            "injured_low": incident.injured.low if incident.injured else None,
            "injured_high": incident.injured.high if incident.injured else None,
            "reports": len(incident.reports),
            "documents": len({report.document for report in incident.reports}),
            "overall": incident.verdict.overall,
            "credence": incident.verdict.credence,
            "independent_origins": incident.verdict.independent_origins,
            "reasons": incident.verdict.reasons,
        }


def claim_rows(view: View) -> Iterator[Row]:
    """By incident and field; each reported value with the origins that hold it, and how the field stands."""
    for incident in view.incidents():
        for field, value, origins, superseded in _values(incident):
            yield {
                "incident": incident.id,
                "field": field,
                "value": value,
                "origins": origins,
                "superseded": superseded,
                "field_verdict": incident.verdict.fields.get(field),
                "category": incident.category,
                "status": incident.status,
                "overall": incident.verdict.overall,
            }


def actor_rows(view: View) -> Iterator[Row]:
    """Most mentioned first."""
    for found in view.actors():
        yield {
            "id": found.actor.id,
            "name": found.actor.name,
            "kind": found.actor.kind,
            "country": found.actor.country,
            "mentions": found.mentions,
            "incidents": found.incidents,
        }


def failure_rows(view: View) -> Iterator[Row]:
    """By location; `kept` marks a notice about an item that was stored all the same."""
    for failure in view.failures():
        yield {"location": failure.location, "reason": failure.reason, "kept": failure.notice}


def _values(incident: Incident) -> Iterator[tuple[str, str, list[str], bool]]:
    for field, values in incident.claims.items():
        for value in values:
            yield field, value.value, value.origins, value.superseded
    for field, toll in (("killed", incident.killed), ("injured", incident.injured)):
        for held in toll.values if toll else ():
            yield field, write_range(held.low, held.high), held.origins, held.superseded


def write_toll(toll: Toll | None) -> str | None:
    """`3`, `25-34`, `40+`; None where nothing is said."""
    return None if toll is None else write_range(toll.low, toll.high)


def write_range(low: int, high: int | None) -> str:
    """`3`, `25-34`, `40+`."""
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


def _name(span: Span, text: str, entities: dict[Span, Entity]) -> str:
    entity = entities.get(span)
    return (entity.actor if entity else None) or span.of(text)


def _place_name(span: Span, text: str, entities: dict[Span, Entity]) -> str:
    entity = entities.get(span)
    return entity.place.name if entity and entity.place else span.of(text)


def _words(spans: Sequence[Span], text: str) -> str:
    return " … ".join(" ".join(span.of(text).split()) for span in spans)


DOCUMENT_COLUMNS: dict[str, object] = {
    "id": str,
    "published": str,
    "outlet": str,
    "title": str,
    "byline": str,
    "url": str,
    "language": str,
    "retrieved": str,
    "sha256": str,
    "characters": int,
}
EVENT_COLUMNS: dict[str, object] = {
    "document": str,
    "index": int,
    "incident": str,
    "published": str,
    "outlet": str,
    "trigger": str,
    "start": int,
    "end": int,
    "category": str,
    "mode": str,
    "plover": str,
    "status": str,
    "factuality": float,
    "actors": list[str],
    "recipients": list[str],
    "places": list[str],
    "since": str,
    "until": str,
    "killed_min": int,
    "killed_max": int,
    "injured_min": int,
    "injured_max": int,
    "source": list[str],
    "source_kind": str,
    "stance": str,
    "p": float,
}
ATTRIBUTION_COLUMNS: dict[str, object] = {
    "document": str,
    "index": int,
    "published": str,
    "outlet": str,
    "source": str,
    "cue": str,
    "content": str,
    "start": int,
    "end": int,
    "kind": str,
    "mode": str,
    "stance": str,
    "parent": int,
    "p": float,
}
INCIDENT_COLUMNS: dict[str, object] = {
    "id": str,
    "since": str,
    "until": str,
    "category": str,
    "plover": str,
    "mode": str,
    "status": str,
    "actors": list[str],
    "recipients": list[str],
    "place": str,
    "lat": float,
    "lon": float,
    "killed_low": int,
    "killed_high": int,
    "injured_low": int,
    "injured_high": int,
    "reports": int,
    "documents": int,
    "overall": str,
    "credence": float,
    "independent_origins": int,
    "reasons": list[str],
}
CLAIM_COLUMNS: dict[str, object] = {
    "incident": str,
    "field": str,
    "value": str,
    "origins": list[str],
    "superseded": bool,
    "field_verdict": str,
    "category": str,
    "status": str,
    "overall": str,
}
ACTOR_COLUMNS: dict[str, object] = {
    "id": str,
    "name": str,
    "kind": str,
    "country": str,
    "mentions": int,
    "incidents": int,
}
FAILURE_COLUMNS: dict[str, object] = {"location": str, "reason": str, "kept": bool}

LISTINGS: dict[str, Listing] = {
    "documents": Listing(document_rows, DOCUMENT_COLUMNS),
    "events": Listing(event_rows, EVENT_COLUMNS),
    "attributions": Listing(attribution_rows, ATTRIBUTION_COLUMNS),
    "incidents": Listing(incident_rows, INCIDENT_COLUMNS),
    "claims": Listing(claim_rows, CLAIM_COLUMNS),
    "actors": Listing(actor_rows, ACTOR_COLUMNS),
    "failures": Listing(failure_rows, FAILURE_COLUMNS),
}
