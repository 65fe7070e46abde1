"""From a bare Python to a working ``lantas``: runs before anything is installed.

Uses the standard library alone and only the syntax that an old Python can read, so
that an old Python can say that it is too old.
"""

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
LOCKS = {
    "test": "requirements-dev.txt",
    "check": "requirements-dev.txt",
    "lock": "requirements-dev.txt",
    "bench": "requirements-bench.txt",
}


def main():
    """Set up what is missing, then hand over to the command in the environment."""
    verb, rest = (sys.argv[1] if len(sys.argv) > 1 else "up"), sys.argv[2:]
    _new_enough()
    if verb in ("down", "reset") and not os.path.exists(PYTHON):
        print("Nothing is set up here, so there is nothing to stop.")
        return
    _environment()
    _packages(LOCKS.get(verb, "requirements.txt"))
    _command()
    os.execv(PYTHON, [PYTHON, "-m", "lantas.running.cli", verb, *rest])


def _new_enough():
    if sys.version_info >= (3, 11):
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    _stop(
        "lantas needs Python 3.11 or newer; this is %d.%d and no newer one is on"
        " the PATH." % sys.version_info[:2]
    )


def _environment():
    if os.path.exists(PYTHON) and not subprocess.call(
        [PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL
    ):
        return
    _say("virtual environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        version = "%d.%d" % sys.version_info[:2]
        _stop(
            "Python's venv module is missing. This mends it:\n\n"
            "    apt-get install python%s-venv\n\n%s" % (version, made.stdout[-600:])
        )


def _packages(lock):
    path = os.path.join(ROOT, lock)
    stamp = os.path.join(VENV, "lantas-%s.stamp" % lock)
    with open(path, "rb") as file:
        want = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == want:
                return
    _install(path)
    with open(stamp, "w") as file:
        file.write(want)


def _install(path):
    with open(path) as file:
        total = len(re.findall(r"^[A-Za-z0-9]", file.read(), re.M))
    began, seen, last = time.time(), 0, []
    process = subprocess.Popen(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--no-deps",
            "--disable-pip-version-check",
            "--no-input",
            "-r",
            path,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    for line in process.stdout:
        last = [*last[-30:], line]
        if line.startswith(("Collecting ", "Requirement already", "Ignoring ")):
            seen += 1
            _bar("Python packages", seen, total, began)
        elif line.startswith("Installing"):
            _bar("Python packages (unpacking)", total, total, began)
    if process.wait():
        _stop("\nThe Python packages could not be installed:\n" + "".join(last))
    _bar("Python packages", total, total, began)
    sys.stdout.write("\n")


def _command():
    """Put the command and the code on the environment's path, without a build."""
    version = "python%d.%d" % sys.version_info[:2]
    site = os.path.join(VENV, "lib", version, "site-packages")
    with open(os.path.join(site, "lantas-here.pth"), "w") as file:
        file.write(ROOT + "\n")
    command = os.path.join(BIN, "lantas")
    with open(command, "w") as file:
        file.write("#!%s\nfrom lantas.running.cli import main\n\nmain()\n" % PYTHON)
    os.chmod(command, 0o755)


def _bar(what, done, total, began):
    share = min(1.0, done / max(1, total))
    full = int(share * 28)
    text = "\r  %-28s %s%s %3d %%  %4.0f s" % (
        what,
        "█" * full,
        "░" * (28 - full),
        share * 100,
        time.time() - began,
    )
    if sys.stdout.isatty() or done >= total:
        sys.stdout.write(text)
        sys.stdout.flush()


def _say(what):
    sys.stdout.write("  %s\n" % what)
    sys.stdout.flush()


def _stop(why):
    sys.stderr.write(why.rstrip() + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
