"""What is missing or wrong on this machine, and the line that mends it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from lantas.running import build, cluster, node, processes, town
from lantas.running.paths import ROOT, var
from lantas.running.postgres import binaries, copies
from lantas.running.postgres.refusals import Unfit
from lantas.running.postgres.server import Server

FREE_MIN_BYTES = 2 * 1024**3
BACKUP_AGE_MAX = timedelta(days=1)
GOOD, DOUBT, BAD = "good", "doubt", "bad"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    state: str
    what: str
    mend: str = ""


Findings = Iterator[Finding]


def examine() -> Findings:
    """Look at everything; a look that fails is a finding too."""
    for look in LOOKS:
        try:
            yield from look()
        except (Unfit, OSError, node.NoNode) as problem:
            yield Finding(BAD, str(problem).splitlines()[0], str(problem))


def python() -> Findings:
    """Look at Python and who runs it."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(GOOD, f"Python {version}")
    if os.geteuid() == 0:
        yield Finding(
            DOUBT if town.purpose() != town.SERVICE else BAD,
            "lantas runs as root",
            "Run it as an ordinary user; root is fine for a look at the demo.",
        )


def front_end() -> Findings:
    """Look at what the front end is built with and whether it was."""
    system = node.find_system()
    yield Finding(GOOD, f"Node: {system or 'from PyPI when something is to be built'}")
    if not (build.FRONTEND / "dist").exists():
        yield Finding(BAD, "the front end is not built", "make up")
    stale = [p for p in (ROOT / "lantas").rglob("*.po") if not _compiled(p)]
    if stale:
        yield Finding(BAD, f"{len(stale)} translations are not compiled", "make up")


def _compiled(po: os.PathLike[str]) -> bool:
    return os.path.exists(os.fspath(po).removesuffix(".po") + ".mo")


def disk() -> Findings:
    """Look at the room that is left and at what could go."""
    free = shutil.disk_usage(var() if var().exists() else ROOT).free
    state = GOOD if free > FREE_MIN_BYTES else BAD
    yield Finding(
        state,
        f"{free / 1024**3:.0f} GiB free",
        "" if state == GOOD else f"Make room on the disk of {var()}.",
    )
    for aside in sorted(cluster.home().glob("data.*")):
        if aside.name != "data.new":
            yield Finding(
                DOUBT, f"data put aside: {aside}", f"rm -r {aside}   # when sure"
            )


def keys() -> Findings:
    """Look at whether keys are ours alone."""
    folder = var() / "keys"
    if folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield Finding(BAD, f"others can read {folder}", f"chmod 700 {folder}")


def programs() -> Findings:
    """Look at which PostgreSQL there is."""
    if "DATABASE_URL" in os.environ:
        yield Finding(GOOD, "DATABASE_URL is set; no private PostgreSQL is used")
        return
    yield Finding(GOOD, f"PostgreSQL to make a cluster with: {binaries.choose()}")


def database() -> Findings:
    """Look at the private cluster."""
    if "DATABASE_URL" in os.environ:
        return
    if not (cluster.home() / "data").exists():
        yield Finding(DOUBT, "no database yet", "make up")
        return
    server = cluster.server()
    if not server.is_up():
        yield Finding(BAD, "the database is down", "lantas up")
        return
    yield Finding(GOOD, f"database: {server.binaries}")
    newest = max(binaries.found(), key=lambda b: b.version)
    if newest.major > server.binaries.major:
        yield Finding(GOOD, f"{newest} is here too", "lantas upgrade (if you like)")
    yield from _inside(server)


def _inside(server: Server) -> Findings:
    broken = server.sql("SELECT sum(checksum_failures) FROM pg_stat_database")
    if broken not in ("", "0"):
        yield Finding(
            BAD, f"{broken} pages of the database are damaged", "lantas restore"
        )
    loose = server.sql(
        "SELECT string_agg(rolname, ', ') FROM pg_roles WHERE rolname ~ '^lantas_'"
        " AND (rolsuper OR rolbypassrls)"
    )
    if loose:
        yield Finding(
            BAD,
            f"roles that pass every wall: {loose}",
            "ALTER ROLE … NOSUPERUSER NOBYPASSRLS",
        )
    lost = server.sql(
        f"SELECT wal_status FROM pg_replication_slots WHERE slot_name = '{copies.SLOT}'"
    )
    if lost == "lost":
        yield Finding(BAD, "the kept log has a gap", "lantas backup")


def server_elsewhere() -> Findings:
    """Look at the roles of a server that lantas does not run."""
    if "DATABASE_URL" not in os.environ:
        return
    if "LANTAS_OWNER_URL" not in os.environ:
        yield Finding(
            DOUBT,
            "the application owns its tables: DATABASE_URL is the owner's too",
            "Set LANTAS_OWNER_URL for the owner and DATABASE_URL for lantas_app.",
        )
    import psycopg

    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as there:
            found = there.execute(
                "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
            names = {
                row[0] for row in there.execute("SELECT extname FROM pg_extension")
            }
    except psycopg.OperationalError as problem:
        yield Finding(
            BAD, f"DATABASE_URL: {str(problem).strip()}", "Start that server."
        )
        return
    if found and found[1]:
        yield Finding(
            BAD, f"{found[0]} passes every wall", f"ALTER ROLE {found[0]} NOBYPASSRLS"
        )
    for extension in {"btree_gist", "pg_trgm"} - names:
        yield Finding(BAD, f"no {extension}", f"CREATE EXTENSION {extension}")


def backups() -> Findings:
    """Look at how old the last backup is."""
    if "DATABASE_URL" in os.environ or town.purpose() != town.SERVICE:
        return
    found = copies.all_backups()
    if not found:
        yield Finding(BAD, "there is no backup", "lantas backup")
    elif copies.now() - found[-1].ended_at > BACKUP_AGE_MAX:
        yield Finding(
            DOUBT, f"the last backup is of {found[-1].ended_at:%F}", "lantas backup"
        )
    if found and os.stat(copies.folder()).st_dev == os.stat(var()).st_dev:
        yield Finding(
            DOUBT,
            "the backups are on the same disk as the data",
            "Set LANTAS_BACKUPS to a folder on another one.",
        )


def running() -> Findings:
    """Look at the processes of the town."""
    plan = processes.running()
    if plan is None:
        yield Finding(DOUBT, "the town is not up", "lantas up")
        return
    state = processes.state()
    for process in plan.processes:
        fared = state.get(process.name, {})
        if process.when and not fared.get("up"):
            continue  # not wanted yet, such as the log's keeper before a first backup
        silent = process.port is not None and not town.answers(process)
        if silent:
            log = processes.log_of(process.name)
            yield Finding(BAD, f"{process.name} does not answer", f"tail {log}")
        elif fared.get("restarts"):
            yield Finding(
                DOUBT,
                f"{process.name} was restarted {fared['restarts']} times",
                f"lantas logs {process.name}",
            )
        else:
            yield Finding(GOOD, f"{process.name} runs")


LOOKS: tuple[Callable[[], Findings], ...] = (
    python,
    front_end,
    disk,
    keys,
    programs,
    database,
    server_elsewhere,
    backups,
    running,
)
