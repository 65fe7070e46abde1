"""The flows reach their ends; random walks through the actions never break them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantas.kernel.cases.flow import Flow
from lantas.kernel.units.terms import Standing
from lantas.response import rules
from lantas.response.flow import ASSIGNMENT, INCIDENT
from lantas.response.terms import AssignmentState, DeedName, Duty, IncidentState

FLOWS = pytest.mark.parametrize("flow", [INCIDENT, ASSIGNMENT], ids=lambda f: f.kind)


def test_every_state_is_in_its_flow() -> None:
    assert INCIDENT.states == set(IncidentState.values)
    assert ASSIGNMENT.states == set(AssignmentState.values)


def test_where_matters_end() -> None:
    assert INCIDENT.states - INCIDENT.open == {"closed", "rejected"}
    ended = {"finished", "declined", "withdrawn", "lapsed"}
    assert ASSIGNMENT.states - ASSIGNMENT.open == ended


@FLOWS
def test_nothing_is_stuck(flow: Flow) -> None:
    ends = flow.states - flow.open
    reach = set(ends)
    while True:
        more = {s for m in flow.moves if m.target in reach for s in m.source}
        if more <= reach:
            break
        reach |= more
    assert reach == flow.states


@FLOWS
def test_every_duty_is_one_of_ours_or_stands_by_itself(flow: Flow) -> None:
    known = {*Duty.values, *Standing.values}
    assert {duty for m in flow.moves for duty in m.duties} <= known


def test_every_word_the_rules_say_is_a_move() -> None:
    names = {m.name for m in INCIDENT.moves}
    assert set(rules.FOLLOWS.values()) <= names
    for (state, _goal), name in rules.FOLLOWS.items():
        step = INCIDENT.find(name, state)
        assert step is not None
    for name in rules.MOVES.values():
        assert name in {m.name for m in ASSIGNMENT.moves}


@given(st.data())
def test_a_random_walk_ends_only_where_it_may(data: st.DataObject) -> None:
    for flow in (INCIDENT, ASSIGNMENT):
        state = flow.start
        for _step in range(30):
            moves = [m for m in flow.moves if state in m.source]
            if not moves:
                break
            state = data.draw(st.sampled_from(moves)).target
            assert state in flow.states
        assert (state in flow.open) == any(state in m.source for m in flow.moves)


@given(st.permutations([DeedName.ACCEPT, DeedName.ARRIVE, DeedName.FINISH]))
def test_deeds_in_any_order_end_in_the_same_state(deeds: list[DeedName]) -> None:
    state = "offered"
    for deed in deeds:
        moves = rules.steps(deed, state)
        assert moves is not None
        for name in moves:
            step = ASSIGNMENT.find(name, state)
            assert step is not None
            state = step.target
    assert state == "finished"


@given(
    st.lists(st.sampled_from(["offered", "accepted", "on_scene"]), max_size=4),
    st.sampled_from(IncidentState.values),
)
def test_an_incident_comes_to_where_its_jobs_stand(jobs: list[str], state: str) -> None:
    name = rules.following(state, jobs)
    if name is None:
        assert state == rules.standing(jobs) or state not in rules.FOLLOWED
        return
    step = INCIDENT.find(name, state)
    assert step is not None
    assert step.target == rules.standing(jobs)
