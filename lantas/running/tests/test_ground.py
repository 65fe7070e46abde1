import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lantas.running.postgres import account, ground
from lantas.running.postgres.account import Account
from lantas.running.postgres.refusals import Unfit


@pytest.fixture(autouse=True)
def no_short_folders_left(tmp_path: Path) -> Iterator[None]:
    """Remove the short socket folders that long names of tests lead to."""
    yield
    for home in (tmp_path / "postgres", tmp_path / "var" / "postgres"):
        shutil.rmtree(ground.socket_folder(home), ignore_errors=True)


class Shut(Account):
    """An account that may walk nowhere but to one place."""

    def may_enter(self, folder: Path) -> bool:
        return folder.name.startswith("lantas-")


def me() -> Account:
    return account.ours()


def test_the_socket_stays_with_the_data_while_its_path_is_short() -> None:
    home = Path("/srv/lantas/var/postgres")
    assert ground.socket_folder(home) == home / "socket"


def test_a_path_too_long_for_the_kernel_gets_a_short_one(tmp_path: Path) -> None:
    home = tmp_path / ("deep" * 30) / "postgres"
    folder = ground.socket_folder(home)
    assert len(os.fsencode(folder / ground.SOCKET_NAME)) <= ground.SOCKET_PATH_MAX
    assert folder == ground.socket_folder(home)


def test_the_folders_are_the_servers_alone(tmp_path: Path) -> None:
    place = ground.prepare(tmp_path / "postgres", me())
    for folder in (place, ground.socket_folder(tmp_path / "postgres")):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_an_account_that_cannot_get_there_gets_another_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "FALLBACKS", (str(tmp_path / "other"),))
    (tmp_path / "other").mkdir()
    home = tmp_path / "var" / "postgres"
    we = me()
    place = ground.prepare(home, Shut(we.name, we.uid, we.gid))
    assert home.is_symlink()
    assert place.parent == tmp_path / "other"


def test_nowhere_to_go_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "FALLBACKS", (str(tmp_path / "missing"),))
    we = me()
    with pytest.raises(Unfit, match="no place for the database"):
        ground.prepare(tmp_path / "var" / "postgres", Shut(we.name, we.uid, we.gid))


def test_a_folder_that_a_stranger_laid_as_a_trap_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("deep" * 30) / "postgres"
    trap = ground.socket_folder(home)
    trap.symlink_to(tmp_path)
    try:
        with pytest.raises(Unfit, match="made by somebody else"):
            ground.prepare(home, me())
    finally:
        trap.unlink()


def test_data_of_another_user_is_refused(tmp_path: Path) -> None:
    we = me()
    ground.prepare(tmp_path / "postgres", we)
    stranger = Account("stranger", we.uid + 1, we.gid)
    with pytest.raises(Unfit, match="belongs to another user than stranger"):
        ground.prepare(tmp_path / "postgres", stranger)
