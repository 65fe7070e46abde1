from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.test import RequestFactory

from conftest import Corps
from lantas.kernel.access.oidc import OfficerSocialAdapter


class Login(SimpleNamespace):
    """What the provider told, and whom it was joined to."""

    is_existing = False
    joined: Any = None

    def connect(self, request: Any, officer: Any) -> None:
        self.joined = officer


def login(number: str) -> Login:
    account = SimpleNamespace(extra_data={"preferred_username": number})
    return Login(account=account)


def test_the_provider_proves_who_an_officer_is(
    corps: Corps, rf: RequestFactory
) -> None:
    siti = corps.officer("88010001", corps.bogor)
    said = login("88010001")
    OfficerSocialAdapter().pre_social_login(rf.get("/"), said)  # type: ignore[arg-type]
    assert said.joined == siti


@pytest.mark.parametrize("number", ["", "99999999"])
def test_the_provider_makes_no_officers(
    corps: Corps, rf: RequestFactory, number: str
) -> None:
    with pytest.raises(ImmediateHttpResponse) as no:
        OfficerSocialAdapter().pre_social_login(rf.get("/"), login(number))  # type: ignore[arg-type]
    assert no.value.response.status_code == 403


def test_a_closed_account_stays_closed(corps: Corps, rf: RequestFactory) -> None:
    siti = corps.officer("88010001", corps.bogor)
    siti.is_active = False
    siti.save()
    with pytest.raises(ImmediateHttpResponse):
        OfficerSocialAdapter().pre_social_login(rf.get("/"), login("88010001"))  # type: ignore[arg-type]
