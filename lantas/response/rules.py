"""What the field decides about reports, patrols and jobs. No database, no clock."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lantas.response.terms import (
    AssignmentState,
    DeedName,
    Freshness,
    IncidentState,
    Priority,
    Tier,
)

TEXT_LIMIT = 2_000
NOTE_LIMIT = 500
DEEDS_AT_ONCE = 200
FIXES_AT_ONCE = 500
PUBLIC_GRID_M = 200.0
EARTH_M = 6_371_008.8
DEGREE_M = EARTH_M * math.pi / 180
# A phone's clock may run ahead of ours by this much before we doubt it.
AHEAD = timedelta(minutes=1)
# A position older than this says nothing any more, not even to history.
OLDEST_FIX = timedelta(hours=24)

LOOKED_AT = frozenset({IncidentState.REPORTED, IncidentState.TAKEN})
WORKED_AT = LOOKED_AT | {IncidentState.DISPATCHED, IncidentState.ON_SCENE}


@dataclass(frozen=True)
class Usual:
    """What the policy says of one kind of incident."""

    priority: Priority
    public: bool


def usual(value: dict[str, object]) -> Usual:
    """Read the policy of one kind; what it does not say is urgent and not public."""
    priority = value.get("priority", Priority.P2)
    return Usual(Priority(str(priority)), bool(value.get("public", False)))


def suggest_priority(kind: Usual, text: str, urgent_words: Iterable[str]) -> Priority:
    """Return how urgent a report is: its kind's, or the highest if a word says so.

    >>> kind = Usual(Priority.P3, True)
    >>> suggest_priority(kind, "Ada korban luka berat!", ["luka"]).value
    'p1'
    >>> suggest_priority(kind, "Pohon meluka-luka", ["luka"]).value
    'p1'
    >>> suggest_priority(kind, "Macet", ["luka"]).value
    'p3'
    """
    said = set(re.findall(r"\w+", text.casefold()))
    if any(word.casefold() in said for word in urgent_words):
        return Priority.P1
    return kind.priority


def clean(text: str) -> str:
    r"""Return what a person wrote, without what nobody can read or store.

    >>> clean(" Tabrakan\x00 \u202edua motor ")
    'Tabrakan dua motor'
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        c for c in plain if c == "\n" or unicodedata.category(c) not in _UNREADABLE
    ).strip()


def link_secret(client_id: UUID, key: str) -> str:
    """Return the secret of a report's link: 120 bits, from its identity and our key.

    It is not stored: a repeated report is answered the same without keeping it.

    >>> link_secret(UUID(int=1), "key")
    'mmzbk3kd7dnrmrky6vkovwb3'
    """
    name = f"lantas.response.tracking:{client_id}".encode()
    digest = hmac.digest(key.encode(), name, "sha256")
    return base64.b32encode(digest[:15]).decode().lower()


def digest_of(secret: str) -> str:
    """Return what is stored of a link's secret, however it was typed."""
    return hashlib.sha256(secret.strip().lower().encode()).hexdigest()


_UNREADABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Return the great-circle distance between two points.

    >>> round(metres(116.8, -1.2, 116.8, -1.201))
    111
    """
    north, south = math.radians(lat), math.radians(to_lat)
    east = math.radians(to_lon - lon)
    half = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def box_around(
    lon: float, lat: float, radius_m: float
) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a box that holds the whole circle."""
    tall = radius_m / DEGREE_M
    wide = tall / max(math.cos(math.radians(lat)), 0.01)
    return lon - wide, lat - tall, lon + wide, lat + tall


def rounded(
    lon: float, lat: float, *, grid_m: float = PUBLIC_GRID_M
) -> tuple[float, float]:
    """Return the middle of the grid square a point is in: what the public may see."""
    tall = grid_m / DEGREE_M
    south = math.floor(lat / tall)
    middle_lat = (south + 0.5) * tall
    wide = tall / max(math.cos(math.radians(middle_lat)), 0.01)
    return (
        round((math.floor(lon / wide) + 0.5) * wide, 5),
        round(middle_lat, 5),
    )


def freshness(
    age: timedelta | None, *, amber: timedelta, stale: timedelta
) -> Freshness:
    """Return how far a position of this age can be believed."""
    if age is None:
        return Freshness.NONE
    if age > stale:
        return Freshness.STALE
    return Freshness.AMBER if age > amber else Freshness.FRESH


def believed(claimed: datetime, *, earliest: datetime, received: datetime) -> datetime:
    """Return when a thing happened, given what a phone's clock claims.

    Nothing happens after we heard of it, and nothing before it could. Both times
    are kept beside the answer, so nothing is hidden by it.
    """
    return min(max(claimed, earliest), received) if earliest < received else received


@dataclass(frozen=True)
class Account:
    """What one person tells: where, what kind of thing, in his own words."""

    client_id: UUID
    lon: float
    lat: float
    kind: str
    what: str = ""
    accuracy_m: float | None = None
    language: str = "id"
    phone: str = ""
    joins: str = ""


@dataclass(frozen=True)
class Told:
    """One deed as a phone tells it."""

    id: UUID
    seq: int
    deed: str
    assignment: str
    at: datetime
    note: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Spot:
    """One position as a phone or a box in the car tells it."""

    lon: float
    lat: float
    at: datetime
    speed_kmh: float | None = None
    heading: float | None = None
    accuracy_m: float | None = None


# A deed on the road tells of the steps before it: whoever reports "finished" was
# there. So lost or late messages end in the same state as punctual ones.
FORWARD = (
    AssignmentState.OFFERED,
    AssignmentState.ACCEPTED,
    AssignmentState.ON_SCENE,
    AssignmentState.FINISHED,
)
REACHES = {
    DeedName.ACCEPT: AssignmentState.ACCEPTED,
    DeedName.ARRIVE: AssignmentState.ON_SCENE,
    DeedName.FINISH: AssignmentState.FINISHED,
}
MOVES = {
    AssignmentState.ACCEPTED: "accept",
    AssignmentState.ON_SCENE: "arrive",
    AssignmentState.FINISHED: "finish",
}


def steps(deed: str, state: str) -> tuple[str, ...] | None:
    """Return the moves a deed asks for: none if it was done before, None if barred.

    >>> steps("finish", "accepted")
    ('arrive', 'finish')
    >>> steps("arrive", "finished")
    ()
    >>> steps("accept", "lapsed") is None
    True
    """
    if deed == DeedName.DECLINE:
        if state == AssignmentState.DECLINED:
            return ()
        return ("decline",) if state == AssignmentState.OFFERED else None
    if state not in FORWARD:
        return None
    here = FORWARD.index(AssignmentState(state))
    goal = FORWARD.index(REACHES[DeedName(deed)])
    return tuple(MOVES[s] for s in FORWARD[here + 1 : goal + 1])


def standing(states: Sequence[str]) -> IncidentState:
    """Return where an incident stands, given the jobs still active on it."""
    if AssignmentState.ON_SCENE in states:
        return IncidentState.ON_SCENE
    if AssignmentState.ACCEPTED in states:
        return IncidentState.DISPATCHED
    return IncidentState.TAKEN


FOLLOWS = {
    (IncidentState.TAKEN, IncidentState.DISPATCHED): "dispatch",
    (IncidentState.TAKEN, IncidentState.ON_SCENE): "arrive",
    (IncidentState.DISPATCHED, IncidentState.ON_SCENE): "arrive",
    (IncidentState.ON_SCENE, IncidentState.DISPATCHED): "leave_scene",
    (IncidentState.DISPATCHED, IncidentState.TAKEN): "hand_back",
    (IncidentState.ON_SCENE, IncidentState.TAKEN): "hand_back",
}


FOLLOWED = frozenset(state for state, _goal in FOLLOWS)


def following(state: str, jobs: Sequence[str]) -> str | None:
    """Return the move that brings an incident to where its active jobs stand.

    >>> following("taken", ["offered", "accepted"])
    'dispatch'
    """
    if state not in FOLLOWED:
        return None
    return FOLLOWS.get((IncidentState(state), standing(jobs)))


def next_tier(tier: str) -> Tier | None:
    """Return who must see it next; above headquarters there is nobody."""
    up = {Tier.STATION: Tier.PROVINCE, Tier.PROVINCE: Tier.NATIONAL}
    return up.get(Tier(tier))


def due_at(
    *, from_at: datetime, standard: timedelta, at: datetime, late: bool
) -> datetime | None:
    """Return when a patrol must be on scene; None once it is late: told only once."""
    if late:
        return None
    return max(from_at + standard, at)


def is_open(state: str) -> bool:
    """Return whether people still work on an incident in this state."""
    return state in WORKED_AT
