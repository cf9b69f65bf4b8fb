"""What the record's views and writers hand back beside the words of `schema.py`."""

from __future__ import annotations

from typing import Literal

import msgspec

from standoff.schema import Actor


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """How a document came to rest: `id` is the one it has in the record."""

    id: str
    outcome: Literal["new", "seen", "renamed"]
    """`seen`: the same content was there, the sighting is added. `renamed`: its id was taken by other content."""


class ActorSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An actor, how often the documents mention it, and in how many incidents it acts or is acted upon."""

    actor: Actor
    mentions: int
    incidents: int


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A document that matches; `start` and `end` are the first match in its text, 0 and 0 if only the title matches."""

    document_id: str
    title: str | None
    outlet: str | None
    published: str | None
    snippet: str
    start: int
    end: int


class PageState(msgspec.Struct, frozen=True, kw_only=True):
    """What a server said of a page last time, to ask it only for what is new."""

    etag: str | None = None
    last_modified: str | None = None


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """A registry or outlets file of the user's, kept in the record."""

    name: str
    kind: Literal["registry", "outlets"]
    text: str
