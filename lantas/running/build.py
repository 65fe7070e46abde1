"""Builds what is made from sources: front end, translations, static files."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lantas.running import node, paths

ROOT = paths.ROOT
Tell = Callable[[str], None]
FRONTEND = ROOT / "frontend"
# Lies with what was built, so that it goes when that goes.
STAMP = ".built-from"
MADE = {"node_modules", "dist", ".vite"}


class NotBuilt(Exception):
    """A build failed; the message ends with what it said itself."""


def digest(paths: Iterable[Path]) -> str:
    """Return one digest of the names and contents of files."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(str(path).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def changed(stamp: Path, now: str) -> bool:
    """Return whether ``now`` differs from what was built last."""
    return not stamp.exists() or stamp.read_text() != now


def front_end(tell: Tell | None = None) -> bool:
    """Build the front end when its sources changed; return whether it did."""
    lock = digest([FRONTEND / "package-lock.json"])
    now = digest(_sources())
    fetched, built = FRONTEND / "node_modules" / STAMP, FRONTEND / "dist" / STAMP
    fetch = changed(fetched, lock)
    if not fetch and not changed(built, now):
        return False
    npm, environment = node.command()

    def call(*words: str) -> None:
        code, said = stream(
            [*npm, *words], cwd=FRONTEND, environment=environment, tell=tell
        )
        if code:
            raise NotBuilt(f"npm {' '.join(words)} failed:\n{said[-1500:]}")

    if fetch:
        call("ci", "--no-audit", "--no-fund")
        fetched.write_text(lock)
    call("run", "build")
    built.write_text(now)
    return True


def _sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in MADE]
        found += [Path(folder, name) for name in names]
    return found


def translations() -> int:
    """Compile every translation that is newer than its compiled form."""
    made = 0
    for po in (ROOT / "lantas").rglob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parts[-3])
        with mo.open("wb") as target:
            write_mo(target, catalog)
        made += 1
    return made


def static_files() -> None:
    """Collect static files under ``var/static``, hashed and compressed, when new."""
    sources = [p for p in (FRONTEND / "dist").rglob("*") if p.is_file()]
    sources += [p for p in (ROOT / "lantas").rglob("static/**/*") if p.is_file()]
    now = digest(sources)
    made, stamp = paths.var() / "static", paths.var() / "static.built-from"
    if changed(stamp, now) or not made.exists():
        manage("collectstatic", "--noinput", "--clear")
        stamp.write_text(now)


def manage(*words: str, role: str = "app", tell: Tell | None = None) -> str:
    """Run one of Django's commands as a database role; return what it said."""
    return _django(str(ROOT / "manage.py"), *words, role=role, tell=tell)


def program(module: str, *, tell: Tell | None = None) -> str:
    """Run one of our programs that needs Django; return what it said."""
    return _django("-m", module, role="app", tell=tell)


def _django(*argv: str, role: str, tell: Tell | None) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lantas.config.settings",
        "LANTAS_ROLE": role,
        "LANTAS_VAR": str(paths.var()),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    code, said = stream(
        [sys.executable, *argv], cwd=ROOT, environment=environment, tell=tell
    )
    if code:
        what = " ".join(argv).removeprefix(f"{ROOT}/manage.py ")
        raise NotBuilt(f"{what} failed:\n{said.strip()[-1500:]}")
    return said


def stream(
    argv: list[str], *, cwd: Path, environment: dict[str, str], tell: Tell | None
) -> tuple[int, str]:
    """Run a program, telling each line as it comes; return its code and all of it."""
    lines = []
    with subprocess.Popen(
        argv,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if tell and line.strip():
                tell(line.rstrip())
    return process.returncode, "".join(lines)
