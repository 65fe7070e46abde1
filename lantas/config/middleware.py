"""What every answer carries, and how a refusal looks on a page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from lantas.kernel import Refusal

Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurity:
    """Let a page load from this host alone, and run no inline script."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            [
                "default-src 'self'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                f"connect-src 'self' {settings.STREAMS_URL}",
                "worker-src 'self' blob:",
                "manifest-src 'self'",
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "form-action 'self'",
            ]
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(self), camera=(self), microphone=(self)"
        )
        return response


class Refusals:
    """Turn a refusal into a page that says what to do next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except Refusal as refusal:
            return refused(request, refusal)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Catch what a view raised."""
        return refused(request, exception) if isinstance(exception, Refusal) else None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the refusal as JSON to a program and as a page to a person."""
    if "text/html" not in request.headers.get("Accept", ""):
        said = {"detail": str(refusal), "code": refusal.code, "field": refusal.field}
        return JsonResponse(said, status=refusal.status)
    return render(
        request, "console/refused.html", {"refusal": refusal}, status=refusal.status
    )
