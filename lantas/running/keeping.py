"""Back up, restore and upgrade a whole town: processes aside, database, processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from lantas.running import build, cluster, processes, town
from lantas.running.postgres import backup, copies, restore, roles, upgrade
from lantas.running.postgres.copies import Backup
from lantas.running.postgres.refusals import Unfit
from lantas.running.postgres.server import Server

Tell = Callable[[str], None]


def back_up(*, keep: int) -> Backup:
    """Make a checked copy of the database and the files beside it; nobody waits."""
    _ours_only()
    cluster.up()
    with cluster.alone(cluster.home().with_name("backup")):
        return backup.make(cluster.server(), keep=keep)


def bring_back(
    name: str, moment: datetime | None, tell: Tell
) -> tuple[Backup, Path | None]:
    """Restore to a moment; return the backup used and where today's data was put."""
    _ours_only()
    source = copies.before(moment, name)
    with _standing_still(), cluster.alone(cluster.home()):
        server = restore.as_copied(cluster.server(), source)
        was_up = server.is_up()
        server.stop()
        try:
            aside = restore.bring_back(server, source, moment, tell)
        except Unfit:
            if was_up:
                cluster.server().start()
            raise
        (server.place / "roles-laid").touch()
        _catch_up(server, tell)
        tell("backing up what was restored")
        backup.make(server)
    return source, aside


def _catch_up(server: Server, tell: Tell) -> None:
    """Bring a past database to today's code, and erase again whom it brought back."""
    if server.sql("SELECT to_regclass('django_migrations')", roles.DATABASE):
        tell("tables")
        build.manage("migrate", "--noinput", role="owner")
        tell("erasing again who was erased since")
        build.manage("vault", "forget-again")


def move_up(source: str, tell: Tell) -> tuple[str, Path] | None:
    """Move to the newest PostgreSQL here; None when the data is there already."""
    _ours_only()
    with _standing_still(), cluster.alone(cluster.home()):
        old = cluster.server()
        programs = upgrade.newest(old, source)
        if programs is None:
            return None
        old.start()
        aside = upgrade.move(old, programs, tell)
        now = cluster.server()
        now.start()
        tell("backing up what was upgraded")
        backup.make(now)
    return str(programs), aside


@contextmanager
def _standing_still() -> Iterator[None]:
    """End the processes and begin them again afterwards, whatever happened between."""
    with town.alone():
        plan = processes.running()
        processes.finish()
        try:
            yield
        finally:
            if plan is not None:
                cluster.up()
                processes.begin(plan)


def _ours_only() -> None:
    if "DATABASE_URL" in os.environ:
        raise Unfit(
            "DATABASE_URL names a server that lantas does not run: back it up and "
            "upgrade it with the tools of whoever runs it"
        )
