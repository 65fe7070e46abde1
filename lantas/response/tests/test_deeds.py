"""What phones tell late, twice, out of order or with a wrong clock."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest

from conftest import MONDAY
from lantas.kernel.cases import clocks
from lantas.kernel.ledger.models import Entry
from lantas.response.actions import assignments, deeds, shifts
from lantas.response.actions.positions import TooMany
from lantas.response.models import Assignment, Deed
from lantas.response.rules import Told
from lantas.response.terms import Duty
from lantas.response.tests.conftest import Town, in_seconds


def told(deed: str, number: str, seq: int, at: float, **more: Any) -> Told:
    more.setdefault("outcome", "handled" if deed == "finish" else "")
    return Told(uuid.uuid4(), seq, deed, number, in_seconds(at), **more)


def the_way(number: str) -> list[Told]:
    return [
        told("accept", number, 1, 10),
        told("arrive", number, 2, 300),
        told("finish", number, 3, 900),
    ]


@pytest.fixture
def job(town: Town) -> Assignment:
    return town.dispatched(town.incident())


def results(town: Town, what: list[Told], at: float = 1_000) -> list[str]:
    return [a.result for a in deeds.tell(deeds=what, by=town.budi, at=in_seconds(at))]


def test_what_was_kept_without_signal_is_done_in_order(
    town: Town, job: Assignment
) -> None:
    kept = the_way(job.case.number)
    random.Random(1).shuffle(kept)
    assert results(town, kept) == ["done", "done", "done"]
    job = Assignment.objects.get(pk=job.pk)
    assert job.accepted_at == in_seconds(10)
    assert job.on_scene_at == in_seconds(300)
    assert job.ended_at == in_seconds(900)
    assert town.state(job.incident) == "resolved"


def test_a_deed_sent_again_is_not_done_again(town: Town, job: Assignment) -> None:
    kept = the_way(job.case.number)
    results(town, kept)
    lines = Entry.objects.count()
    assert results(town, kept, at=2_000) == ["already", "already", "already"]
    assert Entry.objects.count() == lines
    assert Deed.objects.count() == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_order_in_any_parcels_ends_the_same(
    town: Town, job: Assignment, seed: int
) -> None:
    chance = random.Random(seed)
    kept = the_way(job.case.number)
    kept = [*kept, *chance.choices(kept, k=3)]
    chance.shuffle(kept)
    while kept:
        n = chance.randint(1, len(kept))
        parcel, kept = kept[:n], kept[n:]
        assert "refused" not in results(town, parcel)
    assert town.state(job) == "finished"
    assert town.state(job.incident) == "resolved"
    names = Entry.objects.filter(subject=job.case.number).order_by("pk")
    assert list(names.values_list("name", flat=True)) == [
        "assignment.opened",
        "assignment.accept",
        "assignment.arrive",
        "assignment.finish",
    ]


def test_a_refused_deed_says_why_and_stops_no_other(
    town: Town, job: Assignment
) -> None:
    number = job.case.number
    kept = [
        told("accept", number, 1, 10),
        told("arrive", "ASG-0-2026-000009", 2, 20),
        told("finish", number, 3, 30, outcome="ufo"),
        told("arrive", number, 4, 40),
    ]
    answers = deeds.tell(deeds=kept, by=town.budi, at=in_seconds(60))
    assert [a.result for a in answers] == ["done", "refused", "refused", "done"]
    assert "ASG-0-2026-000009" in answers[1].why
    assert answers[2].why
    again = deeds.tell(deeds=kept, by=town.budi, at=in_seconds(61))
    assert [a.result for a in again] == ["already", "refused", "refused", "already"]
    assert again[1].why == answers[1].why


def test_a_job_that_lapsed_meanwhile_is_not_taken_late(
    town: Town, job: Assignment
) -> None:
    clocks.ring(at=in_seconds(61))
    (answer,) = deeds.tell(
        deeds=[told("accept", job.case.number, 1, 30)], by=town.budi, at=in_seconds(90)
    )
    assert answer.result == "refused"
    assert town.state(job) == "lapsed"


def test_a_fast_clock_does_not_reach_into_the_future(
    town: Town, job: Assignment
) -> None:
    results(town, [told("accept", job.case.number, 1, 86_400)], at=60)
    job = Assignment.objects.get(pk=job.pk)
    assert job.accepted_at == in_seconds(60)
    deed = Deed.objects.get()
    assert (deed.claimed_at, deed.received_at) == (in_seconds(86_400), in_seconds(60))


def test_a_slow_clock_does_not_reach_before_the_offer(
    town: Town, job: Assignment
) -> None:
    results(town, [told("accept", job.case.number, 1, -86_400)], at=60)
    assert Assignment.objects.get(pk=job.pk).accepted_at == MONDAY


def test_nobody_does_the_deeds_of_another_patrol(town: Town, job: Assignment) -> None:
    siti = town.corps.officer("siti", town.corps.bogor, Duty.PATROL)
    town.patrol_with("BGR-02", siti)
    (answer,) = deeds.tell(
        deeds=[told("accept", job.case.number, 1, 5)], by=siti, at=in_seconds(9)
    )
    assert answer.result == "refused"
    assert town.state(job) == "offered"


def test_the_identity_of_anothers_deed_is_refused(town: Town, job: Assignment) -> None:
    siti = town.corps.officer("siti", town.corps.bogor, Duty.PATROL)
    town.patrol_with("BGR-02", siti)
    mine = told("accept", job.case.number, 1, 5)
    results(town, [mine])
    (answer,) = deeds.tell(deeds=[mine], by=siti, at=in_seconds(9))
    assert answer.result == "refused"


def test_off_duty_nothing_is_done_and_nothing_kept(town: Town, job: Assignment) -> None:
    assignments.withdraw(assignment=job, note="end", by=town.dewi, at=MONDAY)
    shifts.stop(by=town.budi, at=MONDAY)
    assert results(town, the_way(job.case.number)) == ["refused"] * 3
    assert not Deed.objects.exists()


def test_a_flood_of_deeds_is_not_begun(town: Town, job: Assignment) -> None:
    with pytest.raises(TooMany):
        results(town, [told("accept", job.case.number, n, n) for n in range(201)])
