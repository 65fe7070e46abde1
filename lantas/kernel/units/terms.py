"""The words of the chain of command."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How high a unit stands."""

    NATIONAL = "national", _("National headquarters")
    PROVINCE = "province", _("Polda (province)")
    REGENCY = "regency", _("Polres (city or regency)")
    SECTOR = "sector", _("Polsek (sector)")


class TimeZone(TextChoices):
    """The three legal times of Indonesia (Keppres 41/1987)."""

    WIB = "Asia/Jakarta", _("Western Indonesian Time (WIB)")
    WITA = "Asia/Makassar", _("Central Indonesian Time (WITA)")
    WIT = "Asia/Jayapura", _("Eastern Indonesian Time (WIT)")


class Standing(TextChoices):
    """Duties nobody is appointed to, so that no move is open by omission."""

    CLOCK = "clock", _("The clock: a time limit that ran out")
    OWNER = "owner", _("The person whose matter it is")


class Certainty(TextChoices):
    """How sure we are of a rule that ships as data."""

    CONFIRMED = "confirmed", _("Confirmed")
    TO_CHECK = "to_check", _("To be checked")
