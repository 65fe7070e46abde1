"""The words of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    """What an officer may be appointed to here."""

    AUDITOR = "ledger.auditor", _("Reads the ledger and hands out bundles")
    OPERATOR = "ledger.operator", _("Watches over reactions that are stuck")


class MediaType(TextChoices):
    """The kinds of file that are kept as evidence, told by their content."""

    JPEG = "image/jpeg", _("JPEG picture")
    PNG = "image/png", _("PNG picture")
    WEBP = "image/webp", _("WebP picture")
    PDF = "application/pdf", _("PDF document")


class Source(TextChoices):
    """Who brought the evidence."""

    CITIZEN = "citizen", _("Citizen")
    OFFICER = "officer", _("Officer")
    CAMERA = "camera", _("Camera")
    AGENCY = "agency", _("Other agency")


SUFFIX = {
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.WEBP: "webp",
    MediaType.PDF: "pdf",
}
