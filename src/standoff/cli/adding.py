"""init and add: making a record and adding reports to it."""

from __future__ import annotations

from typing import Annotated

import typer

from standoff.cli.arguments import OutletFiles, RecordPlace, RegistryFiles
from standoff.cli.terminal import progress, remark
from standoff.errors import SettingsError
from standoff.schema import Failure

Columns = Annotated[
    list[str] | None,
    typer.Option("--columns", metavar="FIELD=COLUMN", help="Which column of a CSV or JSONL file is text, title, ..."),
]
Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files, folders or URLs.")]


def init(record: RecordPlace) -> None:
    """Make an empty record."""
    from standoff.record import Record

    with Record.open(record, create=True) as opened:
        remark(f"{opened.name}: ready, {opened.counts()['documents']} documents")


def add(
    record: RecordPlace,
    sources: Sources,
    registry: RegistryFiles = None,
    outlets: OutletFiles = None,
    columns: Columns = None,
) -> None:
    """Add reports: store them, read what is unread, bring the account up to date.

    Running it again with the same sources adds nothing twice and finishes what was cut short.
    """
    chosen = parse_columns(columns or [])
    from standoff.account import AccountBook
    from standoff.record import Record
    from standoff.settings import from_environment

    with AccountBook(Record.open(record, create=True), from_environment()) as book, progress() as tell:
        summary = book.add(
            *sources,
            registry=registry or (),
            outlets=outlets or (),
            columns=chosen,
            progress=tell,
            failed=_tell,
        )
    stored = summary.new + summary.renamed
    remark(
        f"{stored} new, {summary.seen} seen before, {summary.failed} not read;"
        f" {summary.read} read, {summary.incidents} incidents"
    )
    if summary.foreign:
        remark(f"{summary.foreign} of all documents not in English: kept, not read")
    if summary.failed and not stored + summary.seen:
        raise typer.Exit(1)


def _tell(failure: Failure) -> None:
    remark(f"{'note' if failure.notice else 'not read'}: {failure.location}: {failure.reason}")


def parse_columns(given: list[str]) -> dict[str, str] | None:
    """`text=body,title=headline` -> {"text": "body", "title": "headline"}; None for nothing.

    Raises SettingsError.
    """
    pairs = [pair for each in given for pair in each.split(",") if pair]
    wrong = next((pair for pair in pairs if "=" not in pair.strip("=")), None)
    if wrong is not None:
        raise SettingsError(f"--columns {wrong}: write FIELD=COLUMN, such as text=body")
    return {field: column for field, _, column in (pair.partition("=") for pair in pairs)} or None
