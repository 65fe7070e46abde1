"""The words of access."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    """What an officer may be appointed to here."""

    APPOINTER = "access.appointer", _("Appoints officers to duties")


class SecondFactor(TextChoices):
    """Whether a unit's officers need more than a password."""

    REQUIRED = "required", _("Required")
    OPTIONAL = "optional", _("Optional")
