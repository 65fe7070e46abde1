"""Every page, as each kind of visitor, by day and by night: axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, ROOT, Visit, sign_in

AXE = ROOT / "frontend" / "dist" / "test" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '));
}"""
OPEN = [
    "/",
    "/report/",
    "/ledger/",
    "/me/",
    "/accounts/login/",
    "/offline/",
    "/nowhere/",
]
OFFICERS = {
    "dispatcher": ["/response/board/", "/officers/rules/", "/console/?rooms"],
    "pengawas": ["/messages/", "/response/board/"],
    "kepala": ["/officers/", "/accounts/2fa/", "/accounts/sessions/"],
    "patroli12": ["/patrol/", "/accounts/password/change/"],
}


def violations(page: Page) -> list[str]:
    """Return what axe says against the page, after it has settled."""
    page.locator("h1").first.wait_for(state="attached")
    # The page's policy lets no script in; the protocol may still evaluate one.
    page.evaluate(AXE.read_text() + "; undefined")
    found: list[str] = page.evaluate(RUN, RULES)
    return [f"{page.url} {one}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_bars_a_citizen(visit: Visit, size: Any, scheme: str) -> None:
    page = visit("/", size=size, color_scheme=scheme)
    found = violations(page)
    for path in OPEN[1:]:
        page.goto(path)
        found += violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("username", OFFICERS)
def test_nothing_bars_an_officer(visit: Visit, username: str) -> None:
    page = visit("/accounts/login/")
    sign_in(page, username)
    found = []
    for path in OFFICERS[username]:
        for size in (DESK, PHONE):
            for scheme in ("light", "dark"):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                page.goto(path)
                found += violations(page)
    assert not found, "\n".join(found)


def test_a_page_speaks_the_language_one_chooses(visit: Visit) -> None:
    page = visit("/", size=PHONE)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/report/")
    expect(page.locator("legend").first).to_have_text("Where is it?")


def test_no_page_is_wider_than_the_phone(visit: Visit) -> None:
    page = visit("/", size={"width": 320, "height": 640})
    for path in OPEN:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path} is {wide} px wide"


def test_the_board_is_worked_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "dispatcher")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
