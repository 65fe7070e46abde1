"""Steps on the terminal: what is being done, how long it takes, what it came to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

Tell = Callable[[str], None]


class Steps:
    """A list of steps with one bar over all of them."""

    def __init__(self, total: int) -> None:
        self.console = Console(highlight=False)
        self.progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description:<24}"),
            BarColumn(bar_width=28),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            Elapsed(),
            TextColumn("[dim]{task.fields[said]}"),
            console=self.console,
            transient=True,
        )
        self.all = self.progress.add_task("lantas", total=total, said="")

    def __enter__(self) -> Steps:
        if self.console.is_terminal:
            self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[Tell]:
        """Take one step; call what is given to say how it goes."""
        began = time.monotonic()
        self.progress.update(self.all, description=name, said="")

        def tell(said: str) -> None:
            self.progress.update(self.all, said=said.strip()[:44])

        yield tell
        self.progress.advance(self.all)
        took_s = time.monotonic() - began
        self.console.print(f"  [green]✓[/] {name:<26} [dim]{took_s:6.1f} s")
