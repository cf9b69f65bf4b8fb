"""Registries load in layers, say where they are wrong, and know names in their spellings."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from standoff.errors import RegistryError
from standoff.resolving import Registry

LOWLAND = """
actors:
- {id: low, kind: state, name: Lowland, demonyms: [Lowlander, Lowlanders], aliases: [Low City], country: LO}
- id: levy
  kind: armed_group
  name: Hill Levy
  aliases: [the Levy, HLV, "Ḥill Le'vy"]
  relations: [{type: part_of, target: front, since: 2014}]
- {id: front, kind: organisation, name: Hill Front, aliases: [the Front]}
- {id: uplands, kind: state, name: Uplands, country: NO}
relations:
- {actor: uplands, type: backs, target: levy, since: '2015', source: a treaty}
places:
- {id: ford, name: Stone Ford, lat: -47.5, lon: 12, country: disputed}
outlets:
- {id: wire, name: Valley Wire, aliases: [valleywire.example.org], kind: wire, country: low}
"""


def load(*texts: str) -> Registry:
    return Registry.of(*[(f"layer{i}.yaml", text) for i, text in enumerate(texts)])


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(LOWLAND)


@pytest.fixture(scope="module")
def own() -> Registry:
    return Registry.load()


def ids(registry: Registry, name: str) -> list[str]:
    return [c.actor for c in registry.find(name)]


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Lowland", "low"),
        ("Lowlanders", "low"),
        ("the Hill Levy", "levy"),
        ("Hill-Levy", "levy"),
        ("HLV", "levy"),
        ("H.L.V.", "levy"),
        ("Ḥill Levy", "levy"),
        ("Lowlander soldiers", "low-military"),
        ("Lowlander authorities", "low-government"),
        ("government of Lowland", "low-government"),
        ("Lowlander police", "low-police"),
    ],
)
def test_names_are_found_in_their_spellings(registry: Registry, name: str, actor: str) -> None:
    assert ids(registry, name) == [actor]


@pytest.mark.parametrize("name", ["hlv", "the front", "the levy", "", "   ", "Nobody Known"])
def test_capitals_count_and_unknown_names_are_not_found(registry: Registry, name: str) -> None:
    assert ids(registry, name) == []


def test_a_misspelt_long_name_is_found_with_a_lower_score() -> None:
    registry = load("actors: [{id: kh, kind: armed_group, name: Kataib Hezbollah}]")
    [found] = registry.find("Kataeb Hezbollah")
    assert found.actor == "kh"
    assert 0.8 < found.score < 1


def test_short_names_are_never_matched_by_likeness() -> None:
    registry = load("actors: [{id: irn, kind: state, name: Iran}, {id: irq, kind: state, name: Iraq}]")
    assert ids(registry, "Iraq") == ["irq"]
    assert ids(registry, "Irat") == []


def test_everything_is_text_so_that_norway_stays_norway(registry: Registry) -> None:
    assert registry.actors["uplands"].country == "NO"


def test_relations_told_apart_are_merged_into_their_actor(registry: Registry) -> None:
    [backs] = registry.actors["uplands"].relations
    assert (backs.type, backs.target, backs.since, backs.source) == ("backs", "levy", "2015", "a treaty")


def test_part_of_climbs_and_takes_a_local_ministry_to_its_state(registry: Registry) -> None:
    assert registry.part_of("levy") == ["front"]
    assert registry.part_of("low-military") == ["low"]
    assert registry.part_of("local:low-defence-ministry") == ["low-government", "low"]
    assert registry.part_of("local:ines-tarvold") == []


def test_part_of_ends_where_the_registry_goes_round() -> None:
    registry = load(
        "actors:\n"
        "- {id: a, kind: party, name: Ay, relations: [{type: part_of, target: b}]}\n"
        "- {id: b, kind: party, name: Bee, relations: [{type: part_of, target: a}]}\n"
    )
    assert registry.part_of("a") == ["b"]


def test_a_later_layer_overrides_an_actor_and_wins_its_names() -> None:
    registry = load(
        LOWLAND,
        "actors:\n"
        "- {id: dam, kind: organisation, name: Dam Front, aliases: [the Front]}\n"
        "- {id: levy, kind: party, name: New Levy}\n",
    )
    assert ids(registry, "the Front") == ["dam"]
    assert registry.actors["levy"].kind == "party"
    assert ids(registry, "Hill Levy") == ["levy"]
    assert registry.part_of("levy") == ["front"]
    assert registry.conflicts == []


def test_an_alias_of_two_actors_of_one_layer_is_a_warning() -> None:
    registry = load(
        "actors:\n"
        "- {id: a, kind: party, name: Ay, aliases: [the Union]}\n"
        "- {id: b, kind: party, name: Bee, aliases: [Union]}\n"
    )
    assert sorted(ids(registry, "the Union")) == ["a", "b"]
    [conflict] = registry.conflicts
    assert (conflict.alias, conflict.actors) == ("Union", ("a", "b"))


def test_an_own_entry_stands_in_the_place_of_a_derived_body() -> None:
    registry = load(
        "actors:\n"
        "- {id: low, kind: state, name: Lowland, demonyms: [Lowlander]}\n"
        "- {id: low-military, kind: military, name: Levies}\n"
    )
    assert registry.actors["low-military"].name == "Levies"
    assert "low-government" in registry.actors


def test_a_user_registry_shows_its_adjective_in_other_names() -> None:
    registry = load(
        "actors:\n"
        "- {id: kesria, kind: state, name: Republic of Kesria, aliases: [Kesria], country: kesria}\n"
        "- {id: army, kind: military, name: Kesrian Army, country: kesria,\n"
        "   relations: [{type: part_of, target: kesria}]}\n"
    )
    assert ids(registry, "Kesrian") == ["kesria"]
    assert "kesria-military" not in registry.actors


@pytest.mark.parametrize(
    "name", ["wire", "Valley Wire", "valley wire", "valleywire.example.org", "https://www.valleywire.example.org/a?b"]
)
def test_an_outlet_is_known_by_id_name_and_host(registry: Registry, name: str) -> None:
    outlet = registry.outlet(name)
    assert outlet is not None
    assert outlet.id == "wire"


def test_an_unknown_outlet_is_none(registry: Registry) -> None:
    assert registry.outlet("The Moon Herald") is None
    assert registry.outlet(None) is None


@pytest.mark.parametrize("text", ["", "# nothing\n", "actors:\n", "actors: []\n"])
def test_an_empty_registry_is_a_registry(text: str) -> None:
    registry = load(text)
    assert registry.actors == {}
    assert registry.find("Iran") == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("actors:\n- {id: a, kind: party, name: Ay}\n- {id: b, kind: martian, name: Bee}\n", 3, "martian"),
        ("actors:\n- {id: a, kind: party}\n", 2, "name"),
        ("actors:\n- id: a\n   kind: party\n", 3, "not YAML"),
        ("places:\n\n- {id: p, name: Nowhere, lat: 91, lon: 0}\n", 3, "outside the world"),
        ("places:\n- {id: p, name: Nowhere, lat: north, lon: 0}\n", 2, "float"),
        ("actors: 7\n", 1, "must be a list"),
        ("just words\n", 1, "mapping"),
        ("a: [b\n", 2, "not YAML"),
    ],
)
def test_a_broken_file_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(RegistryError) as caught:
        load("actors: []", text)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"layer1.yaml:{line}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"gone\.yaml: cannot be read"):
        Registry.load(tmp_path / "gone.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("actors: [{id: a, kind: party, name: Café}]".encode("latin-1"))
    with pytest.raises(RegistryError, match="UTF-8"):
        Registry.load(latin)


def test_yaml_can_build_nothing_but_plain_values() -> None:
    with pytest.raises(RegistryError):
        load("actors: !!python/object/apply:os.getcwd []")


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Iran", "irn"),
        ("Tehran", "irn"),
        ("Iranian officials", "irn-government"),
        ("US forces", "usa-military"),
        ("Kataib Hezbollah", "kataib-hezbollah"),
        ("Kata'ib Hizballah", "kataib-hezbollah"),
        ("Hamas", "hamas"),
    ],
)
def test_the_own_registry_knows_the_actors_of_the_news(own: Registry, name: str, actor: str) -> None:
    assert ids(own, name) == [actor]


def test_the_own_registry_loads_quickly_and_hangs_together(own: Registry) -> None:
    started = time.process_time()
    Registry.load()
    assert time.process_time() - started < 1.5  # 0.1 s on an idle machine; parsing is cached after the first time
    dangling = {relation.target for _, relation in own.relations if relation.type == "part_of"} - own.actors.keys()
    assert dangling == set()
