"""Where is this, and how does one get there, with the roads as they are today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta

import numpy as np
import pytest

from lantas.kernel.places import closures, editions, files, graph
from lantas.kernel.places.cell import NotAPlace
from lantas.kernel.places.closures import Stretch, Term
from lantas.kernel.places.models import Closure, RoadNetwork, Segment
from lantas.kernel.places.terms import Direction
from lantas.kernel.places.tests.conftest import MONDAY, Sheet

Bring = Callable[..., RoadNetwork]
HOUR = timedelta(hours=1)


def number_of(street: str, nth: int = 0) -> int:
    segments = Segment.objects.filter(network__active=True, name=street)
    return segments.order_by("number")[nth].number


def test_without_roads_the_answer_says_what_to_do(db: None) -> None:
    with pytest.raises(graph.NoRoads, match="lantas roads import"):
        graph.locate(116.8, -1.2)


def test_a_point_is_found_on_its_street_in_its_city(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    lon, lat = grid.spots["A"]
    found = graph.locate(lon + 0.0015, lat + 0.0001)
    assert found.segment == number_of("Jalan Ulin")
    assert found.offset_m == pytest.approx(166.8, abs=1)
    assert found.distance_m == pytest.approx(11.1, abs=0.5)
    assert found.road_name == "Jalan Ulin"
    assert found.area_code == "64.71"


def test_an_address_names_the_nearest_crossing(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    lon, lat = grid.spots["B"]
    address = graph.locate(lon + 0.0003, lat).address
    assert address == "Jalan Ulin dekat Jalan Nipah, Kota Balikpapan"


def test_a_nameless_lane_is_told_by_the_street_it_leaves(
    bring: Bring, grid: Sheet
) -> None:
    bring(grid.way("AE", highway="service"))
    (west, north), (east, south) = grid.spots["A"], grid.spots["E"]
    address = graph.locate((west + east) / 2, (north + south) / 2).address
    assert address.startswith("Jalan tanpa nama dekat Jalan ")


def test_a_point_at_sea_has_no_street_and_no_area(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    found = graph.locate(118.5, -1.2)
    assert found.segment is None
    assert found.areas == ()
    assert found.address == ""


def test_a_point_that_is_none_is_refused(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    with pytest.raises(NotAPlace):
        graph.locate(float("nan"), 0)


def test_travel_times_leave_out_what_is_on_no_road(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    times = graph.travel_times(
        [grid.spots["A"], (118.5, -1.2)], [grid.spots["I"]], at=MONDAY
    )
    assert np.isfinite(times[0, 0])
    assert np.isinf(times[1, 0])
    assert graph.travel_times([], [grid.spots["I"]], at=MONDAY).shape == (0, 1)


def test_a_route_off_the_roads_is_refused(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    with pytest.raises(graph.OffTheRoads):
        graph.route(grid.spots["A"], (118.5, -1.2), at=MONDAY)


def test_a_route_says_its_turns_in_both_languages(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    found = graph.route(grid.spots["A"], grid.spots["F"], at=MONDAY)
    steps = graph.steps(found)
    assert len(steps) >= 3
    assert any("Belok" in str(step["text_id"]) for step in steps)
    assert any("Turn" in str(step["text_en"]) for step in steps)


def test_a_closed_road_is_closed_on_the_next_call_and_an_escort_drives_through(
    bring: Bring, grid: Sheet
) -> None:
    bring(grid)
    ends = grid.spots["A"], grid.spots["C"]
    before = graph.route(*ends, at=MONDAY)
    closure = closures.close(
        [Stretch(number_of("Jalan Ulin", 0)), Stretch(number_of("Jalan Ulin", 1))],
        by="12345678",
        at=MONDAY,
        term=Term(note="Festival"),
    )
    around = graph.route(*ends, at=MONDAY)
    assert around.length_m > before.length_m + 400
    escorted = graph.route(*ends, at=MONDAY, escort=True)
    assert escorted.seconds == before.seconds
    closures.reopen(closure, by="12345678", at=MONDAY + HOUR)
    assert graph.route(*ends, at=MONDAY + HOUR).seconds == before.seconds


def test_a_slowed_road_takes_longer(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    ends = [grid.spots["A"]], [grid.spots["B"]]
    before = graph.travel_times(*ends, at=MONDAY)[0, 0]
    closures.slow([Stretch(number_of("Jalan Ulin"))], factor=0.5, by="1", at=MONDAY)
    assert graph.travel_times(*ends, at=MONDAY)[0, 0] == pytest.approx(2 * before)


def test_a_planned_closure_holds_from_its_hour_to_its_end(
    bring: Bring, grid: Sheet
) -> None:
    bring(grid)
    term = Term(from_at=MONDAY + HOUR, until_at=MONDAY + 2 * HOUR)
    closures.close([Stretch(number_of("Jalan Ulin"))], by="1", at=MONDAY, term=term)
    held = [bool(closures.conditions(MONDAY + n * HOUR / 2).changes) for n in range(5)]
    assert held == [False, False, True, True, False]


def test_of_two_closures_the_heavier_counts(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    one = Stretch(number_of("Jalan Ulin"), Direction.FORWARD)
    closures.slow([one], factor=0.5, by="1", at=MONDAY)
    closures.close([one], by="1", at=MONDAY)
    assert closures.conditions(MONDAY).changes == ((one.number, 0, 0.0),)


@pytest.mark.parametrize("factor", [0, 1, -1, 2])
def test_a_slowed_road_keeps_a_part_of_its_speed(
    bring: Bring, grid: Sheet, factor: float
) -> None:
    bring(grid)
    stretch = Stretch(number_of("Jalan Ulin"))
    with pytest.raises(closures.NotAClosure):
        closures.slow([stretch], factor=factor, by="1", at=MONDAY)


def test_a_closure_that_ends_before_it_starts_is_refused(
    bring: Bring, grid: Sheet
) -> None:
    bring(grid)
    term = Term(from_at=MONDAY, until_at=MONDAY - HOUR)
    stretch = Stretch(number_of("Jalan Ulin"))
    with pytest.raises(closures.NotAClosure):
        closures.close([stretch], by="1", at=MONDAY, term=term)


def test_a_segment_that_does_not_exist_cannot_be_closed(
    bring: Bring, grid: Sheet
) -> None:
    bring(grid)
    for stretches in ([Stretch(12345)], []):
        with pytest.raises(closures.NoSuchSegment):
            closures.close(stretches, by="1", at=MONDAY)


def test_reopening_twice_is_the_same_as_once(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    closure = closures.close([Stretch(number_of("Jalan Ulin"))], by="1", at=MONDAY)
    first = closures.reopen(closure, by="1", at=MONDAY + HOUR)
    second = closures.reopen(closure, by="2", at=MONDAY + 2 * HOUR)
    assert first.until_at == second.until_at
    assert Closure.objects.get().ended_by == "1"


def test_a_closure_outlives_an_import_of_newer_roads(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    number = number_of("Jalan Ulin")
    forward = Stretch(number, Direction.FORWARD)
    closures.close([forward], by="1", at=MONDAY)
    newer = Sheet("ABC\nDEF\nGHI").way("DEF").way("CBA", highway="primary")
    newer.way("BE").way("ADG")
    bring(newer)
    (changed,) = closures.conditions(MONDAY).changes
    segment = graph.active().graph.network.segment(changed[0])
    assert segment.id != number
    assert changed[1] == 1  # the road is drawn the other way round now
    assert changed[2] == 0
    assert segment.road_class == "primary"


def test_the_map_shows_what_is_closed(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    closures.close([Stretch(number_of("Jalan Ulin"))], by="1", at=MONDAY)
    (shown,) = closures.shown(at=MONDAY)
    assert shown["kind"] == "closed"
    assert shown["geometry"]["type"] == "MultiLineString"


def test_reach_and_match(bring: Bring, grid: Sheet) -> None:
    bring(grid)
    reached = graph.reach([grid.spots["E"]], 60, at=MONDAY)
    assert reached is not None
    (west, north), (east, _) = grid.spots["A"], grid.spots["C"]
    trace = [(west + (east - west) * t / 10, north + 2e-5) for t in range(11)]
    matched = graph.match(trace)
    segments = {point.segment for point in matched.points if point is not None}
    assert segments == {number_of("Jalan Ulin", 0), number_of("Jalan Ulin", 1)}


@pytest.mark.parametrize("loss", ["gone", "cut off"])
def test_a_lost_road_file_is_made_again_from_the_rows(
    bring: Bring, grid: Sheet, caplog: pytest.LogCaptureFixture, loss: str
) -> None:
    grid.way("EA", oneway="yes", highway="secondary", maxspeed__backward="20")
    grid.no_turn(4, "A", 7, "no_left_turn").mark("E", highway="traffic_signals")
    network = bring(grid)
    before = graph.active().graph.network
    path = files.graph_path(network.pk)
    if loss == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-100])
    editions.bump(roads=True)
    after = graph.active().graph.network
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if field.name not in {"words", "road_class", "name", "ref", "surface"}:
            np.testing.assert_array_equal(old, new, field.name)
    ids = before.segment_id.tolist()
    assert [before.segment(n) for n in ids] == [after.segment(n) for n in ids]
    assert "made again" in caplog.text
    assert path.exists()
