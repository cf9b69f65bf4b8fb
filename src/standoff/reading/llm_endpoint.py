"""One OpenAI-compatible endpoint: questions out, answers in, within limits of time and size.

Only the configured address is asked: no proxy of the environment, no redirect. The key travels in one header and is
taken out of every message.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, Final

import httpx
import msgspec

from standoff.errors import EndpointError, SettingsError
from standoff.settings import LlmSettings

AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""Statuses after which the same question may be answered."""
UNWELCOME: Final = frozenset({401, 403})
LONGEST_WAIT: Final = 60.0
"""Seconds between two attempts, whatever the endpoint asks for."""
SAID_BYTES: Final = 64 * 1024
SAID_CHARS: Final = 160
"""What is read, and what is shown, of what an endpoint says about its failure."""
FIXED: Final = frozenset({"messages", "stream", "n"})
"""Fields of a request that STANDOFF_LLM_EXTRA may not set: we would not understand the answer."""


class TryAgain(EndpointError):
    """The same question may be answered later, `after` seconds if the endpoint says so."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Absent(TryAgain):
    """Nothing answers at all, or not in time."""


class CutOff(EndpointError):
    """The answer has more tokens than it may have."""


class Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class Choice(msgspec.Struct):
    message: Message
    finish_reason: str | None = None


class Completion(msgspec.Struct):
    """What of a chat completion is looked at."""

    choices: list[Choice] = []
    model: str | None = None
    error: object = None


class Said(msgspec.Struct, frozen=True):
    """An answer's content, and the model as the endpoint names it."""

    content: str
    model: str | None


class Endpoint:
    """A connection to the endpoint. Lives in one event loop."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        self._url = check_url(settings.base_url)
        self._extra = read_extra(settings.extra)
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "standoff",
            **authorisation(settings),
        }
        self._client = httpx.AsyncClient(
            verify=trusted(self._url), trust_env=False, follow_redirects=False, timeout=None
        )
        self._turns = asyncio.Semaphore(settings.concurrency)
        self._unwelcome: str | None = None
        self._absent = False

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(self, messages: list[dict[str, str]], form: dict[str, Any]) -> Said:
        """The answer to a question, in a form given as a JSON Schema.

        Raises EndpointError; CutOff when the answer is longer than it may be.
        """
        body = self._body(messages, form)
        async with self._turns:
            # an endpoint that was waited for in vain is not waited for again with every document
            for attempt in range(0 if self._absent else self._settings.retries):
                try:
                    return await self._attempt(body)
                except TryAgain as error:
                    wait = self._settings.backoff * 2**attempt
                    await asyncio.sleep(min(LONGEST_WAIT, wait if error.after is None else max(wait, error.after)))
            return await self._last_attempt(body)

    async def _last_attempt(self, body: dict[str, Any]) -> Said:
        try:
            said = await self._attempt(body)
        except Absent:
            self._absent = True
            raise
        self._absent = False
        return said

    def _body(self, messages: list[dict[str, str]], form: dict[str, Any]) -> dict[str, Any]:
        body = {
            "model": self._settings.model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": self._settings.max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": form},
            },
        }
        return {name: value for name, value in (body | self._extra).items() if value is not None}

    async def _attempt(self, body: dict[str, Any]) -> Said:
        if self._unwelcome is not None:  # asking again and again with a wrong key locks accounts
            raise EndpointError(self._unwelcome)
        try:
            async with (
                asyncio.timeout(self._settings.timeout),
                self._client.stream("POST", self._url, json=body, headers=self._headers) as response,
            ):
                limit = self._settings.max_answer_bytes if response.status_code == 200 else SAID_BYTES
                data = await self._receive(response, limit)
        except TimeoutError:
            raise Absent(
                f"{self._url}: no whole answer within {self._settings.timeout:g} s; raise STANDOFF_LLM_TIMEOUT"
            ) from None
        except (httpx.HTTPError, OSError) as error:
            reason = self._shown(str(error) or type(error).__name__)
            raise Absent(f"{self._url}: cannot be asked ({reason}); check STANDOFF_LLM_BASE_URL") from None
        if response.status_code != 200:
            raise self._failure(response, data)
        return self._said(data)

    async def _receive(self, response: httpx.Response, limit: int) -> bytes:
        """The body; of a failure's its beginning."""
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise EndpointError(f"{self._url}: sends a packed answer, which was not asked for")
        data = bytearray()
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > limit:
                if response.status_code != 200:
                    return bytes(data[:limit])
                raise EndpointError(f"{self._url}: an answer of over {limit:,} bytes (STANDOFF_LLM_MAX_ANSWER_BYTES)")
        return bytes(data)

    def _failure(self, response: httpx.Response, data: bytes) -> EndpointError:
        status = response.status_code
        if status in UNWELCOME:  # what is said about a wrong key may hold a part of it
            self._unwelcome = f"{self._url}: answers {status}, it does not take this key; set STANDOFF_LLM_API_KEY"
            return EndpointError(self._unwelcome)
        if response.has_redirect_location or 300 <= status < 400:
            return EndpointError(f"{self._url}: redirects ({status}); set STANDOFF_LLM_BASE_URL to where it leads")
        said = self._shown(failure_words(data))
        words = f"{self._url}: answers {status}{f' ({said})' if said else ''}"
        if status in AGAIN:
            return TryAgain(f"{words}; try again later", after=seconds(response.headers.get("retry-after")))
        advice = {
            400: "the model may not take every field sent: STANDOFF_LLM_EXTRA takes fields out",
            404: "check STANDOFF_LLM_BASE_URL and STANDOFF_LLM_MODEL",
            413: "lower STANDOFF_LLM_PART_CHARS",
        }
        return EndpointError(f"{words}; {advice.get(status, 'check STANDOFF_LLM_BASE_URL')}")

    def _said(self, data: bytes) -> Said:
        try:
            completion = msgspec.json.decode(data, type=Completion)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason = self._shown(str(error))
            raise EndpointError(f"{self._url}: the answer is no chat completion ({reason})") from None
        if not completion.choices:
            said = self._shown(failure_words(data))
            raise EndpointError(f"{self._url}: the answer has no choices{f' ({said})' if said else ''}")
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            most = self._settings.max_tokens
            raise CutOff(f"{self._url}: an answer of over {most:,} tokens; raise STANDOFF_LLM_MAX_TOKENS")
        if choice.message.refusal or choice.finish_reason == "content_filter":
            said = self._shown(choice.message.refusal or "content filter")
            raise EndpointError(f"{self._url}: the model refuses to read this ({said})")
        if not choice.message.content:
            raise EndpointError(f"{self._url}: the answer is empty")
        return Said(choice.message.content, self._shown(completion.model) if completion.model else None)

    def _shown(self, words: str) -> str:
        """What an endpoint says, as a piece of one line and without the key."""
        if self._settings.api_key:
            words = words.replace(self._settings.api_key, "***")
        plain = " ".join("".join(c if c.isprintable() else " " for c in words).split())
        return plain if len(plain) <= SAID_CHARS else plain[: SAID_CHARS - 1] + "…"


def check_url(base_url: str) -> str:
    """Where chat completions are asked for.

    Raises SettingsError for what is no plain http or https address.
    """
    if not base_url:
        raise SettingsError(
            "no endpoint is set; set STANDOFF_LLM_BASE_URL, as in http://127.0.0.1:8080/v1, and STANDOFF_LLM_MODEL"
        )
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError):
        raise SettingsError("STANDOFF_LLM_BASE_URL is no web address; write it as http://127.0.0.1:8080/v1") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingsError("STANDOFF_LLM_BASE_URL is no http or https address; write it as http://127.0.0.1:8080/v1")
    if url.userinfo or url.query or url.fragment:
        raise SettingsError(
            "STANDOFF_LLM_BASE_URL has more than host and path in it; put a key in STANDOFF_LLM_API_KEY"
        )
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    return str(url.copy_with(path=f"{path}/chat/completions"))


def trusted(url: str) -> ssl.SSLContext:
    """Certificate authorities, of SSL_CERT_FILE or SSL_CERT_DIR where set: a company's server may have its own.

    Loading them takes a while, so none for an address that needs none.
    """
    if url.startswith("https:"):
        return httpx.create_ssl_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def read_extra(extra: str) -> dict[str, Any]:
    """The fields that are laid over every request.

    Raises SettingsError.
    """
    try:
        fields = msgspec.json.decode(extra or "{}", type=dict[str, Any])
    except msgspec.DecodeError:
        raise SettingsError('STANDOFF_LLM_EXTRA is no JSON object; write it as {"seed": 7}') from None
    if fields.keys() & FIXED:
        raise SettingsError(f"STANDOFF_LLM_EXTRA may not set {', '.join(sorted(fields.keys() & FIXED))}")
    return fields


def authorisation(settings: LlmSettings) -> dict[str, str]:
    """The header with the key; none without one.

    Raises SettingsError for a key that no header can hold: the library's own message would show it.
    """
    key = settings.api_key
    if not key:
        return {}
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SettingsError("STANDOFF_LLM_API_KEY holds spaces or characters that no key has; set it anew")
    return {"Authorization": f"Bearer {key}"}


def failure_words(data: bytes) -> str:
    """What a failure's body says, in the forms that servers use; nothing for any other body."""
    try:
        body = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    for _ in range(2):  # {"error": {"message": ...}}, {"error": ...}, {"message": ...}, {"detail": ...}
        if isinstance(body, dict):
            body = next((body[name] for name in ("error", "message", "detail") if body.get(name)), "")
    return body if isinstance(body, str) else ""


def seconds(header: str | None) -> float | None:
    """Of a Retry-After header; None where it gives a date or nothing."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
