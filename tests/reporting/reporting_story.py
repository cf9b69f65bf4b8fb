"""A small invented story, read and weighed by hand: four reports of one raid and what came after, in a real record."""

from __future__ import annotations

import hashlib
from pathlib import Path

from standoff.record import Record
from standoff.schema import (
    Account,
    Actor,
    Alternative,
    Attribution,
    Casualties,
    Commitment,
    DesignationRecord,
    Document,
    Entity,
    Event,
    Evidence,
    Failure,
    Hypothesis,
    Incident,
    Option,
    Outlet,
    PlaceMatch,
    Reading,
    Relation,
    Report,
    Sighting,
    Span,
    Tie,
    Toll,
    TollValue,
    Value,
    Verdict,
)

SAID = (
    "Gunmen attacked a customs post at Lenn early on Monday, killing four officers, "
    "the Interior Ministry of Oster said."
)
BLAMED = "Interior Minister Hale Brandt said officials believed the Marsh League had carried out the raid."
RAID = f"{SAID} {BLAMED}"
THREAT = "Oster will close the Lenn causeway by Friday unless the attackers are handed over, Brandt said."
WIRE = f"LENN, March 3 (Coastal Wire) - {RAID}\n\n{THREAT}\n"
COPY = f"LENN - {RAID}\n"
SIX = "Six officers died in Monday's raid on the customs post at Lenn, the director of the district clinic said."
WEIGHED = (
    "A senior Oster security official said on condition of anonymity that the army is weighing air strikes on camps "
    "of the Marsh League."
)
BACKS = "Skerry, which backs the League, would answer any strike, the official said."
POST = f"{SIX}\n\n{WEIGHED} {BACKS}\n"
DENIED = "The Marsh League did not attack the post at Lenn, its council said on Tuesday."
CORRECTED = "The Interior Ministry of Oster corrected its figure to six dead."
DENIAL = f"{DENIED} {CORRECTED}\n"
FORGED = (
    "<script>alert('owned')</script> <img src=x onerror=alert(1)> \u202egnitirw sdrawkcab\u202c </div></mark> & "
    "النص العربي في الوسط **bold** [link](javascript:alert(1)) {{ 7 * 7 }}\n"
)
FORGED_TITLE = "</title><script>alert('title')</script>\u202e\" onmouseover=\"alert(2)"
LENN = PlaceMatch(name="Lenn", lat=1.5, lon=2.5, country="oster", precision="city")

ACTORS = {
    "oster": Actor(id="oster", kind="state", name="Republic of Oster", aliases=["Oster"]),
    "army": Actor(
        id="army", kind="military", name="Oster Armed Forces", relations=[Relation(type="part_of", target="oster")]
    ),
    "skerry": Actor(id="skerry", kind="state", name="Skerry"),
    "marsh_league": Actor(id="marsh_league", kind="armed_group", name="Marsh League", country="oster"),
    "interior": Actor(id="interior", kind="government", name="Oster Interior Ministry", country="oster"),
    "customs": Actor(id="customs", kind="police", name="Oster Customs Corps", country="oster"),
}
OUTLETS = {
    "coastal": Outlet(id="coastal", name="Coastal Wire", kind="wire"),
    "lenn_daily": Outlet(id="lenn_daily", name="The Lenn Daily", kind="daily"),
    "post": Outlet(id="post", name="The Northern Post", kind="daily"),
    "marsh": Outlet(id="marsh", name="Marsh Voice", kind="local"),
}


def document(key: str, text: str, outlet: str | None, published: str | None, title: str | None) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    url = f"https://{outlet}.example/{key}" if outlet else "javascript:alert(3)"
    return Document(
        id=key, text=text, outlet=outlet, published=published, title=title, url=url, language="en", sha256=digest
    )


DOCUMENTS = {
    each.id: each
    for each in (
        document("p01", WIRE, "coastal", "2030-03-03T09:00:00Z", "Four killed in raid on customs post"),
        document("p02", COPY, "lenn_daily", "2030-03-03T11:30:00Z", "Raid on customs post kills four"),
        document("p03", POST, "post", "2030-03-04T07:00:00Z", "Clinic counts six dead; strikes weighed"),
        document("p04", DENIAL, "marsh", "2030-03-05T08:00:00Z", "League: it was not us"),
        document("p05/../<b>", FORGED, None, None, FORGED_TITLE),
    )
}


def locate(key: str, words: str) -> Span:
    """Where the words stand in a document."""
    start = DOCUMENTS[key].text.index(words)
    return Span(start, start + len(words))


def report(key: str, words: str, origin: str, **more: object) -> Report:
    span = locate(key, words)
    chain = [f"outlet:{DOCUMENTS[key].outlet}", origin]
    return Report(document=key, start=span.start, end=span.end, origin=origin, chain=chain, **more)  # type: ignore[arg-type]


def evidence(key: str, words: str) -> Evidence:
    span = locate(key, words)
    return Evidence(document=key, start=span.start, end=span.end)


CLINIC = "local:district_clinic"
UNNAMED = "anonymous:oster-security-1"

RAID_INCIDENT = Incident(
    id="i1",
    category="ASSAULT",
    plover="ASSAULT",
    mode="firearms",
    status="occurred",
    date=("2030-03-03", "2030-03-03"),
    place=LENN,
    actors=["marsh_league"],
    recipients=["customs"],
    killed=Toll(
        low=6,
        high=6,
        values=[
            TollValue(low=4, high=4, origins=["interior"], superseded=True),
            TollValue(low=6, high=6, origins=[CLINIC, "interior"]),
        ],
    ),
    claims={
        "actors": [
            Value(value="marsh_league", origins=["interior"]),
            Value(value="skerry", origins=["marsh_league"]),
        ]
    },
    reports=[
        report("p01", SAID, "interior", event=0),
        report("p01", BLAMED, "interior"),
        report("p02", SAID, "interior", copy_of="p01"),
        report("p03", SIX, CLINIC),
        report("p04", DENIED, "marsh_league", stance="denies"),
        report("p04", CORRECTED, "interior", stance="corrects"),
    ],
    verdict=Verdict(
        overall="contested",
        credence=0.72,
        independent_origins=2,
        reasons=["Two independent sources report the raid.", "The Marsh League denies that it did it."],
        fields={"actors": "contested", "killed": "corroborated"},
    ),
)
STRIKE_INCIDENT = Incident(
    id="i2",
    category="ASSAULT",
    plover="ASSAULT",
    mode="aerial",
    status="considered",
    actors=["oster"],
    recipients=["marsh_league"],
    reports=[report("p03", WEIGHED, UNNAMED, event=0)],
    verdict=Verdict(
        overall="single-source", credence=0.4, independent_origins=1, reasons=["One unnamed source."], fields={}
    ),
)
CLOSURE_INCIDENT = Incident(
    id="i3",
    category="COERCE",
    plover="THREATEN",
    mode="restrict",
    status="threatened",
    date=("2030-03-07", "2030-03-07"),
    place=LENN,
    actors=["oster"],
    reports=[report("p01", THREAT, "interior")],
    verdict=Verdict(overall="single-source", credence=0.6, independent_origins=1, reasons=["One source."], fields={}),
)
FORGED_INCIDENT = Incident(
    id='i4"><script>alert(4)</script>',
    category="ACCUSE",
    plover="ACCUSE",
    status="occurred",
    actors=["local:<img src=x onerror=alert(5)>"],
    reports=[report("p05/../<b>", FORGED[:40], "unattributed")],
    verdict=Verdict(overall="unverified", credence=0.1, independent_origins=0, reasons=["<b>no source</b>"], fields={}),
)
ACCOUNT = Account(
    copies=[("p02", "p01")],
    incidents=[RAID_INCIDENT, STRIKE_INCIDENT, CLOSURE_INCIDENT, FORGED_INCIDENT],
    ties=[
        Tie(
            a="skerry", b="marsh_league", relation="backs", sign=1.0, stated_by=[UNNAMED], confidence=0.8,
            evidence=[evidence("p03", BACKS)],
        ),
        Tie(
            a="oster", b="marsh_league", relation="conflict", sign=-0.9, confidence=0.9,
            evidence=[evidence("p01", BLAMED)],
        ),
    ],
    designations=[
        DesignationRecord(by="oster", of="marsh_league", label="criminal band", evidence=[evidence("p01", BLAMED)])
    ],
    options=[
        Option(
            actor="oster", act="air strikes on camps of the Marsh League", category="ASSAULT", target="marsh_league",
            consequences=["Skerry would answer"], expected_by=[UNNAMED], evidence=[evidence("p03", WEIGHED)],
        )
    ],
    hypotheses=[
        Hypothesis(
            question="Who raided the post?", incident="i1",
            alternatives=[
                Alternative(text="The Marsh League", held_by=["interior"], evidence_for=[evidence("p01", BLAMED)]),
                Alternative(text="Someone else", held_by=["marsh_league"], evidence_for=[evidence("p04", DENIED)]),
            ],
        )
    ],
    commitments=[
        Commitment(
            actor="oster", act="close the Lenn causeway", category="COERCE", target=None, deadline="2030-03-07",
            kept=None, evidence=[evidence("p01", THREAT)],
        )
    ],
)  # fmt: skip


def spans(key: str, *words: str) -> list[Span]:
    return [locate(key, each) for each in words]


def entity(key: str, words: str, type: str, actor: str | None = None, **more: object) -> Entity:  # noqa: A002
    span = locate(key, words)
    return Entity(start=span.start, end=span.end, type=type, actor=actor, p=0.9, **more)  # type: ignore[arg-type]


def attribution(key: str, source: str, cue: str, content: str, **more: object) -> Attribution:
    words = {"source": spans(key, source), "cue": spans(key, cue), "content": spans(key, content)}
    return Attribution(**words, p=0.9, **more)  # type: ignore[arg-type]


READINGS = [
    Reading(
        id="p01",
        entities=[
            entity("p01", "Gunmen", "person"),
            entity("p01", "a customs post", "facility", "customs"),
            entity("p01", "Lenn early"[:4], "place", place=LENN),
            entity("p01", "early on Monday", "time", time=("2030-03-03", "2030-03-03")),
            entity("p01", "the Interior Ministry of Oster", "organisation", "interior"),
            entity("p01", "the Marsh League", "organisation", "marsh_league", reason="alias of the registry"),
        ],
        attributions=[
            attribution(
                "p01", "the Interior Ministry of Oster", "said",
                "Gunmen attacked a customs post at Lenn early on Monday, killing four officers",
            ),
            attribution(
                "p01", "Interior Minister Hale Brandt", "said",
                "officials believed the Marsh League had carried out the raid",
            ),
            attribution(
                "p01", "officials", "believed", "the Marsh League had carried out the raid",
                kind="collective", stance="believes", parent=1,
            ),
        ],
        events=[
            Event(
                trigger=locate("p01", "attacked"), category="ASSAULT", mode="firearms", plover="ASSAULT",
                status="occurred", factuality=2.7, actors=spans("p01", "Gunmen"),
                recipients=spans("p01", "a customs post"), places=spans("p01", "Lenn"),
                times=spans("p01", "early on Monday"), attribution=0, p=0.95,
                killed=Casualties(span=locate("p01", "four officers"), min=4, max=4),
            ),
            Event(
                trigger=locate("p01", "raid."), category="ASSAULT", plover="ASSAULT", status="occurred", factuality=2.0,
                actors=spans("p01", "the Marsh League"), attribution=2, p=0.8,
            ),
            Event(
                trigger=locate("p01", "close"), category="COERCE", mode="restrict", plover="THREATEN",
                status="threatened", factuality=0.5, p=0.8,
            ),
        ],
    ),
    Reading(
        id="p03",
        attributions=[
            attribution(
                "p03", "A senior Oster security official", "said",
                "the army is weighing air strikes on camps of the Marsh League", kind="anonymous",
            )
        ],
        events=[
            Event(
                trigger=locate("p03", "strikes"), category="ASSAULT", mode="aerial", plover="ASSAULT",
                status="considered", attribution=0, p=0.9,
            )
        ],
    ),
    Reading(id="p04"),
]  # fmt: skip


def write_record(path: Path, account: Account = ACCOUNT) -> Record:
    """The story in a new record."""
    record = Record.open(path, create=True)
    for each in DOCUMENTS.values():
        record.store(each, Sighting(location=f"{each.id}.txt", seen="2030-03-06T00:00:00Z"))
    for reading in READINGS:
        record.store_reading(reading, "by hand")
        record.store_resolved(reading, "by hand")
    record.fail(Failure(location="broken<i>.txt", reason="it is empty; give a file with text"))
    record.replace_account(account, ACTORS, OUTLETS)
    return record
