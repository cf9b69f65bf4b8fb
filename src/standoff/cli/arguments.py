"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RecordPlace = Annotated[str, typer.Argument(metavar="RECORD", help="A file, or a postgresql:// URL.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, with every field.")]
Limit = Annotated[
    int | None, typer.Option(min=0, show_default=False, help="Rows at most; 0 for all. A table shows 50, --json all.")
]
RegistryFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--registry", metavar="FILE", help="Actors and places (YAML) on top of the program's own; repeatable."
    ),
]
OutletFiles = Annotated[
    list[Path] | None, typer.Option("--outlets", metavar="FILE", help="Outlets (YAML); repeatable.")
]
