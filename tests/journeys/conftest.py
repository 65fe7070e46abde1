"""A whole town for journeys: real processes, a real browser, its own folder.

``lantas up`` brings it up just as a newcomer's command would. It is left without a
live day, so that nothing moves but what a test moves.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LANTAS_JOURNEY_VAR", ROOT / "var" / "journeys"))
PASSWORD = "kota-contoh-siaga"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--use-gl=angle", "--use-angle=swiftshader"),
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Stage:
    """The addresses of the town that stands for the journeys."""

    web: str
    streams: str


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys: they share one town and run apart, one after the other."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.slow)


def lantas(*words: str) -> str:
    """Run the command as a newcomer would, in the journeys' own folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("LANTAS_")}
    clean.pop("DATABASE_URL", None)
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "lantas.running.cli", *words],
        cwd=ROOT,
        env={**clean, "LANTAS_VAR": str(VAR)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Bring the town up, and take it down again."""
    lantas("reset")
    lantas("up", "--no-live-day")
    plan = json.loads((VAR / "run" / "plan.json").read_text())["environment"]
    yield Stage(plan["LANTAS_WEB_URL"], plan["LANTAS_STREAMS_URL"])
    lantas("down")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium once."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "no Chromium: apt-get install chromium"
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, stage: Stage) -> Iterator[Visit]:
    """Open a fresh visitor: own cookies, own phone or desk.

    A page that asks another host for anything, breaks its content policy or throws
    fails the test in the end.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(path: str = "/", *, size: Any = None, **more: Any) -> Page:
        options = {"locale": "id-ID", "viewport": size or DESK, **more}
        context = browser.new_context(base_url=stage.web, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, stage, wrong)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def watch(page: Page, stage: Stage, wrong: list[str]) -> None:
    """Note whatever a page must never do."""
    hosts = (stage.web, stage.streams, "data:", "blob:")

    def asked(request: Any) -> None:
        if not request.url.startswith(hosts):
            wrong.append(f"{page.url} asks {request.url}")

    def said(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            wrong.append(f"{page.url}: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))


def sign_in(page: Page, username: str) -> None:
    """Sign in on the sign-in page, as an officer does."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button.btn-primary").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


@pytest.fixture
def crew(stage: Stage) -> Iterator[Any]:
    """Sign the first patrol's officer in, on a phone of his own."""
    from tests.journeys.crew import Crew

    crew = Crew(stage)
    yield crew
    crew.web.close()


@pytest.fixture
def desk(stage: Stage) -> Iterator[Any]:
    """Sign the dispatcher in, beside whatever a browser shows."""
    from tests.journeys.crew import Desk

    desk = Desk(stage)
    yield desk
    desk.web.close()
