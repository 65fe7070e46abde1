"""The words of what goes out: by which way, and how far it has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """By which way a message goes out."""

    PUSH = "push", _("Notification on the phone")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


class MessageState(TextChoices):
    """How far a message has come."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed, will be tried again")
    DEAD = "dead", _("Given up; an operator decides")


class Failure(TextChoices):
    """Why a message did not go out."""

    UNREACHABLE = "unreachable", _("The provider did not answer or asked to wait")
    REFUSED = "refused", _("The provider refuses this address or message")
    NO_WAY = "no_way", _("No address is known, or no way to it is set up")
    EXPIRED = "expired", _("It came too late to be of use")
    ERASED = "erased", _("The reader's record was erased")
    BROKEN = "broken", _("Our own program failed; see the log")


class Duty(TextChoices):
    """What an officer may be appointed to here."""

    OPERATOR = "messages.operator", _("Watches over messages that did not go out")
