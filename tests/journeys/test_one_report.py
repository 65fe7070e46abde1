"""One report: a citizen's phone, a dispatcher's desk, a patrol, and back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit, sign_in
from tests.journeys.crew import Crew

SAID = "Dua motor bertabrakan di depan pasar <b>contoh</b>"
# In the middle of the demo town, on a road.
HERE = {"longitude": 116.8985, "latitude": -1.8905}


def reported(visit: Visit, said: str) -> Page:
    """Report a crash on a phone, by one's own position; return the tracking page."""
    phone = visit(
        "/report/",
        size=PHONE,
        has_touch=True,
        geolocation=HERE,
        permissions=["geolocation"],
    )
    phone.locator("#here").click()
    expect(phone.locator("#where span")).not_to_be_empty()
    phone.locator("#next").click()
    phone.locator("label.tile:has(input[value=crash])").click()
    phone.locator("#id_what").fill(said)
    phone.locator("#next").click()
    phone.locator("#send").click()
    phone.locator("#follow").click()
    expect(phone.locator("#state")).to_be_visible()
    return phone


def test_a_report_is_taken_sent_answered_and_told(visit: Visit, crew: Crew) -> None:
    crew.on_duty()
    desk = visit("/accounts/login/")
    sign_in(desk, "dispatcher")
    expect(desk).to_have_url(re.compile("/response/board/"))
    citizen = reported(visit, SAID)
    number = citizen.locator("#track").get_attribute("data-number")
    row = desk.locator(f"[data-number='{number}']")
    expect(row).to_be_visible(timeout=3_000)
    row.click()
    expect(desk.get_by_text("Dua motor bertabrakan")).to_be_visible()
    # What a citizen writes is text, whatever it looks like.
    assert desk.locator("b:has-text('contoh')").count() == 0
    desk.keyboard.press("t")
    expect(citizen.locator("#state")).to_contain_text("Ditangani operator")
    expect(desk.locator(".proposal")).to_contain_text(crew.call_sign)
    # Other tests' patrols may stand nearer: press the number of ours.
    rows = desk.locator(".candidates > li").all_inner_texts()
    mine = next(n for n, row in enumerate(rows, 1) if crew.call_sign in row)
    desk.keyboard.press(str(mine))
    job = crew.job()
    assert job["incident"] == number
    crew.deed("accept", job["number"])
    expect(citizen.locator("#coming")).to_be_visible()
    expect(citizen.locator("#coming-who")).to_contain_text(crew.call_sign)
    crew.deed("arrive", job["number"])
    expect(citizen.locator("#state")).to_contain_text("Patroli di lokasi")
    crew.deed("finish", job["number"], outcome="handled", note="Lalu lintas lancar.")
    expect(citizen.locator("#rate")).to_be_visible()
    citizen.locator("#rating label:has(input[value='5'])").click()
    citizen.locator("#rating button").click()
    expect(citizen.locator("#thanks")).to_be_visible()
    expect(row).to_have_count(0)


def test_a_neighbour_sees_that_it_is_known_already(visit: Visit) -> None:
    first = reported(visit, "Truk mogok menutup satu lajur")
    number = first.locator("#track").get_attribute("data-number")
    phone = visit(
        "/report/",
        size=PHONE,
        geolocation=HERE,
        permissions=["geolocation"],
        locale="en-GB",
    )
    phone.locator("#here").click()
    phone.locator("#next").click()
    phone.locator("label.tile:has(input[value=crash])").click()
    phone.locator("#next").click()
    near = phone.locator("#near")
    expect(near).to_be_visible()
    # Other tests report here too; the choice is any one of those shown.
    chosen = near.locator("input[type=radio]").first
    number = chosen.get_attribute("value") or number
    near.locator("label").first.click()
    phone.locator("#send").click()
    expect(phone.locator("#done")).to_be_visible()
    expect(phone.locator("#done-number")).to_contain_text(str(number))


def test_without_signal_the_report_waits_on_the_phone(visit: Visit) -> None:
    phone = visit("/report/", size=PHONE, geolocation=HERE, permissions=["geolocation"])
    phone.locator("#here").click()
    expect(phone.locator("#where span")).not_to_be_empty()
    phone.locator("#next").click()
    phone.locator("label.tile:has(input[value=stranded])").click()
    phone.locator("#next").click()
    phone.context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.locator("#waiting")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("#done")).to_be_visible(timeout=20_000)
