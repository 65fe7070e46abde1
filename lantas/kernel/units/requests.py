"""What a door receives, and the one transaction it works in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any, ParamSpec, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from lantas.kernel import Refusal
from lantas.kernel.units import rates, scope
from lantas.kernel.units.models import Officer

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request whose user is known to be an officer."""

    user: Officer
    htmx: HtmxDetails


class AnyRequest(HttpRequest):
    """A request from anybody."""

    user: Officer | AnonymousUser
    htmx: HtmxDetails


def outside_scope(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Mark a view that touches no walled table and needs no transaction."""

    @wraps(view)
    def plain(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(*args, **kwargs)

    cast(Any, plain).outside_scope = True
    return plain


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the refusal as JSON to a program and as a page to a person."""
    if "text/html" not in request.headers.get("Accept", ""):
        said = {"detail": str(refusal), "code": refusal.code, "field": refusal.field}
        return JsonResponse(said, status=refusal.status)
    return render(
        request, "console/refused.html", {"refusal": refusal}, status=refusal.status
    )


class ScopeMiddleware:
    """Run every view in one transaction, with the officer's units in scope.

    Must be the last middleware. A citizen's request has no unit in scope; the
    action that serves him opens exactly the one he needs. Whatever a view raises
    rolls the transaction back; a refusal is answered with what to do instead, and
    anything else is left to the middleware that knows it (ask the password again).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; whatever the view left open is committed."""
        try:
            response = self.get_response(request)
        except BaseException as error:
            _close(request, error)
            raise
        _close(request)
        if "knocks" in request.__dict__:
            rates.count_knocks(request)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Any,
        kwargs: Any,
    ) -> None:
        """Open the transaction that view and template work in."""
        if getattr(view, "outside_scope", False):
            return
        stack = ExitStack()
        cast(Any, request).scope_stack = stack
        stack.enter_context(transaction.atomic())
        if isinstance(request.user, Officer):
            stack.enter_context(scope.of(request.user))

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Undo what the view did; answer a refusal."""
        _close(request, error)
        return refused(request, error) if isinstance(error, Refusal) else None


def _close(request: HttpRequest, error: BaseException | None = None) -> None:
    stack: ExitStack | None = request.__dict__.pop("scope_stack", None)
    if stack is not None:
        kind = type(error) if error else None
        stack.__exit__(kind, error, error.__traceback__ if error else None)
