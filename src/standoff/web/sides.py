"""Every source's version of one incident side by side: a row a source, a column a field, what differs marked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from standoff.reporting.brief import Question
from standoff.reporting.names import Names


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of one field; empty when it says nothing."""

    label: str
    value: str
    differs: bool
    """Whether another source says something else."""
    superseded: bool


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One source's version."""

    origin: str
    name: str
    cells: list[Cell]


def set_side_by_side(questions: Sequence[Question], names: Names) -> list[Side]:
    """A side for every source that holds a value, in the order in which they are first named."""
    versions = [version for question in questions for version in question.versions]
    origins = dict.fromkeys(origin for version in versions for origin in version.origins)
    return [
        Side(origin=origin, name=names.origin(origin), cells=[_cell(origin, question) for question in questions])
        for origin in origins
    ]


def _cell(origin: str, question: Question) -> Cell:
    said = [version for version in question.versions if origin in version.origins]
    return Cell(
        label=question.label,
        value="; ".join(f"{version.value} (replaced)" if version.superseded else version.value for version in said),
        differs=bool(said) and question.open,
        superseded=bool(said) and all(version.superseded for version in said),
    )
