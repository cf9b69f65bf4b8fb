"""Bytes to text: byte order mark, declared charset, then a guess; what is not text is refused."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from standoff.errors import UnreadableItem

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 before UTF-16: its little-endian mark begins with the other's."""

LATIN = {"ascii", "iso8859-1", "cp1252", "latin-1"}
"""Declared as one of these, a text is decoded as Windows-1252, as browsers do (WHATWG Encoding Standard)."""

SAMPLE = 1_000_000
"""Bytes looked at to guess an encoding; more of the same tells no more."""

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SURROGATE = re.compile("[\ud800-\udfff]")
DOUBLE_ENCODED = re.compile(r"[ÃÂÐÑØÙ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€.|\ufffd|[\x80-\x84\x86-\x9f]")
"""UTF-8 read as Windows-1252, replacement characters, and C1 controls (except NEL)."""


def decode(data: bytes, location: str, declared: str | None = None) -> str:
    """The text of `data`.

    Raises UnreadableItem when it is binary, or its encoding cannot be told.
    """
    text = _marked(data, location)
    if text is None:
        _refuse_binary(data, location)
        text = _declared(data, declared) or _utf8(data) or _declared(data, "cp1252" if _latin(declared) else None)
    if text is None:
        text = _guessed(data, location)
    refuse_noise(text, location)
    return text


def clean(text: str) -> str:
    """The text as published with newlines as `\\n`; NUL bytes and lone surrogates become U+FFFD."""
    return SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))


def clean_in_place(text: str) -> str:
    """As `clean`, one code point for one, so that offsets into the given text stay right."""
    return clean(text.replace("\r\n", " \n"))


def refuse_noise(text: str, location: str) -> None:
    """Raises UnreadableItem when more than one character in fifty shows binary data or a wrong encoding."""
    sample = text[:SAMPLE]
    letters = max(1, sum(map(str.isalpha, sample)))
    if len(CONTROL.findall(sample)) * 50 > letters:
        raise UnreadableItem(location, "binary data, not text; give the document as text, HTML, PDF or JSON")
    garbled = len(DOUBLE_ENCODED.findall(sample))
    if garbled >= 3 and garbled * 50 > letters:
        raise UnreadableItem(location, "its letters are garbled (wrong encoding); save it again as UTF-8")


def _marked(data: bytes, location: str) -> str | None:
    encoding = next((name for mark, name in BOMS if data.startswith(mark)), None)
    if encoding is None:
        encoding = _unmarked_utf16(data)
    if encoding is None:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"marked as {error.encoding} but broken at byte {error.start}; save it again as UTF-8"
        raise UnreadableItem(location, reason) from None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: in European text every other byte is zero."""
    sample = data[:4000]
    if len(sample) < 8 or (len(sample) % 2 and len(data) < 4000):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * len(sample) and even < 0.02 * len(sample):
        return "utf-16-le"
    if even > 0.4 * len(sample) and odd < 0.02 * len(sample):
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes, location: str) -> None:
    sample = data[:SAMPLE]
    if sample.count(0) * 200 > len(sample) or len(CONTROL_BYTES.findall(sample)) * 50 > len(sample):
        raise UnreadableItem(location, "binary data, not text; give the document as text, HTML, PDF or JSON")


def _latin(declared: str | None) -> bool:
    return _codec(declared) in LATIN


def _codec(declared: str | None) -> str | None:
    try:
        return codecs.lookup(declared.strip()).name if declared else None
    except (LookupError, ValueError):
        return None


def _declared(data: bytes, declared: str | None) -> str | None:
    """Decoded as declared; None when nothing is, or it is wrong. Latin-1 is what a server says that knows nothing."""
    codec = _codec(declared)
    if codec is None or (codec in LATIN and declared != "cp1252"):
        return None
    try:
        text = codecs.decode(data, codec)
    except (UnicodeError, LookupError, TypeError, ValueError):
        return None
    return text if isinstance(text, str) else None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes, location: str) -> str:
    best = from_bytes(data[:SAMPLE]).best()
    if best is None:
        raise UnreadableItem(location, "cannot tell its encoding; save it again as UTF-8")
    try:
        return data.decode(best.encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
