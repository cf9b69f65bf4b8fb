"""Who a source phrase means: an actor, an office, an outlet, somebody unnamed.

An official body, its spokeswoman and its minister are one source. Offices that no registry lists are recognised by
their words ("Tamar's Defence Ministry", "a ministry spokeswoman", "Minister of Foreign Affairs") and named
`local:<state>-<portfolio>-ministry`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from standoff.schema import Attribution, Document, Entity, Reading, Span
from standoff.weighing.kinship import Kinship
from standoff.weighing.outlets import OutletIndex
from standoff.weighing.sentences import slug, stem

AFFAIRS = (
    "defen[cs]e|foreign(?: affairs)?|external affairs|interior|home|health|transport|justice|finance|information|"
    "intelligence|security|energy|oil|water|agriculture|education|culture|economy|trade|labou?r|environment|war|prime"
)
OFFICE = re.compile(
    rf"\b(?P<a>{AFFAIRS}) (?:ministry|minister|ministerial|department|secretary)\b"
    rf"|\b(?:ministry|minister|secretary|department) (?:of|for) (?:the )?(?P<b>{AFFAIRS})\b",
    re.IGNORECASE,
)
BARE_OFFICE = re.compile(r"\b(ministry|minister|ministry's)\b", re.IGNORECASE)
SPOKEN_FOR = re.compile(r"\bspokes(?:man|woman|person|people)\b", re.IGNORECASE)
ROLE = re.compile(
    r"\b(?:spokes(?:man|woman|person)|minister|secretary|commander|chief|head|leader|director|president|chair\w*|"
    r"general|colonel|ambassador|envoy|governor|mayor|engineer|doctor|nurse|deputy|official|founder|coordinator)\b",
    re.IGNORECASE,
)
PRONOUNS = frozenset(["he", "she", "they", "it", "him", "her", "them", "who", "which", "i", "we", "that", "this"])
PERSONAL = frozenset(["he", "she", "him", "her", "i", "who"])
NAME = re.compile(r"\b[^\W\d_a-z][\w'’-]+(?: (?:al-|de |von |van |bin )?[^\W\d_a-z][\w'’-]+)+")
TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Colonel|Col|General|Gen|Major|Captain|Lieutenant|Brigadier|Admiral|President|Minister|"
    r"Mayor|Secretary|Senator|King|Prince|Sheikh|Ambassador|Foreign|Defen[cs]e|Affairs|Prime|Deputy|The|A|An)\b\.? ?"
)
UNNAMED = re.compile(
    r"\b(?:unnamed|anonym\w+|unidentified|on condition|not (?:be )?(?:named|identified)|declined to be|sources?)\b",
    re.I,
)
SOMEBODY = re.compile(
    r"(?:(?:an?|one|two|three|some|several|senior|unnamed|other)\b(?: [\w'’-]+){0,4}? )?"
    r"(?:officials?|sources?|diplomats?|officers?|aides?|advisers?|commanders?|soldiers?|fighters?|residents?|"
    r"witness(?:es)?|villagers?|negotiators?|insiders?|survivors?)\b",
    re.IGNORECASE,
)
"""Descriptions that name nobody: "a senior defence official", "diplomats here"."""
ROLES = {
    "official": "official", "source": "source", "diplomat": "diplomat", "commander": "commander", "officer": "officer",
    "soldier": "soldier", "fighter": "fighter", "witness": "witness", "resident": "resident", "analyst": "analyst",
    "aide": "official", "adviser": "official", "person": "source", "people": "source", "negotiator": "diplomat",
    "envoy": "diplomat", "insider": "source", "villager": "resident", "journalist": "journalist",
}  # fmt: skip
HEARSAY = re.compile(r"\b(?:reportedly|allegedly|supposedly|rumou?red|purportedly)\b", re.I)
NOBODY = re.compile(r"(?:nobody|no one|no group|none|neither)\b", re.IGNORECASE)
GROUP_NOUN = re.compile(
    r"(?:the|this|that) (?:\w+ )?(?:group|movement|militia|organi[sz]ation|faction|alliance|party)", re.I
)
PAPER_NOUN = re.compile(
    r"(?:the|a|an|this|that|its|their) (?:[\w-]+ )?(?:statement|report|dispatch|article|story|account|document|notice|"
    r"post|text|release|communiqu[eé])",
    re.IGNORECASE,
)
APPOSITION = re.compile(r", (?:the |a |an |its |their |his |her |who )?[^,.\"“]{3,80}(?=,)")
CLAUSE_STARTS = ("\n", ". ", "” ", '" ', "; ", "? ", "! ")
SUBJECT = 90
"""Characters before a cue in which its subject is looked for."""
WORD = re.compile(r"[^\W_]+")


INTRODUCED = re.compile(
    r"(?P<name>(?:[^\W\d_a-z][\w'’-]+ ?){2,4}), (?:the |its |a |an )?(?:\w+ ){0,2}?(?:"
    r"spokes(?:man|woman|person)|commander|"
    r"leader|head|chief|director|president|secretary general) (?:of|for) (?P<body>[^,.\n]{3,50})"
)
OFFICE_KEY = re.compile(r"local:(?:(?P<state>[\w-]+?)-)?(?P<portfolio>\w+)-ministry")
"""An office as resolving names one that no registry lists."""


class Source(msgspec.Struct, frozen=True):
    """Somebody who can be believed or not. `key` is an actor id, `local:`, `outlet:`, `anonymous:` or
    `unattributed`."""

    key: str
    state: str | None = None
    """For the unnamed and for offices: whose."""
    domain: str | None = None
    role: str | None = None
    plural: bool = False

    @property
    def anonymous(self) -> bool:
        return self.key.startswith("anonymous:")


UNATTRIBUTED = Source("unattributed")


class Known(msgspec.Struct, frozen=True):
    """What every document of the account is read against."""

    kinship: Kinship
    outlets: OutletIndex
    offices: Mapping[str, str] = {}
    """Surname -> the body its bearer speaks for, over all documents."""


class Voices:
    """The sources of one document, remembered in order, so that "the ministry" and "she" find theirs."""

    def __init__(self, document: Document, reading: Reading, known: Known) -> None:
        self.text = document.text
        self.known = known
        self.outlet = known.outlets.of(document.outlet)
        self.home = self._home()
        self.entities = {(entity.start, entity.end): entity for entity in reading.entities}
        self.inner = sorted(reading.entities, key=lambda entity: (entity.start, entity.end))
        self.places = {entity.span.of(document.text) for entity in reading.entities if entity.place is not None}
        self.memory: list[tuple[int, Source, frozenset[str], bool]] = []
        self.offices = self._read_offices()
        self.surnames: Counter[tuple[str, str]] = Counter()
        self._read_introductions()
        self.attributions: list[Source] = [UNATTRIBUTED] * len(reading.attributions)
        order = sorted(range(len(reading.attributions)), key=lambda at: (_position(reading.attributions[at]), at))
        for at in order:
            self.attributions[at] = self._read_attribution(reading.attributions[at])

    def own(self) -> Source:
        return Source(f"outlet:{self.outlet or 'unknown'}")

    def body_of(self, actor: str) -> str:
        """The actor under its one name: a person as the body it speaks for, a name as the registry has it."""
        if not actor.startswith("local:"):
            return actor
        name = actor.removeprefix("local:")
        if (listed := self.known.kinship.by_slug(name)) is not None:
            return listed
        if (outlet := self.known.outlets.exact.get(name.replace("-", " "))) is not None:
            return f"outlet:{outlet}"
        if "-" not in name and (short := self.known.outlets.short.get(name)) is not None:
            return f"outlet:{short}"
        return self.known.offices.get(name.rpartition("-")[2], actor)

    def _home(self) -> str | None:
        """The state whose "the ministry" a national outlet means."""
        outlet = self.known.outlets.outlets.get(self.outlet or "")
        if outlet is None or outlet.country is None or outlet.kind in ("wire", "monitor"):
            return None
        return self.known.kinship.state_of(outlet.country)

    def _read_offices(self) -> list[tuple[int, Source]]:
        """Every ministry the text names, with the state it belongs to."""
        found: list[tuple[int, Source]] = []
        owners: dict[str, str] = {}
        for match in OFFICE.finditer(self.text):
            portfolio = _portfolio(match)
            before = self.text[max(0, match.start() - 40) : match.start()].rpartition(". ")[2]
            after = self.text[match.end() : match.end() + 30].partition(".")[0]
            state = self._owner(before, after)
            if state is not None:
                owners.setdefault(portfolio, state)
            state = state or owners.get(portfolio) or self.home
            found.append((match.start(), _office(state, portfolio)))
        return found

    def _read_introductions(self) -> None:
        """Who is introduced as speaking or acting for a body: "Ana Orr, commander of the Hill League, told ..."."""
        for match in INTRODUCED.finditer(self.text):
            named = self.known.kinship.named_in(match["body"])
            bodies = [actor for actor in named if not self.known.kinship.is_state(actor)]
            name = _bare_name(match["name"])
            if bodies and " " in name and not self.known.kinship.named_in(name) and OFFICE.search(match[0]) is None:
                self.surnames[slug(name.split()[-1]), bodies[0]] += 1

    def _owner(self, before: str, after: str) -> str | None:
        named = self.known.kinship.named_in(" ".join(before.split()[-4:]))
        if not named and re.match(r" (?:of|in) ", after):
            named = self.known.kinship.named_in(" ".join(after.split()[:4]))
        return next((self._state(actor) for actor in reversed(named) if self._state(actor)), None)

    def _state(self, actor: str) -> str | None:
        return next(
            (above for above in sorted(self.known.kinship.line(actor)) if self.known.kinship.is_state(above)), None
        )

    def _read_attribution(self, attribution: Attribution) -> Source:
        if attribution.kind == "author":
            return self.own()
        stated = [span for span in attribution.source if not self._far_ahead(span, attribution)]
        spans = stated or self._subject(attribution)
        if not spans:
            return UNATTRIBUTED
        at = spans[0].start
        source = self.identify(spans, attribution.kind if stated else "named")
        phrase = " ".join(span.of(self.text) for span in spans)
        if source is not UNATTRIBUTED and phrase.casefold() not in PRONOUNS:
            nouns = frozenset(stem(word) for word in WORD.findall(phrase) if word[:1].islower() or len(phrase) < 40)
            person = bool(ROLE.search(phrase) or NAME.search(phrase)) or source.anonymous
            self.memory.append((at, source, nouns, person))
        return source

    def _far_ahead(self, span: Span, attribution: Attribution) -> bool:
        """Whether a source stands in a later paragraph than all that it is said to say: a slip of the reader."""
        told = [part for part in (*attribution.cue, *attribution.content) if part != span]
        end = max((part.end for part in told), default=span.start)
        return "\n" in self.text[end : span.start]

    def _subject(self, attribution: Attribution) -> list[Span]:
        """For a saying whose source the reader left open: the name or office that stands right before the cue."""
        cue = min((span for span in attribution.cue), default=None)
        if cue is None or HEARSAY.search(cue.of(self.text)):
            return []
        return self._subject_before(cue.start)

    def _subject_before(self, position: int) -> list[Span]:
        start = max(self.text.rfind(stop, 0, position) for stop in CLAUSE_STARTS) + 1
        words = Span(max(start, position - SUBJECT), position).of(self.text)
        stripped = words.strip().rstrip(",")
        if stripped.endswith((" and", " but", " then")):
            return []
        person = self._person(stripped)
        known = person is not None and person in self.known.offices
        if not stripped or not (known or OFFICE.search(stripped) or self.known.kinship.named_in(stripped)):
            return []
        begin = position - len(words.lstrip())
        return [Span(begin, begin + len(stripped))]

    def speaker_before(self, position: int) -> Source | None:
        """Who does the denying or correcting that stands at `position`: "the ministry corrected its account"."""
        spans = self._subject_before(position)
        return self.identify(spans) if spans else None

    def identify(self, spans: Sequence[Span], kind: str = "named") -> Source:
        """The source a phrase means."""
        phrase = " ".join(span.of(self.text) for span in spans)
        at, end = spans[0].start, spans[-1].end
        if HEARSAY.search(phrase) or NOBODY.match(phrase):
            return UNATTRIBUTED
        if kind == "author":
            return self.own()
        if phrase.casefold() in PRONOUNS:
            return self._from_entity(spans) or self._recall_pronoun(phrase.casefold(), at) or self.own()
        if (apposed := APPOSITION.match(self.text, end)) and len(phrase) < 60:
            phrase += apposed[0]
        return (
            self._named(phrase, spans, at, kind)
            or self._recall_noun(phrase, at)
            or self._unnamed(phrase, kind)
            or self._described(phrase, at)
            or self._common(phrase)
            or _nameless(phrase)
        )

    def _named(self, phrase: str, spans: Sequence[Span], at: int, kind: str) -> Source | None:
        person = self._person(phrase)
        listed = self.known.kinship.named_in(phrase) and not ROLE.search(phrase)
        hidden = (kind == "anonymous" and not listed) or SOMEBODY.match(phrase) or UNNAMED.search(phrase)
        if hidden and person is None and not SPOKEN_FOR.search(phrase):
            recalled = self._recall_noun(phrase, at)
            return recalled if recalled is not None and recalled.anonymous else self._unnamed(phrase, "anonymous")
        body = self._office_in(phrase, at) or self._from_outlet(phrase, kind) or self._from_entity(spans)
        if body is not None and person is not None and body.key == f"local:{slug(_bare_name(phrase))}":
            body = None
        if body is None and not (person and not ROLE.search(phrase)):
            body = self._body_named(phrase)
        if person is None:
            return body
        if body is not None:
            self.surnames[person, body.key] += 1
            return body
        if (office := self.known.offices.get(person)) is not None:
            return _known_office(office)
        if " " in (name := _bare_name(phrase)):
            self.surnames[person, f"local:{slug(name)}"] += 1
        return None

    def _office_in(self, phrase: str, at: int) -> Source | None:
        match = OFFICE.search(phrase)
        if match is not None:
            state = next(
                (self._state(actor) for actor in self.known.kinship.named_in(phrase) if self._state(actor)), None
            )
            portfolio = _portfolio(match)
            if state is None and (stranger := re.search(r"([A-Z]\w{3,}) $", phrase[: match.start()])) is not None:
                return _office(stranger[1], portfolio)
            if state is None:
                near = [
                    office for where, office in self.offices if where <= at + len(phrase) and office.domain == portfolio
                ]
                return near[-1] if near else _office(self.home, portfolio)
            return _office(state, portfolio)
        if BARE_OFFICE.search(phrase) is None:
            return None
        earlier = [office for where, office in self.offices if where <= at]
        states = [self._state(actor) for actor in self.known.kinship.named_in(phrase)]
        wanted = [office for office in earlier if not states or office.state in states]
        if wanted:
            return wanted[-1]
        person = self._person(phrase)
        if person is not None and person in self.known.offices:
            return _known_office(self.known.offices[person])
        state = next((state for state in states if state), self.home)
        return Source(state) if state is not None else None

    def _from_outlet(self, phrase: str, kind: str) -> Source | None:
        named = self.known.outlets.named_in(phrase)
        if named and (kind in ("outlet", "document") or len(WORD.findall(phrase)) <= 5):
            return Source(f"outlet:{named[0]}")
        return None

    def _from_entity(self, spans: Sequence[Span]) -> Source | None:
        """By what the phrase, or a part of it, resolved to."""
        for span in spans:
            entity = self.entities.get((span.start, span.end))
            if entity is not None and entity.actor is not None:
                return self._actor_source(entity.actor)
        hull = Span(spans[0].start, spans[-1].end)
        inside = [entity for entity in self.inner if hull.covers(entity.span) and entity.actor is not None]
        inside.sort(key=lambda entity: (self._rank(entity), entity.start))
        return self._actor_source(inside[0].actor) if inside and inside[0].actor is not None else None

    def _rank(self, entity: Entity) -> int:
        """Bodies before persons before states: "Tamari army spokesman" speaks for the army."""
        actor = self.known.kinship.actors.get(entity.actor or "")
        if actor is None:
            return 2
        return 3 if actor.kind == "state" else 1 if actor.kind == "person" else 0

    def _actor_source(self, actor: str) -> Source:
        if (body := self.body_of(actor)) != actor:
            return self._actor_source(body)
        if actor.startswith("local:") and (match := OFFICE_KEY.fullmatch(actor)) is not None:
            return _office(match["state"], match["portfolio"])
        if actor.startswith("outlet:"):
            return Source(actor)
        entry = self.known.kinship.actors.get(actor)
        if entry is not None and entry.kind == "outlet":
            return Source(f"outlet:{self.known.outlets.of(entry.name) or actor}")
        if entry is not None and entry.kind == "person":
            bodies = [relation.target for relation in entry.relations if relation.type in ("part_of", "leads")]
            return Source(bodies[0] if bodies else actor)
        return Source(actor, state=actor if self.known.kinship.is_state(actor) else None)

    def _body_named(self, phrase: str) -> Source | None:
        named = self.known.kinship.named_in(phrase)
        bodies = [actor for actor in named if not self.known.kinship.is_state(actor)]
        chosen = (bodies or named)[:1]
        return self._actor_source(chosen[0]) if chosen else None

    def _person(self, phrase: str) -> str | None:
        """The surname of a person named in the phrase; known surnames count alone."""
        for match in NAME.finditer(TITLE.sub("", phrase)):
            name = match[0]
            if name in self.places or BARE_OFFICE.search(name) is not None:
                continue
            if not self.known.kinship.named_in(name) and not self.known.outlets.named_in(name):
                return slug(name.split()[-1])
        for word in WORD.findall(TITLE.sub("", phrase)):
            if word[:1].isupper() and slug(word) in self.known.offices:
                return slug(word)
        return None

    def _recall_pronoun(self, pronoun: str, at: int) -> Source | None:
        earlier = [entry for entry in self.memory if entry[0] <= at]
        persons = [entry for entry in earlier if entry[3]] if pronoun in PERSONAL else earlier
        chosen = persons or earlier
        return chosen[-1][1] if chosen else None

    def _recall_noun(self, phrase: str, at: int) -> Source | None:
        """ "The official", "the mission": the last source described by that noun."""
        words = WORD.findall(phrase)
        if len(words) == 1 and words[0].islower():
            words = ["the", *words]
        if not words or words[0].casefold() not in ("the", "its", "this", "that", "his", "her", "their"):
            return None
        nouns = {stem(word) for word in words[1:5]}
        for where, source, known, _ in reversed(self.memory):
            if where < at and nouns & known:
                return source
        return None

    def _described(self, phrase: str, at: int) -> Source | None:
        """ "The group" is the body named last, "the statement" that of the source before; else nobody's."""
        if GROUP_NOUN.fullmatch(phrase) is not None:
            before = [entity for entity in self.inner if entity.end <= at and self._is_body(entity)]
            return self._actor_source(before[-1].actor or "") if before else None
        if PAPER_NOUN.fullmatch(phrase) is not None:
            known = [source for where, source, _, _ in self.memory if where < at and not source.anonymous]
            return known[-1] if known else UNATTRIBUTED
        return None

    def _common(self, phrase: str) -> Source | None:
        """Common nouns without an office are nobody named: "analysts", "both countries"."""
        plain = phrase.islower() or (phrase[:1].isupper() and phrase[1:].islower())
        return self._unnamed(phrase, "anonymous") if plain and ROLE.search(phrase) is None else None

    def _is_body(self, entity: Entity) -> bool:
        actor = self.known.kinship.actors.get(entity.actor or "")
        return actor is not None and actor.kind in ("armed_group", "party", "organisation", "igo", "ngo")

    def _unnamed(self, phrase: str, kind: str) -> Source | None:
        if kind not in ("anonymous", "collective"):
            return None
        words = WORD.findall(phrase)
        role, plural = _role(words)
        match = re.search(rf"\b({AFFAIRS}|military|army|police|government|security)\b", phrase, re.I)
        domain = match[0].casefold().replace("defense", "defence") if match else None
        named = self.known.kinship.named_in(phrase)
        state = next((self._state(actor) or actor for actor in named), None)
        parts = [part for part in (state, domain, role + ("s" if plural else "")) if part]
        return Source("anonymous:" + slug(" ".join(parts)), state, domain, role, plural)


def _role(words: Sequence[str]) -> tuple[str, bool]:
    for word in words:
        lower = word.casefold()
        if lower in ROLES:
            return ROLES[lower], lower == "people"
        if lower.removesuffix("s") in ROLES or lower == "witnesses":
            return ROLES[
                lower.removesuffix("s").removesuffix("e") if lower == "witnesses" else lower.removesuffix("s")
            ], True
    lower_words = [
        word.casefold() for word in words if word[:1].islower() and word not in ("a", "an", "the", "one", "some")
    ]
    head = lower_words[0] if lower_words else "source"
    return head.removesuffix("s"), head.endswith("s")


def _position(attribution: Attribution) -> int:
    return (attribution.source or attribution.cue or attribution.content or [Span(0, 0)])[0].start


def _portfolio(match: re.Match[str]) -> str:
    word = (match["a"] or match["b"]).casefold()
    return word.removesuffix(" affairs").replace("defense", "defence").replace("external", "foreign")


def _office(state: str | None, portfolio: str) -> Source:
    name = "prime-minister" if portfolio == "prime" else f"{slug(portfolio)}-ministry"
    return Source(f"local:{slug(state)}-{name}" if state else f"local:{name}", state, portfolio, "office")


def _nameless(phrase: str) -> Source:
    """A name or description that nothing is known about; a stray article is nobody."""
    key = slug(_bare_name(phrase))[:60]
    return Source(f"local:{key}") if len(key) > 3 else UNATTRIBUTED


def _known_office(key: str) -> Source:
    return Source(key, role="office" if key.endswith(("-ministry", "-prime-minister")) else None)


def _bare_name(phrase: str) -> str:
    name = NAME.search(TITLE.sub("", phrase))
    return name[0] if name else phrase.partition(",")[0]


def read_voices(pairs: Sequence[tuple[Document, Reading]], kinship: Kinship, outlets: OutletIndex) -> dict[str, Voices]:
    """Document id -> its sources. Read twice: who speaks for what in one report is known in the next."""
    known = Known(kinship, outlets)
    votes: Counter[tuple[str, str]] = Counter()
    for document, reading in pairs:
        for pair in Voices(document, reading, known).surnames:
            votes[pair] += 1
    best: dict[str, tuple[bool, int, str]] = {}
    for (surname, body), count in votes.items():
        alone = body.startswith("local:") and body.endswith(surname)
        best[surname] = min(best.get(surname, (True, 1, "")), (alone, -count, body))
    offices = {surname: body for surname, (_, _, body) in best.items()}
    known = Known(kinship, outlets, offices)
    return {document.id: Voices(document, reading, known) for document, reading in pairs}
