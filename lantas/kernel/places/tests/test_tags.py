"""Which ways a car may drive, in which direction, how fast."""

import pytest

from lantas.kernel.places import tags
from lantas.kernel.places.terms import RoadClass


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"highway": "trunk"}, RoadClass.TRUNK),
        ({"highway": "living_street"}, RoadClass.LIVING_STREET),
        ({"highway": "service", "access": "private"}, RoadClass.SERVICE),
        ({"highway": "footway"}, None),
        ({"highway": "steps"}, None),
        ({"highway": "residential", "access": "no"}, None),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, "drive"),
        ({"highway": "residential", "motorcar": "no"}, None),
        ({"highway": "service", "area": "yes"}, None),
        ({"highway": "construction"}, None),
        ({}, None),
    ],
)
def test_a_car_drives_where_it_may(
    said: dict[str, str], found: RoadClass | str | None
) -> None:
    expected = RoadClass.RESIDENTIAL if found == "drive" else found
    assert tags.road_class(said) == expected


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"oneway": "yes"}, 1),
        ({"oneway": "true"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "no"}, 0),
        ({"oneway": "no", "highway": "motorway"}, 0),
        ({"highway": "motorway"}, 1),
        ({"junction": "roundabout"}, 1),
        ({"highway": "trunk"}, 0),
        ({"oneway": "reversible"}, 0),
    ],
)
def test_one_way_is_said_or_implied(said: dict[str, str], found: int) -> None:
    assert tags.oneway(said) == found


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("50", 50.0),
        ("50 km/h", 50.0),
        ("30 mph", 48.28032),
        ("60;40", 60.0),
        ("ID:urban", RoadClass.SECONDARY),
        ("ID:living_street", RoadClass.LIVING_STREET),
        ("none", None),
        ("walk", None),
        ("signals", None),
        ("0", None),
        ("9999", None),
        ("-30", None),
        ("fast'; DROP TABLE places_segment", None),
        ("", None),
    ],
)
def test_a_speed_limit_is_read_or_left_alone(
    word: str, found: float | RoadClass | None
) -> None:
    assert tags.speed_kmh({"maxspeed": word}) == found


@pytest.mark.parametrize(
    ("word", "found"),
    [("2", 2), ("2;3", 2), ("0", None), ("99", None), ("many", None), ("", None)],
)
def test_lanes_are_counted_where_sensible(word: str, found: int | None) -> None:
    assert tags.lanes({"lanes": word}) == found


def test_bridges_and_layers() -> None:
    assert tags.has({"bridge": "viaduct"}, "bridge")
    assert not tags.has({"bridge": "no"}, "bridge")
    assert not tags.has({}, "tunnel")
    assert tags.layer({"layer": "-1"}) == -1
    assert tags.layer({"layer": "99"}) == 5
    assert tags.layer({"layer": "ground"}) == 0


def test_a_gate_makes_a_road_private() -> None:
    assert tags.is_private({"access": "private"})
    assert not tags.is_private({"access": "private", "motor_vehicle": "yes"})


def test_a_restriction_may_leave_cars_out() -> None:
    assert tags.only_for_others({"except": "bus;motorcar"})
    assert not tags.only_for_others({"except": "bicycle"})
