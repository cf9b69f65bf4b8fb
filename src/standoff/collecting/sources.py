"""Sources to documents: files, folders and URLs, one item at a time."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from standoff.collecting.dates import DateError, Published, is_absurd, is_future, iso_utc, read_date, utc_now
from standoff.collecting.decoding import clean, refuse_noise
from standoff.collecting.fetching import Fetcher, FetchState
from standoff.collecting.formats import Hints, read_stream
from standoff.collecting.items import Collected, Item, Piece, notice, one_line
from standoff.collecting.language import Languages
from standoff.collecting.records import read_lines
from standoff.collecting.streams import HEAD
from standoff.errors import UnreadableItem
from standoff.schema import Document, Failure, Sighting
from standoff.settings import Settings

DOSSIER = "articles.jsonl"
DOSSIER_COMPANIONS = ("registry.yaml", "outlets.yaml", "truth.json")
NO_DOCUMENTS = (".yaml", ".yml")
"""Registries and settings; passed over in folders."""
PROBLEMS = {
    errno.EACCES: "no permission to read it; change its permissions (chmod +r)",
    errno.EPERM: "no permission to read it; change its permissions (chmod +r)",
    errno.ENOENT: "no such file or folder; check the path",
    errno.ELOOP: "a link that leads back to itself; remove it",
    errno.ENAMETOOLONG: "no such file or folder: the name is too long; check the path",
}


def collect(
    sources: Iterable[str | Path],
    settings: Settings,
    *,
    columns: Mapping[str, str] | None = None,
    now: datetime | None = None,
    fetch_state: FetchState | None = None,
    languages: Languages | None = None,
) -> Iterator[Collected | Failure]:
    """Every document in files, folders (with all below them) and http(s) URLs, in order, one in memory at a time.

    `columns` maps our words (text, published, outlet, ...) to the columns of tables and records; `now` is the clock
    that dates are held against; `fetch_state` remembers across runs which pages have not changed. What cannot be read
    is a Failure, and the rest goes on; a Failure with `notice` is about an item that was kept.
    """
    intake = Intake(settings, now, languages or Languages())
    fetcher = Fetcher(settings, fetch_state)
    for source in [sources] if isinstance(sources, str | Path) else sources:
        if isinstance(source, str) and "://" in source:
            yield from _collect_url(source, fetcher, intake, columns)
        else:
            for found in _files(Path(source)):
                if isinstance(found, Failure):
                    yield found
                else:
                    yield from intake.admit(_read_file(found, settings, columns), shown(found))


def collect_documents(
    lines: Iterable[bytes | str],
    location: str,
    settings: Settings,
    *,
    now: datetime | None = None,
    languages: Languages | None = None,
) -> Iterator[Collected | Failure]:
    """JSON lines of the reading contract: one Collected or one Failure for each line that is not blank, and notices.

    The text is kept code point for code point (a carriage return becomes a blank), so that offsets into it stay right.
    """
    intake = Intake(settings, now, languages or Languages())
    limited = (
        (number, line if len(line) <= settings.max_item_bytes else None) for number, line in enumerate(lines, start=1)
    )
    yield from intake.admit(read_lines(limited, location), location)


def shown(path: Path) -> str:
    """A path as printable text; bytes that are none are written `\\xNN`."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


class Intake:
    """Turns items into documents for one run, and remembers the ids that it gave."""

    def __init__(self, settings: Settings, now: datetime | None, languages: Languages) -> None:
        self.settings = settings
        self._now = now
        self._languages = languages
        self._ids: dict[str, str] = {}

    def now(self) -> datetime:
        """The moment dates are held against."""
        if self._now is None:
            return utc_now()
        return self._now if self._now.tzinfo else self._now.replace(tzinfo=UTC)

    def admit(self, pieces: Iterable[Piece], location: str) -> Iterator[Collected | Failure]:
        """The documents among what one file or URL holds; ends with one notice on all the dates that lie ahead."""
        ahead: list[str] = []
        try:
            for piece in pieces:
                if isinstance(piece, Failure):
                    yield piece
                else:
                    yield from self._admit_item(piece, ahead)
        except UnreadableItem as error:
            yield Failure(location=error.location, reason=error.reason)
        except OSError as error:
            yield Failure(location=location, reason=_problem(error))
        if ahead:
            count = "1 item is" if len(ahead) == 1 else f"{len(ahead):,} items are"
            spread = min(ahead) if min(ahead) == max(ahead) else f"{min(ahead)} to {max(ahead)}"
            yield notice(location, f"{count} dated in the future ({spread}); kept as stated, correct it if it is wrong")

    def _admit_item(self, item: Item, ahead: list[str]) -> Iterator[Collected | Failure]:
        problem = self._problem(item)
        if problem is not None:
            yield Failure(location=item.location, reason=problem)
            return
        published, dropped = self._published(item, ahead)
        document_id, renamed = self._identify(item)
        seen = iso_utc(self.now())
        document = Document(
            id=document_id,
            text=item.text,
            outlet=_line(item.outlet),
            title=_line(item.title),
            byline=_line(item.byline),
            url=_line(item.url),
            published=published.date if published else None,
            precision=published.precision if published else None,
            retrieved=_line(item.retrieved),
            language=self._languages.identify(item.text),
            sha256=_sha256(item.text),
        )
        sighting = Sighting(location=item.location, seen=seen, item_id=_line(item.id or item.item_id))
        yield Collected(document, sighting)
        yield from (notice(item.location, reason) for reason in (dropped, renamed) if reason is not None)

    def _problem(self, item: Item) -> str | None:
        """Why an item's text is none; None when all is well."""
        if not item.text or item.text.isspace():
            return "no text in it; nothing to add"
        if len(item.text) > self.settings.max_text_chars:
            limit = f"{self.settings.max_text_chars:,} (STANDOFF_MAX_TEXT_CHARS)"
            return f"a text of {len(item.text):,} characters, over the limit of {limit}; split it, or raise the limit"
        try:
            refuse_noise(item.text, item.location)
        except UnreadableItem as error:
            return error.reason
        return None

    def _published(self, item: Item, ahead: list[str]) -> tuple[Published | None, str | None]:
        """The date, or why it was dropped. One ahead of the clock is kept where a person stated it (some dossiers
        are set in the future), and noted in `ahead`; a page's or feed's is a mistake."""
        now = self.now()
        stated = one_line(item.published, 60)
        try:
            published = read_date(item.published)
        except DateError as error:
            return None, f"the date {stated!r} {error}; the document is kept without it"
        if published is None or not is_future(published, now):
            return published, None
        if item.stated and not is_absurd(published, now):
            ahead.append(published.date[:10])
            return published, None
        return None, f"the date {stated!r} lies in the future; the document is kept without it"

    def _identify(self, item: Item) -> tuple[str, str | None]:
        """The item's own id, or one from its text; and a notice when another text already has that id."""
        sha256 = _sha256(item.text)
        given = _line(item.id)
        if given is None:
            return f"doc-{sha256[:16]}", None
        if self._ids.setdefault(given, sha256) == sha256:
            return given, None
        other = f"{given}-{sha256[:8]}"
        return other, f"the id {one_line(given, 60)!r} is another text's already; kept as {one_line(other, 80)!r}"


def _collect_url(
    url: str, fetcher: Fetcher, intake: Intake, columns: Mapping[str, str] | None
) -> Iterator[Collected | Failure]:
    try:
        fetched = fetcher.fetch(url)
    except UnreadableItem as error:
        yield Failure(location=one_line(error.location), reason=error.reason)
        return
    if fetched is None:
        return
    hints = Hints(
        name=Path(fetched.url.partition("?")[0]).name,
        media_type=fetched.media_type,
        charset=fetched.charset,
        url=fetched.url,
        columns=columns,
    )
    retrieved = iso_utc(intake.now())
    stream = io.BufferedReader(io.BytesIO(fetched.data), HEAD)
    pieces = read_stream(stream, fetched.url, intake.settings, hints)
    dated = (
        p if isinstance(p, Failure) else msgspec.structs.replace(p, retrieved=p.retrieved or retrieved) for p in pieces
    )
    yield from intake.admit(dated, fetched.url)
    fetcher.remember(fetched)  # only now: whoever took the documents has stored them


def _read_file(path: Path, settings: Settings, columns: Mapping[str, str] | None) -> Iterator[Piece]:
    with io.BufferedReader(path.open("rb", buffering=0), HEAD) as stream:
        yield from read_stream(stream, shown(path), settings, Hints(name=path.name, columns=columns))


def _files(source: Path) -> Iterator[Path | Failure]:
    """The source itself, or every file below it in the order of their names."""
    try:
        is_folder = stat.S_ISDIR(source.stat().st_mode)
    except (OSError, ValueError) as error:
        yield Failure(location=shown(source), reason=_problem(error))
        return
    if is_folder:
        yield from _walk(source)
    else:
        yield source


def _walk(top: Path) -> Iterator[Path | Failure]:
    """Files below a folder; each folder once, however many links lead to it."""
    waiting, visited = [top], set[tuple[int, int]]()
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield path
            elif not stat.S_ISDIR(status.st_mode):
                yield Failure(location=shown(path), reason="not a regular file (a pipe or device); give it by name")
            elif (status.st_dev, status.st_ino) not in visited:
                visited.add((status.st_dev, status.st_ino))
                waiting.extend(reversed(_wanted(path)))
        except OSError as error:
            yield Failure(location=shown(path), reason=_problem(error))


def _wanted(folder: Path) -> list[Path]:
    """What a folder holds, in order, without hidden files and what is no document."""
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    paths = [folder / name for name in sorted(names, key=os.fsencode) if not name.lower().endswith(NO_DOCUMENTS)]
    if DOSSIER in names and names.intersection(DOSSIER_COMPANIONS):
        return [path for path in paths if path.name == DOSSIER or path.is_dir()]
    return paths


def _problem(error: OSError | ValueError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    known = PROBLEMS.get(number) if number is not None else None
    return known or f"cannot be read ({one_line(getattr(error, 'strerror', None) or error, 100)}); check the path"


def _line(words: str | None) -> str | None:
    return clean(words).strip() or None if words else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
