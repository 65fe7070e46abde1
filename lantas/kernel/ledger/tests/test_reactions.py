from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from procrastinate import JobContext
from procrastinate.contrib.django.procrastinate_app import app

from conftest import MONDAY, Corps
from lantas.kernel.ledger import book, jobs, reactions
from lantas.kernel.ledger.models import Entry, ReactionDone, ReactionStuck
from lantas.kernel.ledger.tests.conftest import waiting
from lantas.kernel.units.actors import CLOCK

pytestmark = pytest.mark.usefixtures("nobody_listens", "everywhere")


def told(corps: Corps, name: str = "errand.take", subject: str = "E-1") -> Entry:
    return book.write(name, subject=subject, unit=corps.bogor, by=CLOCK, at=MONDAY)


@pytest.fixture
def heard() -> list[str]:
    """Return what the listener heard; it also writes a line itself."""
    found: list[str] = []

    @reactions.on("errand.take", "errand.sign")
    def listener(entry: Entry, *, at: datetime) -> None:
        found.append(entry.name)
        book.write(
            "errand.heard", subject=entry.subject, unit=entry.unit, by=CLOCK, at=at
        )

    return found


def test_a_line_nobody_listens_to_makes_no_job(
    corps: Corps, heard: list[str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        told(corps, "errand.drop")
    assert waiting() == []


def test_a_line_somebody_listens_to_makes_a_job_locked_by_case(
    corps: Corps, heard: list[str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        told(corps)
    assert waiting() == [("ledger.listener", "ledger E-1")]


def test_a_rolled_back_line_makes_no_job(corps: Corps, heard: list[str]) -> None:
    with transaction.atomic():
        told(corps)
        transaction.set_rollback(True)
    assert waiting() == []


def test_the_effect_is_had_once_however_often_the_job_runs(
    corps: Corps, heard: list[str]
) -> None:
    entry = told(corps)
    assert reactions.react("ledger.listener", entry.pk, at=MONDAY)
    assert not reactions.react("ledger.listener", entry.pk, at=MONDAY)
    assert heard == ["errand.take"]
    assert Entry.objects.filter(name="errand.heard").count() == 1


def test_a_failed_effect_leaves_no_trace_and_is_tried_again(corps: Corps) -> None:
    broken = [True]

    @reactions.on("errand.take")
    def listener(entry: Entry, *, at: datetime) -> None:
        book.write(
            "errand.heard", subject=entry.subject, unit=entry.unit, by=CLOCK, at=at
        )
        if broken:
            raise RuntimeError("the world is down")

    entry = told(corps)
    with pytest.raises(RuntimeError):
        reactions.react("ledger.listener", entry.pk, at=MONDAY)
    assert not ReactionDone.objects.exists()
    assert not Entry.objects.filter(name="errand.heard").exists()
    broken.clear()
    assert reactions.react("ledger.listener", entry.pk, at=MONDAY)


def job(entry: Entry, attempts: int) -> JobContext:
    return JobContext(
        start_timestamp=0.0,
        app=app,
        job=reactions._job("ledger.listener", entry).evolve(attempts=attempts),
        abort_reason=lambda: None,
    )


def test_after_the_last_try_it_is_set_aside_and_can_be_run_again(corps: Corps) -> None:
    broken = [True]

    @reactions.on("errand.take")
    def listener(entry: Entry, *, at: datetime) -> None:
        if broken:
            raise RuntimeError("the world is down")

    entry = told(corps)
    for attempts in range(reactions.MOST_TRIES):
        assert not ReactionStuck.objects.exists()
        with pytest.raises(RuntimeError):
            jobs.react(job(entry, attempts), "ledger.listener", entry.pk)
    stuck = ReactionStuck.objects.get()
    assert stuck.why == "RuntimeError: the world is down"
    assert stuck.tries == reactions.MOST_TRIES
    before = len(waiting())
    reactions.run_again(stuck)
    assert len(waiting()) == before + 1
    assert not ReactionStuck.objects.exists()
    with pytest.raises(reactions.NoSuchReaction):
        reactions.run_again(stuck)
    broken.clear()
    jobs.react(job(entry, 0), "ledger.listener", entry.pk)
    assert ReactionDone.objects.count() == 1


def test_waits_grow_between_tries(corps: Corps) -> None:
    entry = told(corps)
    waits = []
    for attempts in range(reactions.MOST_TRIES):
        decision = jobs.RETRY.get_retry_decision(
            exception=RuntimeError(), job=job(entry, attempts).job
        )
        waits.append(decision is not None)
    assert waits == [True] * (reactions.MOST_TRIES - 1) + [False]


def test_a_reaction_this_release_lacks_is_named(corps: Corps) -> None:
    with pytest.raises(reactions.NoSuchReaction, match=r"response\.gone"):
        reactions.react("response.gone", told(corps).pk, at=MONDAY)


def test_two_reactions_may_not_share_a_name(heard: list[str]) -> None:
    def listener(entry: Entry, *, at: datetime) -> None:
        """Do nothing."""

    with pytest.raises(ValueError, match="call themselves"):
        reactions.on("errand.drop")(listener)
