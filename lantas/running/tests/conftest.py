"""A place of its own for each test that starts servers or processes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lantas.running import cluster, processes
from lantas.running.postgres import ground


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put everything an installation makes into a folder that goes with the test.

    For root that folder is closed to the server's account, so the cluster finds
    itself another place; for others it is simply theirs.
    """
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("LANTAS_OWNER_URL", raising=False)
    monkeypatch.setenv("LANTAS_VAR", str(tmp_path))
    yield tmp_path
    processes.finish()
    for tests in (False, True):
        cluster.down(tests=tests)
        home = cluster.home(tests=tests)
        shutil.rmtree(ground.socket_folder(home), ignore_errors=True)
        if home.is_symlink():
            shutil.rmtree(home.resolve())


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Wait for something that another process does; give up after a while."""

    def wait(happened: Callable[[], object], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.02)

    return wait
