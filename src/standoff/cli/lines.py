"""read, code, factuality: documents in, readings out, nothing stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Protocol

import typer

from standoff.cli.arguments import RegistryFiles
from standoff.cli.terminal import remark
from standoff.errors import SettingsError, UnreadableItem

Jsonl = Annotated[bool, typer.Option("--jsonl", help="JSON lines in (stdin, or the files named), JSON lines out.")]
Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Files; standard input if none.")]


class Counted(Protocol):
    """Output lines, and how many of them are errors."""

    refused: int

    def __iter__(self) -> Iterator[bytes]: ...


def read(files: Files = None, jsonl: Jsonl = False, registry: RegistryFiles = None) -> None:
    """Read documents: who says what, which events, who did what to whom.

    One JSON object a document on standard output, in the same order. A line that cannot be read gets its error, and
    the exit status is 1.
    """
    from standoff.account import read_files, read_jsonl
    from standoff.settings import from_environment

    settings = from_environment()
    if jsonl:
        _write(read_jsonl(_lines(files, settings.max_item_bytes), registry=registry or (), settings=settings))
    elif files:
        _write(read_files(files, registry=registry or (), settings=settings))
    else:
        raise SettingsError("read: name files to read, or give --jsonl and documents on standard input")


def code(files: Files = None, jsonl: Jsonl = False) -> None:
    """Code what a given source does to a given target."""
    _check_jsonl(jsonl, "code")
    from standoff.account import code_jsonl
    from standoff.settings import from_environment

    settings = from_environment()
    _write(code_jsonl(_lines(files, settings.max_item_bytes), settings=settings))


def factuality(files: Files = None, jsonl: Jsonl = False) -> None:
    """Say whether what each predicate tells did happen, from -3 to +3."""
    _check_jsonl(jsonl, "factuality")
    from standoff.account import factuality_jsonl
    from standoff.settings import from_environment

    settings = from_environment()
    _write(factuality_jsonl(_lines(files, settings.max_item_bytes), settings=settings))


def _check_jsonl(jsonl: bool, command: str) -> None:
    if not jsonl:
        raise SettingsError(f"{command}: give --jsonl, and one JSON object a line on standard input")


def _lines(files: list[Path] | None, most_bytes: int) -> Iterator[bytes]:
    from standoff.lines import limited_lines

    if not files:
        yield from limited_lines(sys.stdin.buffer, most_bytes)
    for path in files or ():
        try:
            with path.open("rb") as file:
                yield from limited_lines(file, most_bytes)
        except OSError as error:
            raise UnreadableItem(str(path), f"{error.strerror}; name a file you may read") from None


def _write(answers: Counted) -> None:
    for line in answers:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    if answers.refused:
        remark(f"{answers.refused} could not be read; each has its error on its own line")
        raise typer.Exit(1)
