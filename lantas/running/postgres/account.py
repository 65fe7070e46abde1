"""Which operating-system account the server runs as, and running things as it."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantas.running.postgres.refusals import Unfit

# PostgreSQL refuses to run as root; these stand in, the first that exists.
STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An operating-system account: ours, or the one that stands in for root."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Return whether this is somebody else than we are."""
        return self.uid != os.geteuid()

    def run(
        self, argv: Sequence[str], *, script: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in a clean environment, away from here."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            argv,
            input=script,
            capture_output=True,
            text=True,
            cwd="/",
            env=clean_environment(),
            check=False,
            **self.as_user(),
        )
        return done

    def must(self, argv: Sequence[str], *, script: str | None = None) -> str:
        """Run a program as this account and return what it said, or refuse."""
        done = self.run(argv, script=script)
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip())[-2000:]
            raise Unfit(f"{Path(argv[0]).name} failed ({done.returncode}): {said}")
        return done.stdout

    def as_user(self) -> dict[str, Any]:
        """Return what ``subprocess`` needs to become this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Return whether this account can walk down to ``folder``."""
        return not self.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        ).returncode

    def may_execute(self, program: Path) -> bool:
        """Return whether this account can walk down to ``program`` and run it."""
        return not self.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(program)]
        ).returncode

    def make_folder(self, folder: Path) -> None:
        """Make ``folder`` for this account alone."""
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        self.own(folder)

    def own(self, path: Path) -> None:
        """Hand ``path`` over to this account."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def write(self, path: Path, text: str) -> None:
        """Put ``text`` into a file that this account owns and nobody else reads."""
        fresh = path.with_name(f"{path.name}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(text)
        self.own(fresh)
        fresh.replace(path)


def ours() -> Account:
    """Return the account we run as."""
    uid = os.geteuid()
    try:
        return Account(pwd.getpwuid(uid).pw_name, uid, os.getegid())
    except KeyError:
        raise Unfit(
            f"user number {uid} has no name in /etc/passwd and PostgreSQL insists on "
            "one: run as a named user, or set DATABASE_URL to a server elsewhere"
        ) from None


def of_server() -> Account:
    """Return the account that runs the server: ours, but never root."""
    if os.geteuid() != 0:
        return ours()
    for name in STAND_INS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Unfit("PostgreSQL refuses to run as root and there is no user named nobody")


def clean_environment() -> dict[str, str]:
    """Return an environment that no PG* variable of the caller's can bend."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
