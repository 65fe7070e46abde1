"""``manage.py roads_import FILE.osm.pbf``: put a real city's roads into use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from lantas.kernel import Refusal
from lantas.kernel.places.importing import Order, import_roads
from lantas.kernel.places.models import RoadNetwork

_STEPS = {
    "read": "Reading the file",
    "store": "Storing the segments",
    "draw": "Drawing the map",
}


class Command(BaseCommand):
    """Import the roads of an OpenStreetMap extract and use them at once."""

    help = "Import roads from FILE.osm.pbf; on any error the old network stays in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and what its name does not say."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", default="", help="what the network is called")
        parser.add_argument("--area", default="", help="official code, such as 64.71")
        parser.add_argument(
            "--anywhere",
            action="store_true",
            help="the roads lie outside every official area (code 00)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, show how far it is, and say what is in use now."""
        order = Order(
            path=options["file"],
            at=timezone.now(),
            name=options["name"],
            area_code=options["area"],
            anywhere=options["anywhere"],
        )
        try:
            network = self._import(order)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(network)

    def _import(self, order: Order) -> RoadNetwork:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console) as shown:
            tasks: dict[str, TaskID] = {}

            def progress(what: str, done: int, of: int) -> None:
                if what not in tasks:
                    for task in tasks.values():
                        shown.update(task, total=1, completed=1)
                    tasks[what] = shown.add_task(_STEPS[what], total=None)
                shown.update(tasks[what], total=of or None, completed=done)

            network = import_roads(order, progress)
            for task in tasks.values():
                shown.update(task, total=1, completed=1)
        return network

    def _tell(self, network: RoadNetwork) -> None:
        counts = network.counts
        self.stdout.write(
            f"{network.name}: {counts['segments']} segments,"
            f" {counts['length_km']} km, {counts['restrictions']} turn restrictions;"
            f" area {network.area}. In use now."
        )
        left_out = {k: v for k, v in counts.items() if k.startswith("restrictions_")}
        for why, count in left_out.items():
            reason = why.removeprefix("restrictions_").replace("_", " ")
            self.stdout.write(f"  {count} turn restrictions not used: {reason}")
