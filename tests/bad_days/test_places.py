"""Coordinates that are none, are swapped, lie at sea or where nobody answers."""

from __future__ import annotations

import uuid
from itertools import product
from typing import Any

import pytest
from django.utils.timezone import now

from lantas.kernel.cases.models import Case
from lantas.response.models import Fix, Incident, Report
from lantas.response.tests.conftest import HERE
from tests.bad_days.conftest import Doors

API = "/api/response"
# What a broken phone, a broken program or a bored person sends for a longitude.
NO_NUMBERS = ["nan", "inf", "-inf", "1e400", "116,8", "116°48'E", "", "null", "0x10"]
NO_PLACES = [
    (200.0, 0.0),
    (-200.0, 0.0),
    (0.0, 91.0),
    (HERE[1], HERE[0]),  # latitude and longitude changed places
    (1e308, -1e308),
]
# West of the map's edge, the middle of the Java sea, the antimeridian, a pole.
NOBODYS = [(0.0, 0.0), (110.0, -5.0), (180.0, 0.0), (-180.0, 0.0), (106.8, 85.0)]


def ask(doors: Doors, door: str, lon: Any, lat: Any) -> Any:
    """Put a place before one of the doors that take one."""
    here = {"lon": lon, "lat": lat}
    client = doors.of(door)
    if door.endswith("/positions"):
        spot = {**here, "at": now().isoformat()}
        return client.post(door, [spot], content_type="application/json")
    if door.endswith("/route"):
        there = {"to_lon": HERE[0], "to_lat": HERE[1]}
        return client.get(door, {"from_lon": lon, "from_lat": lat, **there})
    if door.endswith(("/near", "/locate")):
        return client.get(door, here)
    said = {"client_id": uuid.uuid4(), "kind": "crash", "what": "x", "language": "id"}
    return client.post(door, {**said, **here})


DOORS = [
    f"{API}/reports",
    "/report/",
    f"{API}/near",
    f"{API}/positions",
    "/api/places/locate",
    "/api/places/route",
]


@pytest.mark.slow
def test_what_is_no_coordinate_is_refused_and_its_field_named(doors: Doors) -> None:
    for door, wrong in product(DOORS, NO_NUMBERS):
        for lon, lat in ((wrong, HERE[1]), (HERE[0], wrong)):
            answer = ask(doors, door, lon, lat)
            assert answer.status_code in (400, 422), (door, lon, lat, answer.content)
            named = b"lon" if lon == wrong else b"lat"
            assert named in answer.content, (door, answer.content)
    assert_nothing_kept()


def test_a_place_that_is_not_on_earth_is_refused(doors: Doors) -> None:
    for door in DOORS:
        for place in NO_PLACES:
            answer = ask(doors, door, *place)
            assert answer.status_code == 422, (door, place, answer.content)
    assert_nothing_kept()


@pytest.mark.parametrize("door", [f"{API}/reports", "/report/"])
def test_where_nobody_answers_one_is_sent_to_110(doors: Doors, door: str) -> None:
    for place in NOBODYS:
        answer = ask(doors, door, *place)
        assert answer.status_code == 422, place
        assert b"110" in answer.content, place
    assert_nothing_kept()


def test_where_nobody_answers_nothing_is_near(doors: Doors) -> None:
    for place in NOBODYS:
        answer = ask(doors, f"{API}/near", *place)
        assert (answer.status_code, answer.json()) == (200, []), place


def test_a_ship_of_the_water_police_may_be_at_sea(doors: Doors) -> None:
    """A position is a fact about a vehicle, wherever it is."""
    answer = ask(doors, f"{API}/positions", 110.0, -5.0)
    assert answer.json() == {"kept": 1}


def assert_nothing_kept() -> None:
    for table in (Case, Incident, Report, Fix):
        assert not table.objects.exists(), table
