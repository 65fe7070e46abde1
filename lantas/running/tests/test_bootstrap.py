"""From a bare Python: what is too old or missing is said in one line that mends it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lantas.running import bootstrap, paths


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(bootstrap, "NEWER", ("python-of-the-future",))
    with pytest.raises(SystemExit):
        bootstrap.new_enough()
    told = capsys.readouterr().err
    assert "needs Python 3.11 or newer; this is 3.9" in told
    assert "make up PYTHON=" in told


def test_an_old_python_hands_over_to_a_newer_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    became: list[str] = []
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/{name}")

    def become(program: str, argv: list[str]) -> None:
        became.append(program)
        raise SystemExit

    monkeypatch.setattr(os, "execv", become)
    with pytest.raises(SystemExit):
        bootstrap.new_enough()
    assert became == ["/opt/python3.14"]


def only(monkeypatch: pytest.MonkeyPatch, *good: str) -> None:
    """Let only those programs work whose arguments hold one of these words."""
    monkeypatch.setattr(
        bootstrap, "works", lambda *argv: any(word in argv for word in good)
    )


def test_a_missing_venv_module_is_told_with_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    only(monkeypatch)
    with pytest.raises(SystemExit):
        bootstrap.environment()
    version = "{}.{}".format(*sys.version_info[:2])
    assert f"apt-get install python{version}-venv" in capsys.readouterr().err


def test_an_environment_without_pip_borrows_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    only(monkeypatch, "--without-pip", "--python")
    bootstrap.environment()
    assert bootstrap.pip()[:3] == [sys.executable, "-m", "pip"]


def test_the_same_lock_is_not_installed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    monkeypatch.setattr(bootstrap, "install", installed.append)
    (tmp_path / "pyvenv.cfg").write_text("version = 3.11.2\n")
    lock = tmp_path / "requirements.txt"
    lock.write_text("django==5.2\n")
    bootstrap.packages("requirements.txt")
    bootstrap.packages("requirements.txt")
    assert len(installed) == 1
    lock.write_text("django==5.3\n")
    bootstrap.packages("requirements.txt")
    assert len(installed) == 2


def test_stopping_where_nothing_was_set_up_sets_nothing_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "down"])
    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / "none"))
    bootstrap.main()
    assert "nothing to stop" in capsys.readouterr().out


def test_the_set_up_needs_nothing_but_python() -> None:
    bare = "import sys; sys.path[:0] = ['lantas/running']; import bootstrap"
    isolated = [sys.executable, "-I", "-S", "-c", bare]
    subprocess.run(isolated, cwd=paths.ROOT, check=True)
