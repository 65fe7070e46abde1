"""Accounts and appointments: who is an officer, and who may do what, from when."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.access.terms import Duty
from lantas.kernel.access.witness import reference
from lantas.kernel.ledger import book
from lantas.kernel.units import policies, scope
from lantas.kernel.units.actors import Actor
from lantas.kernel.units.models import DutyHeld, Officer, Unit


class NotAppointed(Refusal):
    """The appointment cannot be made."""


def officers(*, seen_by: Officer) -> QuerySet[Officer]:
    """Return the officers of the units that this officer's duties cover."""
    ids = scope.ids_seen(seen_by)
    found = (
        Officer.objects.all() if ids is None else Officer.objects.filter(unit__in=ids)
    )
    return found.select_related("unit").order_by("unit__path", "username")


def duties_in_force(*, seen_by: Officer, on: date) -> QuerySet[DutyHeld]:
    """Return the appointments in force on a day, over units the officer sees."""
    return (
        DutyHeld.objects.filter(
            officer__in=officers(seen_by=seen_by), days__contains=on
        )
        .select_related("unit", "officer")
        .order_by("officer__username", "duty")
    )


@transaction.atomic
def enrol(
    *, username: str, name: str, unit: Unit, password: str, by: Actor, at: datetime
) -> Officer:
    """Make an account for a member of the corps; refuse a weak password."""
    first, _space, last = name.partition(" ")
    officer = Officer(username=username, first_name=first, last_name=last, unit=unit)
    try:
        officer.full_clean(exclude=["password"])
        validate_password(password, officer)
    except ValidationError as wrong:
        raise NotAppointed(" ".join(wrong.messages)) from wrong
    officer.set_password(password)
    officer.save()
    with scope.units([unit.pk]):
        book.write(
            "officer.enrolled", subject=reference(officer), unit=unit, by=by, at=at
        )
    return officer


@transaction.atomic
def appoint(
    *,
    officer: Officer,
    duty: str,
    unit: Unit,
    days: tuple[date, date | None],
    by: Actor,
    at: datetime,
    order_number: str = "",
) -> DutyHeld:
    """Appoint an officer to a duty over a unit and all below it."""
    _check(by, unit, officer)
    try:
        with transaction.atomic():
            held = DutyHeld.objects.create(
                officer=officer,
                duty=duty,
                unit=unit,
                days=DateRange(*days),
                order_number=order_number,
            )
    except IntegrityError as twice:
        raise NotAppointed(
            _("The officer already holds this duty there on some of these days.")
        ) from twice
    with scope.units([unit.pk]):
        book.write(
            "officer.appointed",
            subject=reference(officer),
            unit=unit,
            by=by,
            at=at,
            duty=duty,
            first_day=days[0].isoformat(),
            last_day=days[1].isoformat() if days[1] else None,
        )
    return held


@transaction.atomic
def end_appointment(*, held: DutyHeld, by: Actor, at: datetime) -> None:
    """End a duty today: what was done under it stays as it was."""
    _check(by, held.unit, held.officer)
    today = policies.local_day(held.unit, at)
    held.days = DateRange(min(held.days.lower or today, today), today)
    if held.days.isempty:
        held.delete()
    else:
        held.save(update_fields=["days"])
    with scope.units([held.unit.pk]):
        book.write(
            "officer.relieved",
            subject=reference(held.officer),
            unit=held.unit,
            by=by,
            at=at,
            duty=held.duty,
        )


@transaction.atomic
def close_account(*, officer: Officer, by: Actor, at: datetime) -> None:
    """Close an account: every session of it ends with the next request."""
    _check(by, officer.unit, officer)
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    with scope.units([officer.unit_id]):
        book.write(
            "officer.closed",
            subject=reference(officer),
            unit=officer.unit,
            by=by,
            at=at,
        )


def _check(by: Actor, unit: Unit, officer: Officer) -> None:
    if isinstance(by, Officer) and by.pk == officer.pk:
        raise NotAppointed(_("Nobody appoints himself."))
    if isinstance(by, Officer) and not by.may(Duty.APPOINTER, at=unit):
        raise NotAppointed(
            _("This needs the duty %(duty)s over %(unit)s.")
            % {"duty": Duty.APPOINTER.value, "unit": unit}
        )
