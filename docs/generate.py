"""Generates docs/reference: the commands from their --help, the schema from `standoff schema`.

`python docs/generate.py` writes the files; `--check` writes nothing and exits 1 when one is out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.testing import CliRunner

from standoff.cli.app import app
from standoff.schema import json_schema

REFERENCE = Path(__file__).parent / "reference"
HEAD = """# Commands

Generated from `--help` by `docs/generate.py`; `make docs` writes it anew.
"""


def command_reference() -> str:
    """Every command with its help, in the order of `standoff --help`."""
    parts = [HEAD]
    for path in ((), *command_paths()):
        name = " ".join(("standoff", *path))
        parts.append(f"\n## {name}\n\n```\n{help_of(path)}\n```\n")
    return "".join(parts)


def command_paths() -> Iterator[tuple[str, ...]]:
    """`("add",)`, `("registry", "show")`, ..."""
    for name, command in typer.main.get_group(app).commands.items():
        yield (name,)
        yield from ((name, inner) for inner in getattr(command, "commands", {}))


def help_of(path: tuple[str, ...]) -> str:
    """What `--help` prints, 100 columns wide, with the spaces at line ends off."""
    environment = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
    shown = CliRunner().invoke(app, [*path, "--help"], prog_name="standoff", env=environment)
    return "\n".join(line.rstrip() for line in shown.output.strip().splitlines())


def references() -> dict[Path, str]:
    """File -> what belongs in it."""
    return {
        REFERENCE / "cli.md": command_reference(),
        REFERENCE / "schema.json": json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
    }


def stale() -> list[Path]:
    """Files that are not what they should be."""
    return [path for path, text in references().items() if not path.is_file() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Writes what is stale, or with --check only names it."""
    found = stale()
    wanted = references()
    for path in found:
        sys.stderr.write(f"{path}: out of date{'; run make docs' if '--check' in arguments else ', written'}\n")
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
