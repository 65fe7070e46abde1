import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from lantas.science.roads.conditions import Conditions
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.reach import Reach
from lantas.science.roads.sketch import sketch
from lantas.science.roads.tests.naive import Naive
from lantas.science.roads.tests.towns import spots, towns


def covered(reach: Reach, segment: int) -> tuple[float, float]:
    ends = [(p.begin, p.end) for p in reach.parts if p.segment == segment]
    flat = [share for pair in ends for share in pair]
    return (min(flat), max(flat)) if flat else (0, 0)


def test_one_gets_as_far_as_time_and_speed_allow() -> None:
    town = sketch("A---B---C---D")
    graph = RoadGraph.of(town.network)
    reach = graph.reach(graph.near(*town.between("AB", 0.5)), 24 + 24)
    assert covered(reach, town.road("AB")) == pytest.approx((0, 1))
    assert covered(reach, town.road("BC")) == pytest.approx((0, 0.5))
    assert covered(reach, town.road("CD")) == (0, 0)


def test_the_area_holds_what_is_reached_and_nothing_far() -> None:
    town = sketch("A---B---C---D")
    graph = RoadGraph.of(town.network)
    area = graph.reach(graph.near(*town.between("AB", 0.5)), 48).area
    assert shapely.contains(area, shapely.Point(town.between("BC", 0.45)))
    assert not shapely.contains(area, shapely.Point(town.between("BC", 0.9)))


def test_a_yard_between_houses_is_inside_but_a_lake_is_not() -> None:
    small = sketch("A--B\n|  |\nC--D")
    lake = sketch(
        "A--------B\n|        |\n|        |\n|        |\n|        |\nC--------D"
    )
    for town, inside in ((small, True), (lake, False)):
        graph = RoadGraph.of(town.network)
        area = graph.reach(graph.near(*town.at("A")), 3600).area
        west, north = town.at("A")
        east, south = town.at("D")
        middle = shapely.Point((west + east) / 2, (north + south) / 2)
        assert bool(shapely.contains(area, middle)) == inside


def test_nobody_gets_past_a_closure_but_an_escort_does() -> None:
    town = sketch("A---B---C---D")
    graph = RoadGraph.of(town.network)
    start = graph.near(*town.between("AB", 0.5))
    closed = Conditions().closing(town.road("BC"))
    assert covered(graph.reach(start, 900, conditions=closed), town.road("BC")) == (
        0,
        0,
    )
    escorted = graph.reach(start, 900, conditions=closed, escort=True)
    assert covered(escorted, town.road("CD")) == (0, 1)


def test_the_nearest_of_many_patrols_counts() -> None:
    town = sketch("A---B---C---D")
    graph = RoadGraph.of(town.network)
    both = [graph.near(*town.at("A")), graph.near(*town.at("D"))]
    reach = graph.reach(both, 24)
    assert covered(reach, town.road("AB")) == pytest.approx((0, 0.5))
    assert covered(reach, town.road("CD")) == pytest.approx((0.5, 1))


def test_in_no_time_one_gets_nowhere() -> None:
    town = sketch("A---B")
    graph = RoadGraph.of(town.network)
    assert graph.reach(graph.near(*town.between("AB")), 0).area == shapely.Polygon()


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(towns(), st.data(), st.sampled_from([10.0, 60.0, 240.0]))
def test_what_is_reached_is_what_travel_times_say(
    town: tuple[RoadGraph, Naive], data: st.DataObject, limit_s: float
) -> None:
    graph, _ = town
    start = data.draw(spots(graph.network))
    parts = graph.reach(start, limit_s).parts
    target = data.draw(spots(graph.network))
    share = target.offset_m / float(
        graph.network.length_m[graph.network.row(target.segment)]
    )
    inside = any(
        part.segment == target.segment
        and min(part.begin, part.end) - 1e-9 <= share
        and share <= max(part.begin, part.end) + 1e-9
        for part in parts
    )
    seconds = graph.travel_times([start], [target])[0, 0]
    if not np.isclose(seconds, limit_s) and seconds > 0:
        assert inside == (seconds < limit_s)
