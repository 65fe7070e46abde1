"""Where things happen: areas, road networks, segments, closures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from lantas.kernel.places.cell import LAST
from lantas.kernel.places.terms import (
    AreaLevel,
    ClosureKind,
    Direction,
    RoadClass,
    SpeedSource,
    Turning,
)


class Edition(models.Model):
    """One row of numbers; a process reads it to learn that its caches are behind."""

    roads = models.BigIntegerField(default=0)
    closures = models.BigIntegerField(default=0)
    areas = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="edition_is_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.roads}.{self.closures}.{self.areas}"


class Area(models.Model):
    """A province, city, regency or district, as the state numbers it.

    The polygon is filled in where an imported road network brings one.
    """

    code = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=AreaLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    geometry = models.BinaryField(null=True, blank=True)
    geometry_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=AreaLevel.values), name="area_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(geometry__isnull=True) | ~Q(geometry_basis=""),
                name="area_polygon_has_a_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class ProvinceTime(models.Model):
    """Which of the country's legal times holds in a province, since when."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="times")
    time_zone = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "valid_from"], name="province_time_starts_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="province_time_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.time_zone}"


class SpeedDefault(models.Model):
    """The speed to expect on a road class where no sign is recorded."""

    road_class = models.CharField(max_length=20, choices=RoadClass)
    speed_kmh = models.FloatField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["road_class", "valid_from"], name="speed_default_starts_once"
            ),
            models.CheckConstraint(
                condition=Q(speed_kmh__gt=0) & Q(speed_kmh__lte=150),
                name="speed_default_is_drivable",
            ),
            models.CheckConstraint(
                condition=~Q(basis=""), name="speed_default_has_a_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.road_class}: {self.speed_kmh:g} km/h"


class RoadNetwork(models.Model):
    """One imported road network. Exactly one is active; the others are history."""

    name = models.CharField(max_length=100)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    attribution = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    active = models.BooleanField(default=False)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="networks"
    )
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    counts = models.JSONField(default=dict)
    signals = models.JSONField(default=list)  # nodes where traffic lights stand

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["active"],
                condition=Q(active=True),
                name="one_road_network_is_active",
            )
        ]

    if TYPE_CHECKING:
        area_id: int | None

    def __str__(self) -> str:
        return f"{self.name} ({self.pk})"


class Placed(models.Model):
    """A row that lies somewhere: WGS 84 degrees, and the cell that indexes them."""

    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    lon__gte=-180, lon__lte=180, lat__gte=-85.06, lat__lte=85.06
                )
                & Q(cell__gte=0, cell__lte=LAST),
                name="%(app_label)s_%(class)s_is_on_the_map",
            )
        ]


class Segment(Placed):
    """A stretch of road between two junctions; ``lon, lat`` is its middle.

    ``number`` names it in the graph and in closures, and stays the same from one
    import to the next as long as the road does. The geometry is drawn in the direction
    of travel where the road is one-way.
    """

    network = models.ForeignKey(RoadNetwork, models.CASCADE, related_name="segments")
    number = models.BigIntegerField()
    way = models.BigIntegerField()
    road_class = models.CharField(max_length=20, choices=RoadClass)
    name = models.CharField(max_length=200, blank=True)
    ref = models.CharField(max_length=60, blank=True)
    lanes = models.SmallIntegerField(null=True, blank=True)
    speed_kmh = models.FloatField()
    speed_back_kmh = models.FloatField()
    speed_source = models.CharField(max_length=10, choices=SpeedSource)
    oneway = models.BooleanField()
    private = models.BooleanField(default=False)
    roundabout = models.BooleanField(default=False)
    length_m = models.FloatField()
    bridge = models.BooleanField(default=False)
    tunnel = models.BooleanField(default=False)
    layer = models.SmallIntegerField(default=0)
    surface = models.CharField(max_length=40, blank=True)
    from_node = models.BigIntegerField()
    to_node = models.BigIntegerField()
    geometry = models.BinaryField()

    class Meta(Placed.Meta):
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "number"], name="segment_number_is_its_own"
            ),
            models.CheckConstraint(
                condition=Q(speed_kmh__gt=0) & Q(length_m__gte=0),
                name="segment_can_be_driven",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "cell"], name="segment_by_cell"),
        ]

    if TYPE_CHECKING:
        network_id: int

    def __str__(self) -> str:
        return f"{self.name or self.road_class} ({self.number})"


class TurnRestriction(models.Model):
    """A turn that is forbidden, or the only one allowed, at one junction."""

    network = models.ForeignKey(
        RoadNetwork, models.CASCADE, related_name="restrictions"
    )
    relation = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    turning = models.CharField(max_length=10, choices=Turning)
    from_segment = models.BigIntegerField()
    via_node = models.BigIntegerField()
    to_segment = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.from_segment} > {self.to_segment}"


class Closure(Placed):
    """A stretch of road closed or slowed for a time; ``lon, lat`` is where it lies."""

    kind = models.CharField(max_length=10, choices=ClosureKind)
    factor = models.FloatField(default=0)  # what is left of the speed; 0 is closed
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    ended_by = models.CharField(max_length=60, blank=True)

    class Meta(Placed.Meta):
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=ClosureKind.CLOSED, factor=0)
                | Q(kind=ClosureKind.SLOWED, factor__gt=0, factor__lt=1),
                name="closure_closes_or_slows",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="closure_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["until_at", "from_at"], name="closure_when")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ClosedSegment(models.Model):
    """One segment of a closure, by its number in the active network."""

    closure = models.ForeignKey(Closure, models.CASCADE, related_name="segments")
    number = models.BigIntegerField()
    direction = models.CharField(
        max_length=10, choices=Direction, default=Direction.BOTH.value
    )
    geometry = models.BinaryField()  # kept, so that the next network can find it again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closure", "number", "direction"],
                name="segment_is_closed_once_by_a_closure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closure_id}: {self.number}"
