"""The words of quick response, as callers, dispatchers and patrols say them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    """What an officer may be appointed to."""

    DISPATCHER = "response.dispatcher", _("Takes reports and sends patrols")
    PATROL = "response.patrol", _("Patrols and answers jobs")
    SUPERVISOR = "response.supervisor", _("Supervises the command centre")
    VIEWER = "response.viewer", _("Watches the board, changes nothing")


class Kind(TextChoices):
    """What happened; how urgent each is, and whether neighbours see it, is a policy."""

    CRASH = "crash", _("Crash")
    CONGESTION = "congestion", _("Congestion")
    SIGNAL = "signal", _("Broken traffic light")
    STRANDED = "stranded", _("Stranded vehicle")
    OBSTRUCTION = "obstruction", _("Road blocked or flooded")
    RECKLESS = "reckless", _("Reckless driving")
    RACING = "racing", _("Illegal racing")
    PARKING = "parking", _("Badly parked")
    CRIME = "crime", _("Crime on the road")
    OTHER = "other", _("Something else")


class Priority(TextChoices):
    """How fast somebody must be there."""

    P1 = "p1", _("Life in danger")
    P2 = "p2", _("Urgent")
    P3 = "p3", _("Can wait its turn")


class IncidentState(TextChoices):
    """Where an incident stands between the first report and its end."""

    REPORTED = "reported", _("Reported")
    TAKEN = "taken", _("Taken by a dispatcher")
    DISPATCHED = "dispatched", _("Patrol on its way")
    ON_SCENE = "on_scene", _("Patrol on scene")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Not taken up")


class AssignmentState(TextChoices):
    """Where the job of one patrol on one incident stands."""

    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted, on the way")
    ON_SCENE = "on_scene", _("On scene")
    FINISHED = "finished", _("Finished")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Not answered in time")


class Tier(TextChoices):
    """Who must see a report that nobody took in time."""

    STATION = "station", _("The station")
    PROVINCE = "province", _("The province")
    NATIONAL = "national", _("Headquarters")


class PatrolStatus(TextChoices):
    """What a patrol is doing; never stored, always told by its shift and its job."""

    FREE = "free", _("Free")
    OFFERED = "offered", _("Job offered")
    EN_ROUTE = "en_route", _("On the way")
    ON_SCENE = "on_scene", _("On scene")


class Vehicle(TextChoices):
    """What a patrol drives."""

    CAR = "car", _("Patrol car")
    MOTORCYCLE = "motorcycle", _("Motorcycle")
    PICKUP = "pickup", _("Double cabin")
    TOW = "tow", _("Tow truck")


class DeedName(TextChoices):
    """What an officer tells from the road; kept on the phone without signal."""

    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    ARRIVE = "arrive", _("On scene")
    FINISH = "finish", _("Finish")


class Result(TextChoices):
    """What became of a deed that came in from a phone."""

    DONE = "done", _("Done")
    ALREADY = "already", _("Done before")
    REFUSED = "refused", _("Refused")


class Outcome(TextChoices):
    """How an incident ended."""

    HANDLED = "handled", _("Handled on the spot")
    HANDED_OVER = "handed_over", _("Handed over to another unit or agency")
    NOTHING_FOUND = "nothing_found", _("Nothing found")
    OTHER = "other", _("Other, see the note")


class RejectReason(TextChoices):
    """Why a report is not taken up."""

    PRANK = "prank", _("Prank or mistake")
    NOT_POLICE = "not_police", _("Not a police matter")
    DUPLICATE = "duplicate", _("Reported already")
    OTHER = "other", _("Other, see the note")


class Language(TextChoices):
    """In which language the person who reported is answered."""

    ID = "id", _("Indonesian")
    EN = "en", _("English")


class Freshness(TextChoices):
    """How far the last position of a patrol can be believed."""

    FRESH = "fresh", _("Fresh")
    AMBER = "amber", _("Some time ago")
    STALE = "stale", _("Too long ago")
    NONE = "none", _("Never heard from")
