"""Sign-in through the corps' own identity provider: it proves who, we decide what."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.units.models import Officer
from lantas.kernel.units.requests import refused

CLAIM = "preferred_username"


class NoAccount(Refusal):
    """The provider knows the person, but the corps has made no account for him."""

    status = 403


class OfficerSocialAdapter(DefaultSocialAccountAdapter):
    """Join the provider's user to the officer with the same service number."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse: accounts are made by the corps."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the officer by service number, or refuse and say who can help."""
        if sociallogin.is_existing:
            return
        number = str(sociallogin.account.extra_data.get(CLAIM, ""))
        officer = find_officer(number)
        if officer is None:
            missing = _(
                "No account here has the service number %(number)s. Ask whoever"
                " appoints officers in your unit."
            ) % {"number": number or "?"}
            raise ImmediateHttpResponse(refused(request, NoAccount(missing)))
        sociallogin.connect(request, officer)


def find_officer(number: str) -> Officer | None:
    """Return the active officer with this service number, if there is one."""
    return Officer.objects.filter(username=number, is_active=True).first()
