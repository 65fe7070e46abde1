"""``manage.py vault rotate | retire KEY | forget-again``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import now

from lantas.kernel.parties import rights, rotation


class Command(BaseCommand):
    """Look after the keys of the vault."""

    help = "Rotate or retire the vault's wrapping keys; erase again after a restore."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the three deeds."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("rotate", help="make a new wrapping key and rewrap all rows")
        old = deeds.add_parser("retire", help="destroy an old wrapping key")
        old.add_argument("key", help="its id, for example wrap-0001")
        deeds.add_parser(
            "forget-again", help="after a restore: destroy again what was erased"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        deed = options["deed"]
        if deed == "rotate":
            key, count = rotation.rotate(at=now())
            self.stdout.write(f"{key} is in use; {count} data keys rewrapped.")
        elif deed == "retire":
            rotation.retire(options["key"])
            self.stdout.write(f"{options['key']} is destroyed.")
        else:
            count = rights.forget_again()
            self.stdout.write(f"{count} records erased again.")
