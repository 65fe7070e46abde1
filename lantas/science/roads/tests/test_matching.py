import numpy as np
import pytest
from numpy.typing import NDArray

from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.matching import Match, MatchRules
from lantas.science.roads.sketch import Town, sketch

TOWN = sketch("""
A----B----C----D
|    |    |    |
E----F----G----H
|    |    |    |
I----J----K----L
""")
GRAPH = RoadGraph.of(TOWN.network)
DEGREES = 1 / 111_195  # of one metre


def drive(
    town: Town, letters: str, every_m: float = 60, noise_m: float = 0, seed: int = 1
) -> NDArray[np.float64]:
    """Return fixes along a drive from letter to letter."""
    corners = np.array([town.at(letter) for letter in letters])
    along = (
        np.concatenate([[0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
        / DEGREES
    )
    spots = np.arange(0, along[-1], every_m)
    fixes = np.column_stack([np.interp(spots, along, axis) for axis in corners.T])
    rng = np.random.default_rng(seed)
    return fixes + rng.normal(0, noise_m * DEGREES, fixes.shape)


def roads(match: Match, piece: int = 0) -> list[int]:
    return [stretch.segment for stretch in match.paths[piece]]


@pytest.mark.parametrize("noise_m", [0, 8, 15])
def test_a_drive_is_found_on_the_roads_it_took(noise_m: float) -> None:
    match = GRAPH.match(drive(TOWN, "ABFGKL", noise_m=noise_m))
    assert len(match.pieces) == 1
    expected = [TOWN.road(road) for road in ("AB", "BF", "FG", "GK", "KL")]
    assert roads(match) == expected
    assert None not in match.points


def test_a_fix_every_minute_is_enough() -> None:
    match = GRAPH.match(drive(TOWN, "ABFGHL", every_m=350, noise_m=10))
    assert roads(match)[:4] == [TOWN.road(road) for road in ("AB", "BF", "FG", "GH")]


def test_the_right_side_of_a_divided_road_is_found() -> None:
    town = sketch(
        """
A-<--B
|    |
C->--D
""",
        step_m=20,
    )
    graph = RoadGraph.of(town.network)
    middle = drive(town, "CD", every_m=10) + np.array([0, 19 * DEGREES])
    assert roads(graph.match(middle[2:-2])) == [town.road("CD")]
    assert roads(graph.match(middle[-3:1:-1])) == [town.road("AB")]


def test_a_tunnel_without_signal_is_bridged() -> None:
    fixes = drive(TOWN, "ABCDH", noise_m=5)
    match = GRAPH.match(np.concatenate([fixes[:4], fixes[20:]]))
    assert len(match.pieces) == 1
    assert roads(match) == [TOWN.road(road) for road in ("AB", "BC", "CD", "DH")]


def test_a_wild_fix_is_left_out() -> None:
    fixes = drive(TOWN, "EFGH", noise_m=5)
    fixes[8] = TOWN.at("L")
    match = GRAPH.match(fixes, at_s=np.arange(len(fixes)) * 5.0)
    assert match.points[8] is None
    assert roads(match) == [TOWN.road(road) for road in ("EF", "FG", "GH")]


def test_fixes_off_every_road_are_left_out() -> None:
    fixes = drive(TOWN, "EFG")
    fixes[5] += 100 * DEGREES
    match = GRAPH.match(fixes)
    assert match.points[5] is None
    assert len(match.pieces) == 1


def test_a_trace_breaks_where_no_road_leads() -> None:
    islands = sketch("""
A----B



C----D
""")
    graph = RoadGraph.of(islands.network)
    fixes = np.concatenate([drive(islands, "AB"), drive(islands, "CD")])
    match = graph.match(fixes)
    half = len(fixes) // 2
    assert match.pieces == [list(range(half)), list(range(half, 2 * half))]
    assert [roads(match, piece) for piece in (0, 1)] == [
        [islands.road("AB")],
        [islands.road("CD")],
    ]


def test_a_parked_car_does_not_drive_round_the_block() -> None:
    town = sketch("""
A->--B
|    |
C----D
""")
    graph = RoadGraph.of(town.network)
    spot = np.array(town.between("AB", 0.5))
    fixes = spot + np.random.default_rng(2).normal(0, 4 * DEGREES, (12, 2))
    match = graph.match(fixes)
    assert {point.segment for point in match.points if point} == {town.road("AB")}
    assert sum(stretch.length_m for stretch in match.paths[0]) < 20


def test_a_lap_round_the_block_is_a_lap() -> None:
    town = sketch("""
A->--B
^    v
C-<--D
""")
    graph = RoadGraph.of(town.network)
    fixes = [town.between("AB", 0.6), town.between("AB", 0.5)]
    match = graph.match(fixes, rules=MatchRules(slack_m=2000, standing_m=10))
    assert roads(match) == [town.road(road) for road in ("AB", "BD", "CD", "AC", "AB")]


def test_an_empty_trace_and_one_at_sea_match_nothing() -> None:
    for fixes in (np.zeros((0, 2)), np.full((4, 2), 5.0)):
        match = GRAPH.match(fixes)
        assert (match.pieces, match.paths) == ([], [])
        assert match.points == [None] * len(fixes)
