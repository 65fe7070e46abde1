"""Where the server's files lie: under var/, or where its account can reach them."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from lantas.running.postgres.account import Account
from lantas.running.postgres.binaries import Binaries
from lantas.running.postgres.refusals import Unfit

# The kernel keeps a socket's path in 108 bytes (104 on macOS), zero included.
SOCKET_PATH_MAX = 103
SOCKET_NAME = ".s.PGSQL.5432"
# Tried in order when the account cannot walk down to var/ (a 0700 home, say).
FALLBACKS = ("/var/lib", "/var/tmp", "/tmp")


def mark(home: Path) -> str:
    """Return a short name that belongs to ``home`` alone."""
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def socket_folder(home: Path) -> Path:
    """Return the folder of the socket; a short one when the path would be too long.

    The answer is the same before ``home`` is made and after, link or not.
    """
    folder = home.parent.resolve() / home.name / "socket"
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_MAX:
        return folder
    return Path("/tmp", f"lantas-{mark(home)}")


def prepare(home: Path, account: Account) -> Path:
    """Make the server's folder and return where it really is."""
    home.parent.mkdir(parents=True, exist_ok=True)
    if not home.exists():
        home.unlink(missing_ok=True)  # a link whose target is gone
        if account.may_enter(home.parent):
            account.make_folder(home)
        else:
            home.symlink_to(_elsewhere(home, account))
    place = home.resolve()
    if place.stat().st_uid != account.uid:
        raise Unfit(
            f"{place} belongs to another user than {account.name}: run lantas as the "
            "user who set it up, or `make reset` as that user"
        )
    _private(socket_folder(home), account)
    return place


def _elsewhere(home: Path, account: Account) -> Path:
    for base in FALLBACKS:
        folder = Path(base, f"lantas-{mark(home)}")
        try:
            _private(folder, account)
        except OSError:
            continue
        if account.may_enter(folder):
            return folder
    raise Unfit(f"no place for the database that {account.name} can reach")


def _private(folder: Path, account: Account) -> None:
    """Make a folder for ``account``; one that a stranger put there is refused."""
    if folder.is_symlink() or (
        folder.exists() and folder.stat().st_uid not in (account.uid, os.geteuid())
    ):
        raise Unfit(f"{folder} was made by somebody else: look at it and remove it")
    account.make_folder(folder)


def reachable(binaries: Binaries, place: Path, account: Account) -> Binaries:
    """Return ``binaries``, copied to ``place`` if the account cannot reach them."""
    if account.may_execute(binaries.folder / "postgres"):
        return binaries
    package = binaries.folder.parent.parent
    copy = place / f"programs-{binaries.version[0]}.{binaries.version[1]}"
    if not copy.exists():
        fresh = place / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        # The programs find their libraries beside the package, so both move.
        for folder in (
            package / "pginstall",
            package.with_name(f"{package.name}.libs"),
        ):
            shutil.copytree(folder, fresh / folder.relative_to(package.parent))
        fresh.chmod(0o755)
        fresh.rename(copy)
    moved = Binaries(copy / package.name / "pginstall/bin", binaries.version, "wheel")
    if not account.may_execute(moved.folder / "postgres"):
        raise Unfit(f"{account.name} may not run the programs in {moved.folder}")
    return moved
