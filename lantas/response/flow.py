"""The life of an incident, and of the job of one patrol on it."""

from lantas.kernel.cases import clocks
from lantas.kernel.cases.flow import Flow, move
from lantas.kernel.units.terms import Standing
from lantas.response.terms import AssignmentState, Duty, IncidentState

S = IncidentState
DISPATCHER, PATROL, SUPERVISOR = Duty.DISPATCHER, Duty.PATROL, Duty.SUPERVISOR
CLOCK, OWNER = Standing.CLOCK, Standing.OWNER

INCIDENT = Flow(
    kind="incident",
    prefix="INC",
    start=S.REPORTED,
    moves=(
        move("take", S.REPORTED, S.TAKEN, duty=DISPATCHER),
        # Nobody took it in time: the next tier sees it, and it stays where it is.
        move("climb", S.REPORTED, S.REPORTED, duty=CLOCK),
        move("wait_long", S.TAKEN, S.TAKEN, duty=CLOCK),
        move("run_late", S.DISPATCHED, S.DISPATCHED, duty=CLOCK),
        # A patrol has set out, is there, or there is none any more.
        move("dispatch", S.TAKEN, S.DISPATCHED, duty={PATROL, DISPATCHER}),
        move("arrive", {S.TAKEN, S.DISPATCHED}, S.ON_SCENE, duty={PATROL, DISPATCHER}),
        move("leave_scene", S.ON_SCENE, S.DISPATCHED, duty={PATROL, DISPATCHER}),
        move(
            "hand_back",
            {S.DISPATCHED, S.ON_SCENE},
            S.TAKEN,
            duty={PATROL, DISPATCHER, CLOCK},
        ),
        move(
            "resolve",
            {S.TAKEN, S.DISPATCHED, S.ON_SCENE},
            S.RESOLVED,
            duty={PATROL, DISPATCHER},
        ),
        move(
            "reject",
            {S.REPORTED, S.TAKEN},
            S.REJECTED,
            duty=DISPATCHER,
            needs_note=True,
        ),
        move("reopen", S.RESOLVED, S.REPORTED, duty={OWNER, SUPERVISOR}),
        move("close", S.RESOLVED, S.CLOSED, duty={CLOCK, SUPERVISOR}),
    ),
    limits={
        S.REPORTED: "response.take_s",
        S.TAKEN: "response.on_scene_p1_s",
        S.DISPATCHED: "response.on_scene_p1_s",
        S.RESOLVED: "response.reopen_s",
    },
    on_due={
        S.REPORTED: "climb",
        S.TAKEN: "wait_long",
        S.DISPATCHED: "run_late",
        S.RESOLVED: "close",
    },
)

A = AssignmentState

ASSIGNMENT = Flow(
    kind="assignment",
    prefix="ASG",
    start=A.OFFERED,
    moves=(
        move("accept", A.OFFERED, A.ACCEPTED, duty=PATROL),
        move("decline", A.OFFERED, A.DECLINED, duty=PATROL),
        move("lapse", A.OFFERED, A.LAPSED, duty=CLOCK),
        move("arrive", A.ACCEPTED, A.ON_SCENE, duty=PATROL),
        move("finish", A.ON_SCENE, A.FINISHED, duty=PATROL),
        move(
            "withdraw",
            {A.OFFERED, A.ACCEPTED, A.ON_SCENE},
            A.WITHDRAWN,
            duty=DISPATCHER,
            needs_note=True,
        ),
    ),
    limits={A.OFFERED: "response.answer_s"},
    on_due={A.OFFERED: "lapse"},
)

clocks.register(INCIDENT)
clocks.register(ASSIGNMENT)
