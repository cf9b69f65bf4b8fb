"""Place names become places: a registry's first, by what the document speaks of, else by size."""

from __future__ import annotations

import pytest

from standoff.resolving import Gazetteer, Registry, resolve
from standoff.schema import Document, Entity, EntityType, PlaceMatch, Reading

DOSSIER = (
    "dossier.yaml",
    "places:\n"
    "- {id: bredna, name: Bredna, aliases: [Brednya, the gates], country: tamar, lat: -47.95, lon: -123.22}\n"
    "- {id: t22, name: Tower 22, country: JO, lat: 33.33, lon: 38.7, precision: facility}\n",
)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load(DOSSIER)


@pytest.fixture(scope="module")
def gazetteer(registry: Registry) -> Gazetteer:
    return Gazetteer.open(registry)


def places(
    text: str, *names: str, registry: Registry, gazetteer: Gazetteer, kind: EntityType = "place"
) -> list[PlaceMatch | None]:
    entities = [Entity(start=text.index(n), end=text.index(n) + len(n), type=kind, p=0.5) for n in names]
    document = Document(id="d", text=text, sha256="")
    return [e.place for e in resolve(document, Reading(id="d", entities=entities), registry, gazetteer).entities]


@pytest.mark.parametrize(
    ("name", "found", "country", "precision"),
    [
        ("Bredna", "Bredna", "tamar", "city"),
        ("the gates", "Bredna", "tamar", "city"),
        ("Brednya", "Bredna", "tamar", "city"),
        ("Tower 22 in Jordan", "Tower 22", "JO", "facility"),
        ("a post outside Bredna", "Bredna", "tamar", "city"),
        ("northeast Jordan", "Jordan", "JO", "region"),
        ("eastern Syria", "Syria", "SY", "region"),
        ("Erbil", "Erbil", "IQ", "city"),
        ("Irbil", "Erbil", "IQ", "city"),
        ("Iraq", "Iraq", "IQ", "country"),
        ("the U.S.", "United States", "US", "country"),
        ("Washington", "Washington", "US", "city"),
        ("Mexico", "Mexico", "MX", "country"),
        ("Paris", "Paris", "FR", "city"),
        ("Georgia", "Georgia", "GE", "country"),
        ("the Middle East", "Middle East", None, "region"),
    ],
)
def test_a_place_is_found_with_its_precision(
    name: str, found: str, country: str | None, precision: str, registry: Registry, gazetteer: Gazetteer
) -> None:
    [place] = places(f"It happened in {name} on Sunday.", name, registry=registry, gazetteer=gazetteer)
    assert place is not None
    assert (place.name, place.country, place.precision) == (found, country, precision)


def test_countries_have_their_middle_and_cities_their_own_coordinates(registry: Registry, gazetteer: Gazetteer) -> None:
    iraq, erbil = places("Iraq said Erbil was hit.", "Iraq", "Erbil", registry=registry, gazetteer=gazetteer)
    assert iraq is not None
    assert erbil is not None
    assert (iraq.lat, iraq.lon, iraq.geonames) == (33.0, 44.0, 99237)
    assert (round(erbil.lat, 1), round(erbil.lon, 1)) == (36.2, 44.0)


def test_the_country_spoken_of_decides_between_bearers_of_a_name(registry: Registry, gazetteer: Gazetteer) -> None:
    [alone] = places("The march began in Tripoli.", "Tripoli", registry=registry, gazetteer=gazetteer)
    *_, lebanese = places(
        "Lebanon sent its army from Beirut and Sidon to Tripoli.",
        "Lebanon", "Beirut", "Sidon", "Tripoli",
        registry=registry, gazetteer=gazetteer,
    )  # fmt: skip
    assert alone is not None
    assert alone.country == "LY"
    assert lebanese is not None
    assert lebanese.country == "LB"


def test_the_words_after_a_comma_say_where_it_is(registry: Registry, gazetteer: Gazetteer) -> None:
    text = "Voters in Paris, Texas, and Gainesville, Va., stood in line."
    paris, gainesville = places(text, "Paris", "Gainesville", registry=registry, gazetteer=gazetteer)
    assert paris is not None
    assert paris.country == "US"
    assert gainesville is not None
    assert (round(gainesville.lat), round(gainesville.lon)) == (39, -78)


def test_a_place_that_cannot_be_found_empties_nothing_else(registry: Registry, gazetteer: Gazetteer) -> None:
    nowhere, erbil = places("From Xqzzvy to Erbil.", "Xqzzvy", "Erbil", registry=registry, gazetteer=gazetteer)
    assert nowhere is None
    assert erbil is not None


def test_an_empty_registry_still_has_the_world(registry: Registry) -> None:
    empty = Registry.of()
    [place] = places("In Baghdad.", "Baghdad", registry=empty, gazetteer=Gazetteer.open(empty))
    assert place is not None
    assert place.country == "IQ"


def test_lookup_gives_every_bearer_with_population(gazetteer: Gazetteer) -> None:
    found = gazetteer.lookup("Cordoba")
    assert {c.match.country for c in found} >= {"ES", "AR"}
    assert all(c.population >= 0 and -90 <= c.match.lat <= 90 for c in found)
    assert gazetteer.lookup("") == []


@pytest.mark.parametrize("name", ["the street", "stone", "a city", "turkey"])
def test_common_words_are_no_towns_that_bear_them(name: str, registry: Registry, gazetteer: Gazetteer) -> None:
    assert places(f"They ran down {name} at dawn.", name, registry=registry, gazetteer=gazetteer) == [None]


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Russia", "RU"),
        ("Iranian", "IR"),
        ("the US", "US"),
        ("Mexicans", None),
        ("us", None),
        ("Kataib Hezbollah", None),
    ],
)
def test_an_actor_that_is_a_country_is_on_the_map_too(
    name: str, country: str | None, registry: Registry, gazetteer: Gazetteer
) -> None:
    [place] = places(f"Talks with {name} failed.", name, registry=registry, gazetteer=gazetteer, kind="organisation")
    assert (place.country if place else None) == country


def test_a_name_cut_short_by_the_reader_is_completed_from_the_text(registry: Registry, gazetteer: Gazetteer) -> None:
    [place] = places("Chiefs of South Korea met.", "Korea", registry=registry, gazetteer=gazetteer)
    assert place is not None
    assert place.country == "KR"
