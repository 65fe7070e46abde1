"""The tables of quick response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lantas.kernel.cases.models import Case
from lantas.kernel.ledger.models import Evidence
from lantas.kernel.places.models import Placed
from lantas.kernel.units.models import Officer, Unit
from lantas.response.rules import NOTE_LIMIT, TEXT_LIMIT
from lantas.response.terms import (
    DeedName,
    Kind,
    Language,
    Outcome,
    Priority,
    RejectReason,
    Result,
    Tier,
    Vehicle,
)


def _known(
    field: str, words: type[models.TextChoices], name: str
) -> models.BaseConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": words.values}), name=name
    )


class Incident(Placed):
    """One event on the road, however many people report it."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    priority = models.CharField(max_length=2, choices=Priority)
    # Whether neighbours may be asked "is it this one?".
    public = models.BooleanField()
    address = models.CharField(max_length=300, blank=True)
    # The number of the road segment; no key, because networks come and go.
    segment = models.BigIntegerField(null=True)
    # The standard runs from the first report, and anew when it is reopened.
    clock_from_at = models.DateTimeField()
    late_at = models.DateTimeField(null=True)
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.STATION.value)
    taken_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    reject_reason = models.CharField(max_length=20, choices=RejectReason, blank=True)

    if TYPE_CHECKING:
        case_id: int
        unit_id: int
        taken_by_id: int | None

    class Meta(Placed.Meta):
        constraints = [
            *Placed.Meta.constraints,
            _known("kind", Kind, "incident_kind_is_known"),
            _known("priority", Priority, "incident_priority_is_known"),
            _known("tier", Tier, "incident_tier_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.values),
                name="incident_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reject_reason="")
                | Q(reject_reason__in=RejectReason.values),
                name="incident_reject_reason_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["cell"], name="incident_by_cell"),
            models.Index(fields=["unit"], name="incident_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.kind}"


class Report(Placed):
    """One person's account of an incident, followed through a secret link.

    Of the link only the SHA-256 is kept: who reads the table cannot follow it.
    """

    client_id = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    tracking_digest = models.CharField(max_length=64, unique=True)
    # The reference of the person in the vault; empty if he gave no number.
    reporter = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.TextField(max_length=TEXT_LIMIT, blank=True)
    accuracy_m = models.FloatField(null=True)
    language = models.CharField(max_length=2, choices=Language)
    reported_at = models.DateTimeField()
    stars = models.PositiveSmallIntegerField(null=True)
    rating_note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    rated_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        incident_id: int
        unit_id: int

    class Meta(Placed.Meta):
        constraints = [
            *Placed.Meta.constraints,
            _known("kind", Kind, "report_kind_is_known"),
            _known("language", Language, "report_language_is_known"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=5),
                name="report_stars_are_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(tracking_digest__regex=r"^[0-9a-f]{64}$"),
                name="report_link_is_a_digest",
            ),
        ]
        indexes = [models.Index(fields=["reported_at"], name="report_when")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.kind}"


class Patrol(models.Model):
    """A crew and its vehicle under one call sign."""

    call_sign = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    vehicle = models.CharField(max_length=12, choices=Vehicle)
    active = models.BooleanField(default=True)

    if TYPE_CHECKING:
        unit_id: int

    class Meta:
        ordering = ["call_sign"]
        constraints = [_known("vehicle", Vehicle, "patrol_vehicle_is_known")]

    def __str__(self) -> str:
        return self.call_sign


class Shift(models.Model):
    """An officer's time as crew of one patrol."""

    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="shifts")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        patrol_id: int
        officer_id: int
        unit_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(ended_at__isnull=True),
                name="officer_is_on_one_shift",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="shift_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["patrol"],
                condition=Q(ended_at__isnull=True),
                name="shift_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.patrol}: {self.officer}"


class PatrolPosition(Placed):
    """Where a patrol was last; a fix that comes late never moves it back."""

    patrol = models.OneToOneField(
        Patrol, models.CASCADE, primary_key=True, related_name="position"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    fix_at = models.DateTimeField()
    received_at = models.DateTimeField()
    speed_kmh = models.FloatField(null=True)
    heading = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)

    if TYPE_CHECKING:
        patrol_id: int
        unit_id: int

    def __str__(self) -> str:
        return f"{self.patrol_id} @ {self.lon:.5f}, {self.lat:.5f}"


class Fix(models.Model):
    """One position of one patrol; a table cut by day, so that old days drop at once."""

    pk = models.CompositePrimaryKey("patrol_id", "fix_at")
    patrol = models.ForeignKey(
        Patrol, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    fix_at = models.DateTimeField()
    claimed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField()
    speed_kmh = models.FloatField(null=True)
    heading = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)

    if TYPE_CHECKING:
        patrol_id: int
        unit_id: int

    class Meta:
        managed = False
        db_table = "response_fix"

    def __str__(self) -> str:
        return f"{self.patrol_id} {self.fix_at:%H:%M:%S}"


class Assignment(models.Model):
    """The job of one patrol on one incident."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="assignments")
    patrol = models.ForeignKey(Patrol, models.PROTECT, related_name="assignments")
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What was expected when it was offered, to be held against what came.
    expected_s = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    note = models.CharField(max_length=NOTE_LIMIT, blank=True)

    if TYPE_CHECKING:
        case_id: int
        unit_id: int
        incident_id: int
        patrol_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patrol"],
                condition=Q(ended_at__isnull=True),
                name="patrol_has_one_active_assignment",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.values),
                name="assignment_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.patrol_id}"


class Photo(models.Model):
    """A picture of an incident, and who brought it."""

    client_id = models.UUIDField(null=True, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="photos")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="photos")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, related_name="photos"
    )
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    if TYPE_CHECKING:
        incident_id: int
        evidence_id: int

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "evidence"], name="photo_is_shown_once"
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=True) ^ Q(assignment__isnull=True),
                name="photo_has_one_bringer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.evidence_id}"


class Deed(models.Model):
    """One thing an officer's phone told us, and what we answered: once, for ever."""

    id = models.UUIDField(primary_key=True)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    deed = models.CharField(max_length=10, choices=DeedName)
    assignment = models.CharField(max_length=40)
    claimed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result)
    why = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        officer_id: int
        unit_id: int

    class Meta:
        constraints = [
            _known("deed", DeedName, "deed_is_known"),
            _known("result", Result, "deed_result_is_known"),
        ]
        indexes = [models.Index(fields=["received_at"], name="deed_when")]

    def __str__(self) -> str:
        return f"{self.seq} {self.deed} {self.assignment}: {self.result}"
