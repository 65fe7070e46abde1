"""Coming in: password, second factor, sessions that end."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, Visit, sign_in


def code(secret: str, step: int) -> str:
    """Return what an authenticator app shows (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, step))


def test_an_officer_sets_up_a_second_factor_and_needs_it(visit: Visit) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "patroli11")
    page.goto("/accounts/2fa/totp/activate/")
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button.btn-primary").click()
    secret = page.locator("#authenticator_secret").input_value()
    now = int(page.evaluate("Math.floor(Date.now() / 30000)"))
    page.locator("input[name=code]").fill(code(secret, now))
    page.locator("form:has(input[name=code]) button.btn-primary").click()
    expect(page).to_have_url(re.compile("recovery-codes|2fa"))
    again = visit("/accounts/login/")
    again.locator("input[name=login]").fill("patroli11")
    again.locator("input[name=password]").fill(PASSWORD)
    again.locator("form:has(input[name=password]) button.btn-primary").click()
    expect(again).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    again.goto("/patrol/")
    expect(again).to_have_url(re.compile("/accounts/(login|2fa/authenticate)/"))


def test_a_wrong_password_says_so_and_lets_nobody_in(visit: Visit) -> None:
    page = visit("/accounts/login/")
    page.locator("input[name=login]").fill("dispatcher")
    page.locator("input[name=password]").fill("salah-salah-salah")
    page.locator("form:has(input[name=password]) button.btn-primary").click()
    expect(
        page.locator("[role=alert], .invalid-feedback, .wrong").first
    ).to_be_visible()
    page.goto("/response/board/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_appointing_asks_for_the_password_again_after_a_while(visit: Visit) -> None:
    page = visit("/accounts/login/")
    sign_in(page, "kepala")
    page.goto("/officers/")
    expect(page.locator("table")).to_contain_text("Petugas Contoh 01")
