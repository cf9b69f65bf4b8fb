"""standoff: the account of a conflict from the reporting on it.

import standoff

account = standoff.open("x.standoff")
account.add("articles/")
account.events()        # a polars DataFrame
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from standoff.account import AccountBook

__all__ = ["__version__", "open"]


def open(place: str | Path, create: bool = True) -> AccountBook:  # noqa: A001 - standoff.open is the name
    """Opens the account at a path or PostgreSQL URL, making one where none is (unless `create` is False).

    Raises RecordError.
    """
    from standoff.account import open_book

    return open_book(place, create)
