"""One error tree. Each error carries its values and a sentence that says what to do."""

from __future__ import annotations


class StandoffError(Exception):
    """Base of all errors a user can meet; `str()` is one line that says what is wrong and what to do.

    All of them can be pickled, whatever their constructors take: errors cross from one process to another.
    """

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[StandoffError], args: tuple[object, ...], values: dict[str, object]) -> StandoffError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(values)
    return error


class UnreadableItem(StandoffError):
    """One input item could not be read; the rest goes on."""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(f"{location}: {reason}")
        self.location = location
        self.reason = reason


class RegistryError(StandoffError):
    """A registry or outlets file is not as its schema wants it."""

    def __init__(self, path: str, reason: str, line: int | None = None) -> None:
        where = f"{path}:{line}" if line is not None else path
        super().__init__(f"{where}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class RecordError(StandoffError):
    """The record cannot be opened, is of another version, or cannot be written."""


class ModelError(StandoffError):
    """The reading model is missing or damaged."""


class EndpointError(StandoffError):
    """The language model's endpoint gave no answer that can be used; the message never holds the API key."""


class ProcessError(StandoffError):
    """A process that works beside this one is gone."""


class SettingsError(StandoffError):
    """An option or environment variable has a value that cannot be used."""


class NotFound(StandoffError):
    """What was asked for is not in the record."""

    def __init__(self, what: str, key: str) -> None:
        super().__init__(f"no {what} {key!r} in this record")
        self.what = what
        self.key = key


class TooLittleHistory(StandoffError):
    """A forecast was asked for where the history is too short to make an honest one."""
