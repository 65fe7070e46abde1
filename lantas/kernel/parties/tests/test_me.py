import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import MONDAY, Corps
from lantas.kernel.parties import people, proofs, web
from lantas.kernel.units.actors import Citizen

PHONE = "+6281211110001"


@pytest.fixture
def told() -> Iterator[list[str]]:
    """Carry codes to the test instead of a telephone."""
    before, codes = list(proofs.COURIERS), []
    proofs.carry_with(lambda number, code, unit, pk, at: codes.append(code))
    yield codes
    proofs.COURIERS[:] = before


@pytest.fixture
def reporter(corps: Corps) -> str:
    return people.remember(
        phone=PHONE, name="Contoh Satu", by=Citizen(), at=MONDAY, unit=corps.bogor
    )


def prove(client: Client, told: list[str]) -> Any:
    client.post("/me/", {"phone": "0812 1111 0001"})
    return client.post("/me/code/", {"code": told[-1]}, follow=True)


def test_a_citizen_sees_who_looked(
    corps: Corps, client: Client, reporter: str, told: list[str]
) -> None:
    people.contact(reporter, unit=corps.bogor, at=MONDAY, case="E-3271-2026-000001")
    page = prove(client, told).content.decode()
    assert "Polres Bogor" in page
    assert "E-3271-2026-000001" in page


def test_a_citizen_takes_a_copy(client: Client, reporter: str, told: list[str]) -> None:
    prove(client, told)
    assert "Contoh Satu" in client.get("/me/export/").content.decode()
    answer = client.get("/me/export/?as=json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.content)["person"]["phone"] == PHONE


def test_a_citizen_is_forgotten_on_request(
    client: Client, reporter: str, told: list[str]
) -> None:
    prove(client, told)
    assert client.get("/me/erase/").status_code == 200
    assert client.post("/me/erase/").status_code == 302
    assert proofs.references_of(_index()) == []


def _index() -> bytes:
    from lantas.kernel.parties import envelope

    return envelope.blind("phone", PHONE)


@pytest.mark.parametrize("path", ["/me/export/", "/me/erase/"])
def test_without_the_code_nothing_is_shown(
    client: Client, reporter: str, path: str
) -> None:
    assert client.get(path).status_code == 403
    assert client.post("/me/erase/").status_code == 403
    assert client.get("/me/code/").headers["Location"] == "/me/"


def test_a_wrong_code_opens_nothing(
    client: Client, reporter: str, told: list[str]
) -> None:
    client.post("/me/", {"phone": PHONE})
    wrong = f"{(int(told[-1]) + 1) % 10**6:06d}"
    for _try in range(proofs.MOST_TRIES):
        page = client.post("/me/code/", {"code": wrong})
        assert page.status_code == 200
    right = client.post("/me/code/", {"code": told[-1]})
    assert right.status_code == 200
    assert client.get("/me/export/").status_code == 403


def test_a_code_is_good_once_and_for_ten_minutes(
    reporter: str, told: list[str]
) -> None:
    index = proofs.ask(PHONE, at=MONDAY)
    late = MONDAY + proofs.GOOD_FOR
    assert not proofs.is_answer(index, told[-1], at=late)
    assert proofs.is_answer(index, told[-1], at=MONDAY + timedelta(minutes=1))
    assert not proofs.is_answer(index, told[-1], at=MONDAY + timedelta(minutes=1))


def test_nobody_learns_whether_a_number_is_known(
    client: Client, reporter: str, told: list[str]
) -> None:
    known = client.post("/me/", {"phone": PHONE}, follow=True)
    unknown = client.post("/me/", {"phone": "+6281299990009"}, follow=True)
    assert len(told) == 1
    assert known.redirect_chain == unknown.redirect_chain
    assert known.content.count(b"\n") == unknown.content.count(b"\n")


def test_a_number_is_not_flooded_with_codes(reporter: str, told: list[str]) -> None:
    for minute in range(6):
        proofs.ask(PHONE, at=MONDAY + timedelta(minutes=minute))
    assert len(told) == proofs.MOST_CODES


def test_a_proof_ends(client: Client, reporter: str, told: list[str]) -> None:
    prove(client, told)
    session = client.session
    index, _until = session[web.PROVED]
    session[web.PROVED] = [index, MONDAY.replace(year=2020).isoformat()]
    session.save()
    assert client.get("/me/export/").status_code == 403


def test_leaving_closes_the_record(
    client: Client, reporter: str, told: list[str]
) -> None:
    prove(client, told)
    client.post("/me/leave/")
    assert client.get("/me/export/").status_code == 403


def test_a_shared_number_proves_nobody(
    corps: Corps, client: Client, reporter: str, told: list[str]
) -> None:
    people.remember(
        phone=PHONE, name="Contoh Dua", by=Citizen(), at=MONDAY, unit=corps.bogor
    )
    assert prove(client, told).status_code == 200
    assert client.get("/me/export/").status_code == 409
    assert client.post("/me/erase/").status_code == 409


def test_a_number_that_is_none_is_explained_in_its_field(
    client: Client, db: None
) -> None:
    page = client.post("/me/", {"phone": "<b>110"})
    assert page.status_code == 200
    assert "<b>110" not in page.content.decode()
