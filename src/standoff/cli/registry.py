"""registry show, registry find: looking at the actors known."""

from __future__ import annotations

import json as text_json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from standoff.cli.arguments import AsJson, RegistryFiles
from standoff.cli.terminal import print_rows
from standoff.errors import NotFound

if TYPE_CHECKING:
    from standoff.resolving import Registry

app = typer.Typer(help="Look at the actors known.", no_args_is_help=True)


@app.command()
def show(
    actor: Annotated[str, typer.Argument(metavar="ID", help="An actor's id.")], registry: RegistryFiles = None
) -> None:
    """Show everything known of an actor, as JSON."""
    found = _load(registry).actors.get(actor)
    if found is None:
        raise NotFound("actor", actor)
    sys.stdout.write(text_json.dumps(msgspec.to_builtins(found), indent=2, ensure_ascii=False) + "\n")


@app.command()
def find(
    name: Annotated[list[str], typer.Argument(help="A name or alias.")],
    registry: RegistryFiles = None,
    json: AsJson = False,
) -> None:
    """Find actors by name or alias, best match first."""
    known = _load(registry)
    headings = {"id": "id", "name": "name", "kind": "kind", "alias": "matched", "score": "score"}
    print_rows(_rows(known, " ".join(name)), headings, limit=None, json=json)


def _load(registry: RegistryFiles) -> Registry:
    from standoff.resolving import Registry

    return Registry.load(*(registry or ()))


def _rows(known: Registry, name: str) -> Iterator[dict[str, Any]]:
    for candidate in known.find(name):
        actor = known.actors[candidate.actor]
        yield {
            "id": actor.id,
            "name": actor.name,
            "kind": actor.kind,
            "country": actor.country,
            "alias": candidate.alias,
            "score": candidate.score,
        }
