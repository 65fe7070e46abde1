"""What the dispatcher's doors take and give."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from lantas.response.api.values import StreamOut, Word
from lantas.response.terms import RejectReason


class IncidentOut(Schema):
    """An incident on the board."""

    number: str
    kind: str
    kind_name: Word
    priority: str
    state: str
    state_name: Word
    lon: float
    lat: float
    address: str
    unit: str
    opened_at: datetime
    due_at: datetime | None
    late: bool
    tier: str
    reports: int
    patrols: list[str]


class PatrolOut(Schema):
    """A patrol on the board."""

    call_sign: str
    vehicle: str
    status: str
    status_name: Word
    lon: float | None
    lat: float | None
    fix_at: datetime | None
    freshness: str
    heading: float | None
    speed_kmh: float | None
    incident: str | None


class BoardOut(Schema):
    """Everything a dispatcher has before him."""

    incidents: list[IncidentOut]
    patrols: list[PatrolOut]
    stream: StreamOut


class AccountOut(Schema):
    """What one person told."""

    id: int
    at: datetime
    kind_name: Word
    what: str
    lon: float
    lat: float
    accuracy_m: float | None
    has_phone: bool
    stars: int | None


class JobOut(Schema):
    """The job of one patrol on an incident."""

    number: str
    call_sign: str
    state: str
    state_name: Word
    offered_at: datetime
    accepted_at: datetime | None
    on_scene_at: datetime | None
    ended_at: datetime | None
    expected_s: int | None
    outcome: Word
    note: str


class LineOut(Schema):
    """One line of the ledger about an incident or its jobs."""

    name: str
    subject: str
    at: datetime
    by: str


class DetailOut(IncidentOut):
    """An incident with all that is known of it."""

    segment: int | None
    taken_by: str
    outcome: Word
    accounts: list[AccountOut]
    jobs: list[JobOut]
    photos: list[str]
    lines: list[LineOut]


class CandidateOut(Schema):
    """A patrol that could go."""

    call_sign: str
    eta_s: int | None
    distance_m: int
    fix_age_s: int
    reasons: list[str]


class ProposalOut(Schema):
    """Who could go, best first."""

    candidates: list[CandidateOut]
    shortfalls: list[str]


class DispatchIn(Schema):
    """Whom to send."""

    call_sign: str


class NoteIn(Schema):
    """Why."""

    note: str
    reason: str = RejectReason.OTHER.value


class CallIn(Schema):
    """Whose number to open: the ``id`` of one of the incident's accounts."""

    account: int


class PhoneOut(Schema):
    """A number to call, in E.164."""

    phone: str


class WhyIn(Schema):
    """Why, if there is something to say."""

    note: str = ""


class OutcomeIn(Schema):
    """How it ended."""

    outcome: str
    note: str = ""


class WithdrawIn(Schema):
    """Whom to call back, and why."""

    call_sign: str
    note: str
