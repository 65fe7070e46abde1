"""Reactions with a real worker, real transactions and a worker that is shot."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.db import connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.procrastinate_app import app

from conftest import MONDAY, Corps
from lantas.kernel.ledger import book, jobs, reactions
from lantas.kernel.ledger.models import Entry, ReactionDone
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("nobody_listens", "short_connections", "empty_queue"),
]


@pytest.fixture
def empty_queue(db: None) -> Iterator[None]:
    """Empty the tables of jobs, which no flush of Django's reaches."""

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_periodic_defers")
            cursor.execute("DELETE FROM procrastinate_jobs")
            cursor.execute("DELETE FROM procrastinate_workers")

    empty()
    yield
    empty()


@pytest.fixture
def short_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no thread of a worker keep its connection after its job."""
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)


def work() -> None:
    """Run every job that is due, in a worker of its own."""
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    with app.replace_connector(worker.connector) as running:
        running.run_worker(
            wait=False,
            queues=[reactions.QUEUE],
            install_signal_handlers=False,
            listen_notify=False,
        )
    # Django's own thread for such work lives on, and its connection with it.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


def told(corps: Corps, subject: str = "E-1", *, fail: bool = False) -> None:
    with transaction.atomic(), scope.whole_corps():
        book.write(
            "errand.take", subject=subject, unit=corps.bogor, by=CLOCK, at=MONDAY
        )
        transaction.set_rollback(fail)


def listen() -> None:
    @reactions.on("errand.take")
    def listener(entry: Entry, *, at: datetime) -> None:
        book.write(
            "errand.heard", subject=entry.subject, unit=entry.unit, by=CLOCK, at=at
        )


def heard() -> list[str]:
    with transaction.atomic(), scope.whole_corps():
        lines = Entry.objects.filter(name="errand.heard").order_by("pk")
        return list(lines.values_list("subject", flat=True))


def states() -> list[str]:
    todo = ProcrastinateJob.objects.filter(task_name=reactions.TASK)
    return [str(job.status) for job in todo.order_by("id")]


def test_a_worker_reacts_to_what_was_committed_and_to_nothing_else(
    corps: Corps,
) -> None:
    listen()
    told(corps, "E-1")
    told(corps, "E-2", fail=True)
    told(corps, "E-3")
    work()
    assert heard() == ["E-1", "E-3"]
    assert states() == ["succeeded", "succeeded"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '2 days'")
    asyncio.run(jobs.tidy(timestamp=0))
    assert states() == []


def test_within_a_case_a_failing_reaction_holds_its_followers_back(
    corps: Corps,
) -> None:
    found: list[str] = []
    broken = [True]

    @reactions.on("errand.take")
    def listener(entry: Entry, *, at: datetime) -> None:
        found.append(entry.subject)
        if broken and entry.subject == "E-1":
            raise RuntimeError("the world is down")

    told(corps, "E-1")
    told(corps, "E-1")
    told(corps, "E-2")
    work()
    assert found == ["E-1", "E-2"]
    assert states() == ["todo", "todo", "succeeded"]
    broken.clear()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    work()
    assert found == ["E-1", "E-2", "E-1", "E-1"]
    assert set(states()) == {"succeeded"}


MOMENTS = ("before the effect", "with the effect uncommitted", "before the job is done")


def shoot_worker(monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Run a worker in a process of its own that dies at the given moment."""
    done = reactions.react

    def shot(*args: Any, **kwargs: Any) -> bool:
        if when == "before the effect":
            os._exit(9)
        if when == "with the effect uncommitted":
            with transaction.atomic():
                done(*args, **kwargs)
                os._exit(9)
        done(*args, **kwargs)
        os._exit(9)

    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        return
    # The child must not speak on the parent's line.
    ours, connection.connection = connection.connection, None
    monkeypatch.setattr(reactions, "react", shot)
    try:
        work()
    finally:
        del ours
        os._exit(1)


# Python 3.12 and later warn of a fork beside threads; the child touches none of them.
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_worker_that_is_shot_neither_loses_nor_doubles_an_effect(
    corps: Corps, monkeypatch: pytest.MonkeyPatch
) -> None:
    listen()
    whole = reactions.react
    for nth, when in enumerate(MOMENTS, start=1):
        told(corps, when)
        shoot_worker(monkeypatch, when)
        assert states()[-1] == "doing", when
        assert (when in heard()) == (when == "before the job is done")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers"
                " SET last_heartbeat = now() - interval '1 hour'"
            )
        asyncio.run(jobs.take_up(timestamp=0))
        assert states()[-1] == "todo", when
        assert reactions.react is whole
        work()
        assert states() == ["succeeded"] * nth
        assert heard() == list(MOMENTS[:nth])
    assert ReactionDone.objects.count() == len(MOMENTS)
