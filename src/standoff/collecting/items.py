"""What a format's reader hands on: the words of one item and what it says about itself, before any of it is checked."""

from __future__ import annotations

import msgspec

from standoff.schema import Document, Failure, Sighting


class Collected(msgspec.Struct, frozen=True):
    """A document and where it was met."""

    document: Document
    sighting: Sighting


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item as its file gives it."""

    text: str
    location: str
    id: str | None = None
    """The id a person gave it; becomes the document's."""
    item_id: str | None = None
    """The id a machine gave it (a feed's guid, a message id); kept with the sighting only."""
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    url: str | None = None
    published: str | int | float | None = None
    stated: bool = False
    """Whether a person wrote the fields down (a record, front matter) or a program found them (a page, a feed)."""
    retrieved: str | None = None


Piece = Item | Failure

BROKEN_INPUT = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError,
    NotImplementedError, RecursionError, EOFError, OSError,
)  # fmt: skip
"""What parsers of other people's formats raise on damaged input: not only their own errors."""


def one_line(reason: object, limit: int = 200) -> str:
    """Any message as one printable line."""
    words = " ".join(str(reason)[: 10 * limit].split())
    shown = "".join(char if char.isprintable() else "?" for char in words)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def notice(location: str, reason: str) -> Failure:
    """A note about an item that was kept."""
    return Failure(location=location, reason=reason, notice=True)
