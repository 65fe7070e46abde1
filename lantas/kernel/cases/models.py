"""The folder every domain opens: number, state, unit, clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from lantas.kernel.units import scope
from lantas.kernel.units.models import Officer, Unit


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, by who may see them and what is due."""

    def seen_by(self, officer: Officer) -> CaseQuerySet:
        """Return only the cases of units that this officer's duties cover."""
        ids = scope.ids_seen(officer)
        return self.all() if ids is None else self.filter(unit_id__in=ids)

    def late(self, *, at: datetime) -> CaseQuerySet:
        """Return the cases whose clock ran out before ``at``."""
        return self.filter(due_at__lt=at)


class Case(models.Model):
    """A matter the corps must see through to its end."""

    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        unit_id: int

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                name="case_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["unit", "kind", "state"], name="case_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Counter(models.Model):
    """The last number given out per unit, kind and year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year"], name="counter_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit} {self.year}: {self.last}"


class Lease(models.Model):
    """A case handed to one officer for a while; nobody else is given it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True)
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    until_at = models.DateTimeField()

    if TYPE_CHECKING:
        case_id: int

    def __str__(self) -> str:
        return f"{self.case} → {self.officer}"
