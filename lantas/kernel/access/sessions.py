"""Where an officer is signed in, and when he was last seen there."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

EVERY_S = 60.0
MOST_REMEMBERED = 20_000


class SeenMiddleware:
    """Note a session at most once a minute, and at once from a new device or place.

    allauth's own middleware does it at every request: a row written to disk each
    time, which was two fifths of what a patrol's position cost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.noted: dict[tuple[str, str, str], float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it when it is due, then pass the request on."""
        key = request.session.session_key
        if key and self._is_due(key, request) and request.user.is_authenticated:
            UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def _is_due(self, key: str, request: HttpRequest) -> bool:
        place = request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent")
        here, now = (key, place[0], place[1] or ""), monotonic()
        if now - self.noted.get(here, -EVERY_S) < EVERY_S:
            return False
        if len(self.noted) >= MOST_REMEMBERED:
            self.noted.clear()
        self.noted[here] = now
        return True
