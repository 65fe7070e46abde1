"""From a bare Python to a working ``lantas``: runs before anything is installed.

Standard library alone, and only syntax that an old Python can read, so that an old
Python can say that it is too old.
"""

import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
PYTHON = os.path.join(BIN, "python")
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
OPTIONS = ["--require-hashes", "--no-deps", "--no-input", "--no-compile"]
LOCKS = {
    "test": "requirements-dev.txt",
    "check": "requirements-dev.txt",
    "lock": "requirements-dev.txt",
    "bench": "requirements-bench.txt",
}


def main() -> None:
    """Set up what is missing, then hand over to the command in the environment."""
    verb, rest = (sys.argv[1] if len(sys.argv) > 1 else "up"), sys.argv[2:]
    new_enough()
    if verb in ("down", "reset") and not os.path.exists(PYTHON):
        sys.stdout.write("Nothing is set up here, so there is nothing to stop.\n")
        return
    os.makedirs(os.path.join(ROOT, "var"), exist_ok=True)
    with open(os.path.join(ROOT, "var", "bootstrap.lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would unpack over each other
        environment()
        packages(LOCKS.get(verb, "requirements.txt"))
        command()
    sys.stdout.flush()
    os.execv(PYTHON, [PYTHON, "-m", "lantas.running.cli", verb] + rest)  # noqa: RUF005


def new_enough() -> None:
    """Go on with a Python that is new enough, or say that there is none."""
    if sys.version_info >= (3, 11):  # noqa: UP036 an older one gets this far
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found] + sys.argv)  # noqa: RUF005
    stop(
        "lantas needs Python 3.11 or newer; this is {}.{} and no newer one is on the"
        " PATH.\nInstall one, or name it: make up PYTHON=/path/to/python3.12".format(
            *sys.version_info[:2]
        )
    )


def environment() -> None:
    """Make the virtual environment; without pip of its own when that is missing."""
    if works(PYTHON, "-c", "import sys; assert sys.prefix != sys.base_prefix"):
        return
    say("virtual environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if works(sys.executable, "-m", "venv", VENV):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    bare = works(sys.executable, "-m", "venv", "--without-pip", VENV)
    if bare and works(sys.executable, "-m", "pip", "--python", PYTHON, "--version"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    stop(
        "Python's venv module is missing or not whole. This mends it:\n\n"
        "    apt-get install python{}.{}-venv\n".format(*sys.version_info[:2])
    )


def pip() -> list:  # type: ignore[type-arg]
    """Return how to call pip for the environment: its own, else ours."""
    if works(PYTHON, "-m", "pip", "--version"):
        return [PYTHON, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", PYTHON]


def packages(lock: str) -> None:
    """Install what a lock names, unless that very lock was installed already."""
    path = os.path.join(ROOT, lock)
    stamp = os.path.join(VENV, "installed-" + lock)
    want = digest(path, os.path.join(VENV, "pyvenv.cfg"))
    if os.path.exists(stamp):
        with open(stamp) as noted:
            if noted.read() == want:
                return
    install(path)
    with open(stamp, "w") as fresh:
        fresh.write(want)


def digest(*paths: str) -> str:
    """Return one digest of the contents of files."""
    found = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def install(path: str) -> None:
    """Let pip install a lock: nothing without its hash, nothing that is not in it.

    What comes as sources is built with what a lock pins too, not with the newest.
    """
    tools = os.path.join(ROOT, "requirements-build.txt")
    if not works(*pip(), "install", *OPTIONS, "-r", tools):
        stop("The tools that build packages could not be installed: is there an index?")
    with open(path) as file:
        total = len(re.findall(r"^[A-Za-z0-9]", file.read(), re.M))
    began, seen, last = time.time(), 0, [""]
    process = subprocess.Popen(
        [*pip(), "install", *OPTIONS, "--no-build-isolation", "-r", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    for line in process.stdout or ():
        last = [*last[-30:], line]
        if line.startswith(("Collecting ", "Requirement already", "Ignoring ")):
            seen += 1
            bar("Python packages, fetching", seen, total, began)
        elif line.startswith("Installing"):
            bar("Python packages, unpacking", total, total, began)
    if process.wait():
        stop("\nThe Python packages could not be installed:\n" + "".join(last))
    # On every core, which halves what pip's own compiling on one takes.
    works(PYTHON, "-m", "compileall", "-q", "-j", "0", os.path.join(VENV, "lib"))
    bar("Python packages", total, total, began)
    sys.stdout.write("\n")


def command() -> None:
    """Put the command and the code on the environment's path, without a build."""
    # The environment's Python may be another one than ours.
    for site in glob.glob(os.path.join(VENV, "lib", "python3*", "site-packages")):
        with open(os.path.join(site, "lantas-here.pth"), "w") as file:
            file.write(ROOT + "\n")
    with open(os.path.join(BIN, "lantas"), "w") as file:
        # Through sh, as a path in the first line may be too long or hold a space.
        file.write("#!/bin/sh\n")
        file.write('exec "$(dirname "$0")/python" -m lantas.running.cli "$@"\n')
    os.chmod(os.path.join(BIN, "lantas"), 0o755)


def works(*argv: str) -> bool:
    """Return whether a program runs to a good end."""
    try:
        return not subprocess.call(
            argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False


def bar(what: str, done: int, total: int, began: float) -> None:
    """Draw how far something is; where nobody watches, only its end."""
    share = min(1.0, done / max(1, total))
    full = int(share * 28)
    drawn = "█" * full + "░" * (28 - full)
    took_s = time.time() - began
    text = f"\r  {what:<28} {drawn} {share * 100:3.0f} %  {took_s:4.0f} s"
    if sys.stdout.isatty():
        sys.stdout.write(text)
        sys.stdout.flush()
    elif what == "Python packages":
        sys.stdout.write(text.lstrip("\r"))


def say(what: str) -> None:
    """Say one line."""
    sys.stdout.write(f"  {what}\n")
    sys.stdout.flush()


def stop(why: str) -> None:
    """Say why not, and end."""
    sys.stderr.write(why.rstrip() + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
