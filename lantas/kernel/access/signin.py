"""How an officer signs in: nobody signs himself up, and a password is not enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.access.terms import SecondFactor
from lantas.kernel.units import policies
from lantas.kernel.units.models import Officer
from lantas.kernel.units.requests import refused

POLICY = "access.second_factor"
CHECKED = "second_factor_checked"


class SecondFactorMissing(Refusal):
    """The unit's policy asks for a second factor and the officer has none."""

    status = 403


class OfficerAdapter(DefaultAccountAdapter):
    """Accounts are made by the corps (``lantas createofficer``), not by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> Any:
        """Send everybody to his desk."""
        return reverse("console")


def must_add_factor(officer: Officer) -> bool:
    """Return whether policy asks this officer for a factor that is not there yet.

    A unit without a policy row requires one: what nobody decided is closed.
    """
    found = policies.values([POLICY], unit=officer.unit, on=localdate())
    required = found.get(POLICY, SecondFactor.REQUIRED) != SecondFactor.OPTIONAL
    return required and not is_mfa_enabled(officer)


class SecondFactorMiddleware:
    """Keep an officer at the set-up of his second factor until he has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send pages to the set-up; tell programs why they are refused."""
        path = request.path
        if path.startswith(("/accounts/", "/static/", "/map/")) or not (
            isinstance(request.user, Officer)
        ):
            return None
        if request.session.get(CHECKED) == request.user.pk:
            return None
        if not must_add_factor(request.user):
            request.session[CHECKED] = request.user.pk
            return None
        if path.startswith("/api/"):
            missing = _("Set up your second factor first: open /accounts/2fa/.")
            return refused(request, SecondFactorMissing(missing))
        return redirect("mfa_activate_totp")
