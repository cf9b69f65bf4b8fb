"""The brief: every statement on quoted words, copies adding nothing, hostile text only ever shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reporting_story import ACCOUNT, COPY, DOCUMENTS, RAID_INCIDENT, SIX, report, write_record

from standoff.record import Record
from standoff.reporting import brief_html, brief_markdown, compose_brief, export_json
from standoff.reporting.brief import Brief, Statement, choose_words, is_thin, rests_on_one_unnamed, tell_once
from standoff.reporting.citations import Citation, shorten
from standoff.reporting.markdown import escape, is_web_address
from standoff.reporting.passages import cut, excerpt, merge_windows
from standoff.schema import Account, Incident, Span, Value


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with write_record(tmp_path_factory.mktemp("record") / "story.standoff") as opened:
        yield opened


@pytest.fixture(scope="module")
def brief(record: Record) -> Brief:
    return compose_brief(record)


def statements(brief: Brief, section: str | None = None) -> list[Statement]:
    return [
        statement
        for each in brief.sections
        if section in (None, each.id)
        for group in each.groups
        for statement in group.statements
    ]


def figure(brief: Brief, label: str) -> int:
    return next(each.value for each in brief.figures if each.label == label)


def test_no_statement_without_words_of_a_document(brief: Brief) -> None:
    told = statements(brief)
    assert len(told) > 12
    for statement in told:
        assert statement.citations, statement.text
        for citation in statement.citations:
            words = DOCUMENTS[citation.document].text[citation.start : citation.end]
            assert citation.quote == " ".join(words.split())


def test_each_section_says_its_own(brief: Brief) -> None:
    said = {section.id: [statement.text for statement in statements(brief, section.id)] for section in brief.sections}
    assert (
        "Marsh League is said to have carried out an armed attack on Oster Customs Corps in Lenn" in said["happened"][0]
    )
    assert len(said["contested"]) == 1
    assert said["anonymous"] == [
        "The Republic of Oster is considering whether to carry out an air strike on Marsh League."
    ]
    assert "Republic of Oster: close the Lenn causeway, by 7 March 2030 (open)." in said["ahead"]
    assert any("expected by an unnamed source: Skerry would answer" in text for text in said["ahead"])
    assert "Skerry backs Marsh League, according to an unnamed source." in said["ties"]
    assert said["designations"] == ["Marsh League is designated “criminal band” by Republic of Oster."]
    assert len(said["explanations"]) == 2
    assert len(said["corrections"]) == 1
    assert len(said["denied"]) == 1
    assert said["denied"][0].startswith("Denied: Marsh League is said to have carried out")


def test_what_has_not_happened_is_not_among_what_happened(brief: Brief) -> None:
    happened = {statement.incident for statement in statements(brief, "happened")}
    assert "i1" in happened
    assert happened.isdisjoint({"i2", "i3"})
    assert (figure(brief, "happened"), figure(brief, "not yet")) == (2, 2)


def test_versions_stand_side_by_side_with_their_holders(brief: Brief) -> None:
    questions = {question.field: question for question in statements(brief, "contested")[0].questions}
    assert {version.value: version.holders for version in questions["actors"].versions} == {
        "Marsh League": ["Oster Interior Ministry"],
        "Skerry": ["Marsh League"],
    }
    assert [version.value for version in questions["happened"].versions] == ["it is so", "it is not so"]
    assert "killed" not in questions, "the lower figure was replaced, nobody holds it any more"


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2030-03-03", "2030-03-03/2030-03-05"], False),
        (["2030-03-03", "2030-03-04"], True),
        (["2030-03-03"], False),
    ],
)
def test_days_are_contested_only_where_they_cannot_both_be_right(
    tmp_path: Path, dates: list[str], expected: bool
) -> None:
    claims = {"date": [Value(value=date, origins=["interior"]) for date in dates]}
    incident = msgspec.structs.replace(RAID_INCIDENT, claims=claims)
    with write_record(tmp_path / "story.standoff", Account(incidents=[incident])) as record:
        contested = statements(compose_brief(record), "contested")[0]
    assert ("date" in {question.field for question in contested.questions}) is expected


def test_a_value_is_cited_where_it_is_said() -> None:
    def citation(quote: str) -> Citation:
        return Citation(document="d", start=0, end=1, quote=quote, outlet="o", published=None, title=None, url=None)

    early, late = citation("killing four officers"), citation("It corrected the figure to six.")
    assert choose_words([early, late], "4") is early
    assert choose_words([early, late], "6") is late
    assert choose_words([early, late], "9") is late


def test_a_copy_adds_no_source(brief: Brief) -> None:
    raid = statements(brief, "happened")[0]
    assert {citation.document for citation in raid.citations} == {"p01", "p03", "p04"}
    assert [(reprint.document, reprint.original) for reprint in raid.reprints] == [("p02", "p01")]
    assert raid.origins == 2


@pytest.mark.parametrize("copies", [0, 1, 5])
def test_more_copies_change_no_figure_but_their_own(tmp_path: Path, copies: int) -> None:
    own = [each for each in RAID_INCIDENT.reports if each.copy_of is None]
    more = [report("p02", COPY[7:40], "interior", copy_of="p01") for _ in range(copies)]
    incident = msgspec.structs.replace(RAID_INCIDENT, reports=[*own, *more])
    with write_record(tmp_path / "story.standoff", Account(incidents=[incident])) as record:
        raid = statements(compose_brief(record), "happened")[0]
    assert (raid.origins, len(raid.sources), len(raid.citations)) == (2, 3, 5)


def test_resting_on_one_unnamed_source() -> None:
    def told(*origins: str) -> Incident:
        reports = [report("p03", SIX, origin) for origin in origins]
        return msgspec.structs.replace(RAID_INCIDENT, reports=reports)

    assert rests_on_one_unnamed(told("anonymous:a", "anonymous:a"))
    assert rests_on_one_unnamed(told("anonymous:a", "unattributed"))
    assert not rests_on_one_unnamed(told("anonymous:a", "anonymous:b"))
    assert not rests_on_one_unnamed(told("anonymous:a", "interior"))
    assert not rests_on_one_unnamed(told("interior"))


def thin(**more: object) -> Incident:
    """An attack that says neither who, to whom nor where."""
    asserting = [each for each in RAID_INCIDENT.reports if each.stance == "asserts"]
    bare = msgspec.structs.replace(
        RAID_INCIDENT,
        id="thin",
        actors=[],
        recipients=[],
        place=None,
        killed=None,
        injured=None,
        claims={},
        reports=asserting,
    )
    told = msgspec.structs.replace(bare.verdict, overall="unverified", independent_origins=1, fields={})
    return msgspec.structs.replace(bare, verdict=told, **more)


def test_a_mention_that_places_nothing_is_thin() -> None:
    assert is_thin(thin())
    assert is_thin(thin(date=None))
    assert not is_thin(thin(actors=["oster"]))
    assert not is_thin(thin(recipients=["oster"]))
    assert not is_thin(thin(place=RAID_INCIDENT.place))


def test_a_toll_or_a_second_source_makes_a_mention_more_than_thin() -> None:
    assert not is_thin(thin(killed=RAID_INCIDENT.killed))
    assert not is_thin(msgspec.structs.replace(thin(), verdict=RAID_INCIDENT.verdict))


def test_thin_mentions_are_told_at_the_end_and_nowhere_else(tmp_path: Path) -> None:
    account = msgspec.structs.replace(ACCOUNT, incidents=[*ACCOUNT.incidents, thin()])
    with write_record(tmp_path / "thin.standoff", account) as record:
        brief = compose_brief(record)
    placed = [each.id for each in brief.sections for told in statements(brief, each.id) if told.incident == "thin"]
    assert placed == ["thin"]
    assert brief.sections[-1].title == "Mentions too thin to place"
    assert all(told.citations for told in statements(brief, "thin"))


def test_a_tie_is_told_once() -> None:
    tie = ACCOUNT.ties[1]
    allied = msgspec.structs.replace(tie, relation="allied")
    mirrored = msgspec.structs.replace(allied, a=allied.b, b=allied.a)
    backs = msgspec.structs.replace(tie, relation="backs")
    backed = msgspec.structs.replace(backs, a=backs.b, b=backs.a)
    assert tell_once([allied, mirrored, backs, backed]) == [allied, backs, backed]


def test_an_empty_record_says_so_plainly(tmp_path: Path) -> None:
    with Record.open(tmp_path / "empty.standoff", create=True) as record:
        page, text = brief_html(record), brief_markdown(record)
    assert "No source reports that anything happened." in page
    assert "*No source reports that anything happened.*" in text


def test_markdown_cites_source_outlet_date_document_and_place(record: Record) -> None:
    start, end = RAID_INCIDENT.reports[3].start, RAID_INCIDENT.reports[3].end
    expected = (
        f"District Clinic, via The Northern Post: “{SIX}” — "
        f"[The Northern Post, 4 March 2030, p03, {start}–{end}](<https://post.example/p03>)"
    ).replace("_", r"\_")
    assert expected in brief_markdown(record)


def test_markdown_runs_nothing_even_where_html_is_allowed(record: Record) -> None:
    page = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(brief_markdown(record)))
    tags = {tag for tag, _ in page.tags}
    assert tags <= {"h1", "h2", "h3", "p", "ul", "li", "a", "strong", "em", "table", "thead", "tbody", "tr", "th", "td"}
    assert all(re.match(r"https://\w+\.example/p0\d$", address) for address in page.values("href"))
    assert "<script>alert('owned')</script>" in page.text


@given(st.text())
def test_escaped_words_come_out_of_markdown_as_they_went_in(words: str) -> None:
    shown = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(f"- {escape(words)}"))
    assert {tag for tag, _ in shown.tags} <= {"ul", "li", "p"}
    kept = re.sub(r"[\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", " ", words)
    assert "".join(shown.text.split()) == "".join(kept.split())


def test_html_needs_nothing_and_runs_nothing(record: Record) -> None:
    page = Page(brief_html(record))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "link", "iframe", "object", "form", "svg"})
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert all(address.startswith(("#", "https://")) for address in page.values("href"))
    assert any("default-src 'none'" in value for value in page.values("content"))


def test_html_links_land_on_the_words(record: Record) -> None:
    source = brief_html(record)
    page = Page(source)
    targets = page.values("id")
    links = [address[1:] for address in page.values("href") if address.startswith("#")]
    assert len(targets) == len(set(targets))
    assert set(links) <= set(targets)
    start, end = RAID_INCIDENT.reports[3].start, RAID_INCIDENT.reports[3].end
    assert re.search(rf'<mark id="d3-{start}-{end}">Six officers died in Monday', source)


def test_html_ends_with_the_cited_texts_to_the_letter(record: Record) -> None:
    text = Page(brief_html(record)).text
    assert {key for key, document in DOCUMENTS.items() if document.text not in text} == {"p02"}, "a copy is only named"


def test_long_texts_are_quoted_with_what_surrounds_them() -> None:
    document = msgspec.structs.replace(DOCUMENTS["p01"], text="a" * 1000 + "WORDS" + "b" * 5000 + "MORE" + "c" * 900)
    shown = excerpt(document, "d1", {Span(1000, 1005): "x", Span(6005, 6009): "y"}, whole=False)
    runs = ["".join(passage.text for passage in run) for run in shown.runs]
    assert runs == ["a" * 240 + "WORDS" + "b" * 240, "b" * 240 + "MORE" + "c" * 240]
    marked = [passage for run in shown.runs for passage in run if passage.marked]
    assert [(passage.text, passage.anchors) for passage in marked] == [("WORDS", ["x"]), ("MORE", ["y"])]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(max_size=60))
    ends = st.integers(-3, 70)
    return text, draw(st.lists(st.builds(Span, ends, ends), max_size=12))


@given(texts_with_spans())
def test_pieces_join_to_the_text_and_know_their_spans(given_text: tuple[str, list[Span]]) -> None:
    text, spans = given_text
    pieces = cut(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    for piece in pieces:
        assert piece.start < piece.end
        assert piece.spans == [i for i, span in enumerate(spans) if span.start <= piece.start and piece.end <= span.end]


@given(st.lists(st.integers(0, 990).map(lambda start: Span(start, start + 10)), max_size=8), st.integers(0, 50))
def test_windows_hold_every_passage_and_do_not_touch(spans: list[Span], context: int) -> None:
    windows = merge_windows(sorted(spans), 1000, context)
    assert all(any(window.covers(span) for window in windows) for span in spans)
    assert all(before.end < after.start for before, after in pairwise(windows))


@given(st.text(), st.integers(1, 40))
def test_a_shortened_quote_is_a_beginning(words: str, longest: int) -> None:
    line, short = " ".join(words.split()), shorten(words, longest)
    assert short == line or line.startswith(short.removesuffix(" …"))
    assert len(short) <= longest + 2


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://post.example/a?b=c", True),
        ("http://post.example", True),
        ("javascript:alert(1)", False),
        ("https://a b", False),
        ("https://a>b", False),
        ("data:text/html,x", False),
        ("//post.example", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    assert is_web_address(url) is safe


def test_export_has_the_documented_form(record: Record) -> None:
    account = json.loads(export_json(record))
    assert list(account) == [
        "documents", "copies", "incidents", "ties", "designations", "options", "hypotheses", "commitments",
    ]  # fmt: skip
    assert set(account["documents"][0]) == {"id", "outlet", "published", "title", "url", "sha256"}
    assert [each["id"] for each in account["documents"]] == ["p01", "p02", "p03", "p04", "p05/../<b>"]
    assert account["copies"] == [["p02", "p01"]]
    raid, strike = account["incidents"][:2]
    assert raid["date"] == ["2030-03-03", "2030-03-03"]
    assert raid["place"] == "Lenn"
    assert raid["killed"]["values"][0] == {"low": 4, "high": 4, "origins": ["interior"], "superseded": True}
    assert {"document", "start", "end", "origin", "chain", "stance"} <= set(raid["reports"][0])
    assert raid["verdict"]["fields"] == {"actors": "contested", "killed": "corroborated"}
    assert (strike["date"], strike["place"], strike["killed"]) == (None, None, None)
    assert account["designations"][0]["as"] == "criminal band"


def test_export_holds_every_document_of_a_large_record(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = export_json(record)
    monkeypatch.setattr("standoff.reporting.export.PAGE", 2)
    assert export_json(record) == whole
