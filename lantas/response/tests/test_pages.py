"""The pages, without scripts: they work on any phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from conftest import Corps
from lantas.response.models import Incident, Report
from lantas.response.terms import Duty
from lantas.response.tests.conftest import Town, staffed
from lantas.response.tests.test_doors import picture, told


@pytest.fixture
def staff(corps: Corps, everywhere: None) -> Town:
    return staffed(corps)


def written(**said: Any) -> dict[str, Any]:
    form = {**told(), **said}
    form.pop("language")
    return form


def test_anybody_reports_with_a_plain_form_and_follows_it(
    staff: Town, client: Client
) -> None:
    page = client.get("/report/", headers={"Accept": "text/html"})
    found = re.search(
        r'name="client_id" value="([0-9a-f-]{36})"', page.content.decode()
    )
    assert found
    sent = client.post("/report/", written(client_id=found[1], photo=picture()))
    assert sent.status_code == 302
    shown = client.get(sent["Location"], headers={"Accept": "text/html"})
    number = Report.objects.get().incident.case.number
    assert number in shown.content.decode()
    assert "no-cache" in shown["Cache-Control"]
    again = client.post("/report/", written(client_id=found[1]))
    assert again["Location"] == sent["Location"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "ufo"}, 422),
        ({"lon": ""}, 422),
        ({"lon": "nan"}, 422),
        ({"what": "x" * 3_000}, 422),
        ({"lon": 0, "lat": 0}, 422),
        ({"phone": "abc"}, 422),
    ],
)
def test_a_form_that_lacks_something_comes_back_with_what_was_written(
    staff: Town, client: Client, said: dict[str, Any], status: int
) -> None:
    page = client.post("/report/", written(**said), headers={"Accept": "text/html"})
    assert page.status_code == status
    assert "Dua motor &lt;script&gt;" in page.content.decode() or "what" in said
    assert not Incident.objects.exists()


def test_the_script_somebody_wrote_into_a_report_is_only_text(
    staff: Town, client: Client
) -> None:
    client.post("/report/", written(lon=0, lat=0))
    page = client.post("/report/", written(kind="ufo")).content.decode()
    assert "<script>alert" not in page


def test_a_link_that_is_none_is_not_found(staff: Town, client: Client) -> None:
    answer = client.get("/track/nonsense/", headers={"Accept": "text/html"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("path", "duty"),
    [("/response/board/", Duty.DISPATCHER), ("/patrol/", Duty.PATROL)],
)
def test_a_work_page_opens_to_its_duty_and_says_who_you_are(
    staff: Town, client: Client, path: str, duty: str
) -> None:
    assert client.get(path).status_code == 302
    client.force_login(staff.corps.officer("idle", staff.corps.bogor))
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 403
    client.force_login(staff.corps.officer("rani", staff.corps.bogor, duty))
    page = client.get(path, headers={"Accept": "text/html"}).content.decode()
    assert '"number": "rani"' in page
    assert "events?pass=" in page


def test_a_picture_is_for_officers_of_the_unit(staff: Town, client: Client) -> None:
    client.post("/report/", written(photo=picture()))
    path = f"/response/photos/{Incident.objects.get().photos.get().pk}/"
    assert client.get(path).status_code == 302
    client.force_login(staff.corps.officer("made", staff.corps.bali, Duty.VIEWER))
    assert client.get(path).status_code == 404
    assert client.get("/response/photos/999999/").status_code == 404
