"""Sign-ins, as the ledger sees them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from lantas.kernel.ledger import book
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import Officer


def reference(officer: Officer) -> str:
    """Return how the ledger names an officer's account: by number, not by name."""
    return f"officer-{officer.pk}"


def signed_in(user: Officer, **_: Any) -> None:
    """Write that an officer signed in."""
    with transaction.atomic(), scope.units([user.unit_id]):
        book.write(
            "officer.signed_in",
            subject=reference(user),
            unit=user.unit,
            by=user,
            at=now(),
        )


def failed(credentials: dict[str, Any], **_: Any) -> None:
    """Write that somebody tried an officer's name with a wrong password."""
    name = str(credentials.get("username", ""))[:150]
    officer = Officer.objects.filter(username=name).select_related("unit").first()
    if officer is None:
        return
    with transaction.atomic(), scope.units([officer.unit_id]):
        book.write(
            "officer.sign_in_failed",
            subject=reference(officer),
            unit=officer.unit,
            by=CLOCK,
            at=now(),
        )
