from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from conftest import MONDAY, Corps
from lantas.kernel.access import appointments
from lantas.kernel.access.signin import POLICY, must_add_factor
from lantas.kernel.access.terms import Duty
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import Officer, Policy
from lantas.kernel.units.terms import Certainty

STRONG = "empat-kata-yang-panjang"


def enrol(corps: Corps, username: str = "88010001") -> Officer:
    return appointments.enrol(
        username=username,
        name="Contoh Satu",
        unit=corps.bogor,
        password=STRONG,
        by=CLOCK,
        at=MONDAY,
    )


def second_factor(corps: Corps, value: str) -> None:
    Policy.objects.create(
        key=POLICY,
        unit=corps.korlantas,
        value=value,
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )


def test_a_weak_password_makes_no_account(corps: Corps) -> None:
    with pytest.raises(appointments.NotAppointed):
        appointments.enrol(
            username="88010002",
            name="Contoh Dua",
            unit=corps.bogor,
            password="password",
            by=CLOCK,
            at=MONDAY,
        )
    assert not Officer.objects.filter(username="88010002").exists()


def test_an_appointment_is_a_ledger_line(corps: Corps, everywhere: None) -> None:
    chief = corps.officer("chief", corps.jabar, Duty.APPOINTER)
    officer = enrol(corps)
    days = (localdate(), None)
    appointments.appoint(
        officer=officer,
        duty="test.clerk",
        unit=corps.bogor,
        days=days,
        by=chief,
        at=MONDAY,
    )
    assert Officer.objects.get(pk=officer.pk).holds("test.clerk")
    assert Entry.objects.filter(name="officer.appointed", by=chief).count() == 1


def test_nobody_appoints_himself(corps: Corps) -> None:
    chief = corps.officer("chief", corps.jabar, Duty.APPOINTER)
    with pytest.raises(appointments.NotAppointed):
        appointments.appoint(
            officer=chief,
            duty="test.clerk",
            unit=corps.bogor,
            days=(localdate(), None),
            by=chief,
            at=MONDAY,
        )


def test_the_neighbour_polda_does_not_appoint_here(corps: Corps) -> None:
    made = corps.officer("made", corps.bali, Duty.APPOINTER)
    with pytest.raises(appointments.NotAppointed):
        appointments.appoint(
            officer=enrol(corps),
            duty="test.clerk",
            unit=corps.bogor,
            days=(localdate(), None),
            by=made,
            at=MONDAY,
        )


def test_what_nobody_decided_is_closed(corps: Corps) -> None:
    assert must_add_factor(enrol(corps))


def test_policy_may_make_the_second_factor_optional(corps: Corps) -> None:
    second_factor(corps, "optional")
    assert not must_add_factor(enrol(corps))


def test_an_officer_without_second_factor_is_sent_to_set_it_up(
    corps: Corps, client: Client
) -> None:
    client.force_login(enrol(corps))
    answer = client.get("/officers/", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/2fa/totp/activate/"


def test_a_program_is_told_about_the_second_factor(
    corps: Corps, client: Client
) -> None:
    client.force_login(enrol(corps))
    answer = client.get("/api/response/board")
    assert answer.status_code == 403
    assert answer.json()["code"] == "second_factor_missing"


@pytest.mark.slow
def test_sign_in_by_password_is_written_down(
    corps: Corps, client: Client, everywhere: None
) -> None:
    second_factor(corps, "optional")
    officer = enrol(corps)
    answer = client.post(
        "/accounts/login/", {"login": officer.username, "password": STRONG}
    )
    assert answer.status_code == 302
    assert Entry.objects.filter(name="officer.signed_in", by=officer).count() == 1


@pytest.mark.slow
def test_the_sixth_wrong_password_is_locked_out(
    corps: Corps, client: Client, settings: Any
) -> None:
    second_factor(corps, "optional")
    officer = enrol(corps)
    wrong = {"login": officer.username, "password": "salah-salah-salah"}
    for _try in range(5):
        client.post("/accounts/login/", wrong)
    right = {"login": officer.username, "password": STRONG}
    assert client.post("/accounts/login/", right).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_out_at_once(corps: Corps, client: Client) -> None:
    second_factor(corps, "optional")
    chief = corps.officer("chief", corps.jabar, Duty.APPOINTER)
    officer = enrol(corps)
    client.force_login(officer)
    appointments.close_account(officer=officer, by=chief, at=MONDAY)
    assert client.get("/officers/").status_code == 302


def test_nobody_signs_himself_up(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/")
    assert "password1" not in page.content.decode()
