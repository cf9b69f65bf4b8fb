"""brief, export, serve, schema, model: what leaves a record, and what the program says of itself."""

from __future__ import annotations

import ipaddress
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from standoff.cli.arguments import RecordPlace
from standoff.cli.terminal import remark
from standoff.errors import SettingsError

Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Standard output if not given.")]


class BriefFormat(StrEnum):
    """How the brief is written."""

    MD = "md"
    HTML = "html"


class ExportFormat(StrEnum):
    """How the account is exported."""

    JSON = "json"


def brief(
    record: RecordPlace,
    form: Annotated[BriefFormat | None, typer.Option("--format", help="If not given, by the output's ending.")] = None,
    output: Output = None,
) -> None:
    """Write the brief: what happened, what is contested, what rests on one anonymous source, what may come."""
    from standoff.record import Record
    from standoff.reporting import brief_html, brief_markdown

    by_ending = BriefFormat.HTML if output and output.suffix.lower() in (".html", ".htm") else BriefFormat.MD
    with Record.open(record) as opened:
        text = brief_html(opened) if (form or by_ending) is BriefFormat.HTML else brief_markdown(opened)
    _write(text.encode(), output)


def export(
    record: RecordPlace,
    form: Annotated[ExportFormat, typer.Option("--format", help="One object.")] = ExportFormat.JSON,
    output: Output = None,
) -> None:
    """Export the whole account."""
    from standoff.record import Record
    from standoff.reporting import export_json

    with Record.open(record) as opened:
        content = {ExportFormat.JSON: export_json}[form](opened)
    _write(content, output)


def serve(
    record: RecordPlace,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback unless you say otherwise.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Show the record in a browser."""
    try:
        import uvicorn

        from standoff.web import create_app
    except ModuleNotFoundError as error:
        raise SettingsError(f"serve needs {error.name}: pip install 'standoff[web]'") from None
    app = create_app(record) if is_loopback(host) else create_app(record, hosts=["*"])
    if not is_loopback(host):
        remark(f"listening on {host}: whoever can reach this machine can read the record")
    remark(f"http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl+C stops)")
    uvicorn.run(app, host=host, port=port, log_level="warning")


def schema() -> None:
    """Print the JSON Schema of every word of the account."""
    from standoff.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")


def model() -> None:
    """Print the card of the reading model: what it was trained on, how well it reads, what it does not do."""
    from standoff.reading import Reader

    sys.stdout.write(Reader.open().card().rstrip("\n") + "\n")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise SettingsError(f"--output {output}: {error.strerror}; name a file you may write") from None
    remark(f"wrote {output}")
