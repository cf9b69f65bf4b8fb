"""Every page over a real record: it answers, it shows the stored text to the letter, and nothing in it runs."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from fastapi.testclient import TestClient
from reporting_story import DOCUMENTS, FORGED_INCIDENT, RAID_INCIDENT, write_record

from standoff.errors import NotFound, RecordError, SettingsError, StandoffError
from standoff.record import Record
from standoff.schema import Document, Incident, Sighting
from standoff.web import create_app
from standoff.web.app import status_of

HOSTILE = quote("p05/../<b>", safe="")
FORGED = quote(FORGED_INCIDENT.id, safe="")
PAGES = [
    "/",
    "/documents",
    *(f"/documents/{quote(key, safe='')}" for key in DOCUMENTS),
    "/incidents",
    "/incidents?actor=marsh_league&status=occurred&category=ASSAULT&overall=contested&since=2030-01-01&until=2030-12-31",
    "/incidents?actor=&status=&category=&overall=&since=&until=",
    "/incidents/i1",
    "/incidents/i2",
    "/incidents/i3",
    f"/incidents/{FORGED}",
    "/actors",
    "/actors/marsh_league",
    "/actors/skerry",
    f"/actors/{quote('local:<img src=x onerror=alert(5)>', safe='')}",
    "/search",
    "/search?q=customs",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?q=%22",
    "/brief",
    "/failures",
]
DATA = [
    "/api/counts",
    "/api/documents",
    "/api/documents/p01",
    f"/api/documents/{HOSTILE}",
    "/api/incidents",
    "/api/incidents?status=threatened",
    "/api/incidents/i1",
    "/api/actors",
    "/api/actors/oster",
    "/api/search?q=raid",
    "/api/account",
    "/api/openapi.json",
]


class Page(HTMLParser):
    """Tags with their attributes, and the text of one element by its id."""

    def __init__(self, source: str, wanted: str = "text") -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.wanted, self.depth, self.words = wanted, 0, list[str]()
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if self.depth or dict(attrs).get("id") == self.wanted:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_and_runs_nothing(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    page = Page(answer.text)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "style", "img", "iframe", "object", "embed", "base"})
    names = {name for _, attributes in page.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert all(re.match(r"(?:/|#|\?|https://\w+\.example/p0\d$)", address) for address in page.values("href"))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_can_be_found_around_in(client: TestClient, address: str) -> None:
    page = Page(client.get(address).text)
    tags = [tag for tag, _ in page.tags]
    assert tags.index("title") < tags.index("body")
    assert [tags.count(tag) for tag in ("main", "h1", "footer")] == [1, 1, 1]
    assert ("html", {"lang": "en"}) in page.tags
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    targets = {value[1:] for value in page.values("href") if value.startswith("#")}
    assert targets <= set(ids), "links within the page land"
    labelled = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
    fields = [attributes for tag, attributes in page.tags if tag in ("input", "select")]
    assert all(attributes.get("id") in labelled for attributes in fields)


@pytest.mark.parametrize("address", DATA)
def test_the_api_answers_in_json(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()


def test_the_api_gives_the_words_of_the_schema(client: TestClient) -> None:
    given = client.get("/api/documents/p01").json()
    assert msgspec.convert(given["document"], Document) == DOCUMENTS["p01"]
    assert msgspec.convert(client.get("/api/incidents/i1").json(), Incident) == RAID_INCIDENT
    assert "text" not in client.get("/api/documents").json()["items"][0]


@pytest.mark.parametrize("kind", ["documents", "incidents", "actors"])
@pytest.mark.parametrize("prefix", ["", "/api"])
def test_unknown_ids_are_not_found(client: TestClient, kind: str, prefix: str) -> None:
    answer = client.get(f"{prefix}/{kind}/nothing%3Cscript%3E")
    assert answer.status_code == 404
    assert "<script" not in answer.text or prefix
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("address", ["/nowhere", "/api/nowhere", "/static/../pyproject.toml", "/static/%2e%2e/app.py"])
def test_there_is_nothing_else(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status=done", "status &#39;done&#39; is not known; use one of occurred"),
        ("since=yesterday", "is no date; write it as 2030-01-31"),
        ("category=%3Cb%3E", "category &#39;&lt;b&gt;&#39; is not known"),
        ("page=0", "page: Input should be greater than or equal to 1"),
        ("page=x", "page: Input should be a valid integer"),
    ],
)
def test_what_cannot_be_asked_is_answered_in_a_sentence(client: TestClient, query: str, words: str) -> None:
    answer = client.get(f"/incidents?{query}")
    assert answer.status_code == 400
    assert words in answer.text
    assert client.get(f"/api/incidents?{query}").status_code == 400


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("document", "x"), 404),
        (SettingsError("x"), 400),
        (RecordError("x"), 503),
        (StandoffError("x"), 500),
    ],
)
def test_every_error_has_one_status(error: StandoffError, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    assert client.request(method, "/incidents").status_code == 405


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost.evil.example:8000", 400),
    ],
)
def test_another_sites_name_for_this_address_is_refused(client: TestClient, host: str, status: int) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == status
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("key", DOCUMENTS)
def test_the_text_shown_is_the_text_stored(client: TestClient, key: str) -> None:
    shown = Page(client.get(f"/documents/{quote(key, safe='')}").text).text
    assert shown == DOCUMENTS[key].text


@pytest.mark.parametrize("start", [0, 5, 30, 31, 100, 146, 300])
@pytest.mark.parametrize("length", [1, 20, 120])
def test_a_quoted_passage_changes_no_letter_and_is_marked_once(client: TestClient, start: int, length: int) -> None:
    source = client.get(f"/documents/p01?from={start}&to={start + length}").text
    assert Page(source).text == DOCUMENTS["p01"].text
    assert Page(source).values("id").count("quoted") == 1
    assert Page(source, "quoted").text in (DOCUMENTS["p01"].text[start : start + length], "") or length > 1


@pytest.mark.parametrize("query", ["from=9&to=3", "from=-1&to=3", "from=x&to=3", "from=99999&to=999999", "from=1"])
def test_an_old_link_to_words_that_are_not_there_still_shows_the_text(client: TestClient, query: str) -> None:
    answer = client.get(f"/documents/p01?{query}")
    assert answer.status_code == 200
    assert 'id="quoted"' not in answer.text


def test_who_says_what_is_shown_with_what_lies_within(client: TestClient) -> None:
    source = client.get("/documents/p01").text
    assert re.search(r'<span class="[^"]*said-2[^"]*"[^>]*>the Marsh League</span>', source)
    assert 'title="event 1: armed attack, happened"' in source
    assert 'class="trigger-ahead" href="#event-3" id="at-3"' in source
    assert "Interior Minister Hale Brandt → officials" in source
    assert "organisation: Marsh League (90%, alias of the registry)" in source


def test_versions_are_side_by_side_and_differences_marked(client: TestClient) -> None:
    source = client.get("/incidents/i1").text
    assert '<span class="differs"><bdi>Marsh League</bdi></span>' in source
    assert '<span class="differs"><bdi>Skerry</bdi></span>' in source
    assert '<td data-label="killed"><bdi>4 (replaced); 6</bdi></td>' in source
    assert "<li><bdi>Coastal Wire</bdi></li><li><bdi>Oster Interior Ministry</bdi></li>" in source
    assert "Two independent sources report the raid." in source


def test_copies_are_folded_away_and_add_no_source(client: TestClient) -> None:
    source = client.get("/incidents/i1").text
    before, folded = source.split("<details>")
    assert "The Lenn Daily" in folded
    assert "The Lenn Daily" not in before
    assert "1 copy adds no source" in folded
    assert "2 independent sources" in before


def test_filters_are_kept_and_obeyed(client: TestClient) -> None:
    source = client.get("/incidents?status=threatened&since=2030-03-01").text
    assert "/incidents/i3" in source
    assert "/incidents/i1" not in source
    assert '<option value="threatened" selected>' in source
    assert 'value="2030-03-01"' in source


def test_the_search_leads_to_the_words(client: TestClient) -> None:
    source = client.get("/search?q=causeway").text
    start = DOCUMENTS["p01"].text.index("causeway")
    assert f"/documents/p01?from={start}&amp;to={start + 8}#quoted" in source


def test_the_brief_can_be_taken_along(client: TestClient) -> None:
    page, text = client.get("/brief.html"), client.get("/brief.md")
    assert page.text.startswith("<!doctype html>")
    assert text.text.startswith("# Brief")
    for answer in (page, text):
        assert answer.headers["content-disposition"].startswith("attachment")


def test_the_stylesheet_is_served_and_loads_nothing(client: TestClient) -> None:
    answer = client.get("/static/style.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "url(" not in answer.text
    assert "@import" not in answer.text


def test_no_record_no_application(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such record"):
        create_app(str(tmp_path / "nothing.standoff"))


def long_document(key: str, text: str, title: str) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(id=key, text=text, title=title, language="en", sha256=digest)


def test_a_line_of_a_million_letters_is_shown_in_parts(tmp_path: Path) -> None:
    text = "<b onclick=x>" + "x" * 1_000_000 + "\u202eend"
    with Record.open(tmp_path / "long.standoff", create=True) as record:
        record.store(
            long_document("long", text, "t" * 100_000), Sighting(location="long.txt", seen="2030-01-01T00:00:00Z")
        )
    with TestClient(create_app(str(tmp_path / "long.standoff")), base_url="http://localhost") as client:
        parts = [Page(client.get(f"/documents/long?part={part}").text).text for part in range(1, 7)]
        assert "".join(parts) == text
        assert len(client.get("/documents").text) < 20_000
        last = client.get("/documents/long?from=1000013&to=1000017")
        assert Page(last.text, "quoted").text == "\u202eend"
        assert "Part 6 of 6" in last.text


def test_long_lists_come_in_pages(tmp_path: Path) -> None:
    with Record.open(tmp_path / "many.standoff", create=True) as record:
        for number in range(120):
            each = long_document(f"n{number:03}", f"Report {number} of the harbour.", f"Report {number}")
            record.store(each, Sighting(location=f"{number}.txt", seen="2030-01-01T00:00:00Z"))
    with TestClient(create_app(str(tmp_path / "many.standoff")), base_url="http://localhost") as client:
        for listing in ("/documents?", "/search?q=harbour&"):
            pages = [client.get(f"{listing}page={page}").text for page in (1, 2, 3, 4)]
            found = [re.findall(r'href="/documents/(n\d+)', page) for page in pages]
            assert [len(each) for each in found] == [50, 50, 20, 0]
            assert len({key for each in found for key in each}) == 120
            assert 'rel="next"' in pages[0]
            assert 'rel="next"' not in pages[2]


def test_readers_are_served_beside_a_writer(tmp_path: Path) -> None:
    place = tmp_path / "busy.standoff"
    with write_record(place) as record, TestClient(create_app(str(place)), base_url="http://localhost") as client:

        def write(number: int) -> None:
            each = long_document(f"w{number}", f"Dispatch {number}.", f"Dispatch {number}")
            record.store(each, Sighting(location=f"w{number}.txt", seen="2030-01-01T00:00:00Z"))

        with ThreadPoolExecutor(6) as pool:
            writing = [pool.submit(write, number) for number in range(20)]
            reading = [pool.submit(client.get, address) for address in ("/", "/incidents/i1", "/documents/p01") * 10]
            assert {each.result().status_code for each in reading} == {200}
            for each in writing:
                each.result()
        assert client.get("/documents/w19").status_code == 200
