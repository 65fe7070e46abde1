"""The outbox: what is to go out, and how far it has come."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

from lantas.kernel.messages.terms import Failure, MessageState, Way
from lantas.kernel.units.models import Unit


class Message(models.Model):
    """One message to one person. Address and values are sealed under its own key.

    ``to`` is a reference; a bare address is sealed. After sending the data key is
    destroyed: what remains is that a message went out, not what it said to whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=2, blank=True)
    to = models.CharField(max_length=80, blank=True)
    address = models.BinaryField(null=True)
    values = models.BinaryField(null=True)
    key_id = models.CharField(max_length=16)
    wrapped_by = models.CharField(max_length=40)
    data_key = models.BinaryField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40, blank=True)
    only = models.CharField(max_length=10, choices=Way, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    given_up = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=MessageState, default=MessageState.QUEUED.value
    )
    tries = models.PositiveSmallIntegerField(default=0)
    tries_this_way = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    provider_said = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        unit_id: int

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"],
                name="message_due",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(
                fields=["unit", "-queued_at"],
                name="message_dead",
                condition=models.Q(state="dead"),
            ),
            models.Index(fields=["to"], name="message_to"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values),
                name="message_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["queued", "sending", "failed"], next_at__isnull=False
                )
                | models.Q(state__in=["sent", "dead"], next_at__isnull=True),
                name="message_is_due_or_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to or 'address'} ({self.state})"


class Subscription(models.Model):
    """A phone or browser that takes notifications for one owner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # An officer (``officer-7``), a person (``P-…``) or a secret link (``link-…``).
    owner = models.CharField(max_length=80, db_index=True)
    endpoint_digest = models.CharField(max_length=64, unique=True)
    address = models.BinaryField()
    key_id = models.CharField(max_length=16)
    wrapped_by = models.CharField(max_length=40)
    data_key = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.owner} {self.endpoint_digest[:8]}"
