"""The rooms of the house: which page is for which duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from lantas.kernel.units.models import Officer


@dataclass(frozen=True)
class Room:
    """One place of work: who may enter and where its door is."""

    name: Any
    icon: str
    view: str
    duties: tuple[str, ...]

    @property
    def url(self) -> str:
        """Return the address of the door."""
        return reverse(self.view)

    def is_open_to(self, officer: Officer) -> bool:
        """Return whether the officer holds a duty for this room, and it exists."""
        try:
            reverse(self.view)
        except NoReverseMatch:
            return False
        return any(officer.holds(duty) for duty in self.duties)


ROOMS = (
    Room(
        _("Board"),
        "map-2",
        "response:board",
        ("response.dispatcher", "response.supervisor", "response.viewer"),
    ),
    Room(_("Patrol"), "steering-wheel", "response:patrol", ("response.patrol",)),
    Room(_("Messages"), "message", "messages", ("messages.operator",)),
    Room(_("People’s data"), "user-circle", "people", ("parties.keeper",)),
    Room(_("Officers"), "users", "officers", ("access.appointer",)),
    Room(_("Proofs"), "shield-check", "ledger:bundle", ("ledger.auditor",)),
    Room(_("Stuck work"), "alert-triangle", "ledger:stuck", ("ledger.operator",)),
)


def rooms_of(officer: Officer) -> list[Room]:
    """Return the rooms the officer may enter."""
    return [room for room in ROOMS if room.is_open_to(officer)]
