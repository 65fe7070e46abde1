"""The words of the vault: why a person's record may be opened, and by whom."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Why somebody opens a person's record. The person reads it on his own page."""

    CONTACT = "contact", _("To send you a message about your matter")
    CASE_WORK = "case_work", _("To work on a matter you are part of")
    INVESTIGATION = "investigation", _("To investigate a crash or an offence")
    ROADSIDE_CHECK = "roadside_check", _("Check at the roadside")
    RECOGNITION = "recognition", _("To find out whether you are known already")
    OWN_REQUEST = "own_request", _("Because you asked for it yourself")
    OVERSIGHT = "oversight", _("To check that the rules on your data were kept")


# Without a case these need a note that says why; every other purpose needs a case.
WITHOUT_CASE = frozenset(
    {Purpose.ROADSIDE_CHECK, Purpose.OVERSIGHT, Purpose.OWN_REQUEST}
)


class Role(TextChoices):
    """What a person is in a matter."""

    REPORTER = "reporter", _("Reporter")
    WITNESS = "witness", _("Witness")
    DRIVER = "driver", _("Driver")
    OWNER = "owner", _("Owner of a vehicle")
    INJURED = "injured", _("Injured person")
    APPLICANT = "applicant", _("Applicant")


class Duty(TextChoices):
    """What an officer may be appointed to here."""

    CHECKER = "parties.checker", _("Checks people at the roadside, without a case")
    KEEPER = "parties.keeper", _("Keeps the personal data: export, erasure, oversight")
