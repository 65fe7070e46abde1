"""The commands: each is there, is told of, and refuses what it should."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lantas.running import cluster, doctor, town
from lantas.running.cli import COMMANDS, lantas
from lantas.running.commands.gate import count
from lantas.running.paths import ROOT
from lantas.running.town import NotUp, Wish


def text_of_docs() -> str:
    pages = [ROOT / "README.md", *(ROOT / "docs" / "running").glob("*.md")]
    return "\n".join(page.read_text() for page in pages)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    command = lantas.get_command(click.Context(lantas), name)
    assert command is not None
    assert command.get_short_help_str()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_documents(name: str) -> None:
    assert re.search(rf"(lantas|make) {name}\b", text_of_docs())


def test_every_target_of_make_is_a_command() -> None:
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.M)
    assert set(targets[0].split()) <= set(COMMANDS)


def test_a_command_that_does_not_exist_is_refused() -> None:
    assert CliRunner().invoke(lantas, ["fly"]).exit_code == 2


def test_verify_needs_no_django_and_no_database(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(b"no bundle")
    program = (
        "import sys; sys.argv[1:] = ['verify', sys.argv[1]]\n"
        "sys.modules['django'] = sys.modules['psycopg'] = None\n"
        "from lantas.running.cli import main; main()"
    )
    argv = [sys.executable, "-c", program, str(tmp_path / "bundle.zip")]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_service_is_not_forgotten_by_mistake(elsewhere: Path) -> None:
    (elsewhere / "purpose").write_text("service\n")
    (elsewhere / "postgres").mkdir()
    told = CliRunner().invoke(lantas, ["reset"])
    assert told.exit_code == 1
    assert "say --yes" in told.output
    assert (elsewhere / "postgres").exists()


def test_a_reset_keeps_the_backups(elsewhere: Path) -> None:
    for name in ("backups", "evidence", "keys", "postgres"):
        (elsewhere / name).mkdir()
    (elsewhere / "purpose").write_text("demo\n")
    assert CliRunner().invoke(lantas, ["reset"]).exit_code == 0
    left = {path.name for path in elsewhere.iterdir() if path.is_dir()}
    assert left == {"backups"}


def test_a_demo_does_not_become_a_service(elsewhere: Path) -> None:
    (elsewhere / "purpose").write_text("demo\n")
    with pytest.raises(NotUp, match="is a demo and stays one"):
        town.up(Wish(demo=False))


def test_what_was_settled_is_settled_anew_after_a_restore(elsewhere: Path) -> None:
    (elsewhere / "postgres" / "data").mkdir(parents=True)
    assert not town.is_settled()
    town.note_settled()
    assert town.is_settled()
    (elsewhere / "postgres" / "life").write_text("another")
    assert not town.is_settled()


def test_status_of_nothing_says_how_to_begin(elsewhere: Path) -> None:
    assert "`lantas up` starts it" in CliRunner().invoke(lantas, ["status"]).output


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("....\n12 passed in 3.20s", "12 passed, 0 failed"),
        ("2 failed, 10 passed, 1 error in 9s", "10 passed, 3 failed"),
        ("3 passed, 2 skipped, 1 warning in 1s", "3 passed, 0 failed, 2 skipped"),
        ("E: no such option", "0 passed, 0 failed"),
    ],
)
def test_the_last_line_counts_the_tests(said: str, counted: str) -> None:
    assert count([said]) == counted


def findings(look: str) -> dict[str, str]:
    return {f.what: f.mend for f in getattr(doctor, look)()}


def test_the_doctor_finds_keys_that_others_can_read(elsewhere: Path) -> None:
    (elsewhere / "keys").mkdir(mode=0o755)
    (told,) = findings("keys").values()
    assert told == f"chmod 700 {elsewhere / 'keys'}"


def test_the_doctor_misses_the_backup_of_a_service(elsewhere: Path) -> None:
    (elsewhere / "purpose").write_text("service\n")
    assert findings("backups") == {"there is no backup": "lantas backup"}


def test_the_doctor_says_that_no_postgresql_is_here(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANTAS_POSTGRES", "docker")
    bad = [f for f in doctor.examine() if f.state == doctor.BAD]
    assert any("LANTAS_POSTGRES" in finding.what for finding in bad)


def test_the_doctor_warns_of_an_application_that_owns_its_tables(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@127.0.0.1:1/polda")
    told = findings("server_elsewhere")
    assert any("LANTAS_OWNER_URL" in mend for mend in told.values())
    assert "Start that server." in told.values()
    monkeypatch.delenv("DATABASE_URL")


@pytest.mark.slow
def test_the_doctor_finds_a_role_that_passes_the_walls(elsewhere: Path) -> None:
    cluster.up()
    assert not any("walls" in what for what in findings("database"))
    cluster.server().sql("ALTER ROLE lantas_app BYPASSRLS")
    assert "roles that pass every wall: lantas_app" in findings("database")
