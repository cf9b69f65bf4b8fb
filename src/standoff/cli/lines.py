"""read, code, factuality: documents in, readings out, nothing stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import msgspec
import typer

from standoff.cli.arguments import RegistryFiles
from standoff.cli.terminal import remark
from standoff.errors import SettingsError, UnreadableItem

if TYPE_CHECKING:
    from standoff.reading import LlmReader
    from standoff.settings import Settings

Jsonl = Annotated[bool, typer.Option("--jsonl", help="JSON lines in (stdin, or the files named), JSON lines out.")]
Files = Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Files; standard input if none.")]


class ReaderName(StrEnum):
    """Who reads."""

    MODEL = "model"
    LLM = "llm"


class Counted(Protocol):
    """Output lines, and how many of them are errors."""

    refused: int

    def __iter__(self) -> Iterator[bytes]: ...


def read(
    files: Files = None,
    jsonl: Jsonl = False,
    registry: RegistryFiles = None,
    reader: Annotated[
        ReaderName,
        typer.Option(help="model: the program's own. llm: the language model at STANDOFF_LLM_BASE_URL."),
    ] = ReaderName.MODEL,
    adjudicate: Annotated[
        bool, typer.Option("--adjudicate", help="Read with the program's own model, and ask the llm in doubt only.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(min=0, help="Processes that read, each with one thread and a model of its own; 0: one a core."),
    ] = None,
) -> None:
    """Read documents: who says what, which events, who did what to whom.

    One JSON object a document on standard output, in the same order. A line that cannot be read gets its error, and
    the exit status is 1.

    No language model is asked unless --reader llm or --adjudicate says so. The endpoint is set by the variables
    STANDOFF_LLM_BASE_URL, STANDOFF_LLM_MODEL and STANDOFF_LLM_API_KEY; docs/second-reader.md has the others.
    """
    from standoff.settings import from_environment

    settings = from_environment()
    if processes is not None:
        settings = msgspec.structs.replace(settings, processes=processes)
    if not (jsonl or files):
        raise SettingsError("read: name files to read, or give --jsonl and documents on standard input")
    with _second_reader(reader, adjudicate) as second:
        answers = _read(files, jsonl, registry or [], settings, second, adjudicate)
        try:
            _write(answers)
        finally:
            if second is not None:
                remark(second.summary())


def _read(
    files: list[Path] | None,
    jsonl: bool,
    registry: list[Path],
    settings: Settings,
    second: LlmReader | None,
    adjudicate: bool,
) -> Counted:
    from standoff.account import read_files, read_jsonl

    if jsonl:
        lines = _lines(files, settings.max_item_bytes)
        return read_jsonl(lines, registry=registry, settings=settings, second=second, adjudicate=adjudicate)
    return read_files(files or [], registry=registry, settings=settings, second=second, adjudicate=adjudicate)


@contextmanager
def _second_reader(reader: ReaderName, adjudicate: bool) -> Iterator[LlmReader | None]:
    """The language model, when it is asked for in so many words."""
    if adjudicate and reader is ReaderName.LLM:
        raise SettingsError("read: --adjudicate asks the llm about the model's reading; give it or --reader llm")
    if reader is ReaderName.MODEL and not adjudicate:
        yield None
        return
    from standoff.reading import LlmReader
    from standoff.settings import llm_from_environment

    with LlmReader(llm_from_environment()) as second:
        yield second


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
