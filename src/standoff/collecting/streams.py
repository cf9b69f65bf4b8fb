"""Reading with limits: items of a known most size, lines one at a time, gzip that cannot explode."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import IO, Any

from standoff.errors import UnreadableItem

HEAD = 64_000
"""Bytes looked at to tell a format."""
RATIO = 200
"""Text packs by 3 to 20; what unpacks to 200 times its size, and to more than one item's limit, is a bomb."""


class Unpacked(io.RawIOBase):
    """The bytes of a gzip stream. Raises UnreadableItem where it is broken or a bomb."""

    def __init__(self, packed: IO[bytes], location: str, limit: int) -> None:
        self._packed = packed
        self._gzip = gzip.GzipFile(fileobj=packed, mode="rb")
        self._location = location
        self._limit = limit
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._gzip.read(len(buffer))
        except (EOFError, zlib.error, OSError) as error:
            reason = f"broken gzip ({' '.join(str(error).split())}); fetch or pack it again"
            raise UnreadableItem(self._location, reason) from None
        self._given += len(data)
        if self._given > self._limit and self._given > RATIO * max(1, self._packed.tell()):
            reason = f"unpacks to over {RATIO} times its size (a zip bomb?); unpack it yourself if you trust it"
            raise UnreadableItem(self._location, reason)
        buffer[: len(data)] = data
        return len(data)


def read_whole(stream: IO[bytes], location: str, limit: int) -> bytes:
    """All of a stream.

    Raises UnreadableItem when it is over `limit` bytes.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        reason = f"over {limit:,} bytes; split it, or raise the limit (STANDOFF_MAX_ITEM_BYTES)"
        raise UnreadableItem(location, reason)
    return data


def numbered_lines(stream: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for a line over `limit` bytes, which is skipped and not held."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if len(line) <= limit:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1_000_000)
        yield number, None
