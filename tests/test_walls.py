"""Every address and every operation of the API, as each kind of stranger.

A new address whose parameters nobody named here fails: it must be walked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lantas.kernel.access.words import duty_choices
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer
from lantas.response.models import Incident
from lantas.response.tests.conftest import HERE, Town

SAID = "kata-rahasia-dari-bogor"
PHONE = "081200012345"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}")
# The public may ask what is near a point; only what policy calls public is told.
PUBLIC = ("/api/response/near", "/ledger", "/api/ledger")


@dataclass
class Secret:
    """What Bogor knows and no stranger may read."""

    number: str
    assignment: str
    token: str
    pk: int


@pytest.fixture
def secret(town: Town) -> Secret:
    receipt = town.report(what=SAID, phone=PHONE)
    incident = town.see(receipt.number)
    assignment = town.dispatched(incident)
    return Secret(
        receipt.number, assignment.case.number, receipt.token, assignment.case_id
    )


def addresses() -> Iterator[str]:
    """Give every address there is, with its parameters as written."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern).lstrip("^")
            if isinstance(entry, URLResolver):
                yield from walk(entry, here)
            elif isinstance(entry, URLPattern):
                yield "/" + here

    yield from sorted(set(walk(get_resolver(), "")))


def values(secret: Secret) -> dict[str, list[str]]:
    """Give what each parameter may be: things that exist, so that a hole shows."""
    return {
        "number": [secret.number, secret.assignment],
        "token": ["x" * 26],
        "pk": [
            "1",
            str(secret.pk),
            *map(str, Officer.objects.values_list("pk", flat=True)[:3]),
        ],
        "key": ["x"],
        "uidb36": ["1"],
        "provider_id": ["x"],
        "name": ["patrol"],
        "zoom": ["14"],
        "x": ["13000"],
        "y": ["8500"],
        "position": ["0"],
        "sha256": ["0" * 64],
        "reference": ["P-AAAAAAAAAA"],
        "segment": ["1"],
        "subject": [secret.number],
        "secret": ["x" * 26],
    }


def filled(secret: Secret) -> Iterator[str]:
    known = values(secret)
    for address in addresses():
        names = {a or b for a, b in PARAMETER.findall(address)}
        assert names <= set(known), f"{address}: say what {names - set(known)} may be"
        for n in range(max([1, *(len(known[name]) for name in names)])):
            path = PARAMETER.sub(
                lambda m, n=n: known[m[1] or m[2]][n % len(known[m[1] or m[2]])],  # type: ignore[misc]
                address,
            )
            yield re.sub(r"[\\^$?]|\(.*?\)", "", path)


def every_duty() -> list[str]:
    return [value for value, _label in duty_choices()]


def stranger(town: Town, kind: str, client: Client) -> Client:
    if kind == "neighbour":
        client.force_login(town.corps.officer("made", town.corps.bali, *every_duty()))
    elif kind == "without duty":
        client.force_login(town.corps.officer("rudi", town.corps.bogor))
    return client


def knock(client: Client, path: str, body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    where = {"lon": str(HERE[0]), "lat": str(HERE[1])}
    for accept in ("application/json", "text/html"):
        yield "GET", client.get(path, where, headers={"Accept": accept})
    yield "POST", client.post(path, body, content_type="application/json")
    yield "POST", client.post(path, body)


def trouble(what: str, path: str, answer: Any, secret: Secret) -> list[str]:
    text = b"".join(answer).decode(errors="replace")
    hidden = [SAID, PHONE, PHONE.lstrip("0"), secret.assignment, secret.token]
    if not path.startswith(PUBLIC):
        hidden.append(secret.number)
    found = [f"{what} shows {h}" for h in hidden if h in text and h not in path]
    # 503 is the plain answer of a map where no roads are imported yet.
    if answer.status_code >= 500 and answer.status_code != 503:
        found.append(f"{what} → {answer.status_code}")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["neighbour", "without duty", "citizen", "nobody"])
def test_a_stranger_sees_nothing_and_moves_nothing(
    town: Town, secret: Secret, kind: str, client: Client
) -> None:
    client.raise_request_exception = False
    visitor = stranger(town, kind, client)
    lines = Entry.objects.filter(unit=town.corps.bogor).count()
    before = town.state(Incident.objects.get(case__number=secret.number))
    body = {
        "call_sign": "BGR-01",
        "note": "x",
        "outcome": "handled",
        "reason": "prank",
        "duty": "response.dispatcher",
        "unit": town.corps.bogor.pk,
        "first_day": "2026-01-01",
    }
    found: list[str] = []
    paths = list(filled(secret))
    # The town's own scope must not shine through to a visitor who has none.
    with scope.units([]):
        for path in paths:
            for method, answer in knock(visitor, path, body):
                found += trouble(f"{method} {path}", path, answer, secret)
            if kind == "nobody":
                visitor.logout()
    assert not found, "\n".join(found)
    assert Entry.objects.filter(unit=town.corps.bogor).count() == lines
    assert town.state(Incident.objects.get(case__number=secret.number)) == before


def test_the_walk_knows_the_doors_by_name() -> None:
    found = set(addresses())
    for door in ("/api/response/incidents/<number>/dispatch", "/officers/rules/"):
        assert door in found, sorted(found)


def test_the_walk_would_see_a_hole(town: Town, secret: Secret, client: Client) -> None:
    client.force_login(town.dewi)
    answer = client.get(f"/api/response/incidents/{secret.number}")
    assert SAID in answer.content.decode()
