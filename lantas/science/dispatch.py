"""Which patrol to send: a ranked proposal for each incident, with its reasons.

A proposal only advises; a dispatcher decides. Patrols are shortlisted by straight line
and ranked by driving time; nobody drops out silently: each shortfall says who and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import numpy as np

from lantas.science.roads.conditions import NOTHING_CHANGED, Conditions
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import Flags, Floats, distances_m


class Reason(StrEnum):
    """Why a patrol stands where it does in the ranking."""

    QUICKEST = "quickest"
    NEAREST_STRAIGHT = "nearest_straight"  # what a ruler on the map would have sent
    FIX_AGEING = "fix_ageing"
    PARKED_OLD_FIX = "parked_old_fix"  # old, but it said it stands still
    OFF_ROAD = "off_road"


class Short(StrEnum):
    """Why patrols are missing from a proposal."""

    NO_PATROL = "no_patrol"
    BUSY = "busy"
    FIX_TOO_OLD = "fix_too_old"
    FAR_FROM_ROADS = "far_from_roads"
    NO_WAY = "no_way"
    INCIDENT_FAR_FROM_ROADS = "incident_far_from_roads"


@dataclass(frozen=True, slots=True)
class PatrolAt:
    """A patrol where it last was; ``parked`` means it said it stands still there."""

    call_sign: str
    lon: float
    lat: float
    fix_at: datetime
    parked: bool = False
    busy: bool = False


@dataclass(frozen=True, slots=True)
class IncidentAt:
    """An incident that waits for a patrol."""

    number: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patrol that could go: how soon, how far in a straight line, how sure."""

    call_sign: str
    eta_s: float
    distance_m: float
    fix_age_s: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Patrols that are not proposed, and why."""

    why: Short
    call_signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who could go to one incident, the best first, and who could not."""

    number: str
    candidates: tuple[Candidate, ...]
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class ProposalRules:
    """What a unit may set.

    A fix older than ``ageing_s`` is told, one older than ``too_old_s`` excludes a
    patrol that is not parked. Both come from measurement: fixes 60 s old cost up to a
    fifth of the mean travel time, and half an hour old ones are no better than chance.
    For each incident the ``shortlist`` nearest patrols by straight line are ranked.
    """

    ageing_s: float = 60.0
    too_old_s: float = 120.0
    shortlist: int = 40
    limit_s: float = 5400.0
    patrol_off_road_m: float = 500.0
    incident_off_road_m: float = 2000.0
    free_off_road_m: float = 30.0  # kerbs, yards and the error of the fix
    on_foot_ms: float = 1.4


USUAL = ProposalRules()


def propose(
    patrols: Sequence[PatrolAt],
    incidents: Sequence[IncidentAt],
    graph: RoadGraph,
    now: datetime,
    *,
    conditions: Conditions = NOTHING_CHANGED,
    escort: bool = False,
    rules: ProposalRules = USUAL,
) -> list[Proposal]:
    """Return a proposal for every incident, in their order.

    Parameters
    ----------
    patrols : sequence of PatrolAt
        All on duty, the busy ones too, so that shortfalls can name them.
    incidents : sequence of IncidentAt
    graph : RoadGraph
    now : datetime
        What the ages of fixes are counted to; a fix from the future is new.
    conditions, escort
        As in `RoadGraph.travel_times`.

    Examples
    --------
    >>> from datetime import UTC
    >>> from lantas.science.roads.sketch import sketch
    >>> town, noon = sketch("A---B---C"), datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> patrols = [PatrolAt(name, *town.at(name), noon) for name in "AC"]
    >>> crash = IncidentAt("1", *town.between("BC"))
    >>> (proposal,) = propose(patrols, [crash], RoadGraph.of(town.network), noon)
    >>> [(c.call_sign, round(c.eta_s)) for c in proposal.candidates]
    [('C', 24), ('A', 72)]
    """
    if not patrols:
        none = (Shortfall(Short.NO_PATROL),)
        return [Proposal(incident.number, (), none) for incident in incidents]
    field_ = _Field.of(patrols, incidents, graph, now, rules)
    field_.drive(graph, conditions, escort)
    return [field_.proposal(column) for column in range(len(incidents))]


@dataclass(eq=False)
class _Field:
    """Patrols (rows) and incidents (columns) with all that is known of both."""

    patrols: Sequence[PatrolAt]
    incidents: Sequence[IncidentAt]
    rules: ProposalRules
    age_s: Floats
    straight_m: Floats
    patrol_on: list[RoadPoint | None]
    incident_on: list[RoadPoint | None]
    may_go: Flags
    eta_s: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    listed: Flags = field(default_factory=lambda: np.zeros((0, 0), bool))

    @classmethod
    def of(
        cls,
        patrols: Sequence[PatrolAt],
        incidents: Sequence[IncidentAt],
        graph: RoadGraph,
        now: datetime,
        rules: ProposalRules,
    ) -> "_Field":
        """Put patrols and incidents on the roads and see who may go at all."""
        here = np.array([(p.lon, p.lat) for p in patrols]).reshape(-1, 2)
        there = np.array([(i.lon, i.lat) for i in incidents]).reshape(-1, 2)
        age = np.array([max((now - p.fix_at).total_seconds(), 0.0) for p in patrols])
        patrol_on = graph.snap(here, rules.patrol_off_road_m, connected=True)
        parked, busy = (
            np.array([getattr(p, flag) for p in patrols]) for flag in ("parked", "busy")
        )
        on_road = np.array([point is not None for point in patrol_on])
        return cls(
            patrols=patrols,
            incidents=incidents,
            rules=rules,
            age_s=age,
            straight_m=distances_m(here[:, :1], here[:, 1:], there[:, 0], there[:, 1]),
            patrol_on=patrol_on,
            incident_on=graph.snap(there, rules.incident_off_road_m, connected=True),
            may_go=on_road & ~busy & ((age <= rules.too_old_s) | parked),
        )

    def drive(self, graph: RoadGraph, conditions: Conditions, escort: bool) -> None:
        """Find the driving times of everybody who is on somebody's shortlist."""
        self.listed = self._shortlists()
        self.eta_s = np.full(self.listed.shape, np.inf)
        rows = np.flatnonzero(self.listed.any(axis=1))
        columns = np.flatnonzero([point is not None for point in self.incident_on])
        sources = [point for row in rows if (point := self.patrol_on[row])]
        targets = [point for column in columns if (point := self.incident_on[column])]
        times = graph.travel_times(
            sources,
            targets,
            limit_s=self.rules.limit_s,
            conditions=conditions,
            escort=escort,
        )
        times += self._on_foot(sources)[:, None] + self._on_foot(targets)
        self.eta_s[np.ix_(rows, columns)] = times

    def _shortlists(self) -> Flags:
        """Return which patrols are among the nearest of each incident."""
        straight = np.where(self.may_go[:, None], self.straight_m, np.inf)
        rank = np.argsort(np.argsort(straight, axis=0, kind="stable"), axis=0)
        return (rank < self.rules.shortlist) & self.may_go[:, None]

    def _on_foot(self, points: Sequence[RoadPoint]) -> Floats:
        """Return the seconds between each point's road and where it really is."""
        off = np.array([point.distance_m for point in points])
        return np.maximum(off - self.rules.free_off_road_m, 0) / self.rules.on_foot_ms

    def proposal(self, column: int) -> Proposal:
        """Return who could go to this incident and who could not."""
        rows = np.flatnonzero(self.listed[:, column])
        times = self.eta_s[rows, column]
        order = np.lexsort((self.straight_m[rows, column], times))
        ranked = rows[order[np.isfinite(times[order])]]
        straight = self.straight_m[ranked, column]
        nearest = int(ranked[np.argmin(straight)]) if len(ranked) else None
        candidates = tuple(
            self._candidate(row, column, row == ranked[0], row == nearest)
            for row in ranked.tolist()
        )
        lost = rows[~np.isfinite(times)].tolist()
        shortfalls = self._shortfalls(self.incident_on[column] is None, lost)
        return Proposal(self.incidents[column].number, candidates, shortfalls)

    def _candidate(
        self, row: int, column: int, quickest: bool, nearest: bool
    ) -> Candidate:
        age, on = float(self.age_s[row]), self.patrol_on[row]
        too_old = age > self.rules.too_old_s
        found = (
            (Reason.QUICKEST, quickest),
            (Reason.NEAREST_STRAIGHT, nearest),
            (Reason.FIX_AGEING, age > self.rules.ageing_s and not too_old),
            (Reason.PARKED_OLD_FIX, too_old),
            (
                Reason.OFF_ROAD,
                on is not None and on.distance_m > self.rules.free_off_road_m,
            ),
        )
        return Candidate(
            call_sign=self.patrols[row].call_sign,
            eta_s=float(self.eta_s[row, column]),
            distance_m=float(self.straight_m[row, column]),
            fix_age_s=age,
            reasons=tuple(reason for reason, holds in found if holds),
        )

    def _shortfalls(self, far_off: bool, lost: list[int]) -> tuple[Shortfall, ...]:
        """Return everybody who is missing, each once, by the first reason."""
        if far_off:
            return (Shortfall(Short.INCIDENT_FAR_FROM_ROADS),)
        if not lost:
            return self.excluded
        names = tuple(self.patrols[row].call_sign for row in lost)
        return (*self.excluded, Shortfall(Short.NO_WAY, names))

    @cached_property
    def excluded(self) -> tuple[Shortfall, ...]:
        """Who may go to no incident at all."""
        missing: dict[Short, list[str]] = {}
        for row in np.flatnonzero(~self.may_go).tolist():
            missing.setdefault(self._why_not(row), []).append(
                self.patrols[row].call_sign
            )
        return tuple(Shortfall(why, tuple(names)) for why, names in missing.items())

    def _why_not(self, row: int) -> Short:
        if self.patrols[row].busy:
            return Short.BUSY
        if self.patrol_on[row] is None:
            return Short.FAR_FROM_ROADS
        return Short.FIX_TOO_OLD
