"""Who can act: an officer, the clock, or the person whose matter it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from lantas.kernel.units.models import Officer, Unit
from lantas.kernel.units.terms import Standing


class Actor(Protocol):
    """Whoever takes a move. Only ``may`` decides."""

    def may(self, duty: str, *, at: Unit, case: int | None = None) -> bool:
        """Return whether this actor may do what ``duty`` allows, there."""
        ...


@dataclass(frozen=True)
class Clock:
    """A time limit that ran out. It holds no other duty."""

    def may(self, duty: str, *, at: Unit, case: int | None = None) -> bool:
        """Return whether the move is the clock's."""
        return duty == Standing.CLOCK


@dataclass(frozen=True)
class Citizen:
    """A person without an account, known by the secret link to one case.

    ``case`` is None only while the matter is being opened.
    """

    case: int | None = None

    def may(self, duty: str, *, at: Unit, case: int | None = None) -> bool:
        """Return whether the move is the owner's, of this very case."""
        return duty == Standing.OWNER and case is not None and case == self.case


CLOCK = Clock()


def kind_of(actor: Actor) -> str:
    """Return ``officer``, ``clock`` or ``citizen``, as the ledger writes it."""
    if isinstance(actor, Officer):
        return "officer"
    return "clock" if isinstance(actor, Clock) else "citizen"


def officer_of(actor: Actor) -> Officer | None:
    """Return the officer behind the actor, or None."""
    return actor if isinstance(actor, Officer) else None
