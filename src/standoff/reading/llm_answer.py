"""What a language model answered, held against the text: a quote that does not stand there word for word is dropped.

Nothing of an answer gets into a reading but spans of the text and names of the schema.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from standoff.errors import EndpointError
from standoff.reading import labels
from standoff.reading.assembly import event_spans, gap, hung, joined, nested, quote_mode, toll, with_arguments
from standoff.reading.codes import plover_code
from standoff.reading.llm_prompt import (
    Form,
    SaidAttribution,
    SaidDesignation,
    SaidEntity,
    SaidEvent,
    SaidLink,
    SaidTie,
    SaidVerification,
)
from standoff.reading.stances import read_stance
from standoff.reading.tokens import split_sentences
from standoff.schema import (
    Attribution,
    Category,
    Dropped,
    Entity,
    Event,
    Reading,
    Span,
    StatedDesignation,
    StatedLink,
    StatedTie,
    Status,
)

P: Final = 0.5
"""An endpoint gives no probability that could be relied on: neither this nor that."""
FACTUALITY: Final[dict[Status, float]] = {
    "occurred": 3.0, "ongoing": 3.0, "planned": 1.0, "threatened": 0.0, "considered": 0.0, "requested": 0.0,
    "possible": 1.0, "conditional": 0.0, "denied": -3.0,
}  # fmt: skip
MOST_ITEMS: Final = 400
"""Items of one kind that a passage can hold; a model that goes round in circles gives more."""
MOST_QUOTES: Final = 20
"""Actors, recipients, places or times of one event; pieces of one content."""
ALIKE: Final = str.maketrans("‘’‚‛`´“”„‟«»", "''''''" + '""""""')
"""Quotation marks that models set straight. One character each, so that offsets stay."""
THINKING: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
"""What some models put before their answer."""

Item = TypeVar("Item", bound=msgspec.Struct)


class Passage(msgspec.Struct, frozen=True):
    """Whole sentences of a text that are asked about together."""

    text: str
    sentences: list[Span]

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)

    def halves(self) -> tuple[Passage, Passage] | None:
        """The two halves; None of a single sentence."""
        middle = len(self.sentences) // 2
        if middle == 0:
            return None
        return Passage(self.text, self.sentences[:middle]), Passage(self.text, self.sentences[middle:])


class Found(msgspec.Struct):
    """What of an answer stands in the text."""

    mentions: list[Entity] = []
    attributions: list[Attribution] = []
    events: list[Event] = []
    designations: list[StatedDesignation] = []
    ties: list[StatedTie] = []
    links: list[StatedLink] = []
    verification: list[Span] = []
    dropped: Dropped = Dropped()


def cut_passages(text: str, most: int) -> list[Passage]:
    """The text's sentences in groups of at most `most` code points; a longer sentence is alone."""
    groups: list[list[Span]] = []
    for sentence in split_sentences(text):
        if groups and sentence.end - groups[-1][0].start <= most:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return [Passage(text, group) for group in groups]


def parse_answer(content: str, form: Form) -> dict[str, Any]:
    """The JSON object of an answer, whatever a model put around it.

    Raises EndpointError.
    """
    content = THINKING.sub("", content)
    first, last = content.find("{"), content.rfind("}")
    try:
        answer = msgspec.json.decode(content[first : last + 1] if first >= 0 else content, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise EndpointError(f"the model's answer is no JSON object ({error})") from None
    if not answer.keys() & set(form.__struct_fields__):
        raise EndpointError("the model's answer has nothing of the form that was asked for")
    return answer


def convert_items(answer: dict[str, Any], name: str, kind: type[Item]) -> tuple[list[Item], int]:
    """Items of a kind that are as the form says, MOST_ITEMS at most, and how many are not."""
    given = answer.get(name) or []
    if not isinstance(given, list):
        return [], 1
    items = [item for each in given[:MOST_ITEMS] if (item := convert_item(each, kind)) is not None]
    return items, len(given) - len(items)


def convert_item(item: object, kind: type[Item]) -> Item | None:
    """None for what is not as the form says."""
    try:
        return msgspec.convert(item, kind, strict=False)
    except msgspec.ValidationError:
        return None


def find_all(text: str, quote: str) -> list[Span]:
    """Where whole words of the text are the quote's, letter by letter; white space may differ, since it gets lost on
    the way through a model."""
    words = quote.split()
    if not words or len(quote) > len(text):
        return []
    before = r"(?<!\w)" if words[0][0].isalnum() else ""
    after = r"(?!\w)" if words[-1][-1].isalnum() else ""
    pattern = before + r"\s+".join(map(re.escape, words)) + after
    spans = (Span(*match.span()) for match in re.finditer(pattern, text))
    return [span for span in spans if not splits_character(text, span)]


def splits_character(text: str, span: Span) -> bool:
    """Whether an accent or joiner that belongs to a letter of one side stands on the other."""
    edges = (text[edge : edge + 1] for edge in (span.start, span.end))
    return any(c and (unicodedata.category(c).startswith("M") or c == "\u200d") for c in edges)


class Sieve:
    """Holds one answer against its passage, and counts what falls through."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.quotes = 0
        self.items = 0
        self._plain = passage.span.of(passage.text).translate(ALIKE)
        self._known: dict[str, list[Span]] = {}
        self._triggers: set[Span] = set()

    def read(self, answer: dict[str, Any]) -> Found:
        """Everything of the answer that stands in the passage."""
        found = Found(
            mentions=[each for item in self._take(answer, "entities", SaidEntity) for each in self._mentions(item)],
            attributions=self._once(
                map(self._attribution, self._take(answer, "attributions", SaidAttribution)), "cue", "content"
            ),
            events=self._once(map(self._event, self._take(answer, "events", SaidEvent)), "trigger", "category"),
            designations=self._once(map(self._designation, self._take(answer, "designations", SaidDesignation))),
            ties=self._once(map(self._tie, self._take(answer, "ties", SaidTie))),
            links=self._once(map(self._link, self._take(answer, "links", SaidLink))),
            verification=self._once(
                self.cue(item.words, item.s) for item in self._take(answer, "verification", SaidVerification)
            ),
        )
        found.dropped = Dropped(quotes=self.quotes, items=self.items)
        return found

    def _take(self, answer: dict[str, Any], name: str, kind: type[Item]) -> list[Item]:
        items, dropped = convert_items(answer, name, kind)
        self.items += dropped
        return items

    def _once(self, made: Iterable[Item | None], *fields: str) -> list[Any]:
        """Each once, told apart by these fields, or by all; without what could not be made."""
        kept: dict[bytes, Any] = {}
        for each in made:
            if each is not None:
                key = msgspec.json.encode([getattr(each, field) for field in fields] or each)
                self.items += key in kept
                kept.setdefault(key, each)
        return list(kept.values())

    # --- quotes -------------------------------------------------------------------------------------------------

    def cue(self, quote: str, number: int) -> Span | None:
        """The words in the sentence of that number, or the nearest to it; the first where there is no such sentence."""
        found = self._found(quote)
        return min(found, key=lambda span: self._away(span, number)) if found else None

    def trigger(self, quote: str, number: int) -> Span | None:
        """As a cue, and of several in one sentence the first that is no trigger yet ("the attack ... an attack")."""
        found = self._found(quote)
        if not found:
            return None
        nearest = min(self._away(span, number) for span in found)
        candidates = [span for span in found if self._away(span, number) == nearest]
        chosen = next((span for span in candidates if span not in self._triggers), candidates[0])
        self._triggers.add(chosen)
        return chosen

    def near(self, quote: str | None, anchor: Span) -> Span | None:
        """The words nearest to the trigger or cue they belong to; None for none."""
        found = self._found(quote) if quote and quote.strip() else []
        return min(found, key=lambda span: gap(span, anchor)) if found else None

    def every(self, quotes: Iterable[str], anchor: Span) -> list[Span]:
        """The words of each quote, none twice."""
        near = (self.near(quote, anchor) for quote in islice(quotes, MOST_QUOTES))
        return list(dict.fromkeys(span for span in near if span is not None))

    def _found(self, quote: str) -> list[Span]:
        """Everywhere in the passage, the shape of quotation marks aside."""
        if quote not in self._known:
            before = self.passage.span.start
            found = find_all(self._plain, quote.translate(ALIKE))
            self._known[quote] = [Span(span.start + before, span.end + before) for span in found]
        self.quotes += not self._known[quote]
        return self._known[quote]

    def _away(self, span: Span, number: int) -> int:
        """From the sentence of that number; 0 inside it, and where there is none."""
        known = 1 <= number <= len(self.passage.sentences)
        return gap(span, self.passage.sentences[number - 1]) if known else 0

    # --- items --------------------------------------------------------------------------------------------------

    def _mentions(self, item: SaidEntity) -> list[Entity]:
        """A mention wherever the name stands."""
        return [Entity(start=s.start, end=s.end, type=item.type, p=P) for s in self._found(item.words)]

    def _attribution(self, item: SaidAttribution) -> Attribution | None:
        """None when cue, content or a source that is named does not stand there: it would be put in another's mouth."""
        cue = self.cue(item.cue, item.s)
        if cue is None:
            return None
        content = joined(self.passage.text, self.every(item.content, cue))
        sourced = bool(item.source and item.source.strip())
        source = self.near(item.source, cue)
        if not content or (sourced and source is None):
            return None
        return Attribution(
            source=[source] if source is not None else [], cue=[cue], content=content,
            kind=item.kind if source is not None else "anonymous", mode=quote_mode(self.passage.text, content),
            stance=read_stance(cue.of(self.passage.text)), p=P,
        )  # fmt: skip

    def _event(self, item: SaidEvent) -> Event | None:
        trigger = self.trigger(item.trigger, item.s)
        if trigger is None:
            return None
        return Event(
            trigger=trigger, category=item.category, mode=self._mode(item.category, item.mode), status=item.status,
            plover=plover_code(item.category, item.status), factuality=FACTUALITY[item.status],
            actors=self.every(item.actors, trigger), recipients=self.every(item.recipients, trigger),
            places=self.every(item.places, trigger), times=self.every(item.times, trigger),
            killed=toll(self.passage.text, self.every([item.killed or ""], trigger)),
            injured=toll(self.passage.text, self.every([item.injured or ""], trigger)), p=P,
        )  # fmt: skip

    def _mode(self, category: Category, mode: str | None) -> str | None:
        """None where PLOVER does not have the mode with the category."""
        if not mode or mode == "none":
            return None
        allowed = mode in labels.MODES_OF.get(category, frozenset())
        self.items += not allowed
        return mode if allowed else None

    def _designation(self, item: SaidDesignation) -> StatedDesignation | None:
        cue = self.cue(item.cue, item.s)
        if cue is None:
            return None
        by, of, label = (self.near(quote, cue) for quote in (item.by, item.of, item.label))
        return StatedDesignation(by=by, of=of, label=label, cue=cue) if of or label else None

    def _tie(self, item: SaidTie) -> StatedTie | None:
        cue = self.cue(item.cue, item.s)
        if cue is None:
            return None
        a, b = self.near(item.a, cue), self.near(item.b, cue)
        return StatedTie(a=a, b=b, relation=item.relation, cue=cue) if a or b else None

    def _link(self, item: SaidLink) -> StatedLink | None:
        cue = self.cue(item.cue, item.s)
        if cue is None:
            return None
        source, target = self.near(item.source, cue), self.near(item.target, cue)
        return StatedLink(relation=item.relation, source=source, target=target, cue=cue) if source or target else None


def join_found(document_id: str, text: str, parts: Sequence[Found]) -> Reading:
    """The reading of a whole text from what was found in its passages, which come in text order."""
    whole = Reading(
        id=document_id, entities=[], attributions=[], events=[], designations=[], ties=[], links=[], verification=[]
    )
    for part in parts:
        reading = assemble_found(document_id, text, part)
        before = len(whole.attributions)
        whole.entities.extend(reading.entities)
        whole.attributions.extend(replace(a, parent=later(a.parent, before)) for a in reading.attributions)
        whole.events.extend(replace(e, attribution=later(e.attribution, before)) for e in reading.events)
        whole.designations.extend(reading.designations)
        whole.ties.extend(reading.ties)
        whole.links.extend(reading.links)
        whole.verification.extend(reading.verification)
    return whole


def later(index: int | None, before: int) -> int | None:
    return None if index is None else index + before


def assemble_found(document_id: str, text: str, found: Found) -> Reading:
    """What was found in one passage, in text order, events and attributions hung where they belong."""
    mentions = {mention.span: mention for mention in reversed(found.mentions)}
    attributions = nested(sorted(found.attributions, key=lambda a: a.cue))
    events = hung(sorted(found.events, key=lambda e: e.trigger), attributions)
    arguments = [
        *((span, None) for a in attributions for span in a.source),
        *((span, role) for e in events for role, spans in event_spans(e) for span in spans),
    ]
    return Reading(
        id=document_id, entities=with_arguments(text, [mentions[span] for span in sorted(mentions)], arguments),
        attributions=attributions, events=events, designations=sorted(found.designations, key=lambda d: d.cue),
        ties=sorted(found.ties, key=lambda t: t.cue), links=sorted(found.links, key=lambda k: k.cue),
        verification=sorted(found.verification),
    )  # fmt: skip
