"""What an operator sees of the outbox, and the one thing he can do: send again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.messages import outbox
from lantas.kernel.messages.models import Message
from lantas.kernel.messages.terms import Duty, MessageState
from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer


class NotResent(Refusal):
    """The message cannot be sent again."""


def messages(*, seen_by: Officer) -> QuerySet[Message]:
    """Return the messages of the units this officer's duties cover."""
    ids = scope.ids_seen(seen_by)
    rows = Message.objects.select_related("unit")
    return rows if ids is None else rows.filter(unit_id__in=ids)


def dead(*, seen_by: Officer) -> QuerySet[Message]:
    """Return what was given up, the newest first."""
    found = messages(seen_by=seen_by).filter(state=MessageState.DEAD)
    return found.order_by("-queued_at", "pk")


def counts(*, seen_by: Officer) -> dict[str, int]:
    """Return how many messages stand in each state."""
    rows = messages(seen_by=seen_by).order_by().values_list("state")
    found = dict(rows.annotate(Count("pk")))
    return {state: found.get(state, 0) for state in MessageState.values}


@transaction.atomic
def resend(*, pk: str, by: Officer, at: datetime) -> Message:
    """Give a dead message a fresh start, by every way, under the same key."""
    message = messages(seen_by=by).select_for_update(of=("self",)).filter(pk=pk).first()
    if message is None or not by.may(Duty.OPERATOR, at=message.unit):
        raise NotResent(_("There is no such message in your units."))
    if message.state != MessageState.DEAD:
        raise NotResent(_("This message is not dead: it was sent or is on its way."))
    if message.data_key is None:
        raise NotResent(_("This message was forgotten after 30 days."))
    message.state, message.next_at = MessageState.QUEUED.value, at
    message.way, message.given_up, message.tries_this_way = "", [], 0
    message.failure, message.provider_said, message.expires_at = "", "", None
    message.save()
    outbox.defer(message)
    book.write(
        "message.resent",
        subject=message.subject or f"message-{message.pk}",
        unit=message.unit,
        by=by,
        at=at,
        message=str(message.pk),
    )
    return message
