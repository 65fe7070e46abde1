import numpy as np
import pytest

from lantas.science.roads.conditions import Conditions
from lantas.science.roads.graph import KEPT, RoadGraph
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import BACK, FORWARD
from lantas.science.roads.route import NoWay
from lantas.science.roads.sketch import Town, sketch
from lantas.science.roads.turns import TurnCosts

FREE = TurnCosts(
    near_s=0, across_s=0, sharp_s=0, signals_s=0, u_turn_s=0, dead_end_u_turn_s=0
)
SQUARE = """
A---B---C
|   |   |
D---E---F
"""


def asked(town: Town, costs: TurnCosts | None = None) -> RoadGraph:
    return RoadGraph.of(town.network, costs)


def on(graph: RoadGraph, town: Town, ends: str, share: float = 0.5) -> RoadPoint:
    return graph.near(*town.between(ends, share))


def seconds(
    graph: RoadGraph,
    a: RoadPoint,
    b: RoadPoint,
    today: Conditions | None = None,
    *,
    escort: bool = False,
) -> float:
    times = graph.travel_times(
        [a], [b], conditions=today or Conditions(), escort=escort
    )
    return float(times[0, 0])


def driven(graph: RoadGraph, a: RoadPoint, b: RoadPoint) -> list[int]:
    return [part.segment for part in graph.route(a, b).stretches]


def test_a_trip_takes_as_long_as_its_roads_at_their_speeds() -> None:
    town = sketch("A---B---C", roads={"BC": {"speed_kmh": 60}})
    graph = asked(town)
    trip = on(graph, town, "AB", 0.25), on(graph, town, "BC", 0.5)
    assert seconds(graph, *trip) == pytest.approx(300 / (30 / 3.6) + 200 / (60 / 3.6))


def test_a_road_may_be_faster_one_way_than_the_other() -> None:
    town = sketch("A---B", roads={"AB": {"speed_kmh": 60, "speed_back_kmh": 30}})
    graph = asked(town)
    a, b = on(graph, town, "AB", 0), on(graph, town, "AB", 1)
    assert seconds(graph, a, b) == pytest.approx(24)
    assert seconds(graph, b, a) == pytest.approx(48)


def test_nobody_drives_against_a_one_way_road() -> None:
    town = sketch("""
A->-B
|   |
C---D
""")
    graph = asked(town, FREE)
    a, b = on(graph, town, "AB", 0.25), on(graph, town, "AB", 0.75)
    assert graph.route(a, b).length_m == pytest.approx(200)
    assert graph.route(b, a).length_m == pytest.approx(100 + 200 + 400 + 200 + 100)


def test_a_way_out_of_a_one_way_dead_end_does_not_exist() -> None:
    town = sketch("A---B->-C")
    graph = asked(town)
    with pytest.raises(NoWay):
        graph.route(on(graph, town, "BC"), on(graph, town, "AB"))


def test_a_forbidden_turn_is_not_taken() -> None:
    drawing = """
A---B---C
    |   |
    D---E
"""
    free = sketch(drawing)
    barred = sketch(drawing, restrictions=[("ABD", "no_right_turn")])
    for town, metres in ((free, 400), (barred, 1200)):
        graph = asked(town, TurnCosts(u_turn_s=1000))
        route = graph.route(on(graph, town, "AB", 0), on(graph, town, "BD", 1))
        assert route.length_m == pytest.approx(metres + 200, rel=1e-6)


def test_where_only_straight_on_is_allowed_nothing_else_is() -> None:
    town = sketch(
        """
A->-B---C
|   |   |
D---E---F
""",
        restrictions=[("ABC", "only_straight_on")],
    )
    graph = asked(town, TurnCosts(u_turn_s=1000))
    trip = on(graph, town, "AB", 0.75), on(graph, town, "BE", 0.5)
    assert driven(graph, *trip) == [
        town.road(r) for r in ("AB", "BC", "CF", "EF", "BE")
    ]


def test_a_command_to_go_where_no_road_leads_binds_nobody() -> None:
    town = sketch("A---B->-C", restrictions=[("CBA", "only_straight_on")])
    graph = asked(town)
    assert seconds(graph, on(graph, town, "AB"), on(graph, town, "BC")) < 100


def test_crossing_the_oncoming_traffic_costs_more_where_one_drives_on_the_left() -> (
    None
):
    town = sketch("""
    C
    |
A---B---E
    |
    D
""")
    graph = asked(town)
    begin = on(graph, town, "AB")
    left, right = (seconds(graph, begin, on(graph, town, r, 1)) for r in ("BC", "BD"))
    assert right - left == pytest.approx(TurnCosts().across_s - TurnCosts().near_s)


def test_the_same_holds_mirrored_where_one_drives_on_the_right() -> None:
    town = sketch("""
    C
    |
A---B---E
    |
    D
""")
    graph = asked(town, TurnCosts(drive_on="right"))
    begin = on(graph, town, "AB")
    left, right = (seconds(graph, begin, on(graph, town, r, 1)) for r in ("BC", "BD"))
    assert left - right == pytest.approx(TurnCosts().across_s - TurnCosts().near_s)


def test_one_turns_round_at_a_dead_end_rather_than_at_a_junction() -> None:
    town = sketch("""
D   E
v   |
A---B---C
""")
    graph = asked(town, TurnCosts(u_turn_s=500, dead_end_u_turn_s=5))
    from_d = graph.near(*town.at("D"))
    # A is left by one road only, so it is no place to turn; C and E are dead ends.
    to_a = graph.route(
        on(graph, town, "BC", 0.25), graph.near(*town.between("AB", 0.5))
    )
    assert to_a.length_m == pytest.approx(300)
    forth = graph.route(from_d, on(graph, town, "AB", 0.5))
    assert forth.length_m == pytest.approx(400)


def test_a_bridge_is_no_junction() -> None:
    town = sketch("""
    C
    |
A=+=+===B
    |
    D
""")
    graph = asked(town)
    with pytest.raises(NoWay):
        graph.route(on(graph, town, "AB", 0.1), on(graph, town, "CD", 0.1))
    assert town.network.segment(town.road("AB")).bridge


def test_traffic_lights_cost_time() -> None:
    plain, lit = sketch("A---B---C"), sketch("A---B---C", signals="B")
    times = []
    for town in (plain, lit):
        graph = asked(town)
        times.append(seconds(graph, on(graph, town, "AB"), on(graph, town, "BC")))
    assert times[1] - times[0] == pytest.approx(TurnCosts().signals_s)


def test_a_closure_takes_effect_at_once_and_so_does_its_end() -> None:
    town = sketch(SQUARE)
    graph = asked(town, FREE)
    trip = on(graph, town, "AB"), on(graph, town, "CF")
    usual = seconds(graph, *trip)
    closed = Conditions().closing(town.road("BC"))
    assert seconds(graph, *trip, closed) > usual
    assert seconds(graph, *trip, closed.reopening(town.road("BC"))) == usual


def test_a_closure_of_one_side_leaves_the_other_open() -> None:
    town = sketch(SQUARE)
    graph = asked(town, FREE)
    a, c = on(graph, town, "AB"), on(graph, town, "CF")
    closed = Conditions().closing(town.road("BC"), FORWARD)
    assert seconds(graph, a, c, closed) > seconds(graph, a, c)
    assert seconds(graph, c, a, closed) == seconds(graph, c, a)
    assert closed.reopening(town.road("BC"), BACK) == closed


def test_an_escort_drives_through_a_closure() -> None:
    town = sketch(SQUARE)
    graph = asked(town, FREE)
    trip = on(graph, town, "AB"), on(graph, town, "CF")
    closed = Conditions().closing(town.road("BC"))
    assert seconds(graph, *trip, closed, escort=True) == seconds(graph, *trip)


def test_an_escort_is_slowed_like_everybody() -> None:
    town = sketch("A---B---C")
    graph = asked(town)
    trip = on(graph, town, "AB"), on(graph, town, "BC")
    slow = Conditions().slowing(town.road("BC"), 0.5)
    assert seconds(graph, *trip, slow, escort=True) == seconds(graph, *trip, slow)
    assert seconds(graph, *trip, slow) == pytest.approx(24 + 48)


def test_a_crash_on_the_road_it_closed_is_still_reached() -> None:
    town = sketch("A---B---C---D")
    graph = asked(town)
    closed = Conditions().closing(town.road("BC"))
    patrol, crash, beyond = (on(graph, town, road) for road in ("AB", "BC", "CD"))
    assert seconds(graph, patrol, crash, closed) == seconds(graph, patrol, crash)
    assert seconds(graph, crash, patrol, closed) == seconds(graph, crash, patrol)
    assert seconds(graph, patrol, beyond, closed) == np.inf


def test_a_change_to_a_road_that_is_gone_changes_nothing() -> None:
    town = sketch("A---B---C")
    graph = asked(town)
    trip = on(graph, town, "AB"), on(graph, town, "BC")
    assert seconds(graph, *trip, Conditions().closing(987)) == seconds(graph, *trip)


def test_a_speed_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="segment 7 cannot have -1"):
        Conditions().slowing(7, -1)


def test_only_the_weights_of_the_last_conditions_are_kept() -> None:
    town = sketch("A---B---C")
    graph = asked(town)
    trip = on(graph, town, "AB"), on(graph, town, "BC")
    for step in range(1, 10):
        seconds(graph, *trip, Conditions().slowing(town.road("BC"), step / 10))
    assert len(graph._weights) == KEPT


def test_a_trip_beyond_the_limit_is_no_trip() -> None:
    town = sketch("A---B---C")
    graph = asked(town)
    a, b, c = (on(graph, town, "AC"[i // 2] + "B", i % 2) for i in (0, 1, 2))
    times = graph.travel_times([a], [b, c], limit_s=50)
    assert times.tolist() == [[pytest.approx(48), np.inf]]
    with pytest.raises(NoWay):
        graph.route(a, c, limit_s=50)


def test_many_to_few_is_searched_from_the_few_with_the_same_result() -> None:
    town = sketch(SQUARE, restrictions=[("ABE", "no_right_turn")])
    graph = asked(town)
    roads = ("AB", "BC", "DE", "EF", "BE")
    many = [on(graph, town, road, 0.3) for road in roads]
    few = many[:2]
    whole = graph.travel_times(many, many)
    np.testing.assert_allclose(graph.travel_times(many, few), whole[:, :2])
    np.testing.assert_allclose(graph.travel_times(few, many), whole[:2])


def test_no_sources_or_no_targets_is_an_empty_table() -> None:
    town = sketch("A---B")
    graph = asked(town)
    here = [on(graph, town, "AB")]
    assert graph.travel_times([], here).shape == (0, 1)
    assert graph.travel_times(here, []).shape == (1, 0)


def test_a_point_on_no_known_road_is_refused() -> None:
    town = sketch("A---B")
    graph = asked(town)
    with pytest.raises(KeyError, match="no segment 4711"):
        graph.travel_times([RoadPoint(4711, 0, 0, 0)], [on(graph, town, "AB")])


def test_shortest_distances_ignore_speeds_and_turns() -> None:
    town = sketch(SQUARE, roads={"BC": {"speed_kmh": 5}})
    graph = asked(town)
    metres = graph.distances([on(graph, town, "AB", 0)], [on(graph, town, "BC", 1)])
    assert metres[0, 0] == pytest.approx(800)


def test_a_route_has_the_shape_of_its_roads() -> None:
    town = sketch("""
A---B
    |
    C
""")
    graph = asked(town)
    route = graph.route(on(graph, town, "AB", 0.5), on(graph, town, "BC", 0.5))
    expected = [town.between("AB"), town.at("B"), town.between("BC")]
    np.testing.assert_allclose(route.line, expected, atol=1e-7)
    assert route.length_m == pytest.approx(300)


def test_a_route_to_where_one_stands_has_no_length() -> None:
    town = sketch("A---B")
    graph = asked(town)
    here = on(graph, town, "AB")
    route = graph.route(here, here)
    assert (route.length_m, route.seconds, len(route.line)) == (0, 0, 2)
