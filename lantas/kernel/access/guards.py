"""Who may enter a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.units.models import Officer

View = Callable[..., HttpResponseBase]


class DutyMissing(Refusal):
    """The officer does not hold the duty this page is for."""

    status = 403


def check_duty(officer: Officer, *duties: str) -> None:
    """Refuse unless the officer holds one of the duties today."""
    if not any(officer.holds(duty) for duty in duties):
        raise DutyMissing(
            _(
                "This page is for officers with the duty %(duties)s. Ask whoever"
                " appoints officers in your unit."
            )
            % {"duties": " / ".join(duties)}
        )


def duty_required(*duties: str) -> Callable[[View], View]:
    """Let only signed-in officers with one of ``duties`` into a page."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            assert isinstance(request.user, Officer)
            check_duty(request.user, *duties)
            return view(request, *args, **kwargs)

        return guarded

    return guard
