"""What the roads add: an address, a refusal off the road, who is there first, when."""

from __future__ import annotations

import pytest

from lantas.kernel.units.actors import Citizen
from lantas.response.actions import assignments, positions, reports
from lantas.response.queries import proposals, tracking
from lantas.response.rules import Spot, metres
from lantas.response.terms import Duty
from lantas.response.tests.conftest import HERE, Town, in_seconds
from lantas.science.roads.sketch import Town as Sketch


def drive(town: Town, officer: str, at: float, place: tuple[float, float]) -> None:
    """Put an officer's patrol somewhere; make both if they are not there."""
    by = town.budi
    if officer != "budi":
        by = town.corps.officer(officer, town.corps.bogor, Duty.PATROL)
        town.patrol_with(f"P-{officer}", by)
    spot = Spot(*place, in_seconds(at), speed_kmh=30)
    positions.send(spots=[spot], by=by, at=in_seconds(at))


def test_a_report_gets_its_street_and_segment(town: Town, roads: Sketch) -> None:
    place = roads.between("EF", 0.3)
    incident = town.incident(lon=place[0], lat=place[1])
    assert "Jalan Ulin" in incident.address
    assert incident.segment == roads.road("EF")


def test_a_pin_off_every_road_is_asked_to_move(town: Town, roads: Sketch) -> None:
    with pytest.raises(reports.OffTheRoad, match="110") as no:
        town.report(lat=HERE[1] - 0.02)
    assert no.value.field == "place"


def test_a_pin_in_a_yard_beside_the_road_is_taken(town: Town, roads: Sketch) -> None:
    assert town.report(lat=HERE[1] - 0.001).number


def test_the_quickest_by_road_is_first_and_everybody_else_is_named(
    town: Town, roads: Sketch
) -> None:
    drive(town, "budi", 60, roads.at("F"))
    drive(town, "ani", 60, roads.between("EF", 0.4))
    drive(town, "eko", 60, roads.at("A"))
    town.patrol_with("P-new", town.corps.officer("new", town.corps.bogor, Duty.PATROL))
    incident = town.incident(at=in_seconds(61))
    found = proposals.propose(incident, at=in_seconds(62), seen_by=town.dewi)
    assert [c.call_sign for c in found.candidates] == ["P-ani", "BGR-01", "P-eko"]
    assert found.candidates[0].eta_s is not None
    assert len(found.candidates[0].reasons) >= 2
    assert any("P-new" in said for said in found.shortfalls)


def test_a_busy_patrol_is_named_and_not_proposed(town: Town, roads: Sketch) -> None:
    drive(town, "budi", 60, roads.at("F"))
    town.dispatched(town.incident(), at=in_seconds(61))
    other = town.incident(what="lain", at=in_seconds(62))
    found = proposals.propose(other, at=in_seconds(62), seen_by=town.dewi)
    assert found.candidates == []
    assert "BGR-01" in found.shortfalls[0]


def test_what_was_expected_is_kept_with_the_job(town: Town, roads: Sketch) -> None:
    drive(town, "budi", 60, roads.at("F"))
    job = town.dispatched(town.incident(), at=in_seconds(61))
    assert job.expected_s is not None
    assert 30 < job.expected_s < 300


def test_the_reporter_sees_roughly_where_help_is(town: Town, roads: Sketch) -> None:
    receipt = town.report()
    drive(town, "budi", 60, roads.at("F"))
    job = town.dispatched(town.see(receipt.number), at=in_seconds(61))
    seen = tracking.track(receipt.token, at=in_seconds(62), seen_by=Citizen())
    assert seen.patrol is None
    assignments.accept(assignment=job, by=town.budi, at=in_seconds(65))
    coming = tracking.track(receipt.token, at=in_seconds(66), seen_by=Citizen()).patrol
    assert coming is not None
    assert (coming.call_sign, coming.eta_minutes) == ("BGR-01", 2)
    assert coming.lon is not None
    assert coming.lat is not None
    assert 0 < metres(*roads.at("F"), coming.lon, coming.lat) < 150
    assignments.arrive(assignment=job, by=town.budi, at=in_seconds(90))
    there = tracking.track(receipt.token, at=in_seconds(91), seen_by=Citizen()).patrol
    assert there is not None
    assert there.lon is None


def test_without_roads_the_straight_line_is_better_than_nothing(town: Town) -> None:
    drive(town, "budi", 60, (HERE[0] + 0.01, HERE[1]))
    drive(town, "ani", 60, HERE)
    found = proposals.propose(town.incident(), at=in_seconds(62), seen_by=town.dewi)
    assert [c.call_sign for c in found.candidates] == ["P-ani", "BGR-01"]
    assert found.candidates[0].eta_s is None
    town.dispatched(town.incident(what="lain"))
    found = proposals.propose(
        town.incident(what="lagi"), at=in_seconds(63), seen_by=town.dewi
    )
    assert [c.call_sign for c in found.candidates] == ["P-ani"]
    assert "BGR-01" in found.shortfalls[0]
