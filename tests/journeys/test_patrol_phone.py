"""The patrol officer's phone: a job arrives, signal goes, and nothing is lost."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Visit, sign_in
from tests.journeys.crew import Desk
from tests.journeys.test_one_report import reported

NEAR = {"longitude": 116.9, "latitude": -1.889}


def on_duty(visit: Visit, username: str) -> tuple[Page, str]:
    """Sign an officer in on a phone and start duty; return the page and the sign."""
    phone = visit(
        "/accounts/login/",
        size=PHONE,
        has_touch=True,
        geolocation=NEAR,
        permissions=["geolocation"],
    )
    sign_in(phone, username)
    expect(phone).to_have_url(re.compile("/patrol/"))
    phone.locator(".foot-deeds .btn-primary").click()
    sign = phone.locator(".call-sign").first
    expect(sign).to_be_visible()
    return phone, sign.inner_text().strip()


def huge(phone: Page) -> Any:
    """Return the one big button that the moment asks for."""
    return phone.locator(".btn-huge")


def test_a_job_is_answered_reached_without_signal_and_finished(
    visit: Visit, desk: Desk
) -> None:
    phone, sign = on_duty(visit, "patroli10")
    citizen = reported(visit, "Truk mogok di tanjakan")
    number = str(citizen.locator("#track").get_attribute("data-number"))
    desk.send(number, sign)
    expect(phone.locator(".offer-where")).to_be_visible()
    huge(phone).click()
    expect(citizen.locator("#state")).to_contain_text("Patroli menuju lokasi")
    phone.context.set_offline(True)
    huge(phone).click()
    expect(phone.locator(".on-scene")).to_be_visible()
    assert desk.state(number) == "dispatched"
    phone.context.set_offline(False)
    expect(citizen.locator("#state")).to_contain_text(
        "Patroli di lokasi", timeout=30_000
    )
    phone.locator(".on-scene .choice").first.click()
    phone.locator("#note").fill("Truk ditarik, jalan terbuka.")
    huge(phone).click()
    expect(citizen.locator("#rate")).to_be_visible(timeout=15_000)
    assert desk.state(number) == "resolved"


def test_the_phone_remembers_what_it_was_doing(visit: Visit, desk: Desk) -> None:
    phone, sign = on_duty(visit, "patroli09")
    citizen = reported(visit, "Pohon tumbang")
    number = str(citizen.locator("#track").get_attribute("data-number"))
    desk.send(number, sign)
    huge(phone).click()
    expect(citizen.locator("#state")).to_contain_text("Patroli menuju lokasi")
    phone.reload()
    expect(phone.locator(".sheet-what")).to_be_visible()
