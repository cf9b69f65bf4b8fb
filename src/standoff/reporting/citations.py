"""Citations: the words a statement rests on, where they stand, who printed them and who said them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from standoff.errors import NotFound
from standoff.record import View
from standoff.reporting.names import Names, find_source_words
from standoff.schema import Document, Evidence, Reading, Report

LONGEST_QUOTE = 600
"""Code points; a longer sentence is quoted from its beginning, with an ellipsis."""


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """Words of one document, with everything a reader needs to judge them."""

    document: str
    start: int
    end: int
    quote: str
    outlet: str
    published: str | None
    title: str | None
    url: str | None
    origin: str | None = None
    """The source's id; None for evidence that carries none."""
    source: str | None = None
    """The source in words: "an unnamed source ("a defence official"), via The Hollin Standard"."""
    stance: str | None = None


class Reprint(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A copy that tells the same and adds no source."""

    document: str
    outlet: str
    original: str


class Library:
    """The cited documents and their readings, each read once. Live for one page or one brief."""

    def __init__(self, view: View, names: Names) -> None:
        self._view = view
        self._names = names
        self._documents: dict[str, Document] = {}
        self._readings: dict[str, Reading | None] = {}

    @property
    def documents(self) -> list[Document]:
        """Everything cited so far, oldest first."""
        return sorted(self._documents.values(), key=lambda document: (document.published or "9", document.id))

    def document(self, document_id: str) -> Document:
        """Raises errors.NotFound."""
        if document_id not in self._documents:
            self._documents[document_id] = self._view.document(document_id)
        return self._documents[document_id]

    def reading(self, document_id: str) -> Reading | None:
        if document_id not in self._readings:
            self._readings[document_id] = self._view.reading(document_id)
        return self._readings[document_id]

    def cite_report(self, report: Report) -> Citation:
        """The sentence of a report, with its source in words. Raises errors.NotFound."""
        document = self.document(report.document)
        return msgspec.structs.replace(
            self._cite(document, report.start, report.end),
            origin=report.origin,
            source=self.name_source(report),
            stance=report.stance,
        )

    def name_source(self, report: Report) -> str:
        """The origin of a report in words, and the outlet it reached us through where that is another."""
        document = self.document(report.document)
        outlet = self._names.outlet(document.outlet)
        said = self._names.origin(report.origin)
        if report.origin == f"outlet:{document.outlet}" or report.origin == document.outlet:
            return f"{outlet}, its own reporting"
        if report.origin == "unattributed":
            return f"{said}, in {outlet}"
        if report.origin.startswith("anonymous:"):
            words = find_source_words(report, document, self.reading(document.id))
            said = f"{said} (“{words}”)" if words else said
        return f"{said}, via {outlet}"

    def cite_evidence(self, evidence: Evidence) -> Citation | None:
        """The words behind a conclusion; None when they are gone from the record."""
        try:
            return self._cite(self.document(evidence.document), evidence.start, evidence.end)
        except NotFound:
            return None

    def _cite(self, document: Document, start: int, end: int) -> Citation:
        return Citation(
            document=document.id,
            start=start,
            end=end,
            quote=shorten(document.text[start:end]),
            outlet=self._names.outlet(document.outlet),
            published=document.published,
            title=document.title,
            url=document.url,
        )


def cite_reports(reports: Iterable[Report], library: Library) -> list[Citation]:
    """One citation per passage, copies left out, in the order the reports were published."""
    cited: dict[tuple[str, int, int, str], Citation] = {}
    for report in reports:
        if report.copy_of is None:
            cited.setdefault((report.document, report.start, report.end, report.origin), library.cite_report(report))
    return sorted(cited.values(), key=_by_date)


def cite_evidence(evidence: Iterable[Evidence], library: Library) -> list[Citation]:
    """One citation per passage, in the order of publication."""
    found = {(each.document, each.start, each.end): library.cite_evidence(each) for each in evidence}
    return sorted((citation for citation in found.values() if citation is not None), key=_by_date)


def list_reprints(reports: Iterable[Report], library: Library, names: Names) -> list[Reprint]:
    """The copies among the reports, one entry a document."""
    copies = {report.document: report.copy_of for report in reports if report.copy_of is not None}
    return sorted(
        Reprint(document=document, outlet=names.outlet(library.document(document).outlet), original=original)
        for document, original in copies.items()
    )


def group_by_source(citations: Sequence[Citation]) -> list[tuple[str, list[Citation]]]:
    """Citations under the source they go back to, first heard first; evidence without a source under its outlet."""
    grouped: dict[str, list[Citation]] = {}
    for citation in citations:
        grouped.setdefault(citation.origin or f"outlet:{citation.outlet}", []).append(citation)
    return [(cited[0].source or cited[0].outlet, cited) for cited in grouped.values()]


def elsewhere(citations: Sequence[Citation]) -> list[Citation]:
    """The first citation of every further document, after that of the first."""
    first = {citation.document: citation for citation in reversed(citations)}
    return [each for each in citations[1:] if each is first[each.document]]


def shorten(words: str, longest: int = LONGEST_QUOTE) -> str:
    """The words on one line, cut at a word with an ellipsis when they are too many."""
    line = " ".join(words[: longest * 4].split())
    if len(line) <= longest and len(words) <= longest * 4:
        return line
    cut = line[:longest].rpartition(" ")[0]
    return f"{cut or line[:longest]} …"


def _by_date(citation: Citation) -> tuple[str, str, int, str]:
    return citation.published or "9", citation.document, citation.start, citation.origin or ""
