from datetime import UTC, datetime, timedelta

import pytest

from lantas.science.dispatch import (
    IncidentAt,
    PatrolAt,
    Proposal,
    ProposalRules,
    Reason,
    Short,
    propose,
)
from lantas.science.roads.conditions import Conditions
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.sketch import METRES_PER_DEGREE, sketch

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
# North of the river the incident looks near; the only bridge is far in the east.
RIVER = sketch("""
A----B----C----D
               :
E----F----G----H
""")
GRAPH = RoadGraph.of(RIVER.network)
CRASH = IncidentAt("LL/1", *RIVER.between("EF", 0.2))


def at(letter: str, age_s: float = 5, **said: bool) -> PatrolAt:
    fix_at = NOON - timedelta(seconds=age_s)
    return PatrolAt(letter, *RIVER.at(letter), fix_at, **said)


def proposed(*patrols: PatrolAt, crash: IncidentAt = CRASH) -> Proposal:
    return propose(patrols, [crash], GRAPH, NOON)[0]


def names(proposal: Proposal) -> list[str]:
    return [candidate.call_sign for candidate in proposal.candidates]


def short(proposal: Proposal) -> dict[Short, tuple[str, ...]]:
    return {shortfall.why: shortfall.call_signs for shortfall in proposal.shortfalls}


def test_the_patrol_that_is_there_first_is_proposed_first_not_the_nearest() -> None:
    proposal = proposed(at("A"), at("G"))
    assert names(proposal) == ["G", "A"]
    first, second = proposal.candidates
    assert first.eta_s < second.eta_s
    assert first.distance_m > second.distance_m
    assert first.reasons == (Reason.QUICKEST,)
    assert second.reasons == (Reason.NEAREST_STRAIGHT,)
    assert proposal.shortfalls == ()


def test_an_ageing_position_is_told_and_an_old_one_is_not_proposed() -> None:
    proposal = proposed(at("F", 60), at("G", 61), at("H", 121))
    assert names(proposal) == ["F", "G"]
    assert Reason.FIX_AGEING not in proposal.candidates[0].reasons
    assert proposal.candidates[1].reasons == (Reason.FIX_AGEING,)
    assert proposal.candidates[1].fix_age_s == 61
    assert short(proposal) == {Short.FIX_TOO_OLD: ("H",)}


def test_a_parked_patrol_is_believed_longer() -> None:
    proposal = proposed(at("F", 1800, parked=True))
    assert Reason.PARKED_OLD_FIX in proposal.candidates[0].reasons


def test_a_phone_whose_clock_runs_ahead_is_believed() -> None:
    assert proposed(at("F", -90)).candidates[0].fix_age_s == 0


def test_a_busy_patrol_is_named_and_not_proposed() -> None:
    proposal = proposed(at("F", busy=True), at("G"))
    assert names(proposal) == ["G"]
    assert short(proposal) == {Short.BUSY: ("F",)}


def test_a_patrol_at_sea_is_named() -> None:
    boat = PatrolAt("boat", 0.2, 0.2, NOON)
    assert short(proposed(boat, at("F"))) == {Short.FAR_FROM_ROADS: ("boat",)}


def test_a_patrol_behind_a_closure_is_named_unless_it_is_an_escort() -> None:
    patrols, closed = [at("A")], Conditions().closing(RIVER.road("DH"))
    cut, through = (
        propose(patrols, [CRASH], GRAPH, NOON, conditions=closed, escort=escort)[0]
        for escort in (False, True)
    )
    assert names(cut) == []
    assert short(cut) == {Short.NO_WAY: ("A",)}
    assert names(through) == ["A"]


def test_an_incident_at_sea_says_so() -> None:
    proposal = proposed(at("A"), crash=IncidentAt("LL/2", 0.2, 0.2))
    assert short(proposal) == {Short.INCIDENT_FAR_FROM_ROADS: ()}


def test_without_patrols_every_incident_says_so() -> None:
    found = propose([], [CRASH, CRASH], GRAPH, NOON)
    assert [short(proposal) for proposal in found] == [{Short.NO_PATROL: ()}] * 2


def test_without_incidents_there_is_nothing_to_propose() -> None:
    assert propose([at("A")], [], GRAPH, NOON) == []


def test_the_last_metres_off_the_road_are_walked() -> None:
    lon, lat = RIVER.between("EF", 0.2)
    beach = IncidentAt("LL/3", lon, lat - 170 / METRES_PER_DEGREE)
    roadside, walked = (
        proposed(at("F"), crash=crash).candidates[0].eta_s for crash in (CRASH, beach)
    )
    assert walked - roadside == pytest.approx(140 / 1.4, abs=0.5)


def test_a_patrol_in_a_yard_is_told() -> None:
    lon, lat = RIVER.at("E")
    yard = PatrolAt("yard", lon, lat - 90 / METRES_PER_DEGREE, NOON)
    assert Reason.OFF_ROAD in proposed(yard).candidates[0].reasons


def test_only_the_shortlist_is_ranked() -> None:
    patrols = [at(letter) for letter in "ABEFGH"]
    rules = ProposalRules(shortlist=3)
    (proposal,) = propose(patrols, [CRASH], GRAPH, NOON, rules=rules)
    assert names(proposal) == ["E", "F", "A"]


def test_each_incident_gets_its_own_ranking() -> None:
    other = IncidentAt("LL/4", *RIVER.at("C"))
    first, second = propose([at("B"), at("F")], [CRASH, other], GRAPH, NOON)
    assert (names(first)[0], names(second)[0]) == ("F", "B")
    assert (first.number, second.number) == ("LL/1", "LL/4")
