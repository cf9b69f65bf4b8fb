"""Who held which office when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from standoff.resolving.names import fold
from standoff.schema import Actor


class Holder(NamedTuple):
    """Who holds or held an office of an actor. Dates are ISO of any precision, empty when not on record."""

    actor: str
    title: str
    name: str
    since: str
    until: str

    def held(self, day: str | None) -> bool:
        """Whether in office on that day; without a day, whether in office still."""
        if day is None:
            return not self.until
        begun = not self.since or self.since <= day[: len(self.since)]
        return begun and (not self.until or self.until >= day[: len(self.until)])


def index_holders(actors: Iterable[Actor]) -> dict[str, list[Holder]]:
    """Office holders by folded full name, and by folded last name."""
    index: dict[str, list[Holder]] = {}
    for actor in actors:
        for office in actor.offices:
            if not office.holder:
                continue
            since, until = ("" if end is None else str(end) for end in (office.since, office.until))
            full = fold(office.holder)
            for key in {full, full.rsplit(" ", 1)[-1]}:
                index.setdefault(key, []).append(Holder(actor.id, office.title, office.holder, since, until))
    return index
