"""A real browser walks the pages over loopback: nothing runs, nothing is refused, nothing sticks out."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from standoff.web import create_app

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LINKS = "links => links.map(link => new URL(link.getAttribute('href'), location).href)"
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine; apt-get install chromium")


@pytest.fixture(scope="module")
def address(story: Path) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(str(story)), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_walk_through_every_page(address: str, scheme: str, width: int) -> None:
    complaints: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"{page.url}: {dialog.message}"))
        page.on("requestfailed", lambda request: complaints.append(f"refused {request.url}"))
        todo, seen = [f"{address}/"], set[str]()
        while todo:
            here = todo.pop()
            answer = page.goto(here)
            assert answer is not None
            assert answer.status == 200, here
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{here} sticks out"
            assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "1280px", "styled"
            links = page.eval_on_selector_all("a[href]:not([download])", LINKS)
            for link in links:
                plain = link.partition("#")[0].partition("?from=")[0]
                if plain.startswith(address) and "/api/" not in plain and plain not in seen:
                    seen.add(plain)
                    todo.append(plain)
        browser.close()
    assert complaints == []
    assert len(seen) > 15


def test_a_link_lands_on_the_quoted_words(address: str) -> None:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 800, "height": 600})
        page.goto(f"{address}/incidents/i1")
        page.get_by_role("link", name="The Northern Post, 4 March 2030, 07:00 p03").click()
        assert page.locator("#quoted").inner_text().startswith("Six officers died")
        assert page.locator("#quoted").is_visible()
        browser.close()


def test_the_keyboard_reaches_the_content_first(address: str) -> None:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{address}/incidents")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        browser.close()
