"""How an officer signs in: nobody signs himself up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class OfficerAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the corps (``lantas createofficer``), not by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> Any:
        """Send everybody to his desk."""
        return "/console/"
