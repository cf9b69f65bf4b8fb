"""Registry and outlets files: YAML in, plain values out, an error with its line when one is not as it should be."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from standoff.errors import RegistryError
from standoff.schema import Actor, Outlet, Place, Relation

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: ten times slower, otherwise the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Layer(NamedTuple):
    """One file of actors, places or outlets: where it comes from, and its text."""

    name: str
    text: str


class StatedRelation(Relation, frozen=True, kw_only=True):
    """A relation told apart from the actor it belongs to."""

    actor: str


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What one file holds."""

    actors: list[Actor] = []
    places: list[Place] = []
    outlets: list[Outlet] = []
    relations: list[StatedRelation] = []


class _PlainLoader(_Loader):
    """Everything but null is a string: `NO` is Norway and `2024-01-28` a date as written, for msgspec to convert."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}

_LISTS: dict[str, type[msgspec.Struct]] = {
    "actors": Actor,
    "places": Place,
    "outlets": Outlet,
    "relations": StatedRelation,
}


def own_layers() -> list[Layer]:
    """The program's own files, in order of name."""
    folder = resources.files("standoff.resolving") / "registry"
    if not folder.is_dir():
        return []
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return [Layer(f.name, f.read_text(encoding="utf-8")) for f in files]


def open_layer(path: Path) -> Layer:
    """Raises RegistryError when the file cannot be read as UTF-8."""
    try:
        return Layer(str(path), path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise RegistryError(str(path), "is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise RegistryError(str(path), f"cannot be read: {error.strerror or error}") from None


def parse_layer(layer: Layer) -> Content:
    """Raises RegistryError with path and line for what is no YAML, or not of the form in DESIGN.md."""
    try:
        plain = yaml.load(layer.text, Loader=_PlainLoader)  # a SafeLoader: builds plain values only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise RegistryError(layer.name, f"not YAML: {error.problem or error.context}", line) from None
    except yaml.YAMLError as error:
        raise RegistryError(layer.name, f"not YAML: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise RegistryError(layer.name, "nested too deeply to be a registry") from None
    if plain is None:
        return Content()
    if not isinstance(plain, dict):
        raise RegistryError(layer.name, "expected a mapping with `actors`, `places` or `outlets`", 1)
    try:
        content = msgspec.convert({key: plain[key] or [] for key in _LISTS if key in plain}, Content, strict=False)
    except msgspec.ValidationError as error:
        raise _located(layer, plain, str(error)) from None
    _check_places(layer, content.places)
    return content


def _located(layer: Layer, plain: dict[str, Any], problem: str) -> RegistryError:
    """The first item that does not fit, with its line."""
    for key, form in _LISTS.items():
        items = plain.get(key) or []
        if not isinstance(items, list):
            return RegistryError(layer.name, f"`{key}` must be a list", _line_of(layer.text, key, None))
        for i, item in enumerate(items):
            try:
                msgspec.convert(item, form, strict=False)
            except msgspec.ValidationError as error:
                called = item.get("id", "without id") if isinstance(item, dict) else f"number {i + 1}"
                return RegistryError(layer.name, f"{key}: {called}: {error}", _line_of(layer.text, key, i))
    return RegistryError(layer.name, problem)


def _line_of(text: str, key: str, index: int | None) -> int | None:
    """Line of the list under `key`, or of its item at `index`; read again with marks, only once something is wrong."""
    root = yaml.compose(text, Loader=_PlainLoader)
    if not isinstance(root, yaml.MappingNode):
        return None
    for name, node in root.value:
        if name.value == key:
            inside = node.value[index] if index is not None and isinstance(node, yaml.SequenceNode) else name
            return int(inside.start_mark.line) + 1
    return None


def _check_places(layer: Layer, places: list[Place]) -> None:
    for i, place in enumerate(places):
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            where = f"places: {place.id}: {place.lat}, {place.lon} lies outside the world"
            reason = f"{where}; latitude is -90 to 90, longitude -180 to 180"
            raise RegistryError(layer.name, reason, _line_of(layer.text, "places", i))
