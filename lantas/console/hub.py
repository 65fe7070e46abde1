"""Who listens to the live stream, and what each may hear.

The hub keeps nothing. Whoever falls behind, and everybody after the database was
away, is told to ask again; so a slow phone costs a bounded queue and no memory.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from time import monotonic

from lantas.kernel.units.listening import Pass

CHANGES, POSITIONS = "lantas_live", "lantas_positions"
MOST_LISTENERS = 5_000
# A link to one case can be made by anybody: such pages leave room for officers', and
# one case has only so many readers.
MOST_CITIZENS, MOST_PER_CASE = 4_000, 50
MOST_WAITING = 200
HEARTBEAT_S = 15.0
FRAME_S = 0.5
RETRY_MS = 2_000


def frame(event: str, data: str = "{}") -> bytes:
    """Return one server-sent event.

    >>> frame("resync")
    b'event: resync\\ndata: {}\\n\\n'
    """
    return f"event: {event}\ndata: {data}\n\n".encode()


RESYNC, RENEW, HEARTBEAT = frame("resync"), frame("renew"), b": still here\n\n"


@dataclass(eq=False)
class Listener:
    """One open page. What waits for it is bounded; beyond that it asks again."""

    rights: Pass
    until: float
    waiting: asyncio.Queue[bytes] = field(
        default_factory=lambda: asyncio.Queue(MOST_WAITING)
    )

    def may_hear(self, unit: int, subject: str) -> bool:
        """Return whether this news is of the bearer's units, or of his case."""
        if self.rights.case:
            return subject == self.rights.case
        return self.rights.units is None or unit in self.rights.units

    def tell(self, said: bytes) -> None:
        """Queue a frame; a page that does not keep up is told to ask again."""
        try:
            self.waiting.put_nowait(said)
        except asyncio.QueueFull:
            while not self.waiting.empty():
                self.waiting.get_nowait()
            self.waiting.put_nowait(RESYNC)

    async def frames(
        self, clock: Callable[[], float] = monotonic
    ) -> AsyncIterator[bytes]:
        """Yield what to send, a sign of life when there is nothing, until the end."""
        yield f"retry: {RETRY_MS}\n\n".encode() + RESYNC
        while (left := self.until - clock()) > 0:
            try:
                wait = min(HEARTBEAT_S, left)
                yield await asyncio.wait_for(self.waiting.get(), wait)
            except TimeoutError:
                yield HEARTBEAT
        yield RENEW


class Hub:
    """Everybody who listens, and the positions that wait for the next frame."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.moved: dict[str, tuple[int, str]] = {}
        self.is_listening = False

    def enter(self, rights: Pass, *, lasts_s: float) -> Listener | None:
        """Take a listener in for a while; None when the house is full."""
        if len(self.listeners) >= MOST_LISTENERS or not self._has_room_for(rights):
            return None
        listener = Listener(rights, monotonic() + lasts_s)
        self.listeners.add(listener)
        return listener

    def _has_room_for(self, rights: Pass) -> bool:
        if not rights.case:
            return True
        cases = [one.rights.case for one in self.listeners if one.rights.case]
        return len(cases) < MOST_CITIZENS and cases.count(rights.case) < MOST_PER_CASE

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self.listeners.discard(listener)

    def hear(self, channel: str, payload: str) -> None:
        """Take one notification of the database."""
        try:
            said = json.loads(payload)
            if channel == POSITIONS:
                unit = said.pop("unit")
                self.moved[said["call_sign"]] = (unit, json.dumps(said))
            else:
                self._tell_change(said)
        except (ValueError, KeyError, TypeError):
            # Whoever may write to the database may also write nonsense.
            return

    def _tell_change(self, said: dict[str, object]) -> None:
        unit, subject = int(str(said["unit"])), str(said["subject"])
        keep = {key: said[key] for key in ("name", "subject", "unit")}
        full = frame("change", json.dumps(keep))
        for listener in self.listeners:
            if listener.may_hear(unit, subject):
                listener.tell(full)

    def tell_positions(self) -> None:
        """Send everybody the newest position of each patrol that moved, once."""
        moved, self.moved = self.moved, {}
        if not moved:
            return
        made: dict[frozenset[int] | None, bytes | None] = {}
        for listener in self.listeners:
            if listener.rights.case:
                continue
            units = listener.rights.units
            if units not in made:
                made[units] = _positions(moved, units)
            if found := made[units]:
                listener.tell(found)

    def resync(self) -> None:
        """Tell everybody to ask again: something may have been missed."""
        for listener in self.listeners:
            listener.tell(RESYNC)


def _positions(
    moved: dict[str, tuple[int, str]], units: frozenset[int] | None
) -> bytes | None:
    seen = [said for unit, said in moved.values() if units is None or unit in units]
    return frame("positions", f"[{','.join(seen)}]") if seen else None
