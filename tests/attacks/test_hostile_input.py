"""No input makes a door fall over: it is answered, or refused with a sentence."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lantas.response.models import Assignment
from lantas.response.tests.conftest import HERE, Town

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# A 503 is the plain answer of a map where no roads are imported yet.
PLAIN = {503}
TEXTS = [
    "",
    "a\x00b",
    "\ud800",
    "\u202e<script>alert(1)</script>",
    "%s %(x)s {0} {x}",
    "x" * 5000,
]
NUMBERS = [-1, 2**31, 2**63, 1e308, 10**40, 181, 90]
MOMENTS = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-03-02T08:00:00+00:00",
    "1969-12-31T23:59:59Z",
]
ODD: list[Any] = [None, True, [], {"a": []}, "1e999", "NaN"]


def told(client: Client, path: str, body: Any = None, **more: Any) -> int:
    client.raise_request_exception = False
    if body is None:
        return client.get(path, **more).status_code
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(
        path, content, content_type="application/json", **more
    ).status_code


def fallen(found: dict[Any, int]) -> dict[Any, int]:
    return {k: v for k, v in found.items() if v >= 500 and v not in PLAIN}


@pytest.fixture
def job(town: Town) -> Assignment:
    return town.dispatched(town.incident())


@pytest.fixture
def crew(town: Town, job: Assignment, client: Client) -> Client:
    client.force_login(town.budi)
    return client


@pytest.fixture
def desk(town: Town, job: Assignment, client: Client) -> Client:
    client.force_login(town.dewi)
    return client


def spot(**odd: Any) -> dict[str, Any]:
    return {"lon": HERE[0], "lat": HERE[1], "at": "2026-03-02T08:00:00Z", **odd}


def test_positions(crew: Client) -> None:
    path = "/api/response/positions"
    found: dict[Any, int] = {}
    for field in ("lon", "lat", "at", "speed_kmh", "heading", "accuracy_m"):
        for value in [*TEXTS, *NUMBERS, *MOMENTS, *ODD]:
            found[field, repr(value)[:60]] = told(crew, path, [spot(**{field: value})])
    for body in (b"", b"[" * 100_000, b"{", b"\xff\xfe", b"[NaN]", b"null", b"{}"):
        found[body[:20]] = told(crew, path, body)
    found["many"] = told(crew, path, [spot()] * 5000)
    found["huge"] = told(crew, path, b"[" + b" " * 3_000_000 + b"]")
    assert not fallen(found)


def test_deeds(crew: Client, job: Assignment) -> None:
    path = "/api/response/deeds"
    found: dict[Any, int] = {}

    def deed(**odd: Any) -> dict[str, Any]:
        said = {"id": str(uuid.uuid4()), "seq": 1, "deed": "accept"}
        return {**said, "assignment": "x", "at": MOMENTS[2], **odd}

    for field in ("id", "seq", "deed", "assignment", "at", "note", "outcome"):
        for value in [*TEXTS, *NUMBERS, *MOMENTS, *ODD]:
            found[field, repr(value)[:60]] = told(crew, path, [deed(**{field: value})])
    for moment in MOMENTS:
        # A phone that got no answer sends the same again.
        again = deed(at=moment, assignment=job.case.number)
        found["first", moment] = told(crew, path, [again])
        found["again", moment] = told(crew, path, [again])
    assert not fallen(found)


def test_what_a_dispatcher_sends(desk: Client, job: Assignment) -> None:
    number = job.incident.case.number
    found: dict[Any, int] = {}
    for verb, fields in {
        "dispatch": ("call_sign",),
        "withdraw": ("call_sign", "note"),
        "reject": ("note", "reason"),
        "resolve": ("outcome", "note"),
        "take": ("x",),
    }.items():
        for field in fields:
            for value in [*TEXTS, *NUMBERS, *ODD]:
                body: dict[str, Any] = {**dict.fromkeys(fields, "x"), field: value}
                path = f"/api/response/incidents/{number}/{verb}"
                found[verb, field, repr(value)[:60]] = told(desk, path, body)
    for text in filter(None, TEXTS):
        odd = quote(text, errors="surrogatepass", safe="")
        for path in ("", "/proposal"):
            address = f"/api/response/incidents/{odd}{path}"
            found["GET", path, repr(text)[:60]] = told(desk, address)
        found["photo", repr(text)[:60]] = told(desk, f"/response/photos/{odd}/")
    for pk in (0, 2**63, 10**40):
        found["photo", pk] = told(desk, f"/response/photos/{pk}/")
    assert not fallen(found)


def test_what_anybody_asks(town: Town, client: Client) -> None:
    found: dict[Any, int] = {}
    for value in [*TEXTS, *NUMBERS, *ODD]:
        odd = quote(str(value), errors="surrogatepass", safe="")
        for path in (
            f"/api/response/near?lon={odd}&lat=0",
            f"/api/response/near?lon=106.8&lat={odd}",
            f"/api/response/track/{odd}",
            f"/track/{odd}/",
            f"/follow/?code={odd}",
            f"/api/places/locate?lon={odd}&lat=0",
            f"/api/places/locate?lon=106.8&lat={odd}",
            f"/api/places/route?from_lon={odd}&from_lat=0&to_lon=1&to_lat=1",
            f"/api/places/route?from_lon=1&from_lat=0&to_lon=1&to_lat={odd}",
            f"/api/ledger/inclusion?position={odd}",
            f"/api/ledger/inclusion?entry_hash={odd}",
            f"/api/ledger/consistency?first={odd}&second={odd}",
            f"/api/ledger/heads?before={odd}",
            f"/ledger/?receipt={odd}",
            f"/accounts/login/?next={odd}",
            f"/language/?next={odd}",
        ):
            found[path[:90]] = told(client, path)
    assert not fallen(found)


def test_what_anybody_reports(town: Town, client: Client) -> None:
    client.raise_request_exception = False
    found: dict[Any, int] = {}
    fields = ("client_id", "lon", "lat", "accuracy_m", "kind", "what", "phone")
    for path in ("/api/response/reports", "/report/"):
        for field in (*fields, "language", "joins"):
            for value in [*TEXTS, *NUMBERS, "NaN", "inf", "1e999"]:
                said = {
                    "client_id": str(uuid.uuid4()),
                    "lon": HERE[0],
                    "lat": HERE[1],
                    "kind": "crash",
                    "what": "x",
                    field: str(value).encode("utf-8", "surrogatepass"),
                }
                found[path, field, repr(value)[:60]] = client.post(
                    path, said
                ).status_code
    assert not fallen(found)


FILES = [
    b"",
    b"\xff\xd8\xff",
    b"\xff\xd8\xff\xe0\x00\x02\xff\xd9",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 30,
    b"GIF89a" + b"\0" * 40,
    b"%PDF-1.7\n%%EOF",
    b"PK\x03\x04" + b"\0" * 40,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"\xff" * 100_000,
]


@pytest.mark.parametrize("content", FILES, ids=lambda content: repr(content[:12]))
def test_hostile_pictures(town: Town, client: Client, content: bytes) -> None:
    client.raise_request_exception = False
    for name in (
        "a.jpg",
        "../../x.jpg",
        "\x00.jpg",
        "<img src=x onerror=alert(1)>.jpg",
    ):
        said = {
            "client_id": str(uuid.uuid4()),
            "lon": HERE[0],
            "lat": HERE[1],
            "kind": "crash",
            "photo": SimpleUploadedFile(name, content, "image/jpeg"),
        }
        answer = client.post("/api/response/reports", said)
        assert answer.status_code < 500, (name, answer.status_code)


def test_subscriptions(town: Town, client: Client) -> None:
    found: dict[Any, int] = {}
    for value in [*TEXTS, *NUMBERS, *ODD]:
        for field in ("endpoint", "p256dh", "auth", "token"):
            keys: dict[str, Any] = {"p256dh": "x", "auth": "x"}
            body: dict[str, Any] = {
                "endpoint": "https://fcm.googleapis.com/x",
                "keys": keys,
                "token": "x" * 24,
            }
            (keys if field in keys else body)[field] = value
            path = "/api/messages/subscriptions/link"
            found[field, repr(value)[:60]] = told(client, path, body)
        found["forget", repr(value)[:60]] = told(
            client, "/api/messages/subscriptions/forget", {"endpoint": value}
        )
    assert not fallen(found)


def test_my_data(town: Town, client: Client) -> None:
    client.raise_request_exception = False
    found: dict[Any, int] = {}
    for value in [*TEXTS, *NUMBERS]:
        said = str(value).encode("utf-8", "surrogatepass")
        found["me", repr(value)[:60]] = client.post("/me/", {"phone": said}).status_code
        found["code", repr(value)[:60]] = client.post(
            "/me/code/", {"code": said}
        ).status_code
    assert not fallen(found)


def test_signing_in(town: Town, client: Client) -> None:
    client.raise_request_exception = False
    found: dict[Any, int] = {}
    for value in [*TEXTS, *NUMBERS]:
        said = str(value).encode("utf-8", "surrogatepass")
        for path in ("/accounts/login/", "/accounts/password/reset/"):
            found[path, repr(value)[:60]] = client.post(
                path, {"login": said, "password": said, "email": said}
            ).status_code
    found["reset"] = client.post(
        "/accounts/password/reset/", {"email": "nobody@example.id"}
    ).status_code
    assert not fallen(found)
