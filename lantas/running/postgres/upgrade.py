"""Move the data to a newer PostgreSQL by dump and restore, counted row by row."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lantas.running.postgres import backup, binaries, conf, copies, ground, roles
from lantas.running.postgres.binaries import Binaries
from lantas.running.postgres.refusals import Unfit
from lantas.running.postgres.server import Server

Tell = Callable[[str], None]
TABLES = """\
SELECT format('SELECT %L, count(*) FROM %I.%I', schemaname || '.' || tablename,
              schemaname, tablename)
  FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
 ORDER BY 1 \\gexec
"""


def newest(server: Server, source: str = "") -> Binaries | None:
    """Return the newest PostgreSQL here, if it is newer than the data's."""
    found = max(binaries.found(source), key=lambda b: b.version, default=None)
    if found is None or found.major <= server.binaries.major:
        return None
    return ground.reachable(found, server.place, server.account)


def move(old: Server, programs: Binaries, tell: Tell) -> Path:
    """Move everything to ``programs``; return where the old data was put aside.

    The old server must be up and nobody else at work in it. Nothing of the old data
    is touched; it is put aside only when every table of the new one counts the same.
    """
    fresh = _new_beside(old, programs)
    dump = old.place / "dump"
    shutil.rmtree(dump, ignore_errors=True)
    try:
        tell("dumping")
        backup.run(fresh, "pg_dump", *_at(old), "-Fd", "-j", "2", "-f", str(dump))
        tell("restoring")
        _roles_over(old, fresh)
        backup.run(fresh, "pg_restore", *_at(fresh), "-j", "2", "-e", str(dump))
        tell("counting")
        _compare(old, fresh)
        backup.run(fresh, "vacuumdb", *_at(fresh)[:4], "--all", "--analyze-only", "-q")
        roles.lay(fresh)
    except BaseException:
        fresh.stop("immediate")
        _forget_place(fresh)
        raise
    finally:
        shutil.rmtree(dump, ignore_errors=True)
    old.stop()
    fresh.stop()
    aside = (
        old.place / f"data.{old.binaries.major}-{copies.now().strftime(copies.STAMP)}"
    )
    old.data.rename(aside)
    fresh.data.rename(old.data)
    _forget_place(fresh)
    copies.begin_life(old)
    return aside


def _new_beside(old: Server, programs: Binaries) -> Server:
    place = old.place / "new"
    shutil.rmtree(place, ignore_errors=True)
    old.account.make_folder(place)
    # A socket of its own: nobody finds the new server before it is whole.
    corner = Path("/tmp", f"lantas-{ground.mark(place)}")
    old.account.make_folder(corner)
    fresh = replace(old, place=place, socket_folder=corner, binaries=programs)
    fresh.make()
    fresh.start()
    return fresh


def _forget_place(fresh: Server) -> None:
    shutil.rmtree(fresh.place)
    shutil.rmtree(fresh.socket_folder)


def _at(server: Server) -> tuple[str, ...]:
    where = ("-h", str(server.socket_folder), "-U", conf.SUPERUSER)
    return (*where, "-d", roles.DATABASE)


def _roles_over(old: Server, fresh: Server) -> None:
    told = backup.run(fresh, "pg_dumpall", *_at(old)[:4], "--roles-only")
    mine = [line for line in told.splitlines() if f" {conf.SUPERUSER}" not in line]
    fresh.sql("\n".join(mine))
    fresh.sql(f"CREATE DATABASE {roles.DATABASE} OWNER lantas_owner;")


def _compare(old: Server, fresh: Server) -> None:
    before, after = (s.sql(TABLES, roles.DATABASE) for s in (old, fresh))
    if before != after:
        pairs = zip(before.splitlines(), after.splitlines(), strict=False)
        differs = [f"{a} became {b}" for a, b in pairs if a != b]
        raise Unfit(f"not upgraded, the tables differ: {differs[:5]}")
