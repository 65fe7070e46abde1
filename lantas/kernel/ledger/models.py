"""What happened, in order, for ever: rows are added and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from lantas.kernel.units.models import Officer, Unit


class Entry(models.Model):
    """One fact: who did what to which case, when it happened, when it was written."""

    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    actor = models.CharField(max_length=10)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField(auto_now_add=True)
    detail = models.JSONField(default=dict)

    if TYPE_CHECKING:
        unit_id: int
        by_id: int | None

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name__regex=r"^[a-z_]+\.[a-z_]+$"),
                name="entry_name_is_kind_dot_fact",
            ),
            models.CheckConstraint(
                condition=models.Q(actor="officer", by__isnull=False)
                | models.Q(actor__in=["clock", "citizen"], by__isnull=True),
                name="entry_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name} {self.subject}"
