"""The command line as a whole: commands by name, and one line for every error a user can meet."""

from __future__ import annotations

import os
import sys

import typer

from standoff.cli import adding, demo, lines, listings, output, registry
from standoff.cli.terminal import print_error
from standoff.errors import StandoffError

app = typer.Typer(
    name="standoff",
    help="Reads the reporting on a conflict and keeps the account: who did what to whom, who says so, and how well it "
    "stands up.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for _command in (
    adding.init,
    adding.add,
    lines.read,
    lines.code,
    lines.factuality,
    output.brief,
    listings.events,
    listings.claims,
    listings.attributions,
    listings.incidents,
    listings.actors,
    listings.documents,
    listings.failures,
    listings.search,
    output.export,
    output.serve,
    demo.demo,
    output.schema,
    output.model,
):
    app.command()(_command)
app.add_typer(registry.app, name="registry")


@app.callback(invoke_without_command=True)
def _options(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        from standoff.version import __version__

        typer.echo(f"standoff {__version__}")
        raise typer.Exit


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and exits: 0 done, 1 done with errors on some items, 2 not done, 130 interrupted."""
    try:
        try:
            app(arguments, prog_name="standoff")
        finally:
            _flush()
    except StandoffError as error:
        print_error(str(error))
        sys.exit(2)
    except OSError as error:  # what a command writes to, most often a full disk behind standard output
        _drop_output()
        where = error.filename or "standard output"
        print_error(f"{where}: {error.strerror or error}; make room there or write elsewhere, and run it again")
        sys.exit(2)


def _flush() -> None:
    """A reader of our output that went away (`standoff events x | head`) is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()


def _drop_output() -> None:
    """What is still waiting to be written goes nowhere: the interpreter would try again on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
