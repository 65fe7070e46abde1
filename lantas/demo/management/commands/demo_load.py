"""``manage.py demo_load``: bring the demo town up, drawn or on a real network."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from lantas.demo import setup
from lantas.kernel import Refusal


class Command(BaseCommand):
    """Areas, corps, rules, roads, cast, patrols; again, it adds what is missing."""

    help = "Bring the demo town up; --roads FILE.osm.pbf puts it on a real network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file of a real network and what its name does not say."""
        parser.add_argument("--roads", type=Path, help="an OpenStreetMap extract")
        parser.add_argument("--area", default="", help="official code, such as 64.71")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load step by step; each line printed is a step for the progress bar."""
        try:
            town = setup.load(
                at=now(), roads=options["roads"], area=options["area"], tell=self._tell
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{town.network}: {town.unit}; new: {town.units_new} units,"
            f" {town.officers_new} officers, {town.patrols_new} patrols"
        )

    def _tell(self, step: str) -> None:
        self.stdout.write(f"step: {step}")
        self.stdout.flush()
