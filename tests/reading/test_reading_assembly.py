"""Findings become attributions and events that hang together."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from standoff.reading import labels
from standoff.reading.assembly import assemble, quote_mode
from standoff.reading.model import Anchor, Findings, Mention, Role
from standoff.schema import Category, Reading, Span, Status


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def favour(names: tuple[str, ...], name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    out = np.full(len(names), -9.0, np.float32)
    out[names.index(name)] = -0.1
    return out


def anchor(
    text: str, family: str, words: str, roles: dict[str, str], *, category: Category = "ASSAULT",
    status: Status = "occurred", mode: str = "none", kind: str = "named",
) -> Anchor:  # fmt: skip
    return Anchor(
        family=family, label=labels.CATEGORIES.index(category) if family == "event" else 0, span=span(text, words),
        p=0.9, roles=[Role(name, span(text, part)) for name, part in roles.items()],
        category=favour(labels.CATEGORIES, category), status=favour(labels.STATUSES, status),
        mode=favour(labels.MODES, mode), kind=favour(labels.SOURCE_KINDS, kind), factuality=2.5,
    )  # fmt: skip


NESTED = (
    "The Courier reported that an official said the militia shelled Bredna on Sunday, killing at least four guards."
)


def nested_reading() -> Reading:
    outer = anchor(
        NESTED, "attribution", "reported",
        {"source": "The Courier", "content": NESTED[len("The Courier reported ") : -1]},
        kind="outlet",
    )  # fmt: skip
    inner = anchor(
        NESTED, "attribution", "said",
        {"source": "an official", "content": "the militia shelled Bredna on Sunday, killing at least four guards"},
        kind="anonymous",
    )  # fmt: skip
    act = anchor(
        NESTED, "event", "shelled",
        {"actor": "the militia", "recipient": "Bredna", "time": "on Sunday", "killed": "at least four"},
        mode="heavy-weapons",
    )  # fmt: skip
    mentions = [Mention(labels.ENTITY_TYPES.index("organisation"), span(NESTED, "militia"), 0.8)]
    return assemble("d1", NESTED, Findings([act, inner, outer], mentions, []))


def test_inner_attribution_hangs_on_the_outer() -> None:
    outer, inner = nested_reading().attributions
    assert (outer.kind, outer.parent) == ("outlet", None)
    assert (inner.kind, inner.parent) == ("anonymous", 0)


def test_event_hangs_on_the_innermost_attribution() -> None:
    (event,) = nested_reading().events
    assert event.attribution == 1
    assert (event.category, event.mode, event.plover) == ("ASSAULT", "heavy-weapons", "ASSAULT")


def test_toll_is_read_with_its_span() -> None:
    killed = nested_reading().events[0].killed
    assert killed is not None
    assert (killed.min, killed.max, killed.span.of(NESTED)) == (4, None, "at least four")


def test_every_source_and_argument_is_an_entity() -> None:
    reading = nested_reading()
    spans = {e.span for e in reading.entities}
    event = reading.events[0]
    for argument in [*event.actors, *event.recipients, *event.places, *event.times]:
        assert argument in spans
    assert all(source in spans for a in reading.attributions for source in a.source)


def test_argument_takes_the_bounds_of_the_mention_it_is() -> None:
    assert [s.of(NESTED) for s in nested_reading().events[0].actors] == ["militia"]


def test_mode_that_plover_does_not_allow_is_not_given() -> None:
    text = "Kesria recalled its ambassador."
    act = anchor(text, "event", "recalled", {"actor": "Kesria"}, category="SANCTION", mode="drone")
    assert assemble("d", text, Findings([act], [], [])).events[0].mode is None


def test_attribution_without_content_is_left_out() -> None:
    text = "He said."
    assert (
        assemble("d", text, Findings([anchor(text, "attribution", "said", {"source": "He"})], [], [])).attributions
        == []
    )


def test_one_statement_read_off_two_cues_is_one_attribution() -> None:
    text = "Mr. Hale now hopes that the truce will hold."
    content = {"content": "that the truce will hold"}
    sure = anchor(text, "attribution", "hopes", {"source": "Mr. Hale", **content})
    unsure = msgspec.structs.replace(anchor(text, "attribution", "now", content), p=0.4)
    (kept,) = assemble("d", text, Findings([unsure, sure], [], [])).attributions
    assert [s.of(text) for s in kept.cue] == ["hopes"]


def test_source_left_out_is_anonymous() -> None:
    text = "Reportedly the bridge is closed."
    cue = anchor(text, "attribution", "Reportedly", {"content": "the bridge is closed"})
    assert assemble("d", text, Findings([cue], [], [])).attributions[0].kind == "anonymous"


@pytest.mark.parametrize(
    ("text", "content", "mode"),
    [
        ("He said the bridge was closed.", "the bridge was closed", "indirect"),
        ("“The bridge is closed,” he said.", "“The bridge is closed,”", "direct"),
        ('"The bridge is closed," he said.', '"The bridge is closed,"', "direct"),
        (
            "He called the closure “a crime against the river” again.",
            "the closure “a crime against the river”",
            "mixed",
        ),
        ("„Die Brücke“ is closed, he said.", "„Die Brücke“ is closed", "mixed"),
        ("He said: “We begin.\n\n“We end.”", "“We begin.", "direct"),
        ("“We begin,” he said, “and we end.”", "We begin,", "direct"),
        ("He doesn't know the minister's plan, he said.", "He doesn't know the minister's plan", "indirect"),
    ],
)
def test_quotation_marks_tell_the_mode(text: str, content: str, mode: str) -> None:
    assert quote_mode(text, [span(text, content)]) == mode


def test_two_attributions_are_never_each_others_parent() -> None:
    text = "A said B said C."
    first = anchor(text, "attribution", "A said", {"content": "B said C"})
    second = anchor(text, "attribution", "B said", {"content": "A said"})
    parents = [a.parent for a in assemble("d", text, Findings([first, second], [], [])).attributions]
    assert not (parents[0] == 1 and parents[1] == 0)
