"""The vault: people from outside the corps, every field under the record's own key."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import models

from lantas.kernel.parties.terms import Role
from lantas.kernel.units.models import Unit

# Crockford's letters: none can be taken for another when read out.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Return a name for a record that says nothing about the person."""
    return "P-" + "".join(secrets.choice(LETTERS) for _ in range(10))


class Person(models.Model):
    """A person. Sealed fields open only with the data key; erased means it is gone."""

    reference = models.CharField(
        primary_key=True, max_length=12, default=new_reference, db_collation="C"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    email = models.BinaryField(null=True)
    nik = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    language = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, max_length=32)
    nik_index = models.BinaryField(null=True, max_length=32)
    key_id = models.CharField(max_length=16)
    wrapped_by = models.CharField(max_length=40, blank=True)
    data_key = models.BinaryField(null=True)
    remembered_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        unit_id: int

    class Meta:
        indexes = [
            models.Index(fields=["phone_index"], name="person_by_phone"),
            models.Index(fields=["wrapped_by"], name="person_by_wrapping_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["nik_index"], name="nik_is_one_person"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, data_key__isnull=False)
                | models.Q(
                    erased_at__isnull=False,
                    data_key__isnull=True,
                    phone_index__isnull=True,
                    nik_index__isnull=True,
                ),
                name="erased_means_no_key_and_no_index",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Involvement(models.Model):
    """What a person is in which matter. Holds references only."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="involvements")
    case = models.CharField(max_length=40, db_index=True)
    role = models.CharField(max_length=12, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    since_at = models.DateTimeField()

    if TYPE_CHECKING:
        person_id: str

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case", "role"], name="involved_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.case}"


class LookNote(models.Model):
    """Why an officer looked without a case; sealed under the person's key."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="look_notes")
    entry = models.BigIntegerField(unique=True)
    note = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.entry}"


class Challenge(models.Model):
    """A one-time code sent to a telephone: six digits, kept as a keyed digest."""

    phone_index = models.BinaryField(max_length=32)
    code_digest = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "-asked_at"], name="challenge_by_phone")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
