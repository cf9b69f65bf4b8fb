"""demo: reads the example dossier and shows what an account is worth."""

from __future__ import annotations

import textwrap
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from standoff.cli.terminal import clean, progress, remark
from standoff.errors import UnreadableItem

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.reporting.brief import Brief, Section, Statement

EXAMPLE = "tower22"
SHOWN = {"happened": 6, "contested": 4, "anonymous": 4, "ahead": 6, "denied": 3}
"""Section of the brief -> statements the demo prints of it, those with the most independent sources first."""

Folder = Annotated[Path, typer.Option(metavar="FOLDER", help="Where demo.standoff is kept; made if missing.")]


def demo(folder: Folder = Path("demo")) -> None:
    """Read the example dossier, print the account's headlines and write brief.html."""
    from standoff.account import open_book
    from standoff.reporting import brief_html, compose_brief

    example = find_example()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open_book(folder / "demo.standoff") as book:
            with progress() as tell:
                book.add(example / "articles.jsonl", outlets=[example / "outlets.yaml"], progress=tell)
            print_headlines(compose_brief(book.record))
            Path("brief.html").write_text(brief_html(book.record), encoding="utf-8")
    except OSError as error:
        raise UnreadableItem(str(error.filename), f"{error.strerror}; run the demo where you may write") from None
    record = folder / "demo.standoff"
    remark("wrote brief.html: every statement with its sources and their words")
    remark(f"look further:  standoff serve {record}    standoff incidents {record}    standoff claims {record}")


def find_example() -> Path:
    """The example dossier, in the installed package or in the checkout."""
    candidates = (
        Path(str(resources.files("standoff"))) / "examples" / EXAMPLE,
        Path(__file__).parents[3] / "examples" / EXAMPLE,
    )
    for candidate in candidates:
        if (candidate / "articles.jsonl").is_file():
            return candidate
    raise UnreadableItem(f"examples/{EXAMPLE}", "the example dossier is not installed; install standoff again")


def print_headlines(brief: Brief) -> None:
    """The figures of an account and a few statements of each kind, on stdout."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print()
    console.print(Text(f"The account, {brief.period}" if brief.period else "The account", style="bold"))
    for figure in brief.figures:
        note = f"  ({figure.note})" if figure.note else ""
        console.print(Text(f"{figure.value:>6}  {figure.label}{clean(note)}"))
    for section in brief.sections:
        if section.id in SHOWN:
            _print_section(console, section, SHOWN[section.id])
    console.print()


def _print_section(console: Console, section: Section, most: int) -> None:
    from rich.text import Text

    statements = [statement for group in section.groups for statement in group.statements]
    statements.sort(key=lambda each: (each.origins or 0, each.credence or 0.0), reverse=True)
    console.print()
    console.print(Text(section.title, style="bold"))
    if not statements:
        console.print(Text(f"  {section.nothing}"))
    for statement in statements[:most]:
        _print_statement(console, statement)
    if len(statements) > most:
        console.print(Text(f"  and {len(statements) - most} more in brief.html", style="dim"))


def _print_statement(console: Console, statement: Statement) -> None:
    """The statement, who says so, and what they disagree on."""
    _print_indented(console, f"- {statement.text}", 2)
    for question in statement.questions:
        versions = "; ".join(f"{each.value} ({', '.join(each.holders)})" for each in question.versions)
        _print_indented(console, f"{question.label}: {versions}", 6)
    if not statement.questions:
        _print_indented(console, f"source: {'; '.join(source for source, _ in statement.sources)}", 6)


def _print_indented(console: Console, words: str, indent: int) -> None:
    """Wrapped, every line as far in as the first and a list's further lines under its words."""
    hang = indent + (2 if words.startswith("- ") else 0)
    width = max(console.width, 40)
    lines = textwrap.wrap(clean(words), width=width, initial_indent=" " * indent, subsequent_indent=" " * hang)
    from rich.text import Text

    console.print(Text("\n".join(lines), style="" if hang > indent else "dim"))
