import time
from datetime import date
from typing import Any

import pytest
from django.test import Client

from conftest import MONDAY, Corps
from lantas.kernel.ledger.models import Entry
from lantas.kernel.parties import people, rights
from lantas.kernel.parties.people import Erased
from lantas.kernel.parties.rights import NotKeeper
from lantas.kernel.parties.terms import Duty, Purpose
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.models import Policy
from lantas.kernel.units.terms import Certainty

PHONE, NIK = "+6281211110001", "3271054802930001"


@pytest.fixture
def reporter(corps: Corps) -> str:
    Policy.objects.create(
        key="access.second_factor",
        unit=corps.korlantas,
        value="optional",
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )
    return people.remember(
        phone=PHONE, name="Contoh Satu", by=Citizen(), at=MONDAY, unit=corps.bogor
    )


def keeper(corps: Corps, client: Client, unit: Any = None) -> Any:
    wati = corps.officer("wati", unit or corps.bogor, Duty.KEEPER)
    client.force_login(wati)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(wati.pk)
    session.save()
    return wati


def test_the_keeper_finds_by_card_and_opens_with_a_note(
    corps: Corps, client: Client, reporter: str
) -> None:
    wati = keeper(corps, client)
    page = client.post("/people/", {"handle": "0812 1111 0001"}).content.decode()
    assert reporter in page
    assert "Contoh Satu" not in page
    shut = client.post(f"/people/{reporter}/", {"note": ""}).content.decode()
    assert "Contoh Satu" not in shut
    page = client.post(f"/people/{reporter}/", {"note": "KTP seen"}).content.decode()
    assert "Contoh Satu" in page
    with scope.whole_corps():
        assert Entry.objects.get(name="party.looked").by == wati


def test_a_keeper_puts_a_record_right(
    corps: Corps, client: Client, reporter: str
) -> None:
    keeper(corps, client)
    said = {"name": "Contoh Benar", "phone": "0812 9999 0009", "nik": NIK}
    assert client.post(f"/people/{reporter}/correct/", said).status_code == 302
    assert people.find_by_phone(PHONE, purpose=Purpose.OWN_REQUEST) == []
    assert people.find_by_nik(NIK, purpose=Purpose.OWN_REQUEST) == reporter
    with scope.whole_corps():
        line = Entry.objects.get(name="party.corrected")
    assert line.detail == {"fields": ["name", "nik", "phone"]}


def test_a_field_left_empty_is_taken_out(corps: Corps, reporter: str) -> None:
    wati = corps.officer("wati", corps.bogor, Duty.KEEPER)
    assert rights.correct(reporter, by=wati, at=MONDAY, phone="") == ["phone"]
    assert rights.correct(reporter, by=wati, at=MONDAY, phone="") == []
    assert people.contact(reporter, unit=corps.bogor, at=MONDAY).phone == ""


def test_a_keeper_erases_on_request(
    corps: Corps, client: Client, reporter: str
) -> None:
    keeper(corps, client)
    assert client.post(f"/people/{reporter}/erase/").status_code == 302
    with pytest.raises(Erased):
        people.contact(reporter, unit=corps.bogor, at=MONDAY)


def test_the_neighbours_keeper_opens_nothing(
    corps: Corps, client: Client, reporter: str
) -> None:
    made = keeper(corps, client, corps.bali)
    answer = client.post(f"/people/{reporter}/", {"note": "KTP seen"})
    assert answer.status_code == 403
    assert client.post(f"/people/{reporter}/erase/").status_code == 403
    with pytest.raises(NotKeeper):
        rights.correct(reporter, by=made, at=MONDAY, name="X")


def test_without_the_duty_the_counter_is_shut(
    corps: Corps, client: Client, reporter: str
) -> None:
    assert client.get("/people/").status_code == 302
    client.force_login(corps.officer("siti", corps.bogor))
    assert client.get("/people/").status_code == 403
    assert client.post(f"/people/{reporter}/erase/").status_code == 403


def test_the_password_is_asked_again_before_a_record_opens(
    corps: Corps, client: Client, reporter: str
) -> None:
    wati = corps.officer("wati", corps.bogor, Duty.KEEPER)
    wati.set_password("empat-kata-yang-panjang")
    wati.save()
    client.force_login(wati)
    answer = client.post(f"/people/{reporter}/", {"note": "KTP seen"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]


def test_an_unknown_card_is_said_to_be_unknown(
    corps: Corps, client: Client, reporter: str
) -> None:
    keeper(corps, client)
    assert client.post("/people/", {"handle": NIK}).context["found"] == []
    assert client.post("/people/", {"handle": "x" * 29}).context["found"] is None
