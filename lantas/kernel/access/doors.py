"""Who may knock at a door of the API: an officer who is signed in, or anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import SessionAuth

from lantas.kernel import Refusal
from lantas.kernel.access.guards import check_duty
from lantas.kernel.units.models import Officer
from lantas.kernel.units.rates import knock

# What a form carries besides its one picture.
REST_BYTES = 1024 * 1024


class NotSignedIn(Refusal):
    """The door is for officers, and nobody is signed in."""

    status = 401


class TooLong(Refusal):
    """The message is longer than any we take; it is not even read."""

    status = 413


class Officers(SessionAuth):
    """Let in officers who hold one of ``duties`` today; check the form's origin."""

    def __init__(self, *duties: str) -> None:
        super().__init__(csrf=True)
        self.duties = duties

    def authenticate(self, request: HttpRequest, key: str | None) -> Officer:
        """Return the officer, or say how to become one."""
        if not isinstance(request.user, Officer):
            raise NotSignedIn(
                _("Sign in first: this is for officers. Your session may have ended.")
            )
        if self.duties:
            check_duty(request.user, *self.duties)
        check_length(request)
        return request.user


def anybody(
    door: str, *, most: int, within: timedelta
) -> Callable[[HttpRequest], bool]:
    """Let everybody in, so often; before a word of the message is read."""

    def let_in(request: HttpRequest) -> bool:
        knock(door, request, most=most, within=within)
        check_length(request)
        return True

    return let_in


def check_length(request: HttpRequest) -> None:
    """Refuse a message too long to hold one picture, by what it says of itself."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    most = settings.UPLOAD_LIMIT_BYTES + REST_BYTES
    if said.isdigit() and int(said) > most:
        raise TooLong(
            _("The file is larger than %(most)d MB. Send a smaller one.")
            % {"most": settings.UPLOAD_LIMIT_BYTES // 1024**2}
        )
