"""A pass to the live stream: what its bearer may hear of, for a few minutes.

The stream's process knows no sessions. The pass is signed with our secret, holds the
units (or the one case) its bearer may hear of, and ends by itself; the page asks for
a new one with its own rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing

from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer

SALT = "lantas.listening"
LASTS_S = 600


class NoPass(Exception):
    """The pass was not made here, or it has ended."""


@dataclass(frozen=True)
class Pass:
    """What the bearer may hear of: units (None is all of them) or one case."""

    units: frozenset[int] | None = frozenset()
    case: str = ""


def address_for(officer: Officer) -> str:
    """Return where an officer's page hears of his units."""
    return _address({"u": scope.ids_seen(officer)})


def address_for_case(number: str) -> str:
    """Return where a citizen's page hears of his one case."""
    return _address({"c": number})


def read(token: str) -> Pass:
    """Return what a pass allows, or raise ``NoPass``."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LASTS_S)
    except signing.BadSignature as wrong:
        raise NoPass(str(wrong)) from wrong
    if "c" in said:
        return Pass(case=said["c"])
    return Pass(units=None if said["u"] is None else frozenset(said["u"]))


def _address(said: dict[str, Any]) -> str:
    token = signing.dumps(said, salt=SALT, compress=True)
    return f"{settings.STREAMS_URL}/events?pass={token}"
