"""Two people, one moment: real threads, real transactions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from conftest import MONDAY, Corps
from lantas.kernel import Refusal
from lantas.kernel.cases import clocks
from lantas.kernel.cases.models import Case
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen
from lantas.response.actions import assignments, deeds, incidents, reports
from lantas.response.models import Assignment, Deed, Incident, Report
from lantas.response.rules import Told
from lantas.response.terms import Duty
from lantas.response.tests.conftest import Town, in_seconds, staffed

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Work = Callable[[], Any]


@pytest.fixture
def town(corps: Corps) -> Town:
    with transaction.atomic(), scope.whole_corps():
        return staffed(corps)


def together(*works: Work) -> list[Any]:
    """Do all at once, each in a transaction of its own; refusals are answers."""
    start = Barrier(len(works))

    def one(work: Work) -> Any:
        try:
            start.wait(10)
            with transaction.atomic(), scope.whole_corps():
                return work()
        except Refusal as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def alone(work: Work) -> Any:
    with transaction.atomic(), scope.whole_corps():
        return work()


def refused(answers: list[Any]) -> list[Refusal]:
    return [a for a in answers if isinstance(a, Refusal)]


def test_two_dispatchers_take_one_report_and_one_wins(town: Town) -> None:
    rani = alone(lambda: town.corps.officer("rani", town.corps.bogor, Duty.DISPATCHER))
    number = alone(town.report).number

    def take(by: Any) -> Work:
        return lambda: incidents.take(incident=town.see(number), by=by, at=MONDAY)

    (no,) = refused(together(take(town.dewi), take(rani)))
    assert isinstance(no, incidents.TakenAlready)
    assert any(name in str(no) for name in ("dewi", "rani"))
    assert alone(lambda: Entry.objects.filter(name="incident.take").count()) == 1


def test_the_same_report_four_times_at_once_is_one(town: Town) -> None:
    account = town.account()

    def send() -> Work:
        return lambda: reports.report(account=account, by=Citizen(), at=MONDAY)

    answers = together(*[send() for _n in range(4)])
    assert refused(answers) == []
    assert len(set(answers)) == 1
    assert alone(Report.objects.count) == alone(Incident.objects.count) == 1
    after = alone(lambda: town.report(what="lain").number)
    assert after.endswith("000002")


def test_one_patrol_is_sent_to_one_of_two_incidents(town: Town) -> None:
    numbers = [alone(lambda: town.report(client_id=uuid.uuid4()).number) for _ in "ab"]

    def send(number: str) -> Work:
        return lambda: town.dispatched(town.see(number))

    (no,) = refused(together(*[send(number) for number in numbers]))
    assert isinstance(no, assignments.PatrolBusy)
    assert alone(Assignment.objects.count) == 1


def test_the_same_deed_twice_at_once_is_done_once(town: Town) -> None:
    job = alone(lambda: town.dispatched(town.incident()))
    told = Told(uuid.uuid4(), 1, "accept", job.case.number, in_seconds(5))

    def tell() -> Work:
        return lambda: deeds.tell(deeds=[told], by=town.budi, at=in_seconds(9))

    answers = [a[0].result for a in together(tell(), tell())]
    assert sorted(answers) == ["already", "done"]
    assert alone(Deed.objects.count) == 1
    assert alone(lambda: Entry.objects.filter(name="assignment.accept").count()) == 1


def test_two_patrols_that_finish_at_once_resolve_it_once(town: Town) -> None:
    siti = alone(lambda: town.corps.officer("siti", town.corps.bogor, Duty.PATROL))
    second = alone(lambda: town.patrol_with("BGR-02", siti))
    number = alone(town.report).number
    jobs = [
        alone(lambda: town.dispatched(town.see(number))),
        alone(
            lambda: assignments.dispatch(
                incident=town.see(number), patrol=second, by=town.dewi, at=MONDAY
            )
        ),
    ]

    def finish(job: Assignment, by: Any) -> Work:
        told = Told(
            uuid.uuid4(), 1, "finish", job.case.number, in_seconds(50), "", "handled"
        )
        return lambda: deeds.tell(deeds=[told], by=by, at=in_seconds(60))

    answers = together(finish(jobs[0], town.budi), finish(jobs[1], siti))
    assert [a[0].result for a in answers] == ["done", "done"]
    state = alone(lambda: Case.objects.get(number=number).state)
    assert state == "resolved"


def test_an_answer_in_the_moment_the_offer_lapses_has_one_end(town: Town) -> None:
    job = alone(lambda: town.dispatched(town.incident()))
    told = Told(uuid.uuid4(), 1, "accept", job.case.number, in_seconds(61))
    together(
        lambda: deeds.tell(deeds=[told], by=town.budi, at=in_seconds(61)),
        lambda: clocks.ring(at=in_seconds(62)),
    )
    states = alone(
        lambda: (town.state(job), town.state(job.incident), Deed.objects.get().result)
    )
    assert states in {
        ("accepted", "dispatched", "done"),
        ("lapsed", "taken", "refused"),
    }


def test_a_job_offered_while_the_incident_is_ended_is_not_lost(town: Town) -> None:
    number = alone(town.report).number
    together(
        lambda: town.dispatched(town.see(number)),
        lambda: incidents.reject(
            incident=town.see(number), note="prank", by=town.dewi, at=MONDAY
        ),
    )
    found = alone(
        lambda: (
            Case.objects.get(number=number).state,
            Assignment.objects.filter(ended_at__isnull=True).count(),
        )
    )
    assert found in {("rejected", 0), ("taken", 1)}
