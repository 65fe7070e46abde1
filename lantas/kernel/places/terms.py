"""The words of places: roads as OpenStreetMap names them, areas as the state does."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AreaLevel(TextChoices):
    """Which ring of the administration an area belongs to."""

    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("City or regency")
    DISTRICT = "district", _("District")


class RoadClass(TextChoices):
    """What a road is for; the words of OpenStreetMap's ``highway``."""

    MOTORWAY = "motorway", _("Toll road")
    MOTORWAY_LINK = "motorway_link", _("Toll road ramp")
    TRUNK = "trunk", _("National road")
    TRUNK_LINK = "trunk_link", _("National road ramp")
    PRIMARY = "primary", _("Provincial road")
    PRIMARY_LINK = "primary_link", _("Provincial road ramp")
    SECONDARY = "secondary", _("Main city road")
    SECONDARY_LINK = "secondary_link", _("Main city road ramp")
    TERTIARY = "tertiary", _("Connecting road")
    TERTIARY_LINK = "tertiary_link", _("Connecting road ramp")
    UNCLASSIFIED = "unclassified", _("Minor road")
    RESIDENTIAL = "residential", _("Street of houses")
    LIVING_STREET = "living_street", _("Kampung street")
    SERVICE = "service", _("Service road")


class SpeedSource(TextChoices):
    """Where the speed of a segment comes from."""

    TAGGED = "tagged", _("Signed speed limit")
    ASSUMED = "assumed", _("Assumed from the road class")


class Turning(TextChoices):
    """What a turn restriction says."""

    FORBIDDEN = "forbidden", _("This turn is forbidden")
    ONLY = "only", _("Only this turn is allowed")


class ClosureKind(TextChoices):
    """What a closure does to a segment."""

    CLOSED = "closed", _("Closed")
    SLOWED = "slowed", _("Slowed")


class Direction(TextChoices):
    """Which direction of a segment a closure holds for, as the segment is drawn."""

    BOTH = "both", _("Both directions")
    FORWARD = "forward", _("As drawn")
    BACKWARD = "backward", _("Against the drawing")
