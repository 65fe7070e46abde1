"""How one part of the house learns what another has done.

A domain writes in its ``reactions.py``::

    @on("incident.dispatch")
    def tell_the_reporter(entry: Entry, *, at: datetime) -> None: ...

The job that runs it is deferred in the transaction that writes the entry, so a
rolled back entry makes no job and a committed one is never forgotten. It may run
more than once; its effect in the database happens once, because the row that says
"done" is committed together with the effect. Within one case, the reactions of one
app run in the order of the entries; a failing one holds its followers back until it
succeeds or is set aside for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from lantas.kernel import Refusal
from lantas.kernel.ledger.models import Entry, ReactionDone, ReactionStuck
from lantas.kernel.units import scope

TASK = "ledger.react"
QUEUE = "reactions"
MOST_TRIES = 8


class Reaction(Protocol):
    """What runs when a ledger line appears: in a transaction, whole corps in scope."""

    __name__: str
    __module__: str

    def __call__(self, entry: Entry, *, at: datetime) -> None:
        """Have the effect."""
        ...


class NoSuchReaction(Refusal):
    """A job names a reaction that this release does not have."""


REACTIONS: dict[str, Reaction] = {}
BY_NAME: dict[str, list[str]] = {}


def on(*names: str) -> Callable[[Reaction], Reaction]:
    """Register the function below for these ledger names.

    Its own name, ``app.function``, stands in waiting jobs: rename it only when
    none waits.
    """

    def register(function: Reaction) -> Reaction:
        config = apps.get_containing_app_config(function.__module__)
        app_name = config.label if config else function.__module__
        reaction = f"{app_name}.{function.__name__}"
        if REACTIONS.setdefault(reaction, function) is not function:
            raise ValueError(f"two reactions call themselves {reaction}")
        for name in names:
            BY_NAME.setdefault(name, []).append(reaction)
        return function

    return register


def defer(entry: Entry) -> None:
    """Queue every reaction to this entry: one query, none where nobody listens."""
    if names := BY_NAME.get(entry.name):
        app.job_manager.batch_defer_jobs([_job(name, entry) for name in names])


def _job(reaction: str, entry: Entry) -> Job:
    # The lock makes jobs of one case and one app run in order, one at a time.
    listener = reaction.partition(".")[0]
    return Job(
        task_name=TASK,
        queue=QUEUE,
        lock=f"{listener} {entry.subject}",
        queueing_lock=None,
        task_kwargs={"reaction": reaction, "entry": entry.pk},
    )


@transaction.atomic
def react(reaction: str, entry: int, *, at: datetime) -> bool:
    """Have the effect of one reaction to one entry; False if it was had before."""
    function = REACTIONS.get(reaction)
    if function is None:
        raise NoSuchReaction(reaction)
    with scope.whole_corps():
        done = ReactionDone(reaction=reaction, entry_id=entry, done_at=at)
        # A second run waits here for the first to commit, then finds its row.
        if not _insert(done):
            return False
        function(Entry.objects.select_related("unit", "by").get(pk=entry), at=at)
        ReactionStuck.objects.filter(reaction=reaction, entry=entry).delete()
    return True


def _insert(done: ReactionDone) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_reactiondone (reaction, entry_id, done_at)"
            " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [done.reaction, done.entry_id, done.done_at],
        )
        return bool(cursor.rowcount)


@transaction.atomic
def set_aside(
    reaction: str, entry: int, *, tries: int, why: str, at: datetime
) -> ReactionStuck:
    """Put a reaction that failed too often on the list that operators see."""
    with scope.whole_corps():
        stuck, _new = ReactionStuck.objects.update_or_create(
            reaction=reaction,
            entry_id=entry,
            defaults={"tries": tries, "why": _without_row(why), "stuck_at": at},
        )
    return stuck


def _without_row(why: str) -> str:
    """Return an error without the row that the database repeats in it."""
    return why.partition("\nDETAIL")[0][:500]


@transaction.atomic
def run_again(stuck: ReactionStuck) -> None:
    """Queue a set-aside reaction once more and take it off the list."""
    found = ReactionStuck.objects.select_for_update().filter(pk=stuck.pk).first()
    if found is None:
        raise NoSuchReaction(_("It is no longer on the list; somebody was first."))
    with scope.whole_corps():
        entry = Entry.objects.get(pk=found.entry_id)
    app.job_manager.batch_defer_jobs([_job(found.reaction, entry)])
    found.delete()
