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

    from standoff.reporting.brief import Brief, Question, Section, Statement

EXAMPLE = "tower22"
SHOWN = {"happened": 5, "contested": 3, "anonymous": 2, "ahead": 3, "denied": 2}
"""Section of the brief -> statements the demo prints of it, those with the most independent sources first."""
THIN = "thin"
HOLDERS = 1
"""Names printed of those who hold one version; the others are counted."""
VERSIONS = 3
LONGEST_LINE = 118

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
    thin = sum(group.size for section in brief.sections if section.id == THIN for group in section.groups)
    if thin:
        told = "1 mention says" if thin == 1 else f"{thin} mentions say"
        console.print()
        console.print(
            Text(f"{told} too little to place and {'is' if thin == 1 else 'are'} kept at the end of brief.html")
        )
    console.print()


def _print_section(console: Console, section: Section, most: int) -> None:
    from rich.text import Text

    statements = list_central(section)
    more = len(statements) - most
    console.print()
    console.print(Text.assemble((section.title, "bold"), (f"  ({more} more in brief.html)" if more > 0 else "", "dim")))
    if not statements:
        console.print(Text(f"  {section.nothing}"))
    for statement in statements[:most]:
        _print_statement(console, statement)


def list_central(section: Section) -> list[Statement]:
    """A section's statements, those with the most independent sources first, then those told most often."""
    statements = [statement for group in section.groups for statement in group.statements]
    return sorted(statements, key=lambda each: (-(each.origins or 0), -len(each.citations), -(each.credence or 0.0)))


def _print_statement(console: Console, statement: Statement) -> None:
    """The statement, and in a line what its sources disagree on, else who says so."""
    _print_indented(console, f"- {statement.text}", 2)
    for question in statement.questions:
        _print_line(console, write_question(question))
    if not statement.questions:
        _print_line(console, write_source(statement))


def write_source(statement: Statement) -> str:
    """The first source with the outlet that carried it, and how many more there are."""
    sources = [source for source, _ in statement.sources]
    named = [source for source in sources if not source.startswith("no source given")] or sources
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return f"source: {named[0]}{more}"


def write_question(question: Question) -> str:
    """`killed: 29 (The Strike Ledger), 16 (Popular Mobilization Forces +2)`: the versions most hold first."""
    versions = sorted((each for each in question.versions if not each.superseded), key=lambda each: -len(each.holders))
    told = [f"{each.value} ({_write_holders(each.holders)})" for each in versions[:VERSIONS]]
    more = [f"{len(versions) - VERSIONS} more"] if len(versions) > VERSIONS else []
    return f"{question.label}: {', '.join(told + more)}"


def _write_holders(holders: list[str]) -> str:
    named = [each.removesuffix(", its own reporting") for each in holders if each != "no source given"] or holders
    more = len(holders) - HOLDERS
    return ", ".join(named[:HOLDERS]) + (f" +{more}" if more > 0 else "")


def _print_line(console: Console, words: str) -> None:
    """One line under a statement, cut where the terminal ends."""
    from rich.text import Text

    width = _width(console) - 4
    console.print(
        Text("    " + textwrap.shorten(clean(words), width, placeholder=" …", break_on_hyphens=False), style="dim")
    )


def _print_indented(console: Console, words: str, indent: int) -> None:
    """Wrapped, further lines under the words of the first."""
    from rich.text import Text

    hang = " " * (indent + 2)
    first, width = " " * indent, _width(console)
    lines = textwrap.wrap(clean(words), width, initial_indent=first, subsequent_indent=hang, break_on_hyphens=False)
    console.print(Text("\n".join(lines)))


def _width(console: Console) -> int:
    return min(max(console.width, 40), LONGEST_LINE)
