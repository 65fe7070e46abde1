"""Bring the database back as it was at a moment; what is there now is kept aside."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from lantas.running.postgres import backup, copies
from lantas.running.postgres.account import Account
from lantas.running.postgres.copies import Backup
from lantas.running.postgres.refusals import Unfit
from lantas.running.postgres.server import Server

SETTINGS = ("restore_command", "recovery_target_time", "recovery_target_action")
NOT_REACHED = "recovery ended before configured recovery target was reached"
Tell = Callable[[str], None]


def bring_back(
    server: Server, source: Backup, moment: datetime | None, tell: Tell
) -> Path | None:
    """Restore ``source`` and replay the log up to ``moment``, or to its end.

    The server must be down. Returns where the data of before was put aside; when the
    moment cannot be reached, that data is put back and nothing has changed.
    """
    tell("copying")
    log = gather_log(server, source)
    fresh = server.place / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source.base, fresh)
    fresh.chmod(0o700)
    _aim(fresh, log, moment)
    own_all(fresh, server.account)
    aside = _swap(server)
    try:
        tell("replaying")
        server.start()
        _wait(server)
    except Unfit:
        why = server.last_words()
        if NOT_REACHED in why:
            why = "the log that was kept ends before that moment"
        _swap_back(server, aside)
        shutil.rmtree(log)
        raise Unfit(f"not restored, everything is as it was: {why}") from None
    server.sql("\n".join(f"ALTER SYSTEM RESET {name};" for name in SETTINGS))
    shutil.rmtree(log)
    copies.begin_life(server)
    _files_back(source)
    return aside


def gather_log(server: Server, source: Backup) -> Path:
    """Put every piece of the log where the server's account can read it.

    The archive comes first; the end that it may lack is in the data folder itself.
    """
    log = server.place / "restore-wal"
    shutil.rmtree(log, ignore_errors=True)
    log.mkdir(mode=0o700)
    pieces = [p for p in source.wal.glob("*") if _is_wal(p)]
    note = server.place / "life"
    if note.exists() and note.read_text().strip() == source.folder.parent.name:
        pieces += [p for p in (server.data / "pg_wal").glob("*") if _is_wal(p)]
    for piece in pieces:  # what the server wrote last comes last and counts
        shutil.copyfile(piece, log / piece.name.removesuffix(".partial"))
    own_all(log, server.account)
    return log


def own_all(folder: Path, account: Account) -> None:
    """Hand a folder and all in it over to the server's account."""
    for base, _folders, files in os.walk(folder):
        account.own(Path(base))
        for name in files:
            account.own(Path(base, name))


def _is_wal(path: Path) -> bool:
    name = path.name.removesuffix(".partial")
    return path.is_file() and (name.endswith(".history") or len(name) == 24)


def _aim(data: Path, log: Path, moment: datetime | None) -> None:
    quoted = str(log).replace("'", "''")
    lines = [f'restore_command = \'cp "{quoted}/%f" "%p"\'']
    if moment is not None:
        lines.append(f"recovery_target_time = '{moment.isoformat()}'")
        lines.append("recovery_target_action = 'promote'")
    with (data / "postgresql.auto.conf").open("a") as auto:
        auto.write("\n".join(lines) + "\n")
    (data / "recovery.signal").touch()


def _swap(server: Server) -> Path | None:
    aside = server.place / f"data.before-{copies.now().strftime(copies.STAMP)}"
    if server.data.exists():
        server.data.rename(aside)
    (server.place / "data.new").rename(server.data)
    return aside if aside.exists() else None


def _swap_back(server: Server, aside: Path | None) -> None:
    server.stop("immediate")
    shutil.rmtree(server.data, ignore_errors=True)
    if aside is not None:
        aside.rename(server.data)


def _wait(server: Server) -> None:
    """Return once the log is replayed; however long it is, as long as it goes on."""
    while True:
        if not server.is_up():
            raise Unfit("the server ended while replaying")
        if server.sql("SELECT pg_is_in_recovery()") == "f":
            return
        time.sleep(0.2)


def _files_back(source: Backup) -> None:
    """Bring back the files beside the database that are missing; none is replaced."""
    for name, target in backup.beside().items():
        kept = source.files / name
        for path in (p for p in kept.rglob("*") if p.is_file()):
            missing = target / path.relative_to(kept)
            if not missing.exists():
                missing.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copy2(path, missing)


def as_copied(server: Server, source: Backup) -> Server:
    """Return the server with the programs that a backup's data needs."""
    from lantas.running.postgres import binaries, ground

    programs = binaries.choose(source.major)
    return replace(
        server,
        binaries=ground.reachable(programs, server.place, server.account),
    )
