import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from conftest import Corps
from lantas.kernel import Refusal
from lantas.kernel.units.models import Unit
from lantas.kernel.units.requests import ScopeMiddleware


class Busy(Refusal):
    """The unit is busy."""


def rename(request: HttpRequest) -> HttpResponse:
    Unit.objects.update(phone="110")
    error = {"refuse": Busy("come back"), "break": ValueError("bug")}.get(
        request.GET.get("then", "")
    )
    if error:
        raise error
    return HttpResponse("done")


def broken_sql(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing")
    return HttpResponse()


urlpatterns = [path("rename", rename), path("broken", broken_sql)]
here = override_settings(ROOT_URLCONF="lantas.kernel.units.tests.test_requests")


def phones() -> set[str]:
    return set(Unit.objects.values_list("phone", flat=True))


@here
def test_what_a_view_did_stays(corps: Corps, client: Client) -> None:
    assert client.get("/rename").status_code == 200
    assert phones() == {"110"}


@here
def test_what_a_refused_view_did_is_undone(corps: Corps, client: Client) -> None:
    answer = client.get("/rename?then=refuse")
    assert answer.status_code == 409
    assert json.loads(answer.content)["code"] == "busy"
    assert phones() == {""}


@here
@override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True)
@pytest.mark.parametrize("url", ["/rename?then=break", "/broken"])
def test_what_a_broken_view_did_is_undone(
    corps: Corps, client: Client, url: str
) -> None:
    with pytest.raises((ValueError, DatabaseError)):
        client.get(url)
    assert phones() == {""}
    assert not connection.needs_rollback


def test_a_killed_request_leaves_nothing(corps: Corps, rf: RequestFactory) -> None:
    middleware: Any = None

    def killed(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, rename, (), {})
        Unit.objects.update(phone="110")
        raise SystemExit

    middleware = ScopeMiddleware(killed)
    request = rf.get("/rename")
    request.user = AnonymousUser()
    with pytest.raises(SystemExit), transaction.atomic():
        middleware(request)
    assert phones() == {""}
