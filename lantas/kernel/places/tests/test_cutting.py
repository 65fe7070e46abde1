"""Ways become segments from junction to junction; restrictions find their segments."""

from pathlib import Path

import pytest

from lantas.kernel.places import cutting, osm
from lantas.kernel.places.cutting import PRIVATE_KMH, Roads
from lantas.kernel.places.terms import RoadClass, SpeedSource
from lantas.kernel.places.tests.conftest import Sheet
from lantas.science.roads.network import Segment

SPEEDS = dict.fromkeys(RoadClass.values, 30.0) | {"trunk": 60.0}


def roads_of(sheet: Sheet, tmp_path: Path) -> Roads:
    return cutting.cut(osm.read(sheet.save(tmp_path / "sheet.osm.pbf")), SPEEDS)


def only(roads: Roads) -> Segment:
    (segment,) = roads.segments
    return segment


def test_a_way_is_cut_where_another_meets_it(tmp_path: Path) -> None:
    roads = roads_of(Sheet("ABC\n.D.").way("ABC").way("BD"), tmp_path)
    assert len(roads.segments) == 3
    assert len(roads.nodes) == 4


def test_a_bend_is_no_junction(tmp_path: Path) -> None:
    segment = only(roads_of(Sheet("ABC\n..D").way("ABCD"), tmp_path))
    assert len(segment.line) == 4
    assert segment.length_m == pytest.approx(3 * 222.4, rel=0.01)


def test_a_footpath_makes_no_junction(tmp_path: Path) -> None:
    sheet = Sheet("ABC\n.D.").way("ABC").way("BD", highway="footway")
    assert len(roads_of(sheet, tmp_path).segments) == 1


def test_a_number_stays_when_another_way_is_added_before(tmp_path: Path) -> None:
    plain = roads_of(Sheet("ABC\n.D.").way("ABC"), tmp_path)
    assert plain.segments[0].id == 1 << cutting.PIECE_BITS


def test_one_way_against_the_drawing_is_turned_round(tmp_path: Path) -> None:
    sheet = Sheet("AB").way("AB", highway="primary", oneway="-1")
    segment = only(roads_of(sheet, tmp_path))
    assert segment.start == sheet.node("B")
    assert segment.forward
    assert not segment.back


def test_an_unsigned_road_has_the_speed_of_its_class(tmp_path: Path) -> None:
    roads = roads_of(Sheet("AB").way("AB", highway="trunk"), tmp_path)
    assert only(roads).speed_kmh == 60
    assert roads.origins[0].speed_source == SpeedSource.ASSUMED


def test_each_direction_may_have_its_own_sign(tmp_path: Path) -> None:
    sheet = Sheet("AB").way(
        "AB", highway="trunk", maxspeed="50", maxspeed__backward="40"
    )
    roads = roads_of(sheet, tmp_path)
    assert (only(roads).speed_kmh, only(roads).speed_back_kmh) == (50, 40)
    assert roads.origins[0].speed_source == SpeedSource.TAGGED


def test_a_private_road_is_slow_so_that_no_route_goes_through(tmp_path: Path) -> None:
    sheet = Sheet("AB").way("AB", highway="service", access="private")
    roads = roads_of(sheet, tmp_path)
    assert only(roads).speed_kmh == PRIVATE_KMH
    assert roads.origins[0].private


def test_signals_at_the_stop_line_belong_to_the_junction(tmp_path: Path) -> None:
    sheet = Sheet("ABC\n.D.").way("ABC").way("BD")
    sheet.spots["S"] = (sheet.spots["B"][0] - 0.0002, sheet.spots["B"][1])
    sheet.ways[0] = ("ASBC", sheet.ways[0][1])
    sheet.mark("S", highway="traffic_signals")
    roads = roads_of(sheet, tmp_path)
    assert [node.id for node in roads.nodes if node.signals] == [sheet.node("B")]


def test_a_restriction_becomes_one_between_segments(tmp_path: Path) -> None:
    sheet = Sheet("ABC\n.D.").way("AB").way("BC").way("BD")
    sheet.no_turn(1, "B", 3, "no_right_turn").no_turn(3, "B", 2, "only_right_turn")
    roads = roads_of(sheet, tmp_path)
    assert [r.kind for r in roads.restrictions] == ["no_right_turn", "only_right_turn"]
    assert roads.restrictions[0].via == sheet.node("B")


def test_restrictions_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    sheet = Sheet("ABC\n.D.").way("AB").way("BC").way("BD").way("ABC")
    sheet.no_turn(1, "B", 99, "no_left_turn")
    sheet.no_turn(4, "B", 3, "no_left_turn")
    sheet.relation(
        [("w", 1, "from"), ("w", 2, "via"), ("w", 3, "to")],
        type="restriction",
        restriction="no_u_turn",
    )
    sheet.relation([("w", 1, "from")], type="restriction", restriction__conditional="x")
    roads = roads_of(sheet, tmp_path)
    assert roads.counts["restrictions_outside"] == 1
    assert roads.counts["restrictions_ambiguous"] == 1


def test_a_road_cut_off_by_the_edge_of_the_extract_is_kept(tmp_path: Path) -> None:
    sheet = Sheet("ABCD").way("ABCD")
    del sheet.spots["D"]
    path = tmp_path / "cut.osm.pbf"
    sheet.ways[0] = ("ABC", sheet.ways[0][1])
    sheet.save(path)
    assert len(osm.read(path).ways) == 1
