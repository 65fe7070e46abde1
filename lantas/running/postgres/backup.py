"""Make a base backup: copied while everybody works, checked, and then named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from lantas.running.paths import var
from lantas.running.postgres import archive, conf, copies
from lantas.running.postgres.account import ours
from lantas.running.postgres.copies import Backup
from lantas.running.postgres.server import Server

# What lies beside the database and a restored town needs.
BESIDE = ("keys", "evidence", "roads", "maps")


def make(server: Server, *, keep: int = 7) -> Backup:
    """Copy the running database and the files beside it; forget the oldest copies."""
    begin_archive(server)
    life = copies.life(server)
    fresh = life / "unfinished"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    here = ("-h", str(server.socket_folder), "-U", conf.SUPERUSER, "--no-password")
    run(
        server,
        *("pg_basebackup", *here, "-D", str(fresh / "base")),
        *("--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256"),
    )
    run(server, "pg_verifybackup", "--exit-on-error", str(fresh / "base"))
    ended_at = copies.now()
    copy_beside(fresh / "files", _last_files(life))
    backup = Backup(
        life / ended_at.strftime(copies.STAMP), ended_at, server.binaries.major
    )
    backup.save(fresh)
    fresh.rename(backup.folder)
    forget(server, life, keep)
    return backup


def begin_archive(server: Server) -> None:
    """From the first backup of a life on, no piece of its log is let go unkept."""
    if copies.archiving(server).exists():
        return
    ours().must(archive.argv(server, "--create-slot", "--if-not-exists"))
    copies.archiving(server).touch()


def forget(server: Server, life: Path, keep: int) -> None:
    """Remove backups beyond ``keep`` and the log that none of the rest needs."""
    mine = [b for b in copies.all_backups() if b.folder.parent == life]
    for old in mine[:-keep]:
        (old.folder / copies.FACTS).unlink()
        shutil.rmtree(old.folder)
    oldest = mine[-keep:][0]
    if oldest.wal.exists():
        run(server, "pg_archivecleanup", str(oldest.wal), oldest.first_wal)


def run(server: Server, name: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs as ourselves, so that the copies are ours."""
    return ours().must([server.binaries.path(name), *arguments])


def beside() -> dict[str, Path]:
    """Return the folders beside the database, wherever the operator put them."""
    return {
        name: Path(os.environ.get(f"LANTAS_{name.upper()}") or var() / name)
        for name in BESIDE
    }


def copy_beside(target: Path, last: Path | None) -> None:
    """Copy the files beside the database; what the last backup holds is linked."""
    for name, source in beside().items():
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            part = path.relative_to(source)
            fresh = target / name / part
            fresh.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            known = last / name / part if last else None
            if known and _is_same(known, path):
                os.link(known, fresh)
            else:
                shutil.copy2(path, fresh)


def _is_same(known: Path, path: Path) -> bool:
    if not known.exists():
        return False
    old, new = known.stat(), path.stat()
    return (old.st_size, old.st_mtime_ns) == (new.st_size, new.st_mtime_ns)


def _last_files(life: Path) -> Path | None:
    mine = [b for b in copies.all_backups() if b.folder.parent == life]
    return mine[-1].files if mine else None
