import math

import pytest

from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.network import Network, Node, Segment, length_m
from lantas.science.roads.sentences import LANGUAGES, sentences
from lantas.science.roads.sketch import Town, sketch
from lantas.science.roads.steps import Maneuver, Step

CROSS = """
    N
    |
W---X---E
    |
    S
"""
NAMED = {
    "WX": {"name": "Jalan Sudirman"},
    "XE": {"name": "Jalan Sudirman"},
    "NX": {"name": "Jalan Pelita"},
    "XS": {"name": "Jalan Dermaga"},
}


def steps(town: Town, begin: tuple[str, float], end: tuple[str, float]) -> list[Step]:
    graph = RoadGraph.of(town.network)
    a, b = (graph.near(*town.between(*where)) for where in (begin, end))
    return graph.steps(graph.route(a, b))


def done(
    town: Town, begin: tuple[str, float], end: tuple[str, float]
) -> list[Maneuver]:
    return [step.maneuver for step in steps(town, begin, end)]


def test_turning_left_right_and_straight_on_is_said_so() -> None:
    town = sketch(CROSS, roads=NAMED)
    assert done(town, ("WX", 0), ("NX", 0)) == [
        Maneuver.DEPART,
        Maneuver.LEFT,
        Maneuver.ARRIVE,
    ]
    assert done(town, ("WX", 0), ("XS", 1)) == [
        Maneuver.DEPART,
        Maneuver.RIGHT,
        Maneuver.ARRIVE,
    ]
    assert done(town, ("NX", 0), ("XS", 1)) == [
        Maneuver.DEPART,
        Maneuver.CONTINUE,
        Maneuver.ARRIVE,
    ]


def test_a_junction_where_the_road_goes_on_is_no_step() -> None:
    town = sketch(CROSS, roads=NAMED)
    depart, arrive = steps(town, ("WX", 0), ("XE", 0.5))
    assert depart.road == "Jalan Sudirman"
    assert depart.length_m == pytest.approx(600)
    assert arrive.length_m == 0


def test_a_bend_without_a_choice_is_no_step() -> None:
    town = sketch("""
A---B
    |
    C
""")
    assert done(town, ("AB", 0), ("BC", 1)) == [Maneuver.DEPART, Maneuver.ARRIVE]


@pytest.mark.parametrize(
    ("bearing", "maneuver"),
    [
        (0, Maneuver.CONTINUE),
        (35, Maneuver.SLIGHT_RIGHT),
        (90, Maneuver.RIGHT),
        (150, Maneuver.SHARP_RIGHT),
        (-35, Maneuver.SLIGHT_LEFT),
        (-90, Maneuver.LEFT),
        (-150, Maneuver.SHARP_LEFT),
        (180, Maneuver.U_TURN),
    ],
)
def test_a_turn_is_called_by_how_far_it_goes(
    bearing: float, maneuver: Maneuver
) -> None:
    middle, side = (0.0, 0.0), math.radians(bearing)
    ends = [
        (0.0, -0.003),
        (math.sin(side) / 300, math.cos(side) / 300),
        (0.005, -0.001),
    ]
    nodes = [Node(0, *middle), *(Node(i, *end) for i, end in enumerate(ends, 1))]
    roads = [
        Segment(i, i, 0, [end, middle], length_m([end, middle]), name=f"Jalan {i}")
        for i, end in enumerate(ends, 1)
    ]
    graph = RoadGraph.of(Network.of(nodes, roads))
    route = graph.route(graph.point(1, 0), graph.point(2, 0))
    assert graph.steps(route)[1].maneuver is maneuver


def test_turning_round_is_said() -> None:
    town = sketch(
        """
A->-B---C
    |
    D
""",
        restrictions=[("ABD", "no_right_turn")],
    )
    found = done(town, ("AB", 0), ("BD", 1))
    # Back at B the road to D is the only one, so that bend is no step.
    assert found == [Maneuver.DEPART, Maneuver.U_TURN, Maneuver.ARRIVE]


def roundabout() -> Town:
    """A ring driven clockwise, as one does on the left."""
    ring = {"roundabout": True}
    return sketch(
        """
    N
    |
W-A>B
  ^ v
  D<C-E
    |
    S
""",
        roads={
            "AB": ring,
            "BC": ring,
            "DC": ring,
            "AD": ring,
            "NB": {"name": "Jalan Utara"},
            "CE": {"name": "Jalan Timur"},
            "CS": {"name": "Jalan Selatan"},
            "WA": {"name": "Jalan Barat"},
        },
    )


def test_a_roundabout_is_one_step_that_counts_its_exits() -> None:
    found = steps(roundabout(), ("WA", 0), ("CE", 1))
    assert [step.maneuver for step in found] == [
        Maneuver.DEPART,
        Maneuver.ROUNDABOUT,
        Maneuver.ARRIVE,
    ]
    assert (found[1].exit, found[1].road) == (2, "Jalan Timur")
    assert found[1].length_m == pytest.approx(200)


def test_a_trip_may_end_in_a_roundabout() -> None:
    found = steps(roundabout(), ("WA", 0), ("BC", 0.5))
    assert [step.maneuver for step in found] == [
        Maneuver.DEPART,
        Maneuver.ROUNDABOUT,
        Maneuver.ARRIVE,
    ]
    assert found[1].exit == 0
    assert sentences(found, "id")[1].startswith("Masuk bundaran")


def test_a_trip_may_begin_in_a_roundabout() -> None:
    found = done(roundabout(), ("AB", 0.5), ("CE", 1))
    assert found[0] is Maneuver.DEPART
    assert Maneuver.ROUNDABOUT not in found


def test_the_side_of_arrival_is_the_drivers() -> None:
    town = sketch("A---B---C")
    graph = RoadGraph.of(town.network)
    lon, lat = town.between("AB", 0.5)
    house = graph.near(lon, lat + 20 / 111_195)
    arrivals = {
        letter: graph.steps(graph.route(graph.near(*town.at(letter)), house))[-1]
        for letter in "AC"
    }
    assert arrivals["A"].maneuver is Maneuver.ARRIVE_LEFT
    assert arrivals["C"].maneuver is Maneuver.ARRIVE_RIGHT


def test_the_times_and_lengths_of_the_steps_are_the_routes() -> None:
    town = sketch(CROSS, roads=NAMED)
    graph = RoadGraph.of(town.network)
    route = graph.route(graph.near(*town.at("W")), graph.near(*town.at("N")))
    found = graph.steps(route)
    assert sum(step.seconds for step in found) == pytest.approx(route.seconds)
    assert sum(step.length_m for step in found) == pytest.approx(route.length_m)


def test_a_way_is_told_in_indonesian_and_in_english() -> None:
    town = sketch(CROSS, roads=NAMED)
    found = steps(town, ("WX", 0), ("NX", 0))
    assert sentences(found, "id") == [
        "Mulai ke arah timur di Jalan Sudirman, 400 m",
        "Belok kiri ke Jalan Pelita, 200 m",
        "Sampai di tujuan, Jalan Pelita",
    ]
    assert sentences(found, "en") == [
        "Head east on Jalan Sudirman, 400 m",
        "Turn left onto Jalan Pelita, 200 m",
        "Arrive on Jalan Pelita",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("maneuver", Maneuver)
def test_everything_can_be_said_with_and_without_a_name(
    maneuver: Maneuver, language: str
) -> None:
    named, unnamed = sentences(
        [Step(maneuver, road, 100, 10, 0, exit=2) for road in ("Jalan Pelita", "")],
        language,
    )
    assert "Jalan Pelita" in named
    assert "Jalan" not in unnamed
    assert "{" not in named + unnamed
