"""Mentions: every event of every reading as the weighing sees it, with its sentence, its actors and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from standoff.schema import Attribution, Category, Entity, Event, PlaceMatch, ReportStance, Span, Status
from standoff.weighing.acts import HAPPENED, is_definite, is_series, status_of, when, where
from standoff.weighing.blame import blamed
from standoff.weighing.origins import chain_of
from standoff.weighing.pages import TOLL_WORDS, Page
from standoff.weighing.sentences import content_stems, sentence_at, stem
from standoff.weighing.sources import UNATTRIBUTED, Source
from standoff.weighing.stances import RETRACTS, loose_stance, stance
from standoff.weighing.tolls import find_dead, killed_in, stated_dead

Figure = tuple[int, int | None]
HOSTILE = frozenset(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "THREATEN", "PROTEST"))
"""Acts one denies a part in, or is blamed for."""
CLAIMS = re.compile(
    r"\b(?:claim(?:s|ed|ing)? (?:the )?(?:responsibility|credit|the attack|the raid)|"
    r"took (?:the )?(?:credit|responsibility)|"
    r"(?:says?|said) (?:it|they|its \w+|he|his \w+) (?:had )?(?:carried out|attacked|struck|conducted))\b",
    re.IGNORECASE,
)
OURS = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
RETOLD = 2
"""Sentences from what an outlet retells to its withdrawal."""
NOBODY = ("outlet:", "anonymous:", "unattributed")
CONFIRMS = re.compile(r"\b(?:confirm(?:s|ed)?|verif(?:y|ies|ied)|corroborat\w+)\b", re.IGNORECASE)


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One event of one document, or (`event` None) a sentence that speaks of an act told elsewhere in the document."""

    document: str
    published: str
    """ISO date or date-time, or "" when unknown."""
    event: int | None
    start: int
    end: int
    sentence: int
    category: Category | None
    plover: Category | None
    mode: str | None
    status: Status
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: PlaceMatch | None
    date: tuple[str, str] | None
    trigger: str
    stems: frozenset[str]
    killed: Figure | None
    injured: Figure | None
    source: Source
    chain: tuple[str, ...]
    stance: ReportStance
    definite: bool = False
    """Whether it points at an act already told: "the attack", "Monday's raid"."""
    paragraph: int = 0
    scene: frozenset[str] = frozenset()
    """Towns and actors its document names: where an act lies that is told without a place."""
    apart: tuple[int, ...] = ()
    """Events of the document from which a break in its sentence parts it: "struck in response to the raid"."""
    p: float = 0.0
    """The reader's probability that the trigger tells an act; 0.0 when it gives none."""
    faint: bool = False
    """A sentence without an event that neither denies, blames nor counts: of an act only if it says much the same."""
    copy_of: str | None = None

    @property
    def key(self) -> tuple[str, str, int, int, str]:
        """A total order that depends on nothing but the mention."""
        return (
            self.published or "9999",
            self.document,
            self.start,
            -1 if self.event is None else self.event,
            self.trigger,
        )

    @property
    def substance(self) -> int:
        """How many of who, whom, where, when and how many it gives."""
        given = (self.actors, self.recipients, self.place, self.date, self.killed)
        return sum(one is not None and one != () for one in given)

    @property
    def happened(self) -> bool:
        return self.status in HAPPENED


def read_mentions(page: Page) -> list[Mention]:
    """All mentions of a document, in order: its events, then the sentences that speak of them without an event."""
    if not page.sentences:
        return []
    acts = [(at, event) for at, event in enumerate(page.reading.events) if not _takes_back_words(page, event)]
    read = (_of_event(page, at, event) for at, event in acts)
    found = _withdrawn(page, [mention for mention in read if mention is not None])
    found += _implied_threats(found)
    told = {one.sentence for one in found if one.category in HOSTILE or one.stance in ("denies", "retracts")}
    found += [mention for at in range(len(page.sentences)) if at not in told for mention in _of_sentence(page, at)]
    return sorted(found, key=lambda mention: mention.key)


def _takes_back_words(page: Page, event: Event) -> bool:
    """Whether a trigger is the word of a retraction ("we withdraw it"), which is no act."""
    sentence = page.sentences[sentence_at(page.sentences, event.trigger.start)]
    matches = RETRACTS.finditer(page.document.text, sentence.start, sentence.end)
    return any(Span(*match.span()).overlap(event.trigger) for match in matches)


def _withdrawn(page: Page, found: list[Mention]) -> list[Mention]:
    """What an outlet retells of its own report and then withdraws, it does not assert again."""
    said = enumerate(page.words(at) for at in range(len(page.sentences)))
    taken = [at for at, words in said if RETRACTS.search(words) and OURS.search(words)]
    return [
        msgspec.structs.replace(mention, stance="retracts")
        if any(0 <= at - mention.sentence <= RETOLD for at in taken)
        else mention
        for mention in found
    ]


def _of_event(page: Page, index: int, event: Event) -> Mention | None:
    at = sentence_at(page.sentences, event.trigger.start)
    sentence = page.sentences[at]
    words = page.words(at)
    date = when(page, event, sentence)
    if is_series(page, event, sentence, date):
        return None
    read_status = event.status
    event = msgspec.structs.replace(event, status=status_of(page, event, sentence, date))
    if event.status == "denied" and TOLL_WORDS.match(event.trigger.of(page.document.text)):
        return None  # "nobody was hurt" is a figure, not a denial of the act
    attribution = _attribution_of(page, event, sentence)
    recipients = page.actors(event.recipients)
    actors = tuple(actor for actor in page.actors(event.actors) if actor not in recipients)
    source, chain = chain_of(page, event, attribution, at, actors)
    if event.category in HOSTILE and not actors:
        actors = blamed(page, sentence) or _claimant(page, attribution, source, sentence)
    stated = page.reading.attributions[attribution] if attribution is not None else None
    if read_status in HAPPENED and event.status == "denied":
        stated = None
    injured = (event.injured.min, event.injured.max) if event.injured is not None else None
    trigger = event.trigger.of(page.document.text)
    return Mention(
        document=page.document.id, published=page.published, event=index, start=sentence.start, end=sentence.end,
        sentence=at, category=event.category, plover=event.plover, mode=event.mode, status=event.status, actors=actors,
        recipients=recipients, place=where(page, event, sentence), date=date,
        trigger=stem(trigger), stems=content_stems(words),
        killed=_killed(page, event, sentence) if event.category == "ASSAULT" or event.killed else None,
        injured=injured, source=source, chain=chain, stance=stance(event, stated, words),
        definite=is_definite(page, event, sentence), scene=page.scene, paragraph=page.paragraphs[at],
        apart=_apart_from(page, event, sentence), p=event.p,
    )  # fmt: skip


def _killed(page: Page, event: Event, sentence: Span) -> Figure | None:
    """The toll of the event, else the one its sentence gives, unless a break parts the two."""
    words = sentence.of(page.document.text)
    if (read := killed_in(event.killed, words)) is not None:
        return read
    if event.status not in HAPPENED or (found := find_dead(words)) is None:
        return None
    figure, span = found
    placed = Span(sentence.start + span.start, sentence.start + span.end)
    return None if page.belongs_elsewhere(placed, event.trigger) else figure


def _apart_from(page: Page, event: Event, sentence: Span) -> tuple[int, ...]:
    """The events of its sentence from which a break in time parts it."""
    return tuple(
        at
        for at, other in enumerate(page.reading.events)
        if other.trigger != event.trigger
        and sentence.covers(other.trigger)
        and page.parted(other.trigger, event.trigger)
    )


def _implied_threats(found: Sequence[Mention]) -> list[Mention]:
    """Whoever says that a threatened act will come has threatened: the words were spoken, the act was not done."""
    spoken = {mention.sentence for mention in found if mention.category == "THREATEN"}
    threatened = {
        mention.sentence: mention
        for mention in found
        if mention.status == "threatened" and mention.category != "THREATEN" and mention.sentence not in spoken
    }
    return [
        msgspec.structs.replace(
            mention, event=None, category="THREATEN", plover="THREATEN", mode=None, status="occurred",
            date=None, place=None, trigger="threat", killed=None, injured=None, stance="asserts",
        )
        for mention in threatened.values()
    ]  # fmt: skip


def _claimant(page: Page, attribution: int | None, source: Source, sentence: Span) -> tuple[str, ...]:
    """ "The Front claimed responsibility for the attack": the one who says it of itself is the actor it names."""
    if attribution is None or source.role == "office" or source.key.startswith(NOBODY):
        return ()
    end = max((span.end for span in page.reading.attributions[attribution].source), default=sentence.end)
    match = CLAIMS.search(page.document.text, max(end, sentence.start), sentence.end)
    return (source.key,) if match is not None and match.start() - end <= 60 else ()


def _attribution_of(page: Page, event: Event, sentence: Span) -> int | None:
    """The event's own attribution, else the nearest whose cue stands in its sentence."""
    if event.attribution is not None and event.attribution < len(page.reading.attributions):
        return event.attribution
    near = [
        at
        for at, attribution in enumerate(page.reading.attributions)
        if any(sentence.covers(cue) for cue in attribution.cue)
        and not any(span.overlap(event.trigger) for span in (*attribution.cue, *attribution.source))
        and _carries_over(page.document.text, attribution, event.trigger)
    ]
    return min(near, key=lambda at: _rank(page, at, event.trigger), default=None)


def _rank(page: Page, at: int, trigger: Span) -> tuple[bool, int, int]:
    """Those with a source first, then the nearest cue."""
    apart = min(max(0, cue.start - trigger.end, trigger.start - cue.end) for cue in page.reading.attributions[at].cue)
    return (page.voices.attributions[at] is UNATTRIBUTED, apart, at)


def _carries_over(text: str, attribution: Attribution, trigger: Span) -> bool:
    """Whether only commas and conjunctions part the trigger from the attribution's content: ", the ministry said"."""
    hull = [*attribution.content, *attribution.cue]
    start, end = min(span.start for span in hull), max(span.end for span in hull)
    between = text[trigger.end : start] if trigger.end <= start else text[end : trigger.start]
    return not re.search(
        r"[;:()]|\b(?:which|who|but|although|while|after|before(?! (?:dawn|noon|midnight|sunrise|daybreak)))\b", between
    )


def _cast(page: Page, attribution: Attribution | None, entities: Sequence[Entity]) -> tuple[str, ...]:
    """The actors of the registry in a denial, the one who denies apart: whom the denied act is laid to."""
    sources = [] if attribution is None else attribution.source
    outside = [entity for entity in entities if not any(span.overlap(entity.span) for span in sources)]
    known = page.voices.known.kinship.actors
    return tuple(sorted({entity.actor for entity in outside if entity.actor in known and entity.actor is not None}))


def _of_sentence(page: Page, at: int) -> list[Mention]:
    """A sentence without an event that still says something of one: a count of dead, a denial, who is behind it."""
    sentence, words = page.sentences[at], page.words(at)
    inside = [
        index
        for index, attribution in enumerate(page.reading.attributions)
        if any(sentence.overlap(span) for span in (*attribution.cue, *attribution.source))
    ]
    attribution = page.reading.attributions[inside[0]] if inside else None
    taken, dead = loose_stance(attribution, words), stated_dead(words)
    named = blamed(page, sentence)
    faint = taken is None and dead is None and not named and not (inside and CONFIRMS.search(words))
    source, chain = chain_of(page, None, inside[0] if inside else None, at, ())
    entities = [entity for entity in page.ordered if sentence.covers(entity.span)]
    actors = _claimant(page, inside[0] if inside else None, source, sentence) or named
    if taken == "denies" and not actors:
        actors = _cast(page, attribution, entities)
    date = page.time(
        [entity.span for entity in entities if entity.time and not page.is_saying_time(entity.span, sentence)]
    )
    place = page.place([entity.span for entity in entities if entity.place])
    if faint and (words.startswith("(") or (place is None and date is None and not inside)):
        return []
    mention = Mention(
        document=page.document.id, published=page.published, event=None, start=sentence.start, end=sentence.end,
        sentence=at, category=None, plover=None, mode=None, status="occurred", actors=actors, recipients=(),
        place=place, date=date, trigger="", stems=content_stems(words), killed=dead, injured=None, source=source,
        chain=chain, stance=taken or "asserts", faint=faint, scene=page.scene,
    )  # fmt: skip
    return [mention]
