from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.route import NoWay
from lantas.science.roads.tests.naive import Naive
from lantas.science.roads.tests.towns import spots, towns

Drawn = tuple[RoadGraph, Naive]

pytestmark = pytest.mark.slow


@settings(max_examples=120, deadline=None)
@given(towns(), st.data())
def test_every_trip_takes_as_long_as_the_plain_search_says(
    town: Drawn, data: st.DataObject
) -> None:
    graph, naive = town
    points = st.lists(spots(graph.network), min_size=1, max_size=4)
    sources, targets = data.draw(points), data.draw(points)
    times = graph.travel_times(sources, targets, conditions=naive.conditions)
    expected = [[naive.travel_s(a, b) for b in targets] for a in sources]
    np.testing.assert_allclose(times, expected, rtol=1e-9, atol=1e-6)


@settings(max_examples=80, deadline=None)
@given(towns(), st.data())
def test_a_route_takes_as_long_as_the_matrix_says_and_hangs_together(
    town: Drawn, data: st.DataObject
) -> None:
    graph, naive = town
    a, b = data.draw(spots(graph.network)), data.draw(spots(graph.network))
    ((seconds,),) = graph.travel_times([a], [b], conditions=naive.conditions)
    if np.isinf(seconds):
        with pytest.raises(NoWay):
            graph.route(a, b, conditions=naive.conditions)
        return
    route = graph.route(a, b, conditions=naive.conditions)
    assert route.seconds == pytest.approx(seconds, abs=1e-6)
    edges = [(part.segment, part.direction) for part in route.stretches]
    for edge, following in pairwise(edges):
        assert following in dict(naive.onward(edge))
    assert not any(naive.closed(edge) for edge in edges[1:-1])
    assert (route.stretches[0].segment, route.stretches[0].from_m) == pytest.approx(
        (a.segment, a.offset_m)
    )
    assert (route.stretches[-1].segment, route.stretches[-1].to_m) == pytest.approx(
        (b.segment, b.offset_m)
    )


@settings(max_examples=40, deadline=None)
@given(towns(), st.data())
def test_an_escort_is_never_slower_and_a_limit_only_cuts_off(
    town: Drawn, data: st.DataObject
) -> None:
    graph, naive = town
    points = [data.draw(spots(graph.network)) for _ in range(3)]
    today = naive.conditions
    usual = graph.travel_times(points, points, conditions=today)
    escorted = graph.travel_times(points, points, conditions=today, escort=True)
    assert (escorted <= usual + 1e-6).all()
    limited = graph.travel_times(points, points, conditions=today, limit_s=60)
    np.testing.assert_allclose(limited, np.where(usual <= 60, usual, np.inf))


@settings(max_examples=40, deadline=None)
@given(towns(), st.data())
def test_searching_from_either_side_finds_the_same(
    town: Drawn, data: st.DataObject
) -> None:
    graph, naive = town
    points = [data.draw(spots(graph.network)) for _ in range(4)]
    whole = graph.travel_times(points, points, conditions=naive.conditions)
    columns = [
        graph.travel_times(points, [point], conditions=naive.conditions)
        for point in points
    ]
    np.testing.assert_allclose(np.hstack(columns), whole)
