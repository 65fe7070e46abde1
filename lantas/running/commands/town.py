"""Commands that start and stop the town."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from lantas.running import demo as show
from lantas.running import processes, town
from lantas.running.paths import var
from lantas.running.plan import PORTS, Plan
from lantas.running.town import DEMO, Wish, purpose

ROADS = click.option(
    "--roads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put the demo on a real network: an OpenStreetMap extract (.osm.pbf).",
)
AREA = click.option("--area", default="", help="Official code of its area, like 64.71.")
TIMES = click.option(
    "--times",
    default=4.0,
    type=click.FloatRange(1, 60),
    show_default=True,
    help="How many times faster than life the live day runs.",
)


@click.command()
@ROADS
@AREA
@TIMES
@click.option("--live-day/--no-live-day", default=True, help="Let the town live.")
@click.option(
    "--demo/--no-demo",
    default=None,
    help="A demo town (the default), or a service for a real corps.",
)
def up(
    roads: Path | None, area: str, times: float, live_day: bool, demo: bool | None
) -> None:
    """Set up what is missing and run everything; again, it is up at once."""
    plan = town.up(Wish(roads, area, times, live_day, demo))
    tell(plan)


@click.command()
@ROADS
@AREA
@TIMES
def demo(roads: Path | None, area: str, times: float) -> None:
    """Run the demo town: the same as `up --demo`."""
    tell(town.up(Wish(roads, area, times, True, True)))


@click.command()
def down() -> None:
    """Stop everything that `up` started, and nothing else."""
    click.echo("Stopped." if town.down() else "Nothing was running.")


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Stop and forget everything under var/ (backups apart)."""
    if not yes and purpose() != DEMO and (var() / "postgres").exists():
        if not sys.stdin.isatty():
            raise click.ClickException("this is no demo town: say --yes to forget it")
        click.confirm(f"Forget everything in {var()}?", abort=True)
    gone = town.reset()
    click.echo(f"Forgotten: {', '.join(gone)}." if gone else "Nothing to forget.")


@click.command()
def status() -> None:
    """Say what runs, where, and how often it had to be restarted."""
    plan = processes.running()
    if plan is None:
        raise click.ClickException("nothing runs here; `lantas up` starts it")
    tell(plan)


@click.command()
@click.argument("names", nargs=-1)
def logs(names: tuple[str, ...]) -> None:
    """Follow the logs (of the processes named, else of all)."""
    folder = var() / "log"
    found = [folder / f"{n}.log" for n in names] or sorted(folder.glob("*.log"))
    if missing := [str(path) for path in found if not path.exists()]:
        raise click.ClickException(f"no such log: {', '.join(missing)}")
    os.execvp("tail", ["tail", "-n", "20", "-F", *map(str, found)])


def tell(plan: Plan) -> None:
    """Print the addresses and, for a demo, the sign-ins."""
    console = Console(highlight=False)
    web = plan.environment["LANTAS_WEB_URL"]
    state = processes.state()
    table = Table(
        "process", "address", "restarts", title="Running", title_justify="left"
    )
    for process in plan.processes:
        if not state.get(process.name, {}).get("up", True):
            continue  # not wanted now, such as the log's keeper before a first backup
        at = f"http://127.0.0.1:{process.port}" if process.port else ""
        if process.port not in (None, PORTS.get(process.name)):
            at += f" [dim]({PORTS[process.name]} is busy)"
        restarts = state.get(process.name, {}).get("restarts", 0)
        table.add_row(process.name, at, str(restarts))
    console.print(table)
    if purpose() == DEMO:
        _tell_sign_ins(console, web, plan.mark)
    console.print(
        f"\n  open   [bold]{web}/[/]\n  watch  .venv/bin/lantas logs\n"
        "  stop   make down     [dim](everything keeps running after this command)[/]\n"
    )


def _tell_sign_ins(console: Console, web: str, mark: str) -> None:
    told = show.sign_ins(mark)
    title = f"Sign in with the password [bold]{told['password']}"
    table = Table(title=title, title_justify="left")
    table.add_column("as")
    table.add_column("opens", no_wrap=True)
    table.add_column("does")
    table.add_row("[dim]nobody[/]", f"{web}/", "melapor · reports")
    for one in told["people"]:
        table.add_row(one["username"], web + one["page"], one["does"])
    console.print(table)
