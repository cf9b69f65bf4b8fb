"""One document laid out for weighing: its sentences, and what its spans resolved to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from standoff.schema import Document, Entity, PlaceMatch, Reading, Span
from standoff.weighing.sentences import sentences
from standoff.weighing.sources import Voices

DATELINE = re.compile(r"\s*[A-Z][A-Z .'’-]{2,40}(?:,[^—–(-]{0,40})?\s*(?:\([^)]*\)\s*)?[—–-]")

FINE = ("city", "facility")
BESIDE = 16
"""Characters within which a time belongs to a trigger: "Wednesday's mortar attack"."""
AFTER_CUE = 14
"""Characters after a cue in which a time is that of the saying: "said late on Tuesday"."""
SPEECH = 40
"""Characters from a source to its cue; further apart, what lies between is not about the saying."""
POSSESSIVE = re.compile(r"day['’]s\b", re.IGNORECASE)
DIED = re.compile(r"\b(?:died|dying|succumbed)\s+(?:late |early )?(?:on )?$", re.IGNORECASE)
RELATIVE = re.compile(
    r"[\w' -]*\b(?:days?|weeks?|hours?|months?|years?)\s+(?:before|after|earlier|later)\b", re.IGNORECASE
)
ADDRESSED = re.compile(
    r"(?:\s+(?:responsibility|credit|reporters|journalists|parliament|on|late|early|here|again|first|publicly|earlier|"
    r"in a statement|on (?:radio|television)))*\s*$",
    re.IGNORECASE,
)
"""What may stand between a cue and the time of saying: "claimed responsibility on Tuesday for an attack"."""
BACKGROUND = re.compile(
    r"\b(?:after|before(?! (?:dawn|noon|midnight|sunrise|daybreak))|since|following|"
    r"(?:in|as) (?:an? )?(?:response|retaliation|reply|answer|reprisal|revenge) "
    r"(?:to|for)|because of)\b|;",
    re.IGNORECASE,
)
"""What parts an act from the earlier one that it answers or follows."""
CLAUSE = 3
"""Words between a break and a place or time, from which on they make a clause of their own."""
TOLL_WORDS = re.compile(r"(?:kill|die|dead|death|wound|injur|hurt|maim)", re.IGNORECASE)


class Page:
    """One document, its reading and its voices, laid out in sentences."""

    def __init__(self, document: Document, reading: Reading, voices: Voices) -> None:
        self.document = document
        self.reading = reading
        self.voices = voices
        self.sentences = sentences(document.text)
        self.published = document.published or ""
        self.by_span: dict[Span, Entity] = {entity.span: entity for entity in reading.entities}
        self.ordered = sorted(reading.entities, key=lambda entity: (entity.start, entity.end))

    @cached_property
    def paragraphs(self) -> list[int]:
        """The paragraph of each sentence."""
        found, at, number = [], 0, 0
        for span in self.sentences:
            number += "\n" in self.document.text[at : span.start]
            found.append(number)
            at = span.start
        return found

    @cached_property
    def scene(self) -> frozenset[str]:
        """The towns and the actors of the registry that the document names, as features."""
        towns = [entity.place for entity in self.ordered if entity.place and entity.place.precision in FINE]
        cast = {entity.actor for entity in self.ordered if entity.actor in self.voices.known.kinship.actors}
        return frozenset([place_key(place) for place in towns] + [actor for actor in cast if actor is not None])

    def entity(self, span: Span) -> Entity | None:
        """The entity of exactly this span, else the most telling one inside it."""
        exact = self.by_span.get(span)
        if exact is not None and (exact.actor or exact.place or exact.time):
            return exact
        inside = [entity for entity in self.ordered if span.covers(entity.span) and entity.actor is not None]
        return min(inside, key=lambda entity: (entity.start - entity.end, entity.start)) if inside else exact

    def actors(self, spans: Sequence[Span]) -> tuple[str, ...]:
        """Bodies, persons as the bodies they act for; a common noun taken for a name is nobody."""
        named = {
            self.voices.body_of(entity.actor)
            for span in spans
            if (entity := self.entity(span)) is not None and entity.actor is not None
        }
        return tuple(sorted(actor for actor in named if not actor.startswith("local:") or "-" in actor))

    def place(self, spans: Sequence[Span]) -> PlaceMatch | None:
        """The most precise of the places named."""
        ranks = {"facility": 0, "city": 1, "region": 2, "country": 3}
        exact = [entity.place for span in spans if (entity := self.by_span.get(span)) is not None and entity.place]
        inside = [
            entity.place for span in spans for entity in self.ordered if span.covers(entity.span) and entity.place
        ]
        return min(exact + inside, key=lambda place: (ranks[place.precision], place.name), default=None)

    def time(self, spans: Sequence[Span]) -> tuple[str, str] | None:
        """The narrowest interval that the time phrases give."""
        times = [entity.time for span in spans for entity in self.ordered if span.covers(entity.span) and entity.time]
        return min(times, key=lambda time: (days_between(*time), time), default=None)

    def time_near(self, trigger: Span, sentence: Span, *, spoken: bool = False) -> tuple[str, str] | None:
        """For an act without a time of its own: the one time of its sentence, or of several the one right beside it.

        For an act done by speaking (`spoken`) the time of saying is the time of the act.
        """
        saying = [] if spoken else self._saying(sentence)
        start = self._after_dateline(sentence)
        near = [
            entity
            for entity in self.ordered
            if entity.time is not None
            and sentence.covers(entity.span)
            and entity.start >= start
            and not self.is_relative(entity.span)
            and (self.is_possessive(entity.span) or not any(span.overlap(entity.span) for span in saying))
            and self.is_saying_time(entity.span, sentence) == spoken
            and not self.belongs_elsewhere(entity.span, trigger)
        ]
        narrow = [entity for entity in near if entity.time is not None and days_between(*entity.time) <= 3]
        chosen = min(narrow, key=lambda entity: (_apart(entity.span, trigger), entity.start), default=None)
        if chosen is None or (len({entity.time for entity in narrow}) > 1 and _apart(chosen.span, trigger) > BESIDE):
            return None
        return chosen.time

    def place_near(self, trigger: Span, sentence: Span) -> PlaceMatch | None:
        """For an act without a place of its own: the one town its sentence names, the dateline apart."""
        start = self._after_dateline(sentence)
        saying = self._saying(sentence)
        inside = [
            entity.place
            for entity in self.ordered
            if start <= entity.start
            and entity.end <= sentence.end
            and not any(span.overlap(entity.span) for span in saying)
            and not self.belongs_elsewhere(entity.span, trigger)
        ]
        places = {
            place.name: place for place in inside if place is not None and place.precision in ("city", "facility")
        }
        return next(iter(places.values())) if len(places) == 1 else None

    def _after_dateline(self, sentence: Span) -> int:
        dateline = DATELINE.match(self.document.text, sentence.start, sentence.end)
        return sentence.start if dateline is None else dateline.end()

    def is_possessive(self, span: Span) -> bool:
        """Whether a time is that of what follows it: "Monday's raid"."""
        return POSSESSIVE.search(self.document.text, span.start, span.end + 2) is not None

    def is_relative(self, span: Span) -> bool:
        """Whether a time is not an act's: it counts from another ("two days before the shelling") or is a death's."""
        text = self.document.text
        own = self.is_possessive(span)  # "died in Monday's raid"
        before = text[max(0, span.start - 24) : span.start]
        died = not own and DIED.search(before) is not None
        return died or RELATIVE.match(text, span.start, span.end + 12) is not None

    def is_saying_time(self, span: Span, sentence: Span) -> bool:
        """Whether a time right behind a cue is that of the saying: "claimed responsibility on Tuesday for the raid"."""
        cues = [cue for attribution in self.reading.attributions for cue in attribution.cue if sentence.covers(cue)]
        before = [cue for cue in cues if cue.end <= span.start]
        sources = [source.start for attribution in self.reading.attributions for source in attribution.source]
        opens = span.start - sentence.start <= 3 and any(0 <= start - span.end <= 6 for start in sources)
        return opens or any(ADDRESSED.match(self.document.text[cue.end : span.start]) is not None for cue in before)

    def belongs_elsewhere(self, span: Span, trigger: Span) -> bool:
        """Whether a time or place lies beyond a break, with another act: "struck on Friday in response to the raid"."""
        if not self.parted(span, trigger):
            return False
        first, second = sorted((span, trigger))
        between = self.document.text[first.end : second.start]
        last = max(BACKGROUND.finditer(between), key=lambda match: match.end())
        clause = first == trigger and between[last.end() :].count(" ") > CLAUSE
        return clause or any(
            not self.parted(span, event.trigger) and event.trigger != trigger and _apart(span, event.trigger) < 200
            for event in self.reading.events
        )

    def parted(self, a: Span, b: Span) -> bool:
        """Whether a sentence sets one span before or behind the other in time; deaths after an act are of the act."""
        first, second = sorted((a, b))
        between = self.document.text[first.end : second.start]
        if (at := BACKGROUND.search(between)) is None or "\n" in between:
            return False
        later = re.search(r"\bdays?\W*$", between[: at.start()]) is not None or not at[0].lower().startswith("a")
        return later or TOLL_WORDS.match(first.of(self.document.text)) is None

    def _saying(self, sentence: Span) -> list[Span]:
        """Where and when it was said, not done: "In Varn, the minister said on Tuesday"."""
        found: list[Span] = []
        for attribution in self.reading.attributions:
            if any(sentence.covers(cue) for cue in attribution.cue):
                cues = [cue for cue in attribution.cue if sentence.covers(cue)]
                sources = [span for span in attribution.source if sentence.covers(span)]
                parts = cues + [span for span in sources if min(_apart(span, cue) for cue in cues) <= SPEECH]
                start, end = min(span.start for span in parts), max(span.end for span in parts)
                opening = self.document.text[sentence.start : start]
                scene = opening.count(" ") <= 4 and opening.rstrip().endswith(",")
                found.append(Span(sentence.start if scene else start, end + AFTER_CUE))
        return found

    def words(self, at: int) -> str:
        return self.sentences[at].of(self.document.text) if self.sentences else ""


def place_key(place: PlaceMatch) -> str:
    """The place as a feature."""
    return f"@{place.geonames or place.id or place.name}"


def _apart(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def days_between(a: str, b: str) -> int:
    """Days from `a` to `b`, ISO dates; a broken date is no distance."""
    try:
        return (date.fromisoformat(b[:10]) - date.fromisoformat(a[:10])).days
    except ValueError:
        return 0


def shift(day: str, days: int) -> str:
    """The ISO date some days later; a broken date stays."""
    try:
        return (date.fromisoformat(day[:10]) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return day
