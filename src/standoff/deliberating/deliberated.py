"""From readings and incidents to options, hypotheses and commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from standoff.deliberating.casebook import Casebook
from standoff.deliberating.commitments import commitments_of
from standoff.deliberating.hypotheses import hypotheses_of
from standoff.deliberating.options import options_of
from standoff.schema import Actor, Commitment, Document, Hypothesis, Incident, Option, Reading


class Deliberated(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done, what was promised, and what may explain what was done."""

    options: list[Option]
    hypotheses: list[Hypothesis]
    commitments: list[Commitment]


def deliberate(
    readings: Sequence[tuple[Document, Reading]],
    incidents: Sequence[Incident],
    actors: Mapping[str, Actor] | None = None,
) -> Deliberated:
    """Options under consideration, questions with rival answers, and promises with a deadline.

    `actors` gives the names to call actors by; without it they are called what the reports call them.
    Reprints are passed over: they hold no view of their own. The order of the input changes nothing.
    """
    book = Casebook(readings, incidents, actors)
    return Deliberated(options=options_of(book), hypotheses=hypotheses_of(book), commitments=commitments_of(book))
