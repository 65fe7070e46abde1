"""Who commands whom, who may do what, and the rules in force there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.timezone import localdate

from lantas.kernel.units.terms import Certainty, Level, TimeZone


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units, by chain of command."""

    def under(self, unit: Unit) -> UnitQuerySet:
        """Return the unit itself and every unit below it."""
        return self.filter(path__startswith=unit.path)

    def above(self, unit: Unit) -> UnitQuerySet:
        """Return the unit itself and every unit that commands it, highest first."""
        parts = unit.path.strip("/").split("/")
        paths = ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
        return self.filter(path__in=paths).order_by("path")


class Unit(models.Model):
    """One police unit. ``path`` spells the chain of command: ``/1/64/6471/``."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=Level)
    path = models.CharField(max_length=100, unique=True, db_collation="C")
    # The official area code this unit answers for; a sector may have its own polygon.
    area_code = models.CharField(max_length=13, blank=True, db_index=True)
    time_zone = models.CharField(
        max_length=20, choices=TimeZone, default=TimeZone.WIB.value
    )
    phone = models.CharField(max_length=20, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__regex=r"^(/[0-9A-Za-z]+)+/$"),
                name="unit_path_is_a_chain",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="unit_level_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(time_zone__in=TimeZone.values),
                name="unit_time_zone_is_legal",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def commands(self, other: Unit) -> bool:
        """Return whether ``other`` stands in this unit's chain of command."""
        return other.path.startswith(self.path)


class Officer(AbstractUser):
    """A member of the corps who may sign in. ``username`` is the service number."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers")

    if TYPE_CHECKING:
        unit_id: int

    REQUIRED_FIELDS = ["unit"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def duties_on(self, day: date) -> list[DutyHeld]:
        """Return the duties in force on ``day``; asked once per officer and day."""
        cache: dict[date, list[DutyHeld]] = self.__dict__.setdefault("_duties", {})
        if day not in cache:
            held = DutyHeld.objects.filter(officer=self, days__contains=day)
            cache[day] = list(held.select_related("unit").order_by("pk"))
        return cache[day]

    def may(self, duty: str, *, at: Unit, case: int | None = None) -> bool:
        """Return whether the officer holds ``duty`` today with command over ``at``."""
        return any(
            held.duty == duty and held.unit.commands(at)
            for held in self.duties_on(localdate())
        )

    def holds(self, duty: str) -> bool:
        """Return whether the officer holds ``duty`` anywhere today."""
        return any(held.duty == duty for held in self.duties_on(localdate()))

    def may_see(self, unit: Unit) -> bool:
        """Return whether any duty of today covers ``unit``."""
        return any(h.unit.commands(unit) for h in self.duties_on(localdate()))


class DutyHeld(models.Model):
    """An appointment: this officer holds this duty over this subtree on these days."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="duties_held")
    duty = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    days = DateRangeField()
    order_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="duty_is_held_once_at_a_time",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    ("duty", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer}: {self.duty} @ {self.unit}"


class Policy(models.Model):
    """A rule as a dated row: inherited down the tree, with its legal basis."""

    key = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="policies")
    value = models.JSONField()
    days = DateRangeField()
    basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=10, choices=Certainty)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            ExclusionConstraint(
                name="policy_is_one_at_a_time",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(certainty__in=Certainty.values),
                name="policy_certainty_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(basis=""), name="policy_has_a_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} @ {self.unit}"


class RateCount(models.Model):
    """How often one door was knocked at by one visitor in one window."""

    door = models.CharField(max_length=40)
    visitor = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["door", "visitor", "window_at"], name="rate_is_counted_once"
            )
        ]
        indexes = [models.Index(fields=["window_at"], name="rate_window")]

    def __str__(self) -> str:
        return f"{self.door} {self.window_at:%H:%M}"
