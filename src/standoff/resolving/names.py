"""Folding of names: what is the same name in spite of accents, apostrophes, hyphens, dots and capitals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"[’‘'ʼʻʿʾ`´ʹ]")
_POSSESSIVE = re.compile(r"['’]s?$")
_GAPS = re.compile(r"[^\w]+")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.)+[A-Za-z]\b\.?")
_TOKEN = re.compile(r"[^\W_](?:[\w.’‘'ʼʻʿ]*[^\W_])?")
_ARTICLES = ("the ", "a ", "an ")
_SPECIAL = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "ß": "ss"})


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """`Kata'ib Hizbullāh` -> `kataib hizbullah`; `U.S.` -> `us`; a leading article goes. Empty when nothing is left."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.translate(_SPECIAL))
        name = "".join(c for c in decomposed if not unicodedata.combining(c))
    name = _DOTTED.sub(lambda found: found[0].replace(".", ""), name)
    name = _GAPS.sub(" ", _APOSTROPHES.sub("", name).replace("_", " ")).strip().casefold()
    return next((name[len(article) :] for article in _ARTICLES if name.startswith(article)), name)


def word_set(text: str) -> frozenset[str]:
    """The words of a list written as a text."""
    return frozenset(text.split())


def slug(name: str) -> str:
    """The part of a local id that a name gives: the same for the same folded name."""
    return fold(name).replace(" ", "-")


def words(text: str) -> list[tuple[int, int, str]]:
    """Words with their place: `(start, end, word)`, possessive endings and hyphens outside."""
    return [(m.start(), _word_end(m), m[0][: _word_end(m) - m.start()]) for m in _TOKEN.finditer(text)]


def _word_end(found: re.Match[str]) -> int:
    possessive = _POSSESSIVE.search(found[0])
    keep = possessive is not None and possessive.start() > 1
    return found.start() + possessive.start() if keep and possessive else found.end()


def is_initials(name: str) -> bool:
    """Whether a name is in capitals only (`US`, `U.A.E.`, `M23`): such a name is matched with its capitals."""
    letters = [c for c in name if c.isalpha()]
    return 0 < len(letters) <= 6 and all(c.isupper() for c in letters)


def written_like(alias: str, mention: str) -> bool:
    """Whether the capitals allow `mention` to be `alias`: `US` is not `us`, `the Front` is not `the front`."""
    mention = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", mention)
    if is_initials(re.sub(r"^the ", "", alias)):
        return is_initials(mention)
    return not has_capital(alias) or has_capital(mention)


def has_capital(text: str) -> bool:
    """Whether a capital stands in it, leading article aside."""
    return any(c.isupper() for c in re.sub(r"^(?:The|A|An)\b", "", text))


def short_forms(name: str) -> list[str]:
    """Forms by which a later sentence may take up a full name: its ends (`Valley Guard`, `Guard`) and its initials."""
    parts = [word for _, _, word in words(name)]
    ends = [" ".join(parts[i:]) for i in range(1, len(parts)) if parts[i][:1].isupper()]
    initials = "".join(part[0] for part in parts if part[0].isupper())
    return [*ends, initials] if len(initials) > 2 else ends
