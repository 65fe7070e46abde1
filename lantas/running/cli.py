"""The command ``lantas``: each command is a small file, loaded when called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

# name -> module under lantas.running.commands
COMMANDS = {
    "up": "town",
    "down": "town",
    "reset": "town",
    "status": "town",
    "logs": "town",
    "demo": "town",
    "doctor": "doctor",
    "roads": "office",
    "createofficer": "office",
    "vault": "office",
    "verify": "book",
    "seals": "book",
    "evidence": "book",
    "backup": "copies",
    "restore": "copies",
    "upgrade": "copies",
    "test": "gate",
    "check": "gate",
    "bench": "bench",
    "lock": "lock",
}


class Lazy(click.Group):
    """A group that loads a command's file only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"lantas.running.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Lazy)
@click.version_option(package_name=None, version="0.1.0", prog_name="lantas")
def lantas() -> None:
    """Run a traffic police corps' platform, or a demo town of it, on this machine."""


def main() -> None:
    """Run a command; say what went wrong in a sentence, not in a traceback."""
    from lantas.running.build import NotBuilt
    from lantas.running.node import NoNode
    from lantas.running.postgres.refusals import Unfit
    from lantas.running.town import NotUp

    try:
        lantas()
    except (NotBuilt, NoNode, NotUp, Unfit) as refusal:
        click.secho(f"\n{refusal}", fg="red", err=True)
        click.echo("`lantas doctor` looks for what is missing.", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
