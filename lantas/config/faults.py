"""What is said when nothing fits or something broke: JSON to programs, else a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults


def not_read(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is broken."""
    said = _told(request, 400, "not_read", _("We could not read that"))
    return said or defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is there, or nothing for this visitor."""
    said = _told(request, 404, "not_found", _("There is nothing at this address"))
    return said or defaults.page_not_found(request, exception)


def our_fault(request: HttpRequest) -> HttpResponse:
    """500: it is written in the log; whoever asked may ask again."""
    said = _told(request, 500, "our_fault", _("Our fault: this did not work"))
    return said or defaults.server_error(request)


def _told(request: HttpRequest, status: int, code: str, what: str) -> Any:
    if not request.path.startswith("/api/"):
        return None
    said = {"detail": what, "code": code, "field": ""}
    return JsonResponse(said, status=status)
