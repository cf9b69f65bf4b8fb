"""The pages: each reads what it shows from the record and renders one template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from standoff.errors import NotFound
from standoff.record import Record
from standoff.reporting import brief_html, brief_markdown, compose_brief
from standoff.reporting.brief import Desk, count_figures, is_thin, rests_on_one_unnamed, tell_once
from standoff.reporting.citations import Citation, Library, cite_evidence, cite_reports
from standoff.reporting.names import Names
from standoff.reporting.sentences import NOT_YET, write_date_field, write_sentence
from standoff.schema import Actor, Incident, Report, Span
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
from standoff.web.highlighting import highlight, list_voices, note_events
from standoff.web.rendering import Renderer, write_segment
from standoff.web.sides import set_side_by_side
from standoff.web.timeline import HEIGHT, WIDTH, draw_bars


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An incident in a list."""

    incident: Incident
    sentence: str
    date: str
    words: Citation | None


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """A report with its words and its chain in names."""

    report: Report
    citation: Citation
    chain: list[str]


PART = 200_000
"""Code points of a document shown on one page."""
ATTENTION = 5
NEWEST = 8

router = APIRouter(include_in_schema=False)


def find_renderer(request: Request) -> Renderer:
    """The renderer of this application."""
    renderer: Renderer = request.app.state.renderer
    return renderer


FromRecord = Annotated[Record, Depends(find_record)]
Filtered = Annotated[Filters, Depends(read_filters)]
Rendered = Annotated[Renderer, Depends(find_renderer)]


@router.get("/static/style.css")
def get_style(show: Rendered) -> Response:
    """The one stylesheet."""
    return Response(show.style, media_type="text/css", headers={"Cache-Control": "no-cache"})


@router.get("/")
def show_overview(record: FromRecord, show: Rendered) -> Response:
    """Headline figures, incidents by day, what needs attention, the newest documents."""
    account = record.account()
    names = Names(record)
    library = Library(record, names)
    told = sorted((each for each in account.incidents if not is_thin(each)), key=_by_support)
    contested = [each for each in told if each.verdict.overall == "contested"]
    unnamed = [each for each in told if rests_on_one_unnamed(each)]
    ahead = [each for each in told if each.status in NOT_YET]
    columns = [
        ("Contested", "/incidents?overall=contested", _rows(contested[:ATTENTION], names, library)),
        ("On one unnamed source", "/brief#anonymous", _rows(unnamed[:ATTENTION], names, library)),
        ("Threatened, planned, considered", "/brief#ahead", _rows(ahead[:ATTENTION], names, library)),
    ]
    return show.page(
        "overview.html",
        title="Overview",
        figures=count_figures(record.counts(), account),
        bars=draw_bars(account.incidents),
        drawing=(WIDTH, HEIGHT),
        columns=[column for column in columns if column[2]],
        documents=record.documents(limit=NEWEST),
        names=names,
    )


def _by_support(incident: Incident) -> tuple[int, int, float]:
    """The most independent sources first, then the most reports."""
    return -incident.verdict.independent_origins, -len(incident.reports), -incident.verdict.credence


@router.get("/documents")
def list_documents(record: FromRecord, show: Rendered, page: Page = 1) -> Response:
    """Documents, newest first."""
    found, more = take_page(record.documents(limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE))
    copies = dict(record.account().copies)
    return show.page(
        "documents.html", title="Documents", items=found, copies=copies, names=Names(record), page=page, more=more
    )


@router.get("/documents/{document_id:path}")
def show_document(
    request: Request, record: FromRecord, show: Rendered, document_id: str, part: Page = 1, to: int | None = None
) -> Response:
    """The text with who says what and which events; `from` and `to` mark a quoted passage."""
    document = record.document(document_id)
    reading = record.reading(document_id)
    names = Names(record)
    quoted = _read_passage(request.query_params.get("from"), to, len(document.text))
    last_part = max(1, -(-len(document.text) // PART))
    part = quoted.start // PART + 1 if quoted and "part" not in request.query_params else min(part, last_part)
    window = Span((part - 1) * PART, min(len(document.text), part * PART))
    return show.page(
        "document.html",
        title=document.title or "Untitled",
        document=document,
        outlet=names.outlet(document.outlet),
        original=dict(record.account().copies).get(document_id),
        fragments=highlight(document.text, reading, names, window, quoted),
        events=note_events(document, reading, names) if reading else [],
        voices=list_voices(document, reading, names) if reading else [],
        read=reading is not None,
        incidents=_rows(record.incidents_of(document_id), names),
        sightings=record.sightings(document_id),
        part=part,
        last_part=last_part,
    )


@router.get("/incidents")
def show_incidents(record: FromRecord, show: Rendered, filters: Filtered, page: Page = 1) -> Response:
    """Incidents that have what the form asks for."""
    found, more = list_incidents(record, filters, page)
    names = Names(record)
    return show.page(
        "incidents.html",
        title="Incidents",
        rows=_rows(found, names, Library(record, names)),
        filters=filters.values(),
        actors=[each.actor for each in record.actors() if each.incidents][:500],
        page=page,
        more=more,
    )


@router.get("/incidents/{incident_id:path}")
def show_incident(record: FromRecord, show: Rendered, incident_id: str) -> Response:
    """One incident: its verdict, every source's version side by side, the words, the copies."""
    incident = record.incident(incident_id)
    names = Names(record)
    library = Library(record, names)
    desk = Desk(names, library)
    questions = desk.questions(incident)
    reports = sorted(incident.reports, key=lambda each: (_published(each, library), each.document, each.start))
    sentence = write_sentence(incident, names, dated=True)
    return show.page(
        "incident.html",
        title=sentence,
        incident=incident,
        sentence=sentence,
        date=write_date_field(incident),
        statement=desk.incident(incident, dated=True),
        questions=questions,
        versions=set_side_by_side(questions, names),
        sources=_by_source([_tell(each, library, names) for each in _distinct(reports) if each.copy_of is None]),
        copies=[_tell(each, library, names) for each in _distinct(reports) if each.copy_of is not None],
        names=names,
    )


@router.get("/actors")
def list_actors(record: FromRecord, show: Rendered, page: Page = 1) -> Response:
    """Actors, most mentioned first."""
    found, more = take_page(record.actors()[(page - 1) * PAGE_SIZE :])
    return show.page("actors.html", title="Actors", items=found, page=page, more=more)


@router.get("/actors/{actor_id:path}")
def show_actor(record: FromRecord, show: Rendered, actor_id: str, page: Page = 1) -> Response:
    """One actor: its names, what is on record, its ties and its incidents."""
    names = Names(record)
    found, more = list_incidents(record, Filters(actor=actor_id), page)
    actor = _find_actor(record, actor_id, found, names)
    library = Library(record, names)
    desk = Desk(names, library)
    ties = tell_once([each for each in record.account().ties if actor_id in (each.a, each.b)])
    return show.page(
        "actor.html",
        title=actor.name,
        actor=actor,
        names=names,
        ties=[(tie, desk.tie(tie), cite_evidence(tie.evidence[:20], library)) for tie in ties],
        rows=_rows(found, names, library),
        page=page,
        more=more,
    )


@router.get("/search")
def show_search(record: FromRecord, show: Rendered, q: str = "", page: Page = 1) -> Response:
    """Documents with all the words of the query."""
    asked = q[:LONGEST_QUERY]
    found, more = take_page(record.search(asked, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE))
    return show.page("search.html", title="Search", q=asked, hits=found, names=Names(record), page=page, more=more)


@router.get("/brief")
def show_brief(record: FromRecord, show: Rendered) -> Response:
    """The brief, with links into the desk's pages."""
    brief = compose_brief(record)
    return show.page("brief_page.html", title="Brief", brief=brief, incident_href=_incident_href)


@router.get("/brief.html")
def download_brief(record: FromRecord) -> Response:
    """The brief as one self-contained file, to keep or to send."""
    return _download(brief_html(record).encode(), "text/html", "brief.html")


@router.get("/brief.md")
def download_markdown(record: FromRecord) -> Response:
    """The brief in Markdown."""
    return _download(brief_markdown(record).encode(), "text/markdown", "brief.md")


@router.get("/failures")
def list_failures(record: FromRecord, show: Rendered, page: Page = 1) -> Response:
    """What could not be read, and why."""
    found, more = take_page(record.failures(limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE))
    return show.page("failures.html", title="Not read", items=found, counts=record.counts(), page=page, more=more)


@router.get("/favicon.ico")
def get_icon() -> Response:
    """None: browsers ask all the same."""
    return PlainTextResponse("", status_code=204)


def _rows(incidents: Sequence[Incident], names: Names, library: Library | None = None) -> list[Row]:
    """Rows of a list; with a library, each with the first words it rests on."""
    return [
        Row(
            incident=each,
            sentence=write_sentence(each, names),
            date=write_date_field(each),
            words=None if library is None else next(iter(cite_reports(each.reports, library)), None),
        )
        for each in incidents
    ]


def _incident_href(incident_id: str) -> str:
    return f"/incidents/{write_segment(incident_id)}"


def _published(report: Report, library: Library) -> str:
    return library.document(report.document).published or "9"


def _distinct(reports: Sequence[Report]) -> list[Report]:
    """One report per passage, source and stance: a sentence with two events tells an incident twice."""
    seen = {(each.document, each.start, each.end, each.origin, each.stance): each for each in reversed(reports)}
    return list(reversed(seen.values()))


def _by_source(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """The tellings of each source together, the source first heard first."""
    sources: dict[str, list[Telling]] = {}
    for telling in tellings:
        sources.setdefault(telling.report.origin, []).append(telling)
    return list(sources.values())


def _tell(report: Report, library: Library, names: Names) -> Telling:
    chain = [names.link(link) for link in report.chain]
    return Telling(report=report, citation=library.cite_report(report), chain=chain)


def _find_actor(record: Record, actor_id: str, incidents: Sequence[Incident], names: Names) -> Actor:
    """An actor of the registry, or one known only by the words it was met in.

    Raises NotFound for one in no incident.
    """
    try:
        return record.actor(actor_id)
    except NotFound:
        if not incidents:
            raise
    return Actor(id=actor_id, kind="organisation", name=names.actor(actor_id))


def _read_passage(start: str | None, end: int | None, length: int) -> Span | None:
    """A passage that lies in the text; None for anything else, an old link is no error."""
    if start is None or end is None or not start.isascii() or not start.isdecimal() or len(start) > 12:
        return None
    span = Span(int(start), min(end, length))
    return span if span.start < span.end else None


def _download(body: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)
