"""The operator's page: what did not go out, and why."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lantas.kernel.access.guards import duty_required
from lantas.kernel.messages import operating
from lantas.kernel.messages.terms import Duty, MessageState
from lantas.kernel.units.requests import OfficerRequest

SHOWN = 100


@require_GET
@duty_required(Duty.OPERATOR)
def messages(request: OfficerRequest) -> HttpResponse:
    """Show what was given up in the officer's units."""
    counts = operating.counts(seen_by=request.user)
    return render(
        request,
        "outbox/messages.html",
        {
            "dead": operating.dead(seen_by=request.user)[:SHOWN],
            "counts": [(state.label, counts[state]) for state in MessageState],
            "shown": SHOWN,
        },
    )


@require_POST
@duty_required(Duty.OPERATOR)
def resend(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Send one message again."""
    operating.resend(pk=str(pk), by=request.user, at=now())
    notices.success(request, _("Queued again, by the first way that works."))
    return redirect("messages")
