"""Near-verbatim reprints. A copy is kept and shown, and never confirms.

Word shingles, MinHash signatures and banded locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and Ullman,
Mining of Massive Datasets, ch. 3) propose pairs; the shingles themselves decide. Containment is asked beside Jaccard
similarity, because a reprint often drops paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from standoff.schema import Document
from standoff.weighing.outlets import OutletIndex

PERMUTATIONS = 80
BANDS = (40, 2)
"""40 bands of 2 rows: a pair of Jaccard 0.3 is proposed with probability 0.98, one of 0.05 with 0.1."""
MIX = 1_000_003
"""An odd prime: the order of the words in a run counts."""
JACCARD = 0.45
CONTAINMENT = 0.55
SHORTEST = 20
"""Shingles; a shorter text is a copy only when it is nearly the same."""
CREDIT = re.compile(r"(?m)^\s*\((?:[A-Z][a-z]+ )*(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled)\b[^)]*\)\s*$")
WORD = re.compile(r"[^\W_]+")
HEAD = 240
"""Characters of the text in which an agency's credit is looked for."""


def shingles(text: str) -> frozenset[int]:
    """Runs of three words as 32-bit numbers, without case, punctuation and closing credit lines."""
    words = [crc32(word.encode()) for word in WORD.findall(CREDIT.sub(" ", text).casefold())]
    runs = zip(words, words[1:], words[2:], strict=False)
    return frozenset(((a * MIX + b) * MIX + c) & 0xFFFFFFFF for a, b, c in runs)


def _as_it_is(value: int) -> int:
    return value


def find_copies(documents: Sequence[Document], outlets: OutletIndex) -> dict[str, str]:
    """Copy -> original, by document id. The earlier is the original; on the same day the one the other credits."""
    ordered = sorted(documents, key=lambda document: (document.published or "9999", document.id))
    bodies = {document.id: shingles(document.text) for document in ordered}
    known = {document.id: document for document in ordered}
    pairs = [(a, b) for a, b in _candidates(bodies) if _same_body(bodies[a], bodies[b])]
    nearest: dict[str, list[tuple[float, str]]] = {}
    for a, b in pairs:
        copy, original = _direct(known[a], known[b], outlets)
        nearest.setdefault(copy, []).append((-_containment(bodies[a], bodies[b]), original))
    return {copy: _root(min(found)[1], nearest) for copy, found in sorted(nearest.items())}


def _root(document: str, nearest: dict[str, list[tuple[float, str]]]) -> str:
    seen = {document}
    while document in nearest:
        document = min(nearest[document])[1]
        if document in seen:
            return min(seen)
        seen.add(document)
    return document


def _candidates(bodies: dict[str, frozenset[int]]) -> set[tuple[str, str]]:
    index = MinHashLSH(num_perm=PERMUTATIONS, params=BANDS)
    blank = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=_as_it_is)
    found: set[tuple[str, str]] = set()
    for key, body in bodies.items():
        if not body:
            continue
        signature = blank.copy()
        signature.update_batch(sorted(body))
        found.update((min(key, other), max(key, other)) for other in index.query(signature))
        index.insert(key, signature)
    return found


def _containment(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _same_body(a: frozenset[int], b: frozenset[int]) -> bool:
    shared = len(a & b)
    jaccard = shared / max(1, len(a | b))
    if min(len(a), len(b)) < SHORTEST:
        return jaccard >= 0.9
    return jaccard >= JACCARD or _containment(a, b) >= CONTAINMENT


def _direct(a: Document, b: Document, outlets: OutletIndex) -> tuple[str, str]:
    """The pair as (copy, original)."""
    length = min(len(a.published or ""), len(b.published or ""))
    when_a, when_b = (a.published or "")[:length], (b.published or "")[:length]
    if when_a != when_b:
        return (b.id, a.id) if when_a < when_b else (a.id, b.id)
    a_credits_b, b_credits_a = names_outlet(a, b, outlets), names_outlet(b, a, outlets)
    if a_credits_b != b_credits_a:
        return (a.id, b.id) if a_credits_b else (b.id, a.id)
    return (max(a.id, b.id), min(a.id, b.id))


def names_outlet(document: Document, other: Document, outlets: OutletIndex) -> bool:
    """Whether the document's byline or opening names the other's outlet."""
    theirs, ours = outlets.of(other.outlet), outlets.of(document.outlet)
    if theirs is None or theirs == ours:
        return False
    head = f"{document.byline or ''} . {document.text[:HEAD]}"
    return theirs in outlets.named_in(head)
