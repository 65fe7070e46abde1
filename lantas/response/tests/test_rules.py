"""The decisions, as tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MONDAY
from lantas.response import rules
from lantas.response.terms import Freshness, Priority
from lantas.response.tests.conftest import in_seconds

S = timedelta(seconds=1)
LON, LAT = 116.85, -1.26


@pytest.mark.parametrize(
    ("value", "priority", "public"),
    [
        ({"priority": "p3", "public": True}, "p3", True),
        ({"priority": "p1"}, "p1", False),
        ({}, "p2", False),
    ],
)
def test_what_no_policy_says_is_urgent_and_hidden(
    value: dict[str, object], priority: str, public: bool
) -> None:
    assert rules.usual(value) == rules.Usual(Priority(priority), public)


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("Macet total", "p3"),
        ("Ada yang LUKA berat", "p1"),
        ("ada korban, tolong!", "p1"),
        ("Pak Lukas mogok", "p3"),
        ("", "p3"),
    ],
)
def test_a_word_of_danger_makes_it_urgent(text: str, priority: str) -> None:
    usual = rules.Usual(Priority.P3, True)
    assert rules.suggest_priority(usual, text, ["luka", "korban"]) == priority


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b", "ab"),
        ("a\u202eb", "ab"),
        (" satu\r\ndua\t tiga ", "satu\ndua  tiga"),
        ("\ud800", ""),
        ("<script>", "<script>"),
        ("e\u0301", "é"),
    ],
)
def test_unreadable_signs_are_taken_out(dirty: str, clean: str) -> None:
    assert rules.clean(dirty) == clean


lons = st.floats(-179, 179)
lats = st.floats(-80, 80)


@given(lons, lats)
def test_the_public_sees_a_patrol_within_a_grid_square(lon: float, lat: float) -> None:
    shown = rules.rounded(lon, lat)
    assert rules.metres(lon, lat, *shown) <= 0.75 * rules.PUBLIC_GRID_M
    assert rules.rounded(*shown) == pytest.approx(shown, abs=2e-5)


@given(lons, lats, st.floats(1, 5_000), st.floats(0, 360))
def test_a_box_around_holds_the_circle(
    lon: float, lat: float, radius_m: float, bearing: float
) -> None:
    import math

    west, south, east, north = rules.box_around(lon, lat, radius_m)
    x = lon + radius_m * math.sin(bearing) / (
        rules.DEGREE_M * math.cos(math.radians(lat))
    )
    y = lat + radius_m * math.cos(bearing) / rules.DEGREE_M
    assert west - 1e-9 <= x <= east + 1e-9
    assert south - 1e-9 <= y <= north + 1e-9


@pytest.mark.parametrize(
    ("age_s", "said"),
    [
        (None, Freshness.NONE),
        (0, Freshness.FRESH),
        (60, Freshness.FRESH),
        (61, Freshness.AMBER),
        (121, Freshness.STALE),
    ],
)
def test_a_position_is_believed_by_its_age(age_s: int | None, said: Freshness) -> None:
    age = None if age_s is None else age_s * S
    assert rules.freshness(age, amber=60 * S, stale=120 * S) == said


@pytest.mark.parametrize(
    ("claimed_s", "believed_s"),
    [(-500, 0), (0, 0), (5, 5), (60, 60), (61, 60), (86_400, 60)],
)
def test_a_phone_with_a_wrong_clock_is_held_between_what_can_be(
    claimed_s: int, believed_s: int
) -> None:
    when = rules.believed(
        in_seconds(claimed_s), earliest=MONDAY, received=in_seconds(60)
    )
    assert when == in_seconds(believed_s)


@pytest.mark.parametrize(
    ("deed", "state", "moves"),
    [
        ("accept", "offered", ("accept",)),
        ("accept", "accepted", ()),
        ("accept", "finished", ()),
        ("arrive", "offered", ("accept", "arrive")),
        ("finish", "offered", ("accept", "arrive", "finish")),
        ("finish", "on_scene", ("finish",)),
        ("finish", "withdrawn", None),
        ("accept", "lapsed", None),
        ("decline", "offered", ("decline",)),
        ("decline", "declined", ()),
        ("decline", "accepted", None),
    ],
)
def test_what_a_deed_asks_for(
    deed: str, state: str, moves: tuple[str, ...] | None
) -> None:
    assert rules.steps(deed, state) == moves


@pytest.mark.parametrize(
    ("jobs", "state"),
    [
        ([], "taken"),
        (["offered"], "taken"),
        (["offered", "accepted"], "dispatched"),
        (["accepted", "on_scene"], "on_scene"),
    ],
)
def test_an_incident_stands_where_its_furthest_job_stands(
    jobs: list[str], state: str
) -> None:
    assert rules.standing(jobs) == state


def test_it_climbs_from_station_to_headquarters_and_no_further() -> None:
    assert rules.next_tier("station") == "province"
    assert rules.next_tier("province") == "national"
    assert rules.next_tier("national") is None


def test_late_is_told_only_once() -> None:
    limit = rules.due_at(from_at=MONDAY, standard=600 * S, at=MONDAY, late=False)
    assert limit == in_seconds(600)
    assert rules.due_at(from_at=MONDAY, standard=S, at=MONDAY, late=True) is None
    gone = rules.due_at(from_at=MONDAY, standard=S, at=in_seconds(9), late=False)
    assert gone == in_seconds(9)
