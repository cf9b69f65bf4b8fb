"""Our own gold: passages in the words of the annotation guide, turned into spans.

`training/gold.py FILE...` checks files and prints one line for each fault. One JSON object a line:

    {"text": "...", "style": "wire",
     "events": [{"t": "struck", "c": "ASSAULT", "m": "drone", "by": [..], "to": [..], "at": [..], "when": [..],
                 "killed": "three", "injured": "dozens", "st": "occurred"}],
     "attr": [{"src": "..", "cue": "said", "con": "..", "kind": "named", "mode": "indirect"}],
     "desig": [{"by": "..", "of": "..", "as": "..", "cue": ".."}],
     "ties": [{"a": "..", "b": "..", "rel": "backs", "cue": ".."}],
     "links": [{"rel": "condition", "from": "..", "to": "..", "cue": "if"}], "verify": [".."],
     "names": {"place": [..], "person": [..], "organisation": [..], "nationality": [..]}}

Every string stands verbatim in the text; `##2` after it means its second occurrence. Without it a trigger or cue is the
first occurrence, any other string the one nearest to its trigger or cue. `names` stand for all their occurrences.

A line of direction*.jsonl has `text` and `acts`: [{"by": "..", "to": "..", "c": "REQUEST"}], all that its actors do to
one another; a pair that is missing does nothing.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from standoff.reading import labels
from standoff.schema import QuoteMode

Pair = tuple[int, int]
STYLES = (
    "wire", "state-media", "monitor", "blog", "headline", "transcript", "communique", "analysis", "social", "fbis",
    "other",
)  # fmt: skip
MUTUAL = ("CONSULT", "AGREE", "COOPERATE")
NAME_TYPES = ("place", "person", "organisation", "nationality")


class Fault(ValueError):
    """What is wrong with a line, in words."""


def occurrences(text: str, string: str) -> list[Pair]:
    """Where the string stands as whole words."""
    left = r"(?<!\w)" if string[:1].isalnum() else ""
    right = r"(?!\w)" if string[-1:].isalnum() else ""
    return [m.span() for m in re.finditer(left + re.escape(string) + right, text)]


def find(text: str, string: str, near: Pair | None = None) -> Pair:
    plain, _, number = string.partition("##")
    if not plain.strip() or (found := occurrences(text, plain)) == []:
        raise Fault(f"not in the text: {string!r}")
    if number:
        if not 1 <= int(number) <= len(found):
            raise Fault(f"only {len(found)} of {plain!r}")
        return found[int(number) - 1]
    if near is None:
        return found[0]
    return min(found, key=lambda f: max(f[0] - near[1], near[0] - f[1], 0))


def one(text: str, string: str | None, near: Pair) -> list[int] | None:
    return list(find(text, string, near)) if string else None


def many(text: str, strings: list[str] | str | None, near: Pair) -> list[list[int]]:
    listed = [strings] if isinstance(strings, str) else strings or []
    return [list(find(text, s, near)) for s in listed if s]


def known(value: str | None, allowed: tuple[str, ...], what: str) -> str | None:
    if value is not None and value not in allowed:
        raise Fault(f"no such {what}: {value!r}")
    return value


def event(text: str, e: dict[str, Any]) -> dict[str, Any]:
    trigger = find(text, e["t"])
    if trigger[1] - trigger[0] > 40:
        raise Fault(f"a trigger is a word or two, not {e['t']!r}")
    category = known(e["c"], labels.CATEGORIES, "category")
    mode = known(e.get("m"), tuple(labels.MODES_OF.get(category, ())), f"mode of {category}")
    return {
        "trigger": list(trigger), "category": category, "mode": mode,
        "status": known(e["st"], labels.STATUSES, "status"),
        "actors": many(text, e.get("by"), trigger), "recipients": many(text, e.get("to"), trigger),
        "places": many(text, e.get("at"), trigger), "times": many(text, e.get("when"), trigger),
        "killed": one(text, e.get("killed"), trigger), "injured": one(text, e.get("injured"), trigger),
    }  # fmt: skip


def attribution(text: str, a: dict[str, Any]) -> dict[str, Any]:
    content = find(text, a["con"], find(text, a["cue"]) if a.get("cue") else None)
    cue = find(text, a["cue"], content) if a.get("cue") else content
    return {
        "source": many(text, a.get("src"), cue), "cue": [list(cue)] if a.get("cue") else [], "content": [list(content)],
        "kind": known(a["kind"], labels.SOURCE_KINDS, "kind of source"),
        "mode": known(a["mode"], get_args(QuoteMode), "mode of attribution"),
    }  # fmt: skip


def structure(text: str, row: dict[str, Any], roles: tuple[str, str], **more: Any) -> dict[str, Any]:
    if not row.get("cue"):
        raise Fault(f"no cue: {row}")
    cue = find(text, row["cue"])
    return {"cue": list(cue), **{r: one(text, row.get(r), cue) for r in roles}, **more}


def designation(text: str, row: dict[str, Any]) -> dict[str, Any]:
    found = structure(text, row, ("by", "of"))
    return {**found, "as": one(text, row.get("as"), (found["cue"][0], found["cue"][1]))}


def spans(row: dict[str, Any]) -> dict[str, Any]:
    """A line in the form of the other gold: offsets instead of strings."""
    text = row["text"]
    known(row.get("style", "other"), STYLES, "style")
    names = {k: [known(k, NAME_TYPES, "type of name"), *v][1:] for k, v in row.get("names", {}).items()}
    for name in (n for listed in names.values() for n in listed):
        find(text, name)
    return {
        "text": text, "style": row.get("style", "other"),
        "events": [event(text, e) for e in row.get("events", [])],
        "attributions": [attribution(text, a) for a in row.get("attr", [])],
        "designations": [designation(text, d) for d in row.get("desig", [])],
        "ties": [
            structure(text, t, ("a", "b"), relation=known(t["rel"], labels.TIE_RELATIONS, "tie"))
            for t in row.get("ties", [])
        ],
        "links": [
            structure(text, k, ("from", "to"), relation=known(k["rel"], labels.LINK_RELATIONS, "link"))
            for k in row.get("links", [])
        ],
        "verification": [list(find(text, v)) for v in row.get("verify", [])],
        "names": names,
    }  # fmt: skip


def dyads(row: dict[str, Any]) -> list[tuple[Pair, Pair, list[str]]]:
    """Every ordered pair of the line's actors with the codes of what the first does to the second."""
    text, acts = row["text"], {}
    for act in row["acts"]:
        ends = (find(text, act["by"]), find(text, act["to"]))
        code = known(act["c"], labels.CATEGORIES, "category")
        acts.setdefault(ends, []).append(code)
        if code in MUTUAL and not any((a["by"], a["to"]) == (act["to"], act["by"]) for a in row["acts"]):
            acts.setdefault(ends[::-1], []).append(code)
    actors = sorted({end for ends in acts for end in ends})
    return [(a, b, acts.get((a, b), [])) for a in actors for b in actors if a != b]


def kept_back(number: int) -> bool:
    """Whether a line is kept out of training, for the quality gate."""
    return number % 15 == 0


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield number, json.loads(line)


def check(path: Path) -> int:
    """Print one line for each faulty line of the file and what the file holds; the number of faults."""
    faults = total = acts = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            acts += len(dyads(row)) if "acts" in row else len(spans(row)["events"])
        except (Fault, KeyError, TypeError, ValueError) as error:
            faults += 1
            print(f"{path.name}:{number}: {type(error).__name__} {error}")
        total += 1
    what = "pairs" if path.stem.startswith("direction") else "events"
    print(f"{path.name}: {total} passages, {acts} {what}, {faults} faults")
    return faults


if __name__ == "__main__":
    sys.exit(sum(check(Path(name)) for name in sys.argv[1:]) > 0)
