"""The locks: every package by its hashes, no address of any index."""

import re
import tomllib

import pytest

from lantas.running import bootstrap
from lantas.running.commands.lock import APART, LOCKS
from lantas.running.paths import ROOT

NAMES = sorted({*LOCKS, *APART})


def pins(name: str) -> dict[str, str]:
    """Return what a lock pins, each with the lines that follow it."""
    text = (ROOT / name).read_text().replace(" \\\n", " ")
    lines = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    return {re.split(r"[=\[ ]", line)[0]: line for line in lines}


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^--|index|find-links|\bfile:", text, re.M)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned_by_hash(name: str) -> None:
    for line in pins(name).values():
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==", line)
        assert "--hash=sha256:" in line


def test_what_is_asked_for_is_locked() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = told["optional-dependencies"]
    asked = {
        "requirements.txt": told["dependencies"],
        "requirements-dev.txt": [*told["dependencies"], *extras["dev"]],
        "requirements-bench.txt": [*told["dependencies"], *extras["bench"]],
    }
    for name, wanted in asked.items():
        names = {re.split(r"[\[<>=~!;]", one)[0].strip().lower() for one in wanted}
        assert names <= set(pins(name)), name


def test_a_test_runs_the_versions_that_are_delivered() -> None:
    def version(line: str) -> str:
        return line.split("--hash")[0].split(";")[0].strip()

    delivered, tested = pins("requirements.txt"), pins("requirements-dev.txt")
    for name, line in delivered.items():
        assert version(tested[name]) == version(line)


def test_every_lock_that_the_set_up_wants_is_there() -> None:
    assert set(bootstrap.LOCKS.values()) <= set(LOCKS)
    assert set(NAMES) == {path.name for path in ROOT.glob("requirements*.txt")}
