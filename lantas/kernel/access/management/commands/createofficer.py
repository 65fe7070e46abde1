"""Make an officer's account from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate, now

from lantas.kernel import Refusal
from lantas.kernel.access import appointments
from lantas.kernel.access.words import duty_choices
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import Unit


class Command(BaseCommand):
    """Enrol an officer and appoint him to duties over his unit."""

    help = "Make an officer's account: createofficer 88010001 'A Name' --unit 6471"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("username", help="service number (NRP)")
        parser.add_argument("name")
        parser.add_argument("--unit", required=True, help="code of the unit")
        parser.add_argument("--duty", action="append", default=[])

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the password twice, then enrol and appoint."""
        known = {value for value, _label in duty_choices()}
        if wrong := set(options["duty"]) - known:
            raise CommandError(f"no such duty: {wrong}; there are: {sorted(known)}")
        try:
            unit = Unit.objects.get(code=options["unit"])
        except Unit.DoesNotExist:
            raise CommandError(f"no unit has the code {options['unit']}") from None
        password = getpass("Password: ")
        if password != getpass("Again: "):
            raise CommandError("the two passwords differ; nothing was made")
        try:
            officer = appointments.enrol(
                username=options["username"],
                name=options["name"],
                unit=unit,
                password=password,
                by=CLOCK,
                at=now(),
            )
            for duty in options["duty"]:
                appointments.appoint(
                    officer=officer,
                    duty=duty,
                    unit=unit,
                    days=(localdate(), None),
                    by=CLOCK,
                    at=now(),
                )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{officer} may now sign in as {officer.username}.")
