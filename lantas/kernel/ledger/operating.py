"""What an operator sees of reactions that are stuck, and how he runs them again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book, reactions
from lantas.kernel.ledger.models import ReactionStuck
from lantas.kernel.ledger.terms import Duty
from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer


class NotYours(Refusal):
    """The officer holds no duty for this, or not over this unit."""

    status = 403


def stuck(*, seen_by: Officer) -> QuerySet[ReactionStuck]:
    """Return the stuck reactions to entries of this operator's units."""
    if not seen_by.holds(Duty.OPERATOR):
        raise NotYours(
            _("This needs the duty %(duty)s.") % {"duty": Duty.OPERATOR.label}
        )
    rows = ReactionStuck.objects.select_related("entry__unit").order_by("-stuck_at")
    ids = scope.ids_seen(seen_by)
    return rows if ids is None else rows.filter(entry__unit_id__in=ids)


@transaction.atomic
def run_again(*, pk: int, by: Officer, at: datetime) -> None:
    """Queue a stuck reaction once more and write down who did so."""
    found = stuck(seen_by=by).filter(pk=pk).first()
    if found is None or not by.may(Duty.OPERATOR, at=found.entry.unit):
        raise reactions.NoSuchReaction(_("There is no such reaction in your units."))
    reactions.run_again(found)
    book.write(
        "reaction.run_again",
        subject=found.entry.subject,
        unit=found.entry.unit,
        by=by,
        at=at,
        reaction=found.reaction,
        entry=found.entry_id,
    )
