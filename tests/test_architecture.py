"""The house of DESIGN.md: which room may import which. Imports under TYPE_CHECKING and inside functions count."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

SOURCE = Path(__file__).parents[1] / "src" / "standoff"
ROOMS = {"collecting", "reading", "resolving", "weighing", "relating", "deliberating", "forecasting"}
FOUNDATION = {"schema", "errors", "settings"}
FACES = {"cli", "web"}

MAY_IMPORT: dict[str, set[str]] = {
    "schema": set(),
    "errors": set(),
    "settings": {"errors"},
    **dict.fromkeys(ROOMS, FOUNDATION),
    "lines": FOUNDATION,
    "parts": FOUNDATION,
    "processes": {"errors"},
    "record": FOUNDATION,
    "listing": FOUNDATION | {"record"},
    "reporting": FOUNDATION | {"record"},
    "account": FOUNDATION | ROOMS | {"record", "lines", "listing", "parts", "processes", "version"},
    "version": set(),
    "standoff": {"account", "version"},
    "web": FOUNDATION | {"account", "record", "reporting", "listing", "version"},
    "cli": FOUNDATION
    | {"account", "record", "reporting", "lines", "listing", "version", "web", "reading", "resolving"},
}
"""Part of the house -> the other parts it may import. `standoff` is the package itself. The command line opens the
reader and the registry only to show what they are."""


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def part_of(path: Path) -> str:
    inside = path.relative_to(SOURCE)
    if inside.name == "__init__.py" and len(inside.parts) == 1:
        return "standoff"
    return inside.parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Names of our own modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "standoff")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "standoff":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail(f"{path}:{node.lineno}: relative import; write it out")


def part_named(module: str) -> str:
    """`standoff.record.Record` -> `record`; `standoff.open` -> `standoff`."""
    second = module.split(".")[1] if "." in module else ""
    known = (SOURCE / second).is_dir() or (SOURCE / f"{second}.py").is_file()
    return second if second and known else "standoff"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_imports_only_what_its_part_of_the_house_may(path: Path) -> None:
    part = part_of(path)
    assert part in MAY_IMPORT, f"{part} has no place in the house yet: give it one in {__file__}"
    wrong = [name for name in imported(path) if part_named(name) not in MAY_IMPORT[part] | {part}]
    assert wrong == []


def test_nobody_imports_a_face() -> None:
    importers = {part for part, allowed in MAY_IMPORT.items() if allowed & FACES}
    assert importers <= FACES


def test_no_module_imports_itself_through_others() -> None:
    graph = networkx.DiGraph()
    for path in modules():
        name = dotted(path)
        graph.add_edges_from((name, target) for each in imported(path) if (target := module_of(each)) != name)
    circles = [sorted(circle) for circle in networkx.strongly_connected_components(graph) if len(circle) > 1]
    assert circles == []


def dotted(path: Path) -> str:
    inside = path.relative_to(SOURCE.parent).with_suffix("")
    return ".".join(inside.parts).removesuffix(".__init__")


def module_of(name: str) -> str:
    """The module that holds an imported name."""
    while name != "standoff":
        path = SOURCE.parent.joinpath(*name.split("."))
        if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
            return name
        name = name.rpartition(".")[0]
    return name


IMPORT_ALL = """
    import importlib, pkgutil, sys
    import standoff
    found = pkgutil.walk_packages(standoff.__path__, "standoff.")
    names = [each.name for each in found if ".migrations" not in each.name]
    for name in names:
        importlib.import_module(name)  # once for the modules themselves and what they import
    opened = []
    def listen(event, arguments):
        if event == "open" and not str(arguments[0]).endswith((".py", ".pyc", ".so")):
            opened.append(arguments[0])
        elif event in ("socket.connect", "subprocess.Popen", "sqlite3.connect"):
            opened.append(event)
    for name in ["standoff", *names]:
        sys.modules.pop(name)
    sys.addaudithook(listen)
    for name in ["standoff", *names]:
        importlib.import_module(name)
    own = [each for each in opened if not isinstance(each, int)]
    print(own)
"""


def test_importing_reads_no_file_and_opens_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(IMPORT_ALL)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_importing_standoff_alone_is_light() -> None:
    code = (
        "import sys, standoff; print({'openvino', 'polars', 'fastapi', 'sqlalchemy', 'trafilatura'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_showing_help_is_light() -> None:
    code = (
        "import sys, standoff.cli\n"
        "print({'openvino', 'polars', 'fastapi', 'sqlalchemy', 'trafilatura', 'alembic', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
