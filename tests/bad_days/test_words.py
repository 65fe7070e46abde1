"""Text nobody can store or that means harm, and bodies that are not what they say."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.utils.timezone import now

from lantas.config.api import api
from lantas.kernel.cases.models import Case
from lantas.response.models import Incident
from lantas.response.tests.conftest import HERE
from tests.bad_days.conftest import Doors

API = "/api/response"
MILLION = "x" * 1_000_000
BAD_WORDS = {
    "zero": "a\x00b",
    "half a character": "\ud800",
    "a million": MILLION,
    "script": "<script>alert(1)</script>",
    "query": "'; DROP TABLE cases_case; --",
    "right to left": "\u202egnirts",
}
JSON = "application/json"
# Bodies that are not what they say, or nothing at all.
BODIES = [
    (JSON, b""),
    (JSON, b"{"),
    (JSON, b"[" * 100_000),
    (JSON, b"\xff\xfe\x00"),
    (JSON, b'{"stars": 1e400, "note": null}'),
    (JSON, b'{"stars": ' + b"9" * 5000 + b"}"),
    (JSON, b"[1, 2, 3]"),
    (JSON, b'"text"'),
    ("text/xml", b"<!DOCTYPE a [<!ENTITY x 'x'>]><a>&x;</a>"),
    ("application/x-www-form-urlencoded", b"lon=%ff%fe&lat=%00&&&=;"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"what=+ADw-script+AD4-"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data"),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n--x--"),
    ("image/jpeg", b"\xff\xd8\xff\xe0"),
    ("application/octet-stream", bytes(range(256))),
    ("x" * 500, b"x"),
    ("", b"x"),
]


@cache
def schema() -> dict[str, Any]:
    """Return how our API describes itself."""
    return dict(api.get_openapi_schema())


def operations(*methods: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give method, path and description of every operation there is."""
    for path, said in sorted(schema()["paths"].items()):
        for method, about in said.items():
            if method in methods:
                yield method, path, about


POSTS = [
    path
    for _method, path, about in operations("post", "put", "patch")
    if "requestBody" in about
]


def filled(path: str, doors: Doors, word: str = "x") -> str:
    """Return the path with a matter that exists, or with ``word`` for the rest."""
    number = Incident.objects.values_list("case__number", flat=True).first() or "x"
    known = {"number": number, "position": "0", "pk": str(uuid.uuid4())}
    for name in ("number", "position", "pk"):
        path = path.replace("{" + name + "}", known[name])
    return path.replace("{token}", word)


@pytest.mark.slow
def test_a_body_that_is_not_what_it_says_is_refused(doors: Doors) -> None:
    """A clear no, never a fault of ours; and nothing is begun."""
    doors.town.report()
    before = list(Case.objects.values_list("number", "state"))
    for path, (kind, body) in product(POSTS, BODIES):
        where = filled(path, doors)
        answer = doors.of(path).generic("POST", where, body, content_type=kind)
        said = (path, kind[:40], body[:40], answer.status_code, answer.content[:200])
        assert answer.status_code < 500, said
        if answer.status_code >= 400:
            assert b'"detail": "' in answer.content, said
    assert list(Case.objects.values_list("number", "state")) == before


@pytest.mark.slow
@pytest.mark.parametrize("word", BAD_WORDS.values(), ids=BAD_WORDS)
def test_no_door_breaks_at_a_word(doors: Doors, word: str) -> None:
    """Each text of each door in turn, the rest of the form as it should be."""
    doors.town.report()
    for path in POSTS:
        for body in spoilt(path, word):
            answer = doors.of(path).post(filled(path, doors), body, content_type=JSON)
            assert answer.status_code < 500, (path, body.keys(), answer.content[:300])


def spoilt(path: str, word: str) -> Iterator[dict[str, Any]]:
    """Give bodies of an operation with one text replaced by ``word``."""
    (about,) = (a for _m, p, a in operations("post", "put", "patch") if p == path)
    content = about.get("requestBody", {}).get("content", {})
    for said in content.values():
        good = example(resolved(said["schema"]))
        if not isinstance(good, dict):
            continue
        for name, value in good.items():
            if isinstance(value, str):
                yield {**good, name: word}


def resolved(about: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its reference followed."""
    if "$ref" in about:
        name = about["$ref"].rsplit("/", 1)[-1]
        found: dict[str, Any] = schema()["components"]["schemas"][name]
        return found
    return about


def example(about: dict[str, Any]) -> Any:
    """Return a value that a schema allows."""
    if "anyOf" in about:
        return example(resolved(about["anyOf"][0]))
    if "enum" in about:
        return about["enum"][0]
    kind = about.get("type")
    if kind == "object":
        properties = about.get("properties", {}).items()
        return {name: example(resolved(more)) for name, more in properties}
    formats = {"uuid": str(uuid.uuid4()), "date-time": now().isoformat()}
    text = formats.get(about.get("format", ""), "x")
    return {"string": text, "integer": 1, "number": 1.5, "boolean": True}.get(
        str(kind), []
    )


@pytest.mark.slow
@pytest.mark.parametrize("word", BAD_WORDS.values(), ids=BAD_WORDS)
def test_no_address_breaks_at_a_word(doors: Doors, word: str) -> None:
    safe = word[:2000].encode("utf-8", "surrogatepass")
    for _method, path, about in operations("get"):
        names = [p["name"] for p in about.get("parameters", []) if p["in"] == "query"]
        query = dict.fromkeys(names, safe)
        for client in (doors.anybody, doors.officer):
            answer = client.get(filled(path, doors), query)
            assert answer.status_code < 500, (path, answer.content[:300])
    for path in ("/track/{}/", "/follow/?code={}", "/report/?joins={}"):
        answer = doors.anybody.get(path.format(quote(safe)))
        assert answer.status_code < 500, (path, answer.content[:300])


def test_what_cannot_be_read_is_left_out_of_a_report(doors: Doors) -> None:
    said = {"what": "Dua\x00 mo\u202etor bertabrakan", "language": "id"}
    place = {"client_id": str(uuid.uuid4()), "lon": HERE[0], "lat": HERE[1]}
    sent = doors.anybody.post(f"{API}/reports", {**place, **said, "kind": "crash"})
    assert sent.status_code == 201, sent.content
    detail = doors.officer.get(f"{API}/incidents/{sent.json()['number']}").json()
    assert detail["accounts"][0]["what"] == "Dua motor bertabrakan"


def test_a_program_that_asks_for_nothing_is_told_so_in_json(doors: Doors) -> None:
    answer = doors.anybody.get("/api/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
