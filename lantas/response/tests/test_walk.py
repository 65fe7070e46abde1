"""A command centre in a hurry: random deeds of everybody, and what must stay true."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from conftest import MONDAY
from lantas.kernel import Refusal
from lantas.kernel.cases import clocks
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.models import Officer
from lantas.response import rules
from lantas.response.actions import afterwards, assignments, incidents, shifts
from lantas.response.flow import ASSIGNMENT, INCIDENT
from lantas.response.models import Assignment, Incident, Patrol, Report, Shift
from lantas.response.terms import Duty, Outcome
from lantas.response.tests.conftest import Town

STEPS = 60


class Day:
    """One random day: who is there, what time it is, what is done next."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        self.at = MONDAY
        self.tokens: list[str] = []
        self.crew: dict[int, Officer] = {town.patrol.pk: town.budi}
        for name in ("ani", "eko"):
            officer = town.corps.officer(name, town.corps.bogor, Duty.PATROL)
            self.crew[town.patrol_with(f"P-{name}", officer).pk] = officer
        self.deeds: list[Callable[[], object]] = [
            self.report,
            self.take,
            self.send,
            self.send,
            self.answer,
            self.answer,
            self.answer,
            self.withdraw,
            self.reject,
            self.resolve,
            self.reopen,
            self.wait,
            self.change_shift,
        ]

    def step(self) -> None:
        """Do something; a refusal undoes it and is no failure."""
        self.at += timedelta(seconds=self.chance.randint(1, 40))
        try:
            with transaction.atomic():
                self.chance.choice(self.deeds)()
        except Refusal:
            pass

    def an_incident(self) -> Incident:
        found = list(Incident.objects.select_related("case__unit", "unit"))
        return self.chance.choice(found) if found else self.report()

    def a_job(self) -> Assignment:
        found = Assignment.objects.select_related("case__unit", "incident__unit")
        jobs = list(found.filter(ended_at__isnull=True)) or list(found)
        return self.chance.choice(jobs) if jobs else self.send()

    def report(self) -> Incident:
        receipt = self.town.report(at=self.at, what=str(self.at))
        self.tokens.append(receipt.token)
        return self.town.see(receipt.number)

    def take(self) -> None:
        incidents.take(incident=self.an_incident(), by=self.town.dewi, at=self.at)

    def send(self) -> Assignment:
        return assignments.dispatch(
            incident=self.an_incident(),
            patrol=self.chance.choice(list(Patrol.objects.select_related("unit"))),
            by=self.town.dewi,
            at=self.at,
        )

    def answer(self) -> None:
        job, deed = self.a_job(), self.chance.choice(["accept", "arrive", "finish"])
        by = self.crew[job.patrol_id]
        for name in rules.steps(deed, job.case.state) or ():
            if name == "finish":
                outcome = self.chance.choice(Outcome.values)
                assignments.finish(assignment=job, outcome=outcome, by=by, at=self.at)
            else:
                step = {"accept": assignments.accept, "arrive": assignments.arrive}
                step[name](assignment=job, by=by, at=self.at)

    def withdraw(self) -> None:
        assignments.withdraw(
            assignment=self.a_job(), note="x", by=self.town.dewi, at=self.at
        )

    def reject(self) -> None:
        incidents.reject(
            incident=self.an_incident(), note="x", by=self.town.dewi, at=self.at
        )

    def resolve(self) -> None:
        incidents.resolve(
            incident=self.an_incident(),
            outcome="handled",
            by=self.town.dewi,
            at=self.at,
        )

    def reopen(self) -> None:
        known = set(Report.objects.values_list("tracking_digest", flat=True))
        if found := [t for t in self.tokens if rules.digest_of(t) in known]:
            token = self.chance.choice(found)
            afterwards.reopen(token=token, by=Citizen(), at=self.at)

    def wait(self) -> None:
        self.at += timedelta(seconds=self.chance.choice([70, 700]))
        clocks.ring(at=self.at)

    def change_shift(self) -> None:
        patrol, officer = self.chance.choice(list(self.crew.items()))
        if Shift.objects.filter(officer=officer, ended_at__isnull=True).exists():
            shifts.stop(by=officer, at=self.at)
        else:
            shifts.start(
                patrol=Patrol.objects.select_related("unit").get(pk=patrol),
                by=officer,
                at=self.at,
            )


def check(day: Day) -> None:
    """Hold what must be true after every step."""
    jobs = list(Assignment.objects.select_related("case"))
    for incident in Incident.objects.select_related("case"):
        here = [j for j in jobs if j.incident_id == incident.pk and not j.ended_at]
        states = [job.case.state for job in here]
        state = incident.case.state
        assert state in INCIDENT.states
        if state in rules.FOLLOWED:
            assert state == rules.standing(states)
        else:
            assert states == []
        assert incident.case.due_at is None or state in INCIDENT.limits
        assert (state == "rejected") == bool(incident.reject_reason)
        assert (state in {"resolved", "closed"}) == bool(incident.outcome)
    for job in jobs:
        assert (job.ended_at is None) == (job.case.state in ASSIGNMENT.open)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_centre_stays_in_order(town: Town, seed: int) -> None:
    day = Day(town, seed)
    for _step in range(STEPS):
        day.step()
        check(day)
    times: dict[str, datetime] = {}
    for line in Entry.objects.filter(name__startswith="incident.").order_by("pk"):
        assert times.get(line.subject, MONDAY) <= line.happened_at
        times[line.subject] = line.happened_at
