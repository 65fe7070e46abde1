"""Where copies of the database lie: lives, base backups, the write-ahead log.

A *life* begins when a cluster is made, restored or upgraded. Its folder holds base
backups, each named by its time, and the write-ahead log from the first of them on.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from lantas.running.paths import var
from lantas.running.postgres.refusals import Unfit
from lantas.running.postgres.server import Server

SLOT = "lantas_archive"
STAMP = "%Y%m%dT%H%M%S.%fZ"
FACTS = "backup.json"


@dataclass(frozen=True)
class Backup:
    """One base backup that was checked and can be restored."""

    folder: Path
    ended_at: datetime
    major: int

    @property
    def base(self) -> Path:
        """Return the copy of the data folder."""
        return self.folder / "base"

    @property
    def files(self) -> Path:
        """Return the copies of what lies beside the database."""
        return self.folder / "files"

    @property
    def wal(self) -> Path:
        """Return the write-ahead log of this backup's life."""
        return self.folder.parent / "wal"

    @property
    def first_wal(self) -> str:
        """Return the first file of the log that this backup needs."""
        label = (self.base / "backup_label").read_text().splitlines()[0]
        return label.rpartition("file ")[2].rstrip(")")

    def save(self, folder: Path) -> None:
        """Write the facts, which is what makes a folder a backup."""
        facts = {**asdict(self), "folder": "", "ended_at": self.ended_at.isoformat()}
        (folder / FACTS).write_text(json.dumps(facts))


def folder() -> Path:
    """Return the folder of all copies; another disk, when the operator names one."""
    return Path(os.environ.get("LANTAS_BACKUPS") or var() / "backups").absolute()


def life(server: Server) -> Path:
    """Return the folder of this cluster's life; its first call names the life."""
    note = server.place / "life"
    if not note.exists():
        begin_life(server)
    return folder() / note.read_text().strip()


def begin_life(server: Server) -> None:
    """Begin a new life: its log goes on in a folder of its own."""
    (server.place / "life").write_text(now().strftime(STAMP))
    archiving(server).unlink(missing_ok=True)


def archiving(server: Server) -> Path:
    """Return the stamp that says: the log of this life is being kept."""
    return server.place / "archiving"


def all_backups() -> list[Backup]:
    """Return every backup there is, the oldest first."""
    found = []
    for facts in folder().glob(f"*/*/{FACTS}"):
        told = json.loads(facts.read_text())
        ended_at = datetime.fromisoformat(told["ended_at"])
        found.append(Backup(facts.parent, ended_at, told["major"]))
    return sorted(found, key=lambda backup: backup.ended_at)


def before(moment: datetime | None, name: str = "") -> Backup:
    """Return the backup to start from: the one named, else the last before a moment."""
    fitting = [
        backup
        for backup in all_backups()
        if (not name or backup.folder.name == name)
        and (moment is None or backup.ended_at <= moment)
    ]
    if not fitting:
        raise Unfit(
            f"no backup in {folder()} "
            + (f"is named {name}" if name else "ended before that moment")
            + ": `lantas backup --list` shows what there is"
        )
    return fitting[-1]


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
