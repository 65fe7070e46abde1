from pathlib import Path

from click.testing import CliRunner

from lantas.running.cli import lantas


def test_what_is_no_bundle_is_not_proven(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(b"nothing")
    done = CliRunner().invoke(lantas, ["verify", str(path)])
    assert done.exit_code == 1
    assert "NOT PROVEN. The file is not a readable ZIP archive." in done.output
    done = CliRunner().invoke(lantas, ["verify", "--key", "x", str(tmp_path / "none")])
    assert done.exit_code == 2


def test_the_ledgers_commands_are_known() -> None:
    for words in (["seals", "audit"], ["seals", "rotate"], ["evidence", "scrub"]):
        done = CliRunner().invoke(lantas, [words[0], "--help"])
        assert words[1] in done.output
