"""Commands that keep the data: backup, restore, upgrade."""

from __future__ import annotations

from datetime import datetime

import click

from lantas.running import keeping
from lantas.running.postgres import copies


def tell(what: str) -> None:
    """Say what is being done."""
    click.echo(f"  {what} …")


@click.command()
@click.option("--keep", default=7, type=click.IntRange(1), show_default=True)
@click.option("--list", "listing", is_flag=True, help="Show the backups there are.")
def backup(keep: int, listing: bool) -> None:
    """Copy the running database and the files beside it, and check the copy.

    From the first backup on, the log of every change is kept too, so that `lantas
    restore --to` can go back to any moment since.
    """
    if listing:
        for one in copies.all_backups():
            click.echo(f"{one.folder.name}  PostgreSQL {one.major}  {one.folder}")
        return
    made = keeping.back_up(keep=keep)
    click.echo(f"Checked and kept: {made.folder}")


class Moment(click.ParamType[datetime]):
    """A moment with its offset: an hour more or less is a different past."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a moment."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not like 2026-11-23T14:00:00+07:00", param, ctx)
        if moment.tzinfo is None:
            self.fail("say the offset too, such as +07:00 for WIB", param, ctx)
        return moment


@click.command()
@click.argument("name", default="")
@click.option("--to", "moment", type=Moment(), help="The last moment to bring back.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(name: str, moment: datetime | None, yes: bool) -> None:
    """Bring the database back, to a moment or to the last that was kept.

    NAME is a backup to start from; without it, the last before the moment. Today's
    data is put aside, not removed.
    """
    source = copies.before(moment, name)
    told = f"to {moment.isoformat()}" if moment else "to the last moment kept"
    if not yes:
        click.confirm(f"Restore {source.folder.name} {told}?", abort=True)
    used, aside = keeping.bring_back(name, moment, tell)
    click.echo(f"Restored from {used.folder} {told}.")
    if aside:
        click.echo(f"What was there before is in {aside}; remove it when sure.")


@click.command()
@click.option("--source", type=click.Choice(["system", "wheel"]), default=None)
def upgrade(source: str | None) -> None:
    """Move the data to the newest PostgreSQL on this machine."""
    moved = keeping.move_up(source or "", tell)
    if moved is None:
        click.echo("The data is with the newest PostgreSQL here already.")
        return
    click.echo(
        f"Now on {moved[0]}; the old data is in {moved[1]}; remove it when sure."
    )
