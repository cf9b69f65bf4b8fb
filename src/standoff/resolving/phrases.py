"""The parts of a noun phrase that names an actor: its head, what stands before it, what follows it."""

from __future__ import annotations

import re
from typing import NamedTuple

from standoff.resolving.names import fold, word_set, words

PRONOUNS = {
    "he": "person", "she": "person", "him": "person", "her": "person", "his": "person", "hers": "person",
    "himself": "person", "herself": "person", "it": "body", "its": "body", "itself": "body", "they": "any",
    "them": "any", "their": "any", "theirs": "any", "themselves": "any", "who": "any", "which": "body",
    "i": "speaker", "me": "speaker", "my": "speaker", "we": "speaker", "us": "speaker", "our": "speaker",
    "ours": "speaker", "ourselves": "speaker",
}  # fmt: skip
"""What a pronoun may stand for."""

GROUP_NOUNS = word_set(
    "group militia movement faction organisation organization rebels insurgents militants militias party force"
)
NOMINALS: dict[str, frozenset[str]] = {
    **{n: frozenset(("armed_group", "organisation", "party", "igo", "ngo", "local")) for n in GROUP_NOUNS},
    "army": frozenset(("military",)), "military": frozenset(("military",)), "troops": frozenset(("military",)),
    "soldiers": frozenset(("military",)), "armed forces": frozenset(("military",)), "navy": frozenset(("military",)),
    "government": frozenset(("government", "state")), "authorities": frozenset(("government", "state")),
    "country": frozenset(("state",)), "kingdom": frozenset(("state",)), "republic": frozenset(("state",)),
    "police": frozenset(("police",)), "agency": frozenset(),
    "alliance": frozenset(), "bloc": frozenset(), "coalition": frozenset(),
    "mission": frozenset(), "authority": frozenset(),
    "minister": frozenset(("person",)), "president": frozenset(("person",)), "spokesman": frozenset(("person",)),
    "spokeswoman": frozenset(("person",)), "colonel": frozenset(("person",)), "general": frozenset(("person",)),
}  # fmt: skip
"""What a bare description (`the group`) may take up: actors of these kinds; with none, only one named by the word."""

TITLES = word_set(
    "president minister premier chancellor secretary general gen colonel col captain capt major maj lieutenant lt "
    "sergeant sgt admiral adm commander senator sen representative rep governor gov mayor king queen prince "
    "princess emir sheikh sheik ayatollah imam mr mrs ms dr judge prosecutor ambassador envoy spokesman "
    "spokeswoman spokesperson leader sir lord lady engineer professor prof adviser chief director chairman "
    "chairwoman secretary-general speaker diplomat activist brigadier mullah hojatoleslam pope patriarch bishop "
    "cardinal congressman congresswoman lawmaker lawyer journalist"
)
"""Words after which a name begins: `White House spokesman John Kirby` -> `John Kirby`."""
ROLES = word_set(
    "spokesman spokeswoman spokesperson spokespersons spokesmen official officials leader leaders leadership "
    "commander commanders member members fighter fighters chief head president premier minister ministers "
    "representative representatives envoy envoys ambassador troops forces soldiers units government army police "
    "militants gunmen ministry department parliament secretariat delegation negotiators diplomats diplomat "
    "adviser advisers aide aides officer officers general colonel headquarters office wing branch militia group "
    "movement organisation organization party rebels insurgents operatives office council command director "
    "authorities media arm politburo administration chairman secretary-general servicemen personnel guards prime"
)
"""Head nouns that stand for the body they belong to: `a spokesman for Hamas`, `Hezbollah fighters`."""
OUTSIDERS = word_set(
    "people citizens residents civilians journalists refugees protesters protestors demonstrators opposition "
    "dissidents hostages prisoners victims children women men students militia militias rebels kurds separatists "
    "groups group media newspaper newspapers analysts experts voters workers border soil territory city town "
    "capital politician politicians man woman diaspora exiles exile critics activists activist company companies "
    "firm embassy"
)
"""Heads that a nationality describes but does not own: `Iranian protesters` are not Iran."""
SOURCES = word_set("official officials sources source diplomat diplomats spokesman spokeswoman spokesperson")
_SPLIT = re.compile(
    r",| (?:who|whom|whose|which|that|while|when|where|led by|backed by|based|loyal to|linked to|"
    r"believed|identified|including|killed|wounded) "
)
_LOOSE_END = re.compile(r"(?:,? (?:to|of|from|at|in|on|and|or|for|with|by|who|which|that|the|a|an))+$")
_PREPOSITION = re.compile(r" (?:of|for|from|with|at|in|on|to|near|inside|against|across|along|outside|by) ")
COMPOUND = re.compile(
    r"[-‐–](?:backed|aligned|linked|allied|led|based|affiliated|supported|sponsored|funded|trained|armed|made|"
    r"occupied|controlled|held|bound|friendly|style|born|era|run|administered|imposed|supplied|built|owned|mediated|brokered|to)\b",
    re.IGNORECASE,
)


class Phrase(NamedTuple):
    """One mention, taken apart. `core` ends in the head noun; `rest` is what a preposition joins to it."""

    text: str
    core: str
    preposition: str | None
    rest: str
    apposition: str

    @property
    def head(self) -> str:
        """The head noun, folded."""
        return fold(self.core).rsplit(" ", 1)[-1]


QUANTIFIERS = word_set(
    "some many several most all others other any both few nobody none those these this that there here one two "
    "three four five six seven eight nine ten eleven twelve "
    "dozens hundreds thousands each every everyone another more such what "
    "who today now sources local later but"
)
"""Words that a sentence may open with in a capital and that name nobody."""


def take_apart(text: str) -> Phrase:
    """`A spokesman for the Kesrian Foreign Ministry, Orl Danvik` -> core `A spokesman`, rest `the Kesrian ...`."""
    whole = bare(text)
    split = _SPLIT.search(whole)
    main = whole[: split.start()] if split and split.start() > 0 else whole
    apposition = whole[split.end() :].strip() if split and split[0] == "," else ""
    joined = _PREPOSITION.search(main)
    if joined is None:
        return Phrase(whole, main, None, "", apposition)
    return Phrase(whole, main[: joined.start()], joined[0].strip(), main[joined.end() :], apposition)


def bare(text: str) -> str:
    """Without quotation marks, white space, a loose word at its end and a possessive ending."""
    trimmed = _LOOSE_END.sub("", " ".join(text.split()).strip(' "“”()[],;:')).rstrip(" ,;:")
    return re.sub(r"['’]s$|(?<=s)['’]$", "", trimmed)


def untitled(name: str) -> str:
    """`Iranian Foreign Minister Hossein Amirabdollahian` -> `Hossein Amirabdollahian`; all title stays as it is."""
    parts = words(name)
    titles = [i for i, (_, _, word) in enumerate(parts[:-1]) if word.casefold().rstrip(".") in TITLES]
    if not titles or not parts[titles[-1] + 1][2][0].isupper():
        return name
    return name[parts[titles[-1] + 1][0] :]


def trailing_name(core: str) -> str | None:
    """The capitalised words that end a phrase: `district engineer Bo Trevik` -> `Bo Trevik`."""
    parts = words(core)
    start = len(parts)
    while start and (parts[start - 1][2][0].isupper() or parts[start - 1][2][0].isdigit() or _joins(parts, start - 1)):
        start -= 1
    run = parts[start:]
    while (run and run[0][2].casefold() in ("the", "a", "an", "its", "his", "their")) or (
        run and not run[0][2][0].isupper()
    ):
        run = run[1:]
    if not run or not any(w[0].isupper() for _, _, w in run):
        return None
    return core[run[0][0] : run[-1][1]]


def _joins(parts: list[tuple[int, int, str]], i: int) -> bool:
    """Small words inside names: al, bin, de, of."""
    return 0 < i < len(parts) - 1 and parts[i][2] in (
        "al",
        "el",
        "bin",
        "ibn",
        "de",
        "da",
        "del",
        "van",
        "von",
        "of",
        "der",
        "and",
        "for",
    )
