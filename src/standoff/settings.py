"""Options as one frozen object, read from the environment at the edge and passed in everywhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TypeVar

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
    processes: int = 1
    """Processes that `read` uses, each with a model of its own and one thread; 0 takes one for every core."""
    batch_documents: int = 32
    """Documents read together; more is faster and takes more memory."""


class LlmSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The endpoint that `read --reader llm` asks. Environment: `STANDOFF_LLM_` + the name in capitals."""

    base_url: str = ""
    """Of an OpenAI-compatible API, as in `http://127.0.0.1:8080/v1`; nothing is asked while it is empty."""
    model: str = ""
    """As the endpoint names it."""
    api_key: str = ""
    """Sent to the endpoint, and shown nowhere: not in errors, and not when these settings are printed."""
    timeout: float = 120.0
    """For one whole answer."""
    retries: int = 3
    """Further attempts when the endpoint is busy, broken or silent."""
    backoff: float = 1.0
    """Before the first further attempt; twice as long before each next one."""
    concurrency: int = 1
    """Requests under way at a time."""
    max_tokens: int = 8_192
    """Tokens an answer may have; a passage whose answer has more is halved and asked again."""
    max_answer_bytes: int = 4_000_000
    """An answer that is larger is cut off and refused."""
    part_chars: int = 4_000
    """Code points of text sent at a time, in whole sentences."""
    extra: str = ""
    """A JSON object laid over every request's body; null takes a field out."""
    doubt: float = 0.6
    """`read --adjudicate` asks about events that are less probable than this."""

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [(name, getattr(self, name)) for name in self.__struct_fields__ if name != "api_key"]

    def __repr__(self) -> str:
        return f"LlmSettings({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"


Options = TypeVar("Options", Settings, LlmSettings)


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings with every `STANDOFF_*` variable applied.

    Raises SettingsError for a value of the wrong type.
    """
    return _read_variables(Settings, "STANDOFF_", environment)


def llm_from_environment(environment: Mapping[str, str] = os.environ) -> LlmSettings:
    """The endpoint's settings with every `STANDOFF_LLM_*` variable applied.

    Raises SettingsError for a value of the wrong type; its message never holds the value.
    """
    return _read_variables(LlmSettings, "STANDOFF_LLM_", environment)


def _read_variables(kind: type[Options], prefix: str, environment: Mapping[str, str]) -> Options:
    given = {
        field.name: environment[variable]
        for field in msgspec.structs.fields(kind)
        if (variable := f"{prefix}{field.name.upper()}") in environment
    }
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"environment variables {prefix}*: {error}") from None
