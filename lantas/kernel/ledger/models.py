"""What happened, in order, for ever: rows are added and never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from lantas.kernel.ledger.terms import MediaType, Source
from lantas.kernel.units.models import Officer, Unit


class Entry(models.Model):
    """One fact: who did what to which case, when it happened, when it was written."""

    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    actor = models.CharField(max_length=10)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    # A trigger sets it; what comes back from the insert is what was written.
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    detail = models.JSONField(default=dict)
    # Part of what the seal covers: without it nobody can guess an entry by its hash.
    salt = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)

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


class Waiting(models.Model):
    """A committed entry that no seal covers yet. A trigger fills this queue."""

    # No constraint: the trigger that fills it knows the entry, and writes are many.
    entry = models.OneToOneField(
        Entry,
        models.DO_NOTHING,
        primary_key=True,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        verbose_name_plural = "waiting"

    def __str__(self) -> str:
        return f"#{self.pk}"


class Leaf(models.Model):
    """The place of an entry in the tree, without gaps, and its hash."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32, unique=True)

    if TYPE_CHECKING:
        entry_id: int

    class Meta:
        verbose_name_plural = "leaves"

    def __str__(self) -> str:
        return f"leaf {self.position}"


class Node(models.Model):
    """The hash of a complete subtree over leaves: what makes proofs short to find."""

    pk = models.CompositePrimaryKey("level", "nth")
    level = models.SmallIntegerField()
    nth = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"node {self.level}/{self.nth}"


class Key(models.Model):
    """A public key that signs seals from a moment until its follower's."""

    nth = models.PositiveIntegerField(primary_key=True)
    origin = models.CharField(max_length=200)
    public = models.BinaryField(max_length=32, unique=True)
    from_at = models.DateTimeField()
    # The note in which the key before this one names it; empty for the first.
    statement = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.origin} {self.nth}"


class Head(models.Model):
    """A seal: the signed head of the tree when it had ``size`` leaves."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    signed_at = models.DateTimeField()
    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    note = models.TextField()

    if TYPE_CHECKING:
        key_id: int

    def __str__(self) -> str:
        return f"seal over {self.size}"


class Evidence(models.Model):
    """A file kept bit by bit under its SHA-256, as evidence of one case.

    The file is kept once; it may be evidence of several cases, one row each.
    """

    sha256 = models.CharField(max_length=64)
    subject = models.CharField(max_length=80, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    media_type = models.CharField(max_length=20, choices=MediaType)
    size_bytes = models.PositiveBigIntegerField()
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    kept_at = models.DateTimeField()
    # What the camera wrote in the picture; nobody vouches for it.
    taken_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    if TYPE_CHECKING:
        unit_id: int

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "subject", "unit"], name="evidence_is_kept_once"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"),
                name="evidence_has_a_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(media_type__in=MediaType.values),
                name="evidence_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values),
                name="evidence_source_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.sha256[:12]}"


class ReactionDone(models.Model):
    """This reaction has had its effect for this entry; it never has it twice."""

    reaction = models.CharField(max_length=100)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reactions done"
        constraints = [
            models.UniqueConstraint(
                fields=["reaction", "entry"], name="reaction_is_done_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reaction} #{self.entry_id}"


class ReactionStuck(models.Model):
    """A reaction that failed too often and waits for a person to run it again."""

    reaction = models.CharField(max_length=100)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    tries = models.PositiveIntegerField()
    why = models.CharField(max_length=500)
    stuck_at = models.DateTimeField()

    if TYPE_CHECKING:
        entry_id: int

    class Meta:
        verbose_name_plural = "reactions stuck"
        constraints = [
            models.UniqueConstraint(
                fields=["reaction", "entry"], name="reaction_is_stuck_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reaction} #{self.entry_id}: {self.why}"
