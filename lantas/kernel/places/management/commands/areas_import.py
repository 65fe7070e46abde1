"""``manage.py areas_import``: the official area codes."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lantas.kernel.places import codes


class Command(BaseCommand):
    """Bring provinces, regencies and districts up to the official list."""

    help = "Import area codes, legal times and speed defaults; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder of the lists."""
        parser.add_argument("folder", nargs="?", default=str(settings.AREAS_DIR))

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say how many."""
        try:
            found = codes.import_areas(Path(options["folder"]))
        except codes.NoAreaList as refusal:
            raise CommandError(str(refusal)) from refusal
        codes.import_speed_defaults()
        self.stdout.write(", ".join(f"{n} {level}" for level, n in found.items()))
