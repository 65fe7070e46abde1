"""A person proves that a telephone is his: six digits, ten minutes, five tries.

Whether a number is known here is told to nobody: the answer is the same either way.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from lantas.kernel.parties import envelope, identity, people, wall
from lantas.kernel.parties.models import Challenge, Person
from lantas.kernel.parties.terms import Purpose
from lantas.kernel.units.models import Unit

GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES, CODES_WITHIN = 3, timedelta(minutes=30)
KEPT = timedelta(days=1)
PROVED_FOR = timedelta(minutes=20)

# (telephone, code, unit, challenge, at): how a code reaches the telephone. Messages
# stand over the vault, so they register here.
Courier = Callable[[str, str, Unit, int, datetime], None]
COURIERS: list[Courier] = []


def carry_with(courier: Courier) -> None:
    """Let codes be carried by ``courier`` from now on."""
    COURIERS[:] = [courier]


def ask(number: str, *, at: datetime) -> bytes:
    """Send a code to the telephone if it is known; return its blind index."""
    number = identity.phone(number)
    index = envelope.blind("phone", number)
    with (
        transaction.atomic(savepoint=False),
        wall.known_by(Purpose.OWN_REQUEST, index),
    ):
        recent = Challenge.objects.filter(
            phone_index=index, asked_at__gt=at - CODES_WITHIN
        )
        if recent.count() >= MOST_CODES:
            return index
        code = f"{secrets.randbelow(10**6):06d}"
        old = Challenge.objects.filter(phone_index=index, asked_at__lt=at - KEPT)
        old.delete()
        row = Challenge.objects.create(phone_index=index, code_digest=b"", asked_at=at)
        row.code_digest = _digest(row, code)
        row.save(update_fields=["code_digest"])
        person = Person.objects.filter(phone_index=index).first()
        if person is not None:
            for courier in COURIERS:
                courier(number, code, person.unit, row.pk, at)
    return index


@transaction.atomic(savepoint=False)
def is_answer(index: bytes, code: str, *, at: datetime) -> bool:
    """Return whether the code is the one sent last; each try counts, one succeeds."""
    with wall.known_by(Purpose.OWN_REQUEST, index):
        row = (
            Challenge.objects.select_for_update()
            .filter(phone_index=index, asked_at__gt=at - GOOD_FOR, used_at=None)
            .order_by("-asked_at", "-pk")
            .first()
        )
        if row is None or row.tries >= MOST_TRIES:
            return False
        row.tries += 1
        right = hmac.compare_digest(bytes(row.code_digest), _digest(row, code.strip()))
        if right:
            row.used_at = at
        row.save(update_fields=["tries", "used_at"])
        return right


def references_of(index: bytes) -> list[str]:
    """Return the records known under a proved telephone."""
    return people.references_by("phone", index, Purpose.OWN_REQUEST)


def _digest(row: Challenge, code: str) -> bytes:
    return envelope.blind("code", f"{row.pk}|{code}")
