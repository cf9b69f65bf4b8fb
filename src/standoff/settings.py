"""Options as one frozen object, read from the environment at the edge and passed in everywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec

from standoff.errors import SettingsError


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Limits and choices. Sizes in bytes, times in seconds. Environment: `STANDOFF_` + the name in capitals."""

    max_item_bytes: int = 64_000_000
    """A larger item is refused before it is decoded."""
    max_text_chars: int = 100_000_000
    """A longer text is refused. Longer than what an item's bytes can hold: it guards against what unpacks (PDF)."""
    max_feed_bytes: int = 32_000_000
    """A feed or page that sends more, after decompression, is cut off."""
    fetch_timeout: float = 20.0
    """For connecting and for each wait for bytes."""
    fetch_deadline: float = 120.0
    """For one whole download: a feed that never ends ends here."""
    allow_private_addresses: bool = False
    """Whether loopback and private addresses may be fetched."""
    user_agent: str = "standoff (+https://pypi.org/project/standoff/)"
    threads: int = 0
    """Threads for the reader; 0 takes what the machine has."""
    batch_documents: int = 32
    """Documents read together; more is faster and takes more memory."""


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings with every `STANDOFF_*` variable applied.

    Raises SettingsError for a value of the wrong type.
    """
    given = {
        field.name: environment[variable]
        for field in msgspec.structs.fields(Settings)
        if (variable := f"STANDOFF_{field.name.upper()}") in environment
    }
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"environment variables STANDOFF_*: {error}") from None
