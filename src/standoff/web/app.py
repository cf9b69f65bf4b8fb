"""The application: one record, its pages and its API, behind a strict Content-Security-Policy and a checked Host."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from standoff.errors import NotFound, RecordError, SettingsError, StandoffError
from standoff.record import Record
from standoff.web import api, pages
from standoff.web.rendering import Renderer

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names this machine has for itself; any other Host header is another site's name bound to our address."""

STATUSES: dict[type[StandoffError], int] = {NotFound: 404, SettingsError: 400, RecordError: 503}
"""Error -> HTTP status; anything else of ours is 500."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_app(record_url: str, hosts: Sequence[str] = LOOPBACK) -> FastAPI:
    """The pages and API of the record at a path or database URL, for requests that name one of `hosts`.

    Raises RecordError when the record cannot be opened.
    """
    record = Record.open(record_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        record.close()

    app = FastAPI(
        title="standoff",
        description="The account of a conflict from the reporting on it.",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    renderer = Renderer(record.name)
    app.state.record = record
    app.state.renderer = renderer
    app.include_router(api.router)
    app.include_router(pages.router)
    app.add_exception_handler(StandoffError, _answer_error)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(SafeHeaders)
    return app


class SafeHeaders:
    """Puts the security headers on every response, errors and refused hosts included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def status_of(error: StandoffError) -> int:
    """The HTTP status for an error of ours, by its nearest type in the table."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def _answer_error(request: Request, error: Exception) -> Response:
    status = status_of(error) if isinstance(error, StandoffError) else 500
    return _answer(request, status, str(error))


def _answer_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is no such page.", 405: "This address cannot be used that way."}
    response = _answer(request, status, words.get(status, HTTPStatus(status).phrase))
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _answer_invalid(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in faults) or "the address cannot be read"
    return _answer(request, 400, said)


def _answer(request: Request, status: int, words: str) -> Response:
    if request.url.path.startswith("/api/"):
        return api.answer_json({"error": words}, status)
    renderer: Renderer = request.app.state.renderer
    return renderer.page("error.html", status=status, code=status, title=HTTPStatus(status).phrase, words=words)
