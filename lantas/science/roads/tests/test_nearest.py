import numpy as np
import pytest

from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.network import distance_m
from lantas.science.roads.sketch import METRES_PER_DEGREE, sketch

TOWN = sketch("""
A---B

C---D
""")
GRAPH = RoadGraph.of(TOWN.network)


def beside(ends: str, share: float, north_m: float) -> tuple[float, float]:
    lon, lat = TOWN.between(ends, share)
    return lon, lat + north_m / METRES_PER_DEGREE


def test_a_point_is_said_by_its_road_and_how_far_along() -> None:
    point = GRAPH.near(*beside("AB", 0.25, 30))
    assert point.segment == TOWN.road("AB")
    assert point.offset_m == pytest.approx(100, abs=0.01)
    assert point.distance_m == pytest.approx(30, abs=0.01)
    assert (point.lon, point.lat) == pytest.approx(TOWN.between("AB", 0.25))


@pytest.mark.parametrize(
    ("north_m", "side"), [(10, "left"), (-10, "right"), (0.1, "on")]
)
@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_the_side_is_seen_along_the_line(
    share: float, north_m: float, side: str
) -> None:
    assert GRAPH.near(*beside("AB", share, north_m)).side == side


def test_nothing_is_near_a_point_at_sea() -> None:
    with pytest.raises(LookupError, match="no road within 500 m"):
        GRAPH.near(*beside("AB", 0.5, 900), limit_m=500)
    assert GRAPH.snap([beside("AB", 0.5, 900)], limit_m=500) == [None]


def test_the_nearest_roads_come_nearest_first() -> None:
    spot = beside("AB", 0.5, -60)
    found = GRAPH.nearest(*spot, k=2, limit_m=200)
    assert [point.segment for point in found] == [TOWN.road("AB"), TOWN.road("CD")]
    assert len(GRAPH.nearest(*spot, k=1)) == 1


def test_many_points_are_found_as_one_by_one() -> None:
    spots = [beside(road, share, 20) for road in ("AB", "CD") for share in (0.1, 0.7)]
    assert GRAPH.snap(spots) == [GRAPH.near(*spot) for spot in spots]
    assert GRAPH.snap([]) == []


def test_a_point_that_is_no_point_is_on_no_road() -> None:
    nowhere = float("nan"), 0.0
    here = TOWN.at("A")
    assert GRAPH.snap([nowhere, here]) == [None, GRAPH.near(*here)]
    assert GRAPH.snap([nowhere]) == [None]
    assert GRAPH.nearest(*nowhere) == []


def test_a_point_comes_back_from_its_offset() -> None:
    point = GRAPH.point(TOWN.road("CD"), 100)
    assert (point.lon, point.lat) == pytest.approx(TOWN.between("CD", 0.25))
    assert GRAPH.point(TOWN.road("CD"), 1e9).offset_m == pytest.approx(400)


def test_the_flat_map_measures_as_the_round_earth_within_a_city() -> None:
    far = GRAPH.roads.plane
    spots = np.array([[0.1, 0.1], [0.1, 0.101]])
    (a, b) = far.metres(spots)
    assert np.hypot(*(a - b)) == pytest.approx(
        distance_m(*spots[0], *spots[1]), rel=1e-3
    )


def test_a_way_is_looked_for_on_roads_that_lead_somewhere() -> None:
    town = sketch("""
A---B->-X
|   |
C---D   Y-Z
""")
    graph = RoadGraph.of(town.network)
    for lost in ("X", "Z"):
        (nearest,) = graph.snap([town.at(lost)])
        (useful,) = graph.snap([town.at(lost)], connected=True)
        assert nearest is not None
        assert useful is not None
        assert nearest.segment in (town.road("BX"), town.road("YZ"))
        assert useful.segment in [town.road(road) for road in ("AB", "BD", "CD")]
        assert useful.distance_m == pytest.approx(400 if lost == "X" else 600, abs=1)
    assert graph.snap([town.at("Z")], 500, connected=True) == [None]
