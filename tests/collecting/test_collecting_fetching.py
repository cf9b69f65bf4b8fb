"""Fetching from a real server on loopback."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest

from standoff.collecting import Collected, FetchMemory, Validators, collect
from standoff.collecting.addresses import Address, is_never_fetched, is_public
from standoff.collecting.fetching import Fetcher
from standoff.errors import UnreadableItem
from standoff.schema import Failure
from standoff.settings import Settings

LOCAL = Settings(allow_private_addresses=True, max_feed_bytes=300_000)
HURRIED = msgspec.structs.replace(LOCAL, fetch_deadline=1.5)
TEXT = b"The ministry said on Monday that three guards had been killed at the post near Bredna."
RSS = (
    b"<rss version='2.0'><channel><title>W</title><item><guid isPermaLink='false'>1</guid><description>"
    + TEXT
    + b"</description></item>"
)


class Handler(BaseHTTPRequestHandler):
    """Answers by path; the pages are a dictionary of functions."""

    pages: dict[str, Callable[[Handler], None]]
    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        page = self.pages.get(self.path)
        try:
            if page is None:
                self.answer(404)
            else:
                page(self)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def answer(self, status: int = 200, body: bytes = b"", kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


class Site:
    def __init__(self, server: ThreadingHTTPServer, handler: type[Handler]) -> None:
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.port = server.server_port
        self.asked = handler.asked


@contextmanager
def serving(**pages: Callable[[Handler], None]) -> Iterator[Site]:
    paths = {"/robots.txt" if name == "robots" else f"/{name}": page for name, page in pages.items()}
    handler = type("SiteHandler", (Handler,), {"pages": paths, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Site(server, handler)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refusal(url: str, settings: Settings = LOCAL) -> str:
    (failure,) = collect([url], settings)
    assert isinstance(failure, Failure)
    assert "\n" not in failure.reason
    return failure.reason


def endless(page: Handler) -> None:
    page.send_response(200)
    page.send_header("Content-Type", "application/rss+xml")
    page.end_headers()
    page.wfile.write(RSS)
    while True:
        page.wfile.write(b"<item><description>and again</description></item>" * 200)


def dribble(page: Handler) -> None:
    page.send_response(200)
    page.end_headers()
    for _ in range(120):
        page.wfile.write(b"x")
        time.sleep(0.1)


def dribble_headers(page: Handler) -> None:
    page.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for number in range(120):
        page.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.1)


def test_a_page_and_a_feed_are_fetched_and_say_where_from() -> None:
    with serving(
        page=lambda page: page.answer(body=TEXT), feed=lambda page: page.answer(body=RSS + b"</channel></rss>")
    ) as site:
        found = list(collect([f"{site.url}/page", f"{site.url}/feed"], LOCAL))
    assert [type(one) for one in found] == [Collected, Collected]
    assert [one.document.text for one in found if isinstance(one, Collected)] == [TEXT.decode()] * 2
    assert [one.sighting.location for one in found if isinstance(one, Collected)] == [
        f"{site.url}/page",
        f"{site.url}/feed#1",
    ]
    assert all(one.document.retrieved for one in found if isinstance(one, Collected))
    assert all(headers["User-Agent"].startswith("standoff") for _, headers in site.asked)


def test_a_page_that_has_not_changed_is_not_sent_again() -> None:
    def page(page: Handler) -> None:
        if page.headers.get("If-None-Match") == '"v1"':
            page.answer(304)
        else:
            page.answer(body=TEXT, ETag='"v1"', Last_Modified="Mon, 29 Jan 2024 08:00:00 GMT")

    state = FetchMemory()
    with serving(page=page) as site:
        first = list(collect([f"{site.url}/page"], LOCAL, fetch_state=state))
        second = list(collect([f"{site.url}/page"], LOCAL, fetch_state=state))
    assert (len(first), second) == (1, [])
    assert state.get(f"{site.url}/page") == Validators(etag='"v1"', last_modified="Mon, 29 Jan 2024 08:00:00 GMT")


def test_a_page_counts_as_seen_only_once_its_documents_were_taken() -> None:
    state = FetchMemory()
    with serving(page=lambda page: page.answer(body=TEXT, ETag='"v1"')) as site:
        run = collect([f"{site.url}/page"], LOCAL, fetch_state=state)
        next(run)
        assert state.get(f"{site.url}/page") is None
        assert list(run) == []
        assert state.get(f"{site.url}/page") == Validators(etag='"v1"')


def test_robots_txt_is_kept_and_read_once_a_run() -> None:
    rules = b"User-agent: *\nDisallow: /closed\n"
    with serving(
        robots=lambda page: page.answer(body=rules),
        closed=lambda page: page.answer(body=TEXT),
        open=lambda page: page.answer(body=TEXT),
    ) as site:
        closed, opened = collect([f"{site.url}/closed", f"{site.url}/open"], LOCAL)
    assert isinstance(closed, Failure) and "robots.txt" in closed.reason
    assert isinstance(opened, Collected)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/open"]


def test_a_host_whose_robots_txt_fails_is_left_alone() -> None:
    with serving(robots=lambda page: page.answer(503), page=lambda page: page.answer(body=TEXT)) as site:
        assert "robots.txt" in refusal(f"{site.url}/page")


def test_a_feed_that_never_ends_is_cut_off_and_the_rest_goes_on() -> None:
    with serving(feed=endless, page=lambda page: page.answer(body=TEXT)) as site:
        failure, page = collect([f"{site.url}/feed", f"{site.url}/page"], LOCAL)
    assert isinstance(failure, Failure) and "STANDOFF_MAX_FEED_BYTES" in failure.reason
    assert isinstance(page, Collected)


def test_a_bomb_in_the_gzip_is_counted_unpacked() -> None:
    bomb = gzip.compress(b"<item/>" * 5_000_000)
    assert len(bomb) < LOCAL.max_feed_bytes
    with serving(feed=lambda page: page.answer(body=bomb, Content_Encoding="gzip")) as site:
        assert "over 300,000 bytes unpacked" in refusal(f"{site.url}/feed")


def test_gzip_and_broken_gzip_from_the_server() -> None:
    with serving(
        good=lambda page: page.answer(body=gzip.compress(TEXT), Content_Encoding="gzip"),
        bad=lambda page: page.answer(body=b"not gzip", Content_Encoding="gzip"),
        odd=lambda page: page.answer(body=b"?", Content_Encoding="br"),
    ) as site:
        (good,) = collect([f"{site.url}/good"], LOCAL)
        assert isinstance(good, Collected) and good.document.text == TEXT.decode()
        assert "broken gzip" in refusal(f"{site.url}/bad")
        assert "packed with br" in refusal(f"{site.url}/odd")


@pytest.mark.parametrize("slow", [dribble, dribble_headers])
def test_a_server_that_dribbles_ends_at_the_deadline(slow: Callable[[Handler], None]) -> None:
    with serving(page=slow) as site:
        began = time.monotonic()
        assert "STANDOFF_FETCH_DEADLINE" in refusal(f"{site.url}/page", HURRIED)
        assert time.monotonic() - began < 8


def test_a_server_that_says_nothing_ends_at_the_timeout() -> None:
    impatient = msgspec.structs.replace(LOCAL, fetch_timeout=0.3)
    with serving(page=lambda page: time.sleep(1)) as site:
        assert "STANDOFF_FETCH_TIMEOUT" in refusal(f"{site.url}/page", impatient)


@pytest.mark.parametrize(
    ("status", "advice"), [(404, "check the address"), (403, "save the page by hand"), (500, "later")]
)
def test_a_refusal_says_what_to_do(status: int, advice: str) -> None:
    with serving(page=lambda page: page.answer(status)) as site:
        reason = refusal(f"{site.url}/page")
    assert str(status) in reason and advice in reason


def test_redirects_are_followed_and_loops_are_not() -> None:
    with serving(
        one=lambda page: page.answer(301, Location="/two"),
        two=lambda page: page.answer(body=TEXT),
        loop=lambda page: page.answer(302, Location="/loop"),
    ) as site:
        (found,) = collect([f"{site.url}/one"], LOCAL)
        assert isinstance(found, Collected) and found.sighting.location == f"{site.url}/two"
        assert "redirects" in refusal(f"{site.url}/loop")


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "ftp://x.example/a"]
)
def test_a_redirect_out_of_bounds_is_refused(target: str) -> None:
    with serving(page=lambda page: page.answer(302, Location=target)) as site:
        reason = refusal(f"{site.url}/page")
    assert "private address 169.254.169.254" in reason or "only http and https" in reason


def test_a_public_page_cannot_send_us_to_a_private_one() -> None:
    """The name resolves to a public address at first (where nothing answers) and the redirect's to loopback."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[Address]:
        asked.append(host)
        return [ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("127.0.0.1")]

    with pytest.raises(UnreadableItem, match=r"private address 127\.0\.0\.1"):
        Fetcher(Settings(), resolve=resolve).fetch("http://news.example/")
    assert asked == ["news.example"]


def test_the_address_that_was_checked_is_the_one_asked() -> None:
    answers = iter(["127.0.0.1", "127.0.0.1", "192.0.2.1"])

    async def resolve(host: str, port: int) -> list[Address]:
        return [ipaddress.ip_address(next(answers))]

    with serving(page=lambda page: page.answer(body=TEXT)) as site:
        fetched = Fetcher(LOCAL, resolve=resolve).fetch(f"http://news.example:{site.port}/page")
    assert fetched is not None and fetched.data == TEXT
    assert site.asked[-1][1]["Host"] == f"news.example:{site.port}"


def test_loopback_is_refused_unless_allowed() -> None:
    with serving(page=lambda page: page.answer(body=TEXT)) as site:
        reason = refusal(f"{site.url}/page", msgspec.structs.replace(LOCAL, allow_private_addresses=False))
    assert "STANDOFF_ALLOW_PRIVATE_ADDRESSES" in reason
    assert site.asked == []


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "100.64.0.1", "0.0.0.0", "::1", "fd00::1", "fe80::1",
    "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "169.254.169.254", "224.0.0.1", "ff02::1",
])  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_public_addresses_are_public_and_metadata_never_fetched() -> None:
    assert is_public(ipaddress.ip_address("93.184.216.34"))
    assert is_public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))
    assert is_never_fetched(ipaddress.ip_address("::ffff:169.254.169.254"))


@pytest.mark.parametrize("url", [
    "ftp://x.example/a", "file:///etc/passwd", "http://", "https://user:word@x.example/", "http://[::1", "http://x.example:99999/",
    "https://a\nb.example/", "gopher://x.example",
])  # fmt: skip
def test_what_is_no_web_address_is_one_line(url: str) -> None:
    assert refusal(url)


def test_a_page_is_fetched_from_inside_an_event_loop() -> None:
    async def notebook(url: str) -> list[object]:
        return list(collect([url], LOCAL))

    with serving(page=lambda page: page.answer(body=TEXT)) as site:
        assert len(asyncio.run(notebook(f"{site.url}/page"))) == 1
