"""Fetching a page or feed: politely (robots.txt, conditional requests), within limits, and from public addresses only.

Each hop of a redirect is checked anew, and the address that was checked is the address that is asked: a name that
resolves to another address a moment later gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Protocol

import httpx
import msgspec
from protego import Protego

from standoff.collecting.addresses import Address, is_never_fetched, is_public
from standoff.collecting.items import one_line
from standoff.errors import UnreadableItem
from standoff.settings import Settings

MOST_HOPS = 5
ROBOTS_BYTES = 500 * 1024
"""What RFC 9309 asks a crawler to read at least; we read no more."""
ROBOT = "standoff"
"""The name robots.txt knows us by."""


class Validators(msgspec.Struct, frozen=True, kw_only=True):
    """What a server gave to ask "has it changed?" with (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None


class FetchState(Protocol):
    """Validators kept between runs, by URL."""

    def get(self, url: str) -> Validators | None: ...

    def put(self, url: str, validators: Validators) -> None: ...


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A page or feed as it came."""

    url: str
    """After redirects."""
    data: bytes
    media_type: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    """To be put into the state once what was fetched is safely stored."""


class FetchMemory:
    """A FetchState that lasts as long as the run."""

    def __init__(self) -> None:
        self._known: dict[str, Validators] = {}

    def get(self, url: str) -> Validators | None:
        return self._known.get(url)

    def put(self, url: str, validators: Validators) -> None:
        self._known[url] = validators


Resolve = Callable[[str, int], Awaitable[list[Address]]]


async def resolve(host: str, port: int) -> list[Address]:
    """Every address of a host name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


class Fetcher:
    """Fetches URLs for one run; remembers each host's robots.txt."""

    def __init__(self, settings: Settings, state: FetchState | None = None, *, resolve: Resolve = resolve) -> None:
        self._settings = settings
        self._state = FetchMemory() if state is None else state
        self._resolve = resolve
        self._robots: dict[str, Protego | None] = {}

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Certificate authorities, loaded once a run."""
        return httpx.create_ssl_context(trust_env=False)

    def fetch(self, url: str) -> Fetched | None:
        """The page at `url`; None when the server says that it has not changed.

        Raises UnreadableItem for anything else.
        """
        # its own thread, because the caller may already be inside an event loop (a notebook)
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(asyncio.run, self._within_deadline(url)).result()

    def remember(self, fetched: Fetched) -> None:
        """Keep the validators of a page whose documents are stored."""
        if fetched.validators != Validators():
            self._state.put(fetched.url, fetched.validators)

    async def _within_deadline(self, url: str) -> Fetched | None:
        deadline = self._settings.fetch_deadline
        timeout = httpx.Timeout(min(self._settings.fetch_timeout, deadline))
        try:
            async with (
                asyncio.timeout(deadline),
                httpx.AsyncClient(
                    verify=self._trusted, timeout=timeout, trust_env=False, follow_redirects=False
                ) as client,
            ):
                return await self._follow(client, _parsed(url), url)
        except TimeoutError:
            reason = f"not finished after {deadline:g} s (STANDOFF_FETCH_DEADLINE); try again later, or save the file"
            raise UnreadableItem(url, reason) from None
        except httpx.TimeoutException:
            reason = f"no answer within {timeout.read:g} s (STANDOFF_FETCH_TIMEOUT); try again later"
            raise UnreadableItem(url, reason) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            reason = f"cannot be fetched ({one_line(error, 100) or type(error).__name__}); check the address"
            raise UnreadableItem(url, reason) from None

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL, asked: str) -> Fetched | None:
        for _ in range(MOST_HOPS + 1):
            if not await self._may_fetch(client, url, asked):
                raise UnreadableItem(
                    asked, f"{url.host} asks robots not to fetch it (robots.txt); save the page by hand"
                )
            known = self._state.get(str(url))
            answer = await self._get(client, url, asked, self._settings.max_feed_bytes, known)
            if answer.status == 304 and known is not None:
                return None
            if answer.location is None:
                return _page(answer, url, asked)
            url = _joined(url, answer.location, asked)
        raise UnreadableItem(asked, f"more than {MOST_HOPS} redirects; give the address they lead to")

    async def _may_fetch(self, client: httpx.AsyncClient, url: httpx.URL, asked: str) -> bool:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = await self._read_robots(client, url.copy_with(raw_path=b"/robots.txt"), asked)
        rules = self._robots[origin]
        return rules is not None and rules.can_fetch(str(url), ROBOT)

    async def _read_robots(self, client: httpx.AsyncClient, url: httpx.URL, asked: str) -> Protego | None:
        """The rules; none (everything allowed) for 4xx, and None (nothing allowed) for 5xx, as RFC 9309 has it."""
        for _ in range(MOST_HOPS + 1):
            answer = await self._get(client, url, asked, ROBOTS_BYTES, None, cut=True)
            if answer.location is None:
                break
            url = _joined(url, answer.location, asked)
        if answer.status >= 500:
            return None
        rules = answer.data.decode("utf-8", errors="replace") if answer.status == 200 else ""
        return Protego.parse(rules)

    async def _get(
        self,
        client: httpx.AsyncClient,
        url: httpx.URL,
        asked: str,
        limit: int,
        known: Validators | None,
        cut: bool = False,
    ) -> _Answer:
        address = await self._allowed_address(url, asked)
        request = client.build_request(
            "GET",
            url.copy_with(host=str(address), fragment=None),
            headers=_headers(url, self._settings.user_agent, known),
            extensions={"sni_hostname": url.host, "timeout": client.timeout.as_dict()},
        )
        response = await client.send(request, stream=True)
        try:
            redirected = response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers
            data = b"" if redirected else await _body(response, asked, limit, cut)
        finally:
            await response.aclose()
        location = response.headers["location"] if redirected else None
        return _Answer(status=response.status_code, headers=response.headers, data=data, location=location)

    async def _allowed_address(self, url: httpx.URL, asked: str) -> Address:
        """The host's first address, when none of its addresses is out of bounds."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self._resolve(url.host, port)
        except (OSError, UnicodeError, ValueError):
            raise UnreadableItem(asked, f"no such host {one_line(url.host, 80)}; check the address") from None
        for address in addresses:
            if is_never_fetched(address) or not (self._settings.allow_private_addresses or is_public(address)):
                reason = f"{one_line(url.host, 80)} is the private address {address}; only public ones are fetched"
                raise UnreadableItem(asked, f"{reason} (STANDOFF_ALLOW_PRIVATE_ADDRESSES)")
        return addresses[0]


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    headers: httpx.Headers
    data: bytes
    location: str | None


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise UnreadableItem(url, "not a web address; write it as https://host/path") from None
    return _checked(parsed, url)


def _joined(url: httpx.URL, location: str, asked: str) -> httpx.URL:
    try:
        return _checked(url.join(location), asked)
    except (httpx.InvalidURL, ValueError):
        raise UnreadableItem(asked, "redirects to something that is no web address; give the page's own") from None


def _checked(url: httpx.URL, asked: str) -> httpx.URL:
    if url.scheme not in ("http", "https") or not url.host:
        raise UnreadableItem(asked, f"only http and https are fetched, not {one_line(url.scheme, 20) or 'this'}")
    if url.userinfo:
        raise UnreadableItem(asked, "an address with a password in it; save the page and add the file")
    return url


def _headers(url: httpx.URL, user_agent: str, known: Validators | None) -> dict[str, str]:
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": user_agent,
        "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5",
        "Accept-Encoding": "gzip",
        "Accept-Language": "en;q=1.0,*;q=0.5",
    }
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _page(answer: _Answer, url: httpx.URL, asked: str) -> Fetched:
    if answer.status != 200:
        raise UnreadableItem(asked, f"the server answers {answer.status} ({_meaning(answer.status)})")
    content_type = httpx.Response(200, headers=answer.headers)
    headers = answer.headers
    return Fetched(
        url=str(url),
        data=answer.data,
        media_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        charset=content_type.charset_encoding,
        validators=Validators(etag=headers.get("etag"), last_modified=headers.get("last-modified")),
    )


def _meaning(status: int) -> str:
    meanings = {
        401: "it wants a login; save the page by hand", 403: "it refuses programs; save the page by hand",
        404: "not there; check the address", 410: "gone; look for it in a web archive",
        429: "too many requests; try again later",
    }  # fmt: skip
    return meanings.get(status, "its own fault; try again later" if status >= 500 else "unexpected; check the address")


async def _body(response: httpx.Response, asked: str, limit: int, cut: bool) -> bytes:
    """The body unpacked, counted as it comes: a bomb or an endless feed is stopped at `limit` bytes.

    `cut`: what came so far will do.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise UnreadableItem(
            asked, f"packed with {one_line(encoding, 20)}, which was not asked for; save the page by hand"
        )
    unpacker = zlib.decompressobj(wbits=31) if encoding.endswith("gzip") else None
    data = bytearray()
    async for chunk in response.aiter_raw(64 * 1024):
        for piece in _unpacked(unpacker, chunk, asked):
            data += piece
            if len(data) > limit:
                if cut:
                    return bytes(data[:limit])
                reason = f"sends over {limit:,} bytes unpacked (STANDOFF_MAX_FEED_BYTES); save the part you need"
                raise UnreadableItem(asked, reason)
    return bytes(data)


def _unpacked(unpacker: zlib._Decompress | None, chunk: bytes, asked: str) -> Iterator[bytes]:
    """`chunk` unpacked in pieces of 1 MB at most, so that a limit can be kept."""
    if unpacker is None:
        yield chunk
        return
    try:
        while chunk and not unpacker.eof:
            yield unpacker.decompress(chunk, 1_000_000)
            chunk = unpacker.unconsumed_tail
    except zlib.error as error:
        raise UnreadableItem(asked, f"broken gzip from the server ({one_line(error, 60)}); try again later") from None
