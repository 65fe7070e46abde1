from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from conftest import MONDAY, Corps
from lantas.kernel.ledger import book, evidence, keys, leaves, notes, seals
from lantas.kernel.ledger.models import Entry, Evidence, Head, ReactionStuck
from lantas.kernel.ledger.terms import Duty
from lantas.kernel.ledger.tests.conftest import from_phone, waiting
from lantas.kernel.ledger.verify import verify
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.kernel.units.models import Policy
from lantas.kernel.units.terms import Certainty
from lantas.science import merkle


@pytest.fixture(autouse=True)
def one_factor(corps: Corps) -> None:
    """Let officers in without a second factor, as a young unit may decide."""
    Policy.objects.create(
        key="access.second_factor",
        unit=corps.korlantas,
        value="optional",
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )


@pytest.fixture
def entries(corps: Corps, everywhere: None) -> list[Entry]:
    found = [
        book.write(
            "errand.take", subject=f"E-{n}", unit=corps.bogor, by=CLOCK, at=MONDAY
        )
        for n in range(11)
    ]
    seals.seal(at=MONDAY, most=7)
    seals.seal(at=MONDAY)
    return found


def told(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/ledger{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(client: Client, path: str, **query: Any) -> tuple[int, str]:
    answer = client.get(f"/api/ledger{path}", query)
    return answer.status_code, answer.json()["detail"]


def test_anyone_can_check_a_seal_with_the_published_key(
    entries: list[Entry], client: Client
) -> None:
    head = told(client, "/head")
    (key,) = told(client, "/keys")
    text = notes.opened(head["note"], notes.verifier(key["key"]))
    assert notes.checkpoint(text).root.hex() == head["root"]
    assert head["size"] == 11
    answer = client.get("/api/ledger/checkpoint")
    assert answer.content.decode() == head["note"]
    assert answer["Content-Type"].startswith("text/plain")


def test_seals_are_listed_page_by_page(entries: list[Entry], client: Client) -> None:
    assert [head["size"] for head in told(client, "/heads")] == [11, 7]
    assert [head["size"] for head in told(client, "/heads", before=11)] == [7]


def test_a_receipt_leads_to_a_proof(entries: list[Entry], client: Client) -> None:
    receipt = leaves.hash_of(entries[4]).hex()
    proof = told(client, "/inclusion", entry_hash=receipt)
    assert (proof["position"], proof["size"]) == (4, 11)
    merkle.check_inclusion(
        bytes.fromhex(receipt),
        proof["position"],
        proof["size"],
        [bytes.fromhex(step) for step in proof["proof"]],
        bytes.fromhex(told(client, "/head")["root"]),
    )
    assert told(client, "/inclusion", position=4, size=7)["leaf"] == receipt
    assert told(client, "/entries/4/leaf")["leaf"] == receipt


def test_one_seal_is_proven_to_continue_another(
    entries: list[Entry], client: Client
) -> None:
    proof = told(client, "/consistency", first=7, second=11)
    merkle.check_consistency(
        7,
        11,
        [bytes.fromhex(step) for step in proof["proof"]],
        bytes(Head.objects.get(size=7).root),
        bytes(Head.objects.get(size=11).root),
    )


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/inclusion", {"entry_hash": "0" * 64}, 404),
        ("/inclusion", {"entry_hash": "no receipt"}, 422),
        ("/inclusion", {}, 422),
        ("/inclusion", {"position": 11}, 404),
        ("/inclusion", {"position": -1}, 404),
        ("/inclusion", {"position": 1, "size": 12}, 404),
        ("/inclusion", {"position": 10**30}, 404),
        ("/consistency", {"first": 0, "second": 3}, 404),
        ("/consistency", {"first": 5, "second": 3}, 404),
        ("/entries/11/leaf", {}, 404),
        ("/entries/99999999999999999999/leaf", {}, 404),
    ],
)
def test_what_is_not_there_is_said_so(
    entries: list[Entry], client: Client, path: str, query: Any, status: int
) -> None:
    found, sentence = refused(client, path, **query)
    assert found == status
    assert len(sentence) > 10


def test_before_the_first_seal_the_book_says_so(db: None, client: Client) -> None:
    assert refused(client, "/head")[0] == 404
    assert told(client, "/keys") == []
    assert client.get("/ledger/").status_code == 200


def test_who_asks_too_often_waits(
    entries: list[Entry], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lantas.kernel.ledger.api.MOST", 2)
    told(client, "/head")
    told(client, "/head")
    assert refused(client, "/head")[0] == 429


def test_the_page_shows_seals_and_looks_up_a_receipt(
    entries: list[Entry], client: Client
) -> None:
    receipt = leaves.hash_of(entries[4]).hex()
    page = client.get(
        "/ledger/", {"receipt": f" {receipt[:30]} {receipt[30:].upper()}"}
    )
    text = page.content.decode()
    assert page.context["found"].position == 4
    assert keys.verifier_of(Head.objects.get(size=11).key).fingerprint in text
    wrong = client.get("/ledger/", {"receipt": "<script>alert(1)</script>"})
    assert b"<script>alert" not in wrong.content
    assert wrong.context["wrong"]


@pytest.fixture
def kept(corps: Corps, everywhere: None) -> Evidence:
    return evidence.keep(
        io.BytesIO(from_phone()),
        unit=corps.bogor,
        subject="INC-1",
        by=Citizen(1),
        at=MONDAY,
    )


def test_the_original_is_handed_out_and_that_is_written_down(
    kept: Evidence, corps: Corps, client: Client
) -> None:
    siti = corps.officer("siti", corps.jabar, Duty.AUDITOR)
    client.force_login(siti)
    answer = client.get(f"/ledger/evidence/{kept.sha256}")
    assert b"".join(answer) == from_phone()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Entry.objects.get(name="evidence.taken_out").by == siti


def test_the_clean_copy_is_shown_in_a_page(
    kept: Evidence, corps: Corps, client: Client
) -> None:
    client.force_login(corps.officer("siti", corps.jabar, Duty.AUDITOR))
    answer = client.get(f"/ledger/evidence/{kept.sha256}/picture")
    assert b"Made up" not in b"".join(answer)
    assert answer["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("path", ["", "/picture"])
def test_a_neighbour_and_a_stranger_get_no_evidence(
    kept: Evidence, corps: Corps, client: Client, path: str
) -> None:
    address = f"/ledger/evidence/{kept.sha256}{path}"
    assert client.get(address).status_code == 302
    client.force_login(corps.officer("made", corps.bali, Duty.AUDITOR))
    assert client.get(address).status_code == 404
    assert not Entry.objects.filter(name="evidence.taken_out").exists()


def test_an_auditor_hands_out_a_bundle(
    kept: Evidence, corps: Corps, client: Client
) -> None:
    client.force_login(corps.officer("siti", corps.jabar, Duty.AUDITOR))
    assert client.get("/ledger/bundle/", {"subject": "INC-1"}).status_code == 200
    answer = client.post("/ledger/bundle/", {"subject": "INC-1"})
    assert verify(answer.content).subject == "INC-1"
    assert 'filename="INC-1-' in answer["Content-Disposition"]
    assert client.post("/ledger/bundle/", {"subject": "INC-2"}).status_code == 404


def test_an_officer_without_the_duty_is_told_which(
    corps: Corps, client: Client
) -> None:
    client.force_login(corps.officer("budi", corps.jabar))
    for address in ("/ledger/bundle/", "/ledger/stuck/"):
        assert client.get(address).status_code == 403


def test_an_operator_runs_a_stuck_reaction_again(
    entries: list[Entry], corps: Corps, client: Client
) -> None:
    stuck = ReactionStuck.objects.create(
        reaction="response.tell", entry=entries[0], tries=8, why="x", stuck_at=MONDAY
    )
    made = corps.officer("made", corps.bali, Duty.OPERATOR)
    client.force_login(made)
    assert b"response.tell" not in client.get("/ledger/stuck/").content
    assert client.post(f"/ledger/stuck/{stuck.pk}/again/").status_code == 409
    client.force_login(corps.officer("siti", corps.jabar, Duty.OPERATOR))
    assert b"response.tell" in client.get("/ledger/stuck/").content
    assert client.post(f"/ledger/stuck/{stuck.pk}/again/").status_code == 302
    assert waiting() == [("response.tell", "response E-0")]
    assert Entry.objects.filter(name="reaction.run_again").count() == 1
