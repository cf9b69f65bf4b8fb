"""How commands print: data to stdout, progress and remarks to stderr. Text from outside is printed as text only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from standoff.account import Progress

ROWS = 50
"""Rows a table shows unless told otherwise."""
PIPE_WIDTH = 160
"""Columns of a table that goes to a file or pipe."""


def print_error(message: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"standoff: {clean(' '.join(message.split()))}\n")


def remark(message: str) -> None:
    """A line on stderr that is no error."""
    sys.stderr.write(clean(message) + "\n")


def clean(words: str) -> str:
    """Without control characters: text from outside must not steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in words)


def print_json(rows: Iterable[object]) -> None:
    """One JSON object a line."""
    for row in rows:
        sys.stdout.write(msgspec.json.encode(row).decode() + "\n")


def print_rows(rows: Iterator[dict[str, Any]], columns: Mapping[str, str], *, limit: int | None, json: bool) -> None:
    """A table with these columns (field -> heading), or all fields as lines of JSON; 0 is no limit."""
    most = limit if limit is not None else (0 if json else ROWS)
    shown = rows if most == 0 else islice(rows, most)
    if json:
        print_json(shown)
        return
    found = list(shown)
    print_table(list(columns.values()), [[row[name] for name in columns] for row in found])
    if most and next(rows, None) is not None:
        remark(f"The first {most}. --limit 0 shows all, --json gives every field.")
    elif not found:
        remark("Nothing.")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A plain table on stdout."""
    if not rows:
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(write_cell(value)) for value in row))
    console = Console()
    Console(width=None if console.is_terminal else PIPE_WIDTH).print(table)


def write_cell(value: object) -> str:
    """A value as people read it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return clean(", ".join(map(str, value)))
    return clean(str(value))


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars with counts and rates on a terminal; a line for each stage elsewhere."""
    if sys.stderr.isatty():
        with _bars() as bars:
            yield _Drawn(bars)
    else:
        stages = _Told()
        yield stages
        stages.close()


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
    )
    return Bars(*columns, console=Console(stderr=True))


class _Drawn:
    """One bar a stage."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)


class _Told:
    """A line when a stage is over: how many, and how many a second."""

    def __init__(self) -> None:
        self._stage: str | None = None
        self._done = 0
        self._since = monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            self.close()
            self._stage, self._since = stage, monotonic()
        self._done = done

    def close(self) -> None:
        """Tells of the stage that was going on, unless there was nothing to do."""
        if self._stage is not None and self._done:
            seconds = max(monotonic() - self._since, 0.001)
            remark(f"{self._stage}: {self._done} in {seconds:.1f} s ({self._done / seconds:.1f}/s)")
        self._stage = None
