"""Mentions become actors, in their own words and in those of the document, and nothing else of a reading changes."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.resolving import Gazetteer, Registry, resolve
from standoff.schema import Attribution, Document, Entity, EntityType, Event, Reading, Span

DOSSIER = """
actors:
- {id: kesria, kind: state, name: Republic of Kesria, demonyms: [Kesrian, Kesrians], aliases: [Kesria]}
- {id: tamar, kind: state, name: Union of Tamar, demonyms: [Tamari], aliases: [Tamar, the Union], country: tamar}
- {id: avg, kind: armed_group, name: Asre Valley Guard, aliases: [Valley Guard, AVG]}
- {id: mission, kind: organisation, name: Senn Strip Monitoring Mission}
- id: tamar-foreign-ministry
  kind: government
  name: Foreign Ministry of Tamar
  aliases: [Tamari Foreign Ministry]
  relations: [{type: part_of, target: tamar}]
  offices:
  - {title: Foreign Minister, holder: Ada Renn, since: '2029-05', until: 2031-02-01}
  - {title: Foreign Minister, holder: Olin Vask, since: 2031-02-01}
outlets:
- {id: courier, name: The Harra Courier, country: tamar}
"""
World = tuple[Registry, Gazetteer]
TYPES: dict[str, EntityType] = {
    "P": "person", "O": "organisation", "N": "nationality", "L": "place", "F": "facility", "T": "time",
    "X": "other",
}  # fmt: skip


@pytest.fixture(scope="module")
def invented() -> World:
    registry = Registry.of(("dossier.yaml", DOSSIER))
    return registry, Gazetteer.open(registry)


@pytest.fixture(scope="module")
def real() -> World:
    registry = Registry.load()
    return registry, Gazetteer.open(registry)


def marked(text: str, **fields: str) -> tuple[Document, Reading]:
    """`{O:the Guard} struck` -> the text and its entities."""
    plain, entities = "", []
    for part in re.split(r"(\{\w:[^}]*\})", text):
        found = re.fullmatch(r"\{(\w):([^}]*)\}", part)
        words = found[2] if found else part
        if found:
            entities.append(Entity(start=len(plain), end=len(plain) + len(words), type=TYPES[found[1]], p=0.5))
        plain += words
    return Document(id="d", text=plain, sha256="", **fields), Reading(id="d", entities=entities)


def actors(text: str, world: World, **fields: str) -> list[str | None]:
    document, reading = marked(text, **fields)
    return [e.actor for e in resolve(document, reading, *world).entities]


@pytest.mark.parametrize(
    ("mention", "actor"),
    [
        ("{O:Iran-backed militia}", None),
        ("{O:US forces in Iraq}", "usa-military"),
        ("{O:Iraqi Kurdish officials}", None),
        ("{O:Tower 22 in Jordan}", None),
        ("{O:the US}", "usa"),
        ("{O:us}", None),
        ("{P:a senior US official}", "usa-government"),
        ("{P:a senior official}", None),
        ("{P:residents}", None),
        ("{O:Iraqi protesters}", None),
        ("{O:the government of Iraq}", "irq-government"),
        ("{O:Iraq's government}", "irq-government"),
        ("{O:Kataib Hezbollah militia}", "kataib-hezbollah"),
        ("{P:a spokesman for Hamas}", "hamas"),
        ("{P:Hamas officials}", "hamas"),
        ("{O:the Iranian-backed Islamic Resistance in Iraq}", "islamic-resistance-in-iraq"),
        ("{P:Iranian Foreign Minister Hossein Amirabdollahian}", "irn-foreign-ministry"),
        ("{P:Secretary of State Antony Blinken}", "usa-foreign-ministry"),
        ("{P:Sabrina Singh, a Pentagon spokeswoman,}", "usa-defence-ministry"),
        ("{N:Iranian}", "irn"),
        ("{L:Washington}", "usa"),
        ("{L:Erbil}", None),
        ("{O:Reuters}", "outlet:reuters"),
        ("{O:U.S. Central Command}", "usa-centcom"),
        ("{O:the Moon Liberation Front}", "local:moon-liberation-front"),
        ("{P:Dr. Zora Quill}", "local:zora-quill"),
    ],
)
def test_a_mention_names_an_actor_by_its_head(mention: str, actor: str | None, real: World) -> None:
    assert actors(f"{mention} was there.", real, published="2024-01-30") == [actor]


def test_who_held_an_office_depends_on_the_day(invented: World) -> None:
    text = "{P:Olin Vask} met {P:Ada Renn}."
    assert actors(text, invented, published="2031-04-07") == ["tamar-foreign-ministry", "local:ada-renn"]
    assert actors(text, invented, published="2030-04-07") == ["local:olin-vask", "tamar-foreign-ministry"]


def test_a_ministry_no_registry_lists_becomes_a_local_part_of_its_state(invented: World) -> None:
    text = "{O:the Union's Defence Ministry} answered {P:a spokesman for the Kesrian Foreign Ministry}."
    found = actors(text, invented)
    assert found == ["local:tamar-defence-ministry", "local:kesria-foreign-ministry"]
    assert "tamar" in invented[0].part_of("local:tamar-defence-ministry")


def test_one_who_speaks_for_a_ministry_stands_for_it_by_any_form_of_the_name(
    invented: World,
) -> None:
    text = (
        "The post was lost, {O:the Union's Defence Ministry} said. {P:Colonel Ines Tarvold}, a ministry spokeswoman, "
        "gave no number. "
        '"No comment," {P:Tarvold} said. {P:She} left.'
    )
    assert set(actors(text, invented)) == {"local:tamar-defence-ministry"}


def test_a_surname_takes_up_the_full_name(invented: World) -> None:
    assert actors("{P:Engineer Bo Trevik} spoke. {P:Trevik} left. {P:He} slept.", invented) == ["local:bo-trevik"] * 3


def test_short_names_descriptions_and_pronouns_take_up_the_nearest_fitting_actor(
    invented: World,
) -> None:
    text = (
        "{O:The Asre Valley Guard} fired on {O:Tamari soldiers}. {O:The group} said {O:it} was provoked. "
        "{O:The Guard} withdrew; {O:the army} did not."
    )
    assert actors(text, invented) == ["avg", "tamar-military", "avg", "avg", "avg", "tamar-military"]


def test_initials_given_in_brackets_name_the_same_actor(invented: World) -> None:
    text = "{O:the Upper Asre Relief Board} (UARB) closed. {O:UARB} reopened."
    assert actors(text, invented) == ["local:upper-asre-relief-board"] * 2


def test_we_is_who_speaks(invented: World) -> None:
    document, reading = marked("{P:We} will stay, {O:the Asre Valley Guard} said.")
    we, guard = (e.span for e in reading.entities)
    said = Span(document.text.index("said"), document.text.index("said") + 4)
    reading = msgspec.structs.replace(
        reading, attributions=[Attribution(source=[guard], cue=[said], content=[Span(we.start, 12)])]
    )
    assert [e.actor for e in resolve(document, reading, *invented).entities] == ["avg", "avg"]


def test_a_pronoun_with_nothing_before_it_stays_open(invented: World) -> None:
    assert actors("{O:It} said so. {P:She} agreed. {O:The group} denied.", invented) == [None, None, None]


def test_taking_up_is_less_sure_than_naming_and_says_what_it_went_by(invented: World) -> None:
    document, reading = marked("{O:The Asre Valley Guard} fired. {O:The group} denied it.")
    named, taken = resolve(document, reading, *invented).entities
    assert named.p > taken.p > 0
    assert taken.reason is not None
    assert "Asre Valley Guard" in taken.reason


def test_the_outlets_state_owns_a_ministry_named_without_one(invented: World) -> None:
    assert actors("{O:The Interior Ministry} said so.", invented, outlet="The Harra Courier") == [
        "local:tamar-interior-ministry"
    ]
    assert actors("{O:The Interior Ministry} said so.", invented) == ["local:interior-ministry"]


def test_a_time_of_a_planned_act_lies_ahead(invented: World) -> None:
    document, reading = marked(
        "Guards fired {T:on Sunday}; talks will open {T:on Friday}.", published="2031-04-08T08:00:00Z"
    )
    sunday, friday = (e.span for e in reading.entities)
    talks = Event(trigger=Span(26, 31), category="CONSULT", plover="AGREE", status="planned", times=[friday])
    fired = Event(trigger=Span(7, 12), category="ASSAULT", plover="ASSAULT", status="occurred", times=[sunday])
    found = resolve(document, msgspec.structs.replace(reading, events=[fired, talks]), *invented)
    assert [e.time for e in found.entities] == [("2031-04-06", "2031-04-06"), ("2031-04-11", "2031-04-11")]


@pytest.mark.parametrize("published", ["", "soon", "0000-00-00", "2024-13-40"])
def test_a_publication_date_that_does_not_exist_is_no_anchor(published: str, invented: World) -> None:
    document, reading = marked("It fell {T:on Sunday}, {T:28 January 2024}.", published=published)
    assert [e.time for e in resolve(document, reading, *invented).entities] == [None, ("2024-01-28", "2024-01-28")]


def test_an_empty_registry_resolves_what_it_can() -> None:
    registry = Registry.of()
    text = "{O:The Hill Levy} struck {L:Baghdad} {T:in 2024}, {P:officials} said."
    document, reading = marked(text)
    levy, baghdad, year, officials = resolve(document, reading, registry, Gazetteer.open(registry)).entities
    assert levy.actor == "local:hill-levy"
    assert baghdad.place is not None
    assert year.time == ("2024-01-01", "2024-12-31")
    assert officials.actor is None


@given(st.data())
def test_no_span_changes_and_only_entities_are_filled(data: st.DataObject) -> None:
    registry = Registry.of(("dossier.yaml", DOSSIER))
    words = [
        "the Guard",
        "Kesrian",
        "it",
        "on Sunday",
        "Asre Valley Guard",
        "They",
        "’s",
        "(AVG)",
        "of",
        "\n\n",
        "Mr",
        "İ",
    ]
    text = " ".join(data.draw(st.lists(st.sampled_from(words) | st.text(max_size=6), min_size=1, max_size=20)))
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    drawn = data.draw(st.lists(st.tuples(spans, st.sampled_from(sorted(TYPES.values()))), max_size=8))
    entities = [Entity(start=s, end=e, type=kind, p=0.3) for (s, e), kind in drawn]
    reading = Reading(id="d", entities=entities, verification=[Span(0, 1)])
    before = msgspec.json.encode(reading)
    found = resolve(Document(id="d", text=text, sha256="", published="2024-01-30"), reading, registry, EMPTY)
    assert [(e.start, e.end, e.type) for e in found.entities] == [(e.start, e.end, e.type) for e in entities]
    assert msgspec.structs.replace(found, entities=[]) == msgspec.structs.replace(reading, entities=[])
    assert msgspec.json.encode(reading) == before
    assert all(0 <= e.p <= 1 for e in found.entities)
    assert all(e.reason for e in found.entities if e.actor or e.place or e.time)


EMPTY = Gazetteer.open(Registry.of())
