"""A small server of our own that speaks the chat-completions protocol over real HTTP, well or badly as a test wants."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

KEY = "sk-very-secret-0123456789"
ACTS = {"struck": "ASSAULT", "attack": "ASSAULT", "met": "CONSULT", "strike": "ASSAULT"}
SAYS = re.compile(r"(?P<content>[^,]+), (?P<source>[A-Z][\w’' ]+?) (?P<cue>said)\b")


class Reply(NamedTuple):
    """What the server sends; `pause` seconds before each of `chunks`."""

    status: int = 200
    chunks: tuple[bytes, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0


Behaviour = Callable[[dict[str, Any]], Reply]


class Asked(NamedTuple):
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The user message."""
        decoded: dict[str, Any] = json.loads(self.body["messages"][1]["content"])
        return decoded


class Server(NamedTuple):
    """Where it listens, and what it was asked so far."""

    url: str
    asked: list[Asked]


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    """A server on a free port of this machine, for as long as the block lasts."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            reply = behaviour(body)
            try:
                self.answer(reply)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client has heard enough

        def answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for chunk in reply.chunks:
                time.sleep(reply.pause)
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *args: object) -> None:
            """Tests look at `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}/v1", asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(content: object, **fields: Any) -> Reply:
    """A well-formed chat completion with this content, a string or what becomes JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}} | fields
    return Reply(chunks=(json.dumps({"object": "chat.completion", "model": "tiny-1", "choices": [choice]}).encode(),))


def always(content: object, **fields: Any) -> Behaviour:
    """The same answer to everything."""
    return lambda body: said(content, **fields)


def failing(status: int, message: str = "", **headers: str) -> Behaviour:
    """An error in the protocol's form."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda body: Reply(status, (json.dumps({"error": {"message": message}}).encode(),), named)


def annotate(body: dict[str, Any]) -> Reply:
    """Reads the request's article as a modest annotator would."""
    article = json.loads(body["messages"][1]["content"])["article"]
    answer: dict[str, list[dict[str, Any]]] = {"events": [], "attributions": [], "entities": []}
    for sentence in article:
        text, number = sentence["text"], sentence["s"]
        for word in re.findall(r"\w+", text):
            if word in ACTS:
                answer["events"].append(
                    {"s": number, "trigger": word, "category": ACTS[word], "mode": "none", "status": "occurred"}
                )
        if found := SAYS.search(text):
            answer["attributions"].append(
                {
                    "s": number,
                    "source": found["source"],
                    "cue": found["cue"],
                    "content": [found["content"].strip()],
                    "kind": "named",
                }
            )
        names = re.findall(r"\b(?:Jordan|Iran|Kata’ib Hezbollah)\b", text)
        answer["entities"] += [{"words": name, "type": "place"} for name in names]
    return said(answer)
