from dataclasses import replace

import pytest

from lantas.science.roads.network import (
    BadNetwork,
    Network,
    Node,
    Restriction,
    Segment,
)

NODES = [Node(1, 116.80, -1.24), Node(2, 116.81, -1.24, signals=True)]
ROAD = Segment(
    id=10,
    start=1,
    end=2,
    line=[(116.80, -1.24), (116.805, -1.239), (116.81, -1.24)],
    length_m=1200.0,
    name="Jalan Jenderal Sudirman",
    speed_kmh=50,
    speed_back_kmh=40,
    lanes=2,
    bridge=True,
    surface="asphalt",
)


def test_a_segment_comes_out_as_it_went_in() -> None:
    network = Network.of(NODES, [replace(ROAD, id=7), ROAD])
    assert network.segment(10) == ROAD
    assert len(network) == 2


def test_a_segment_nobody_has_is_missed() -> None:
    with pytest.raises(KeyError, match="no segment 11"):
        Network.of(NODES, [ROAD]).segment(11)


@pytest.mark.parametrize(
    ("road", "why"),
    [
        (replace(ROAD, start=9), "starts at no known node"),
        (replace(ROAD, end=9), "ends at no known node"),
        (replace(ROAD, line=[(116.8, -1.24)]), "fewer than two points"),
        (replace(ROAD, length_m=0), "has the length 0 m"),
        (replace(ROAD, length_m=float("nan")), "has the length nan m"),
        (replace(ROAD, speed_kmh=0), "has the speeds"),
        (replace(ROAD, speed_back_kmh=-5), "has the speeds"),
        (replace(ROAD, line=[(0, 0), (0, float("inf"))]), "leaves the earth"),
    ],
)
def test_a_bad_segment_is_refused_by_its_name(road: Segment, why: str) -> None:
    with pytest.raises(BadNetwork, match=f"segment 10 .*{why}"):
        Network.of(NODES, [road])


def test_ids_that_come_twice_are_refused() -> None:
    with pytest.raises(BadNetwork, match="segment 10 comes twice"):
        Network.of(NODES, [ROAD, ROAD])
    with pytest.raises(BadNetwork, match="node 1 comes twice"):
        Network.of([*NODES, NODES[0]], [ROAD])


def test_a_town_without_roads_is_refused() -> None:
    with pytest.raises(BadNetwork, match="no road"):
        Network.of(NODES, [])


def test_a_node_off_the_earth_is_refused() -> None:
    with pytest.raises(BadNetwork, match="node 3 is not on the earth"):
        Network.of([*NODES, Node(3, 400, 0)], [ROAD])


def test_a_restriction_cut_off_by_the_edge_of_the_map_is_left_out() -> None:
    rules = [
        Restriction(10, 2, 99, "no_left_turn"),
        Restriction(10, 2, 10, "no_u_turn"),
    ]
    assert len(Network.of(NODES, [ROAD], rules).restriction) == 1
