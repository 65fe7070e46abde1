"""The supervisor: what falls is set up again, what is ended is ended wholly."""

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lantas.running import plan, processes
from lantas.running.life import Life
from lantas.running.plan import Plan, Process

Eventually = Callable[[Callable[[], object]], None]
WAIT = (sys.executable, "-c", "import signal; signal.pause()")
DEAF = (
    *(sys.executable, "-c"),
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()",
)


@pytest.fixture
def no_database(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    return elsewhere


def begin(*going: Process) -> None:
    processes.begin(Plan("mark", {"LANTAS_TEST": "yes"}, list(going)))


def life(name: str) -> Life | None:
    return Life.read(processes.run_folder() / f"{name}.pid")


@pytest.mark.slow
def test_what_falls_is_set_up_again(no_database: Path, eventually: Eventually) -> None:
    begin(Process("worker", WAIT), Process("web", WAIT))
    eventually(lambda: life("worker") and life("web"))
    before, untouched = life("worker"), life("web")
    assert before is not None
    os.kill(before.pid, 9)
    eventually(lambda: life("worker") not in (None, before))
    assert life("web") == untouched
    eventually(lambda: processes.state()["worker"]["restarts"] == 1)


@pytest.mark.slow
def test_down_ends_all_and_only_ours(
    no_database: Path, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(Process("worker", WAIT))
    eventually(lambda: life("worker"))
    ours = life("worker")
    # A note that names a process of somebody else: its number was given anew.
    (processes.run_folder() / "old.pid").write_text(f"{os.getppid()}\n0\n")
    assert processes.finish()
    assert ours is not None
    assert Life.of(ours.pid) is None
    assert processes.running() is None
    assert Life.of(os.getppid()) is not None


@pytest.mark.slow
def test_what_a_killed_supervisor_left_is_ended_too(
    no_database: Path, eventually: Eventually
) -> None:
    begin(Process("worker", WAIT))
    eventually(lambda: life("worker"))
    supervisor, orphan = life("supervisor"), life("worker")
    assert supervisor is not None
    assert orphan is not None
    os.kill(supervisor.pid, 9)
    eventually(lambda: Life.of(supervisor.pid) is None)
    assert Life.of(orphan.pid) == orphan
    processes.finish()
    assert Life.of(orphan.pid) is None


@pytest.mark.slow
def test_what_does_not_listen_is_ended_all_the_same(
    no_database: Path, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PATIENCE_S", 0.2)
    begin(Process("deaf", DEAF))
    eventually(lambda: life("deaf"))
    deaf, supervisor = life("deaf"), life("supervisor")
    assert deaf is not None
    assert supervisor is not None
    os.kill(supervisor.pid, 9)
    processes.finish()
    assert Life.of(deaf.pid) is None


@pytest.mark.slow
def test_some_wait_for_a_door_and_some_for_a_stamp(
    no_database: Path, eventually: Eventually
) -> None:
    stamp = no_database / "archiving"
    with socket.socket() as door:
        door.bind((plan.HOST, 0))
        port = door.getsockname()[1]
        begin(
            Process("liveday", WAIT, after=port),
            Process("archive", WAIT, when=str(stamp)),
            Process("web", WAIT),
        )
        eventually(lambda: life("web") and processes.state())
        assert life("liveday") is None
        assert life("archive") is None
        door.listen()
        stamp.touch()
        eventually(lambda: life("liveday") and life("archive"))


def test_a_number_given_to_another_process_is_another_life(tmp_path: Path) -> None:
    me = Life.of(os.getpid())
    assert me is not None
    me.note(tmp_path / "me.pid")
    assert Life.read(tmp_path / "me.pid") == me
    (tmp_path / "old.pid").write_text(f"{me.pid}\n{int(me.began) - 1}\n")
    assert Life.read(tmp_path / "old.pid") is None


def test_a_busy_port_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((plan.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("LANTAS_WEB_PORT", str(port))
        chosen = plan.choose_ports()
    assert chosen["web"] > port
    assert len(set(chosen.values())) == len(chosen)


def test_the_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    drawn = plan.draw_up("mark", {"web": 1, "streams": 2, "telecom": 3})
    drawn.save(tmp_path / "plan.json")
    assert Plan.load(tmp_path / "plan.json") == drawn
    assert (tmp_path / "plan.json").stat().st_mode & 0o077 == 0


def test_everything_listens_on_this_machine_alone() -> None:
    drawn = plan.draw_up("mark", {"web": 1, "streams": 2, "telecom": 3})
    told = json.dumps([p.argv for p in drawn.processes])
    assert "0.0.0.0" not in told
    for process in drawn.processes:
        if "granian" in process.argv:
            assert process.argv[process.argv.index("--host") + 1] == "127.0.0.1"


def test_a_service_simulates_nothing() -> None:
    drawn = plan.draw_up("mark", {"web": 1, "streams": 2, "telecom": 3}, demo=False)
    names = {process.name for process in drawn.processes}
    assert {"web", "streams", "worker"} <= names
    assert not names & {"liveday", "telecom"}
    assert "LANTAS_TELECOM_URL" not in drawn.environment
