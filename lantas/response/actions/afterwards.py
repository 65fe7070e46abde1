"""What follows a report: its rating, a second look, a call back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.parties import people
from lantas.kernel.parties.terms import Purpose
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Actor, Citizen
from lantas.kernel.units.models import Officer
from lantas.response import rules
from lantas.response.actions import incidents
from lantas.response.models import Incident, Report
from lantas.response.queries import tracking
from lantas.response.terms import IncidentState


class TooEarly(Refusal):
    """The help is not over yet."""


class RatedAlready(Refusal):
    """One report is rated once."""


class NoNumber(Refusal):
    """The person left no number to call."""

    status = 404


class NoStars(Refusal):
    """A rating has one to five stars."""

    status = 422


@transaction.atomic
def rate(*, token: str, stars: int, note: str, by: Actor, at: datetime) -> None:
    """Say how the help was: once, when it is over."""
    row = tracking.get_report(token, seen_by=by)
    with scope.units([row.unit_id]):
        row = Report.objects.select_for_update().get(pk=row.pk)
        incident = Incident.objects.select_related("case__unit").get(pk=row.incident_id)
        if incident.case.state not in {IncidentState.RESOLVED, IncidentState.CLOSED}:
            raise TooEarly(_("You can rate the help when it is over."))
        if row.stars is not None:
            raise RatedAlready(_("You have rated this already. Thank you."))
        if not 1 <= stars <= 5:
            raise NoStars(_("Give one to five stars."), field="stars")
        row.stars, row.rated_at = stars, at
        row.rating_note = rules.clean(note)[: rules.NOTE_LIMIT]
        row.save(update_fields=["stars", "rating_note", "rated_at"])
        number = incident.case.number
        book.write(
            "incident.rated",
            subject=number,
            unit=incident.unit,
            by=by,
            at=at,
            stars=stars,
        )


@transaction.atomic
def reopen(*, token: str, by: Actor, at: datetime) -> None:
    """Ask to look again, within the days the policy gives: it comes back as new."""
    row = tracking.get_report(token, seen_by=by)
    with scope.units([row.unit_id]):
        incident = Incident.objects.select_related("unit").get(pk=row.incident_id)
        incidents.reopen(incident=incident, by=Citizen(row.incident_id), at=at)


def phone_of(*, report: Report, by: Officer, at: datetime) -> str:
    """Open a reporter's number to ask back; he can see that somebody looked."""
    if not report.reporter:
        raise NoNumber(_("This person left no number."))
    known = people.look(
        report.reporter,
        by=by,
        purpose=Purpose.CASE_WORK,
        case=report.incident.case.number,
        at=at,
    )
    return known.phone
