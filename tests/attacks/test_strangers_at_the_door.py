"""What a stranger, a neighbour's browser or a dismissed officer gets at the doors."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory

from conftest import MONDAY, Corps
from lantas.kernel.access import appointments
from lantas.kernel.access.terms import Duty as Access
from lantas.kernel.ledger import book
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import RateCount
from lantas.kernel.units.rates import address
from lantas.response.tests.conftest import HERE, Town

POSTS = [
    "/api/response/incidents/x/take",
    "/api/response/duty/start",
    "/api/response/positions",
    "/api/messages/subscriptions",
    "/language/",
    "/me/",
    "/report/",
    "/accounts/login/",
    "/accounts/logout/",
    "/officers/1/close/",
    "/ledger/bundle/",
]


@pytest.mark.parametrize("path", POSTS)
def test_another_page_cannot_send_in_an_officers_name(town: Town, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.dewi)
    assert client.post(path, {}).status_code == 403
    answer = client.post(path, "{}", content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.django_db
def test_no_link_of_ours_leads_away(client: Client) -> None:
    away = "https://evil.example/"
    body = {"language": "en", "next": away}
    for answer in (
        client.post("/language/", body, headers={"Referer": away}),
        client.get(f"/follow/?code={away}"),
        client.get("/follow/?code=//evil.example"),
        client.get(f"/accounts/login/?next={away}"),
    ):
        assert "evil.example" not in answer.headers.get("Location", "")
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_refused_knock_counts_too(town: Town, client: Client) -> None:
    said: dict[str, Any] = {"lon": HERE[0], "lat": HERE[1], "kind": "no such kind"}
    for _n in range(3):
        answer = client.post(
            "/api/response/reports", {**said, "client_id": str(uuid.uuid4())}
        )
        assert answer.status_code == 422
    assert RateCount.objects.get(door="response.report").count == 3


def test_a_way_by_road_is_not_asked_for_without_end(town: Town, client: Client) -> None:
    client.get("/api/places/route?from_lon=1&from_lat=1&to_lon=1&to_lat=1")
    assert RateCount.objects.get().count == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:ffff::1]", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_a_visitor_is_his_network(rf: RequestFactory, said: str, meant: str) -> None:
    assert address(rf.get("/", REMOTE_ADDR=said)) == meant


def test_nobody_names_his_own_address(rf: RequestFactory, settings: Any) -> None:
    invented = "10.0.0.9, 198.51.100.4"
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=invented)
    assert address(request) == "203.0.113.7"
    settings.PROXIES = 1
    assert address(request) == "198.51.100.4"


def test_what_an_officer_saw_is_not_kept_on_the_machine(
    town: Town, client: Client
) -> None:
    number = town.report().number
    client.force_login(town.dewi)
    for path in (
        "/api/response/board",
        f"/api/response/incidents/{number}",
        "/response/board/",
        "/officers/rules/",
    ):
        assert "no-store" in client.get(path).headers["Cache-Control"], path


def test_a_closed_account_is_out_at_once(town: Town, client: Client) -> None:
    client.force_login(town.dewi)
    assert client.get("/api/response/board").status_code == 200
    chief = town.corps.officer("chief", town.corps.jabar, Access.APPOINTER)
    appointments.close_account(officer=town.dewi, by=chief, at=MONDAY)
    assert client.get("/api/response/board").status_code == 401


def insert(at: str, written: str = "2001-01-01") -> None:
    """Write an entry as somebody would who has the application's rights and SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (name, subject, unit_id, actor, happened_at,"
            " written_at, detail)"
            " SELECT 'errand.take', 'E-9', id, 'clock', %s, %s, '{}'"
            " FROM units_unit WHERE path = '/1/'",
            [at, written],
        )


def test_no_entry_is_dated_back(corps: Corps, everywhere: None) -> None:
    insert("2001-01-01")
    entry = Entry.objects.get(subject="E-9")
    assert datetime.now(tz=UTC) - entry.written_at < timedelta(minutes=5)


@pytest.mark.parametrize(
    "at", ["infinity", "-infinity", "0044-03-15 BC", "99999-01-01"]
)
def test_no_entry_stops_the_sealing_by_its_date(
    corps: Corps, everywhere: None, at: str
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        insert(at)
    book.write("errand.take", subject="E-1", unit=corps.bogor, by=CLOCK, at=MONDAY)
    assert Entry.objects.count() == 1
