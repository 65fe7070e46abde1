import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from conftest import MONDAY, Corps
from lantas.kernel.messages import addresses, outbox
from lantas.kernel.messages.models import Message, Subscription
from lantas.kernel.messages.terms import Duty, Failure, MessageState
from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer, Policy
from lantas.kernel.units.terms import Certainty

BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/contoh",
    "keys": {"p256dh": "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQ", "auth": "tBHI"},
}


@pytest.fixture(autouse=True)
def one_factor(corps: Corps) -> None:
    Policy.objects.create(
        key="access.second_factor",
        unit=corps.korlantas,
        value="optional",
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )


def operator(corps: Corps, client: Client, unit: Any = None) -> Officer:
    officer: Officer = corps.officer("op", unit or corps.bogor, Duty.OPERATOR)
    client.force_login(officer)
    return officer


def dead_message(corps: Corps) -> Message:
    with scope.units([corps.bogor.pk]):
        outbox.send(
            "parties.one_time_code",
            to="sms:+6281211110001",
            unit=corps.bogor,
            subject="E-1",
            at=MONDAY,
            key="k",
            code="1",
        )
        Message.objects.update(
            state=MessageState.DEAD,
            next_at=None,
            failure=Failure.REFUSED,
            provider_said="HTTP 400",
        )
        return Message.objects.get()


def state_of(message: Message) -> str:
    with scope.whole_corps():
        return Message.objects.get(pk=message.pk).state


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


def test_the_operator_sends_a_dead_message_again(corps: Corps, client: Client) -> None:
    operator(corps, client)
    message = dead_message(corps)
    page = client.get("/messages/").content.decode()
    assert "HTTP 400" in page
    assert "81211110001" not in page
    answer = client.post(f"/messages/{message.pk}/resend/")
    assert answer.status_code == 302
    assert state_of(message) == MessageState.QUEUED


def test_the_operator_works_over_the_api(corps: Corps, client: Client) -> None:
    operator(corps, client)
    message = dead_message(corps)
    (row,) = client.get("/api/messages/dead").json()
    assert (row["id"], row["failure"]) == (str(message.pk), "refused")
    assert post(client, f"/api/messages/{message.pk}/resend", {}).status_code == 204
    assert post(client, f"/api/messages/{message.pk}/resend", {}).status_code == 409


def test_the_neighbours_operator_finds_no_message(corps: Corps, client: Client) -> None:
    operator(corps, client, corps.bali)
    message = dead_message(corps)
    assert client.get("/api/messages/dead").json() == []
    assert "E-1" not in client.get("/messages/").content.decode()
    assert post(client, f"/api/messages/{message.pk}/resend", {}).status_code == 409
    assert state_of(message) == MessageState.DEAD


def test_without_the_duty_the_door_is_shut(corps: Corps, client: Client) -> None:
    assert client.get("/messages/").status_code == 302
    assert client.get("/api/messages/dead").status_code == 401
    client.force_login(corps.officer("siti", corps.bogor))
    assert client.get("/messages/").status_code == 403
    assert client.get("/api/messages/dead").status_code == 403


def test_an_officers_phone_is_kept_sealed(corps: Corps, client: Client) -> None:
    officer = operator(corps, client)
    assert post(client, "/api/messages/subscriptions", BROWSER).status_code == 201
    row = Subscription.objects.get()
    assert row.owner == f"officer-{officer.pk}"
    assert b"fcm.googleapis" not in bytes(row.address)


def test_nobody_takes_an_officers_notifications(corps: Corps, client: Client) -> None:
    assert post(client, "/api/messages/subscriptions", BROWSER).status_code == 401


def test_a_citizen_hears_of_the_matter_behind_his_link(
    corps: Corps, client: Client
) -> None:
    body = {**BROWSER, "token": "rahasia-sekali"}
    assert post(client, "/api/messages/subscriptions/link", body).status_code == 201
    assert Subscription.objects.get().owner == addresses.link_owner("rahasia-sekali")
    answer = post(client, "/api/messages/subscriptions/forget", BROWSER)
    assert answer.status_code == 204
    assert not Subscription.objects.exists()


def test_an_endpoint_that_is_no_push_service_is_refused(
    corps: Corps, client: Client
) -> None:
    body = {**BROWSER, "endpoint": "http://169.254.169.254/", "token": "rahasia-x"}
    answer = post(client, "/api/messages/subscriptions/link", body)
    assert (answer.status_code, answer.json()["field"]) == (422, "endpoint")


def test_one_link_reaches_five_phones_and_no_more(db: None) -> None:
    for n in range(7):
        addresses.subscribe(
            "link-x",
            endpoint=f"https://fcm.googleapis.com/{n}",
            p256dh="k",
            auth="a",
            at=MONDAY.replace(minute=n),
        )
    assert Subscription.objects.count() == 5


def test_the_browser_asks_for_our_key(client: Client, db: None) -> None:
    key = client.get("/api/messages/push-key").json()["public_key"]
    assert len(key) == 87
