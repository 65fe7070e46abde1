from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from PIL import Image

from conftest import Corps
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.models import RateCount
from lantas.response.models import Incident, Report
from lantas.response.queries import tracking
from lantas.response.terms import Duty
from lantas.response.tests.conftest import HERE, Town, staffed

API = "/api/response"
JSON = "application/json"
JPEG = b"\xff\xd8\xff"


@pytest.fixture
def staff(corps: Corps, everywhere: None) -> Town:
    return staffed(corps)


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "#446688").save(file, "JPEG")
    file.seek(0)
    file.name = "foto.jpg"
    return file


def told(**said: Any) -> dict[str, Any]:
    return {
        "client_id": str(uuid.uuid4()),
        "lon": HERE[0],
        "lat": HERE[1],
        "kind": "crash",
        "what": "Dua motor <script>alert(1)</script>",
        "language": "id",
        **said,
    }


def as_officer(officer: Any) -> Client:
    client = Client(headers={"Accept": "application/json"})
    client.force_login(officer)
    return client


@pytest.mark.slow
def test_the_whole_way_through_the_doors(staff: Town, client: Client) -> None:
    sent = client.post(f"{API}/reports", told(photo=picture()))
    assert sent.status_code == 201, sent.content
    receipt = sent.json()
    number = receipt["number"]
    assert receipt["tracking_url"].endswith(f"/track/{receipt['token']}/")

    dewi = as_officer(staff.dewi)
    board = dewi.get(f"{API}/board").json()
    (row,) = board["incidents"]
    assert (row["number"], row["state"], row["reports"]) == (number, "reported", 1)
    assert "events?pass=" in board["stream"]["url"]
    assert [p["status"] for p in board["patrols"]] == ["free"]
    detail = dewi.post(f"{API}/incidents/{number}/take").json()
    assert detail["state"] == "taken"
    assert len(detail["photos"]) == 1
    shown: Any = dewi.get(detail["photos"][0])
    assert b"".join(shown.streaming_content)[:3] == JPEG
    sent_to = {"call_sign": "BGR-01"}
    detail = dewi.post(
        f"{API}/incidents/{number}/dispatch", sent_to, content_type="application/json"
    ).json()
    assert detail["patrols"] == ["BGR-01"]

    budi = as_officer(staff.budi)
    (job,) = budi.get(f"{API}/duty").json()["assignments"]
    assert job["incident"] == number
    spot = {"lon": HERE[0], "lat": HERE[1] + 0.02, "at": now().isoformat()}
    kept = budi.post(f"{API}/positions", [spot], content_type="application/json")
    assert kept.json() == {"kept": 1}
    for n, deed in enumerate(["accept", "arrive", "finish"]):
        answer = budi.post(
            f"{API}/deeds",
            [
                {
                    "id": str(uuid.uuid4()),
                    "seq": n,
                    "deed": deed,
                    "assignment": job["number"],
                    "at": "2026-03-02T08:00:00Z",
                    "outcome": "handled",
                }
            ],
            content_type="application/json",
        )
        assert answer.json()[0]["result"] == "done", answer.content
    seen = client.get(f"{API}/track/{receipt['token']}").json()
    assert seen["state"] == "resolved"
    rated = client.post(
        f"{API}/track/{receipt['token']}/rating",
        {"stars": 5},
        content_type="application/json",
    )
    assert rated.json()["stars"] == 5


def test_a_report_without_a_place_or_kind_says_which_field(
    staff: Town, client: Client
) -> None:
    bad = client.post(f"{API}/reports", told(kind="ufo"))
    assert (bad.status_code, bad.json()["field"]) == (422, "kind")
    for lon in ("nan", "inf", "x", ""):
        off = client.post(f"{API}/reports", told(lon=lon))
        assert (off.status_code, off.json()["field"]) == (422, "lon")
    sea = client.post(f"{API}/reports", told(lon=0, lat=0))
    assert (sea.status_code, sea.json()["field"]) == (422, "place")
    assert "110" in sea.json()["detail"]
    off = client.post(f"{API}/reports", told(lon=999))
    assert off.status_code == 422
    assert not Incident.objects.exists()


def test_a_million_characters_are_refused(staff: Town, client: Client) -> None:
    long = client.post(f"{API}/reports", told(what="x" * 1_000_000))
    assert (long.status_code, long.json()["field"]) == (422, "what")


def test_a_picture_too_large_is_refused_before_it_is_read(
    staff: Town, client: Client
) -> None:
    big = client.post(f"{API}/reports", told(), headers={"Content-Length": "21000000"})
    assert big.status_code == 413
    fat = io.BytesIO(b"\xff\xd8\xff" + bytes(12 * 1024 * 1024))
    fat.name = "foto.jpg"
    told_too_much = client.post(f"{API}/reports", told(photo=fat))
    assert told_too_much.status_code == 413
    assert not Incident.objects.exists()


def test_a_file_that_only_says_it_is_a_picture_is_refused(
    staff: Town, client: Client
) -> None:
    for content in (b"GIF89a", b"<script>", b"\xff\xd8\xff" + bytes(100)):
        file = io.BytesIO(content)
        file.name = "foto.jpg"
        answer = client.post(f"{API}/reports", told(photo=file))
        assert answer.status_code in {415, 422}
        assert answer.json()["field"] == "photo"
    assert not Incident.objects.exists()


def test_the_same_report_sent_again_is_answered_the_same(
    staff: Town, client: Client
) -> None:
    said = told()
    first, again = (client.post(f"{API}/reports", said) for _n in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()


def test_near_shows_what_anybody_may_know(staff: Town, client: Client) -> None:
    sent = client.post(f"{API}/reports", told()).json()
    client.post(f"{API}/reports", told(kind="crime"))
    rows = client.get(f"{API}/near?lon={HERE[0]}&lat={HERE[1] + 0.001}").json()
    assert [row["number"] for row in rows] == [sent["number"]]
    assert rows[0]["reports"] == 1
    assert 100 < rows[0]["distance_m"] < 120
    assert "what" not in rows[0]
    far = client.get(f"{API}/near?lon={HERE[0] + 0.01}&lat={HERE[1]}")
    assert far.json() == []
    assert client.get(f"{API}/near", {"lon": 0, "lat": 0}).json() == []


def test_kinds_speak_the_readers_language(staff: Town, client: Client) -> None:
    rows = client.get(f"{API}/kinds", headers={"Accept-Language": "en"}).json()
    assert {"value": "crash", "name": "Crash"} in rows


def test_a_link_that_is_none_leads_nowhere(staff: Town, client: Client) -> None:
    assert client.get(f"{API}/track/nonsense").status_code == 404
    rated = client.post(
        f"{API}/track/nonsense/rating", {"stars": 5}, content_type="application/json"
    )
    assert rated.status_code == 404


def test_a_link_shows_the_readers_own_report_only(staff: Town, client: Client) -> None:
    mine = client.post(f"{API}/reports", told()).json()
    seen = client.get(f"{API}/track/{mine['token'].upper()}").json()
    assert seen["number"] == mine["number"]
    assert "Dua motor" not in str(seen)


OFFICERS = [
    ("get", "board"),
    ("get", "incidents/{number}"),
    ("get", "incidents/{number}/proposal"),
    ("post", "incidents/{number}/take"),
    ("post", "incidents/{number}/dispatch"),
    ("post", "incidents/{number}/withdraw"),
    ("post", "incidents/{number}/reject"),
    ("post", "incidents/{number}/resolve"),
    ("get", "incidents"),
    ("post", "incidents/{number}/call"),
    ("post", "incidents/{number}/reopen"),
    ("post", "incidents/{number}/close"),
    ("get", "duty"),
    ("post", "duty/start"),
    ("post", "duty/stop"),
    ("post", "positions"),
    ("post", "deeds"),
    ("post", "assignments/{number}/photo"),
    ("post", "assignments/{number}/call"),
]
EVERYTHING = {"account": 1, "call_sign": "BGR-01", "note": "x", "outcome": "handled"}


@pytest.mark.parametrize(("way", "path"), OFFICERS)
def test_an_officers_door_is_shut_to_others(
    staff: Town, client: Client, way: str, path: str
) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    address = f"{API}/{path.format(number=number)}"
    nobody = getattr(client, way)(address)
    assert nobody.status_code == 401
    assert nobody.json()["code"] == "not_signed_in"
    idle = as_officer(staff.corps.officer("idle", staff.corps.bogor))
    assert getattr(idle, way)(address).status_code == 403


@pytest.mark.parametrize(
    ("way", "path"), [row for row in OFFICERS if "incidents/" in row[1]]
)
def test_the_neighbours_dispatcher_finds_nothing(
    staff: Town, client: Client, way: str, path: str
) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    duties = (Duty.DISPATCHER, Duty.SUPERVISOR)
    made = staff.corps.officer("made", staff.corps.bali, *duties)
    address = f"{API}/{path.format(number=number)}"
    if way == "get":
        answer = as_officer(made).get(address)
    else:
        answer = as_officer(made).post(
            address, EVERYTHING, content_type="application/json"
        )
    assert answer.status_code == 404
    board = as_officer(made).get(f"{API}/board").json()
    assert (board["incidents"], board["patrols"]) == ([], [])


def test_a_form_from_elsewhere_is_refused(staff: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.dewi)
    assert client.post(f"{API}/incidents/X/take").status_code == 403


def test_a_refused_move_says_why_and_changes_nothing(
    staff: Town, client: Client
) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    dewi = as_officer(staff.dewi)
    no = dewi.post(f"{API}/incidents/{number}/reject", {"note": " "}, content_type=JSON)
    assert (no.status_code, no.json()["field"]) == (409, "note")
    gone = dewi.post(
        f"{API}/incidents/{number}/withdraw",
        {"call_sign": "BGR-01", "note": "x"},
        content_type=JSON,
    )
    assert gone.status_code == 404
    assert dewi.get(f"{API}/incidents/{number}").json()["state"] == "reported"


def test_a_dispatcher_calls_back_and_ends_through_the_doors(
    staff: Town, client: Client
) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    dewi = as_officer(staff.dewi)
    path = f"{API}/incidents/{number}"
    to = {"call_sign": "BGR-01"}
    dewi.post(f"{path}/dispatch", to, content_type=JSON)
    busy = dewi.post(f"{path}/dispatch", to, content_type=JSON)
    assert (busy.status_code, busy.json()["code"]) == (409, "patrol_busy")
    back = dewi.post(f"{path}/withdraw", {**to, "note": "x"}, content_type=JSON)
    assert back.json()["patrols"] == []
    end = dewi.post(f"{path}/resolve", {"outcome": "handled"}, content_type=JSON)
    assert end.json()["state"] == "resolved"
    assert dewi.get(f"{API}/board").json()["incidents"] == []


def test_a_proposal_says_what_is_missing(staff: Town, client: Client) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    found = as_officer(staff.dewi).get(f"{API}/incidents/{number}/proposal").json()
    assert found["candidates"] == []
    assert "BGR-01" in found["shortfalls"][0]


def test_an_officer_comes_on_and_goes_off_duty(staff: Town) -> None:
    siti = as_officer(staff.corps.officer("siti", staff.corps.bogor, Duty.PATROL))
    shown = siti.get(f"{API}/duty").json()
    assert (shown["patrol"], shown["patrols_free"]) == (None, [])
    budi = as_officer(staff.budi)
    assert budi.post(f"{API}/duty/stop").json()["patrol"] is None
    assert siti.get(f"{API}/duty").json()["patrols_free"][0]["call_sign"] == "BGR-01"
    on = siti.post(f"{API}/duty/start", {"call_sign": "BGR-01"}, content_type=JSON)
    assert on.json()["patrol"] == "BGR-01"
    none = siti.post(f"{API}/duty/start", {"call_sign": "?"}, content_type=JSON)
    assert none.status_code == 404
    spot = {"lon": 500, "lat": 0, "at": now().isoformat()}
    assert siti.post(f"{API}/positions", [spot], content_type=JSON).status_code == 422


def test_a_patrol_adds_a_picture_from_the_scene_once(
    staff: Town, client: Client
) -> None:
    staff.dispatched(staff.incident())
    budi = as_officer(staff.budi)
    (job,) = budi.get(f"{API}/duty").json()["assignments"]
    path = f"{API}/assignments/{job['number']}/photo"
    said = {"client_id": str(uuid.uuid4())}
    first = budi.post(path, {**said, "photo": picture()})
    again = budi.post(path, {**said, "photo": picture()})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    made = as_officer(staff.corps.officer("made", staff.corps.bali, Duty.PATROL))
    assert made.post(path, {**said, "photo": picture()}).status_code == 404
    assert made.get(first.json()["url"]).status_code == 404


def test_the_public_doors_stand_wide_but_not_for_machines(
    staff: Town, client: Client
) -> None:
    assert client.get(f"{API}/kinds").status_code == 200
    RateCount.objects.update(count=1_200)
    answer = client.get(f"{API}/kinds")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_often")


@pytest.mark.parametrize("incidents", [1, 15])
def test_the_board_costs_the_same_however_much_is_on_it(
    staff: Town, incidents: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(incidents):
        staff.report(what=str(n))
    for name in "abc":
        officer = staff.corps.officer(name, staff.corps.bogor, Duty.PATROL)
        staff.patrol_with(name, officer)
    dewi = as_officer(staff.dewi)
    dewi.get(f"{API}/board")
    with django_assert_max_num_queries(14):
        board = dewi.get(f"{API}/board").json()
    assert (len(board["incidents"]), len(board["patrols"])) == (incidents, 4)


def test_a_refused_report_counts_as_a_knock(staff: Town, client: Client) -> None:
    client.post(f"{API}/reports", told(kind="ufo"))
    client.post(f"{API}/reports", told(lon="x"))
    assert RateCount.objects.get(door="response.report").count == 2


def test_a_supervisor_looks_again_and_closes(staff: Town, client: Client) -> None:
    sent = client.post(f"{API}/reports", told()).json()
    path = f"{API}/incidents/{sent['number']}"
    dewi = as_officer(staff.dewi)
    dewi.post(f"{path}/take")
    sari = as_officer(staff.corps.officer("sari", staff.corps.bogor, Duty.SUPERVISOR))
    assert sari.post(f"{path}/close").status_code == 409
    dewi.post(f"{path}/resolve", {"outcome": "handled"}, content_type=JSON)
    again = sari.post(f"{path}/reopen", {"note": "x"}, content_type=JSON).json()
    assert (again["state"], again["taken_by"], again["outcome"]) == ("reported", "", "")
    dewi.post(f"{path}/take")
    dewi.post(f"{path}/resolve", {"outcome": "handled"}, content_type=JSON)
    assert sari.post(f"{path}/close").json()["state"] == "closed"
    asked = client.post(f"{API}/track/{sent['token']}/reopen")
    assert asked.status_code == 409


def test_the_reporter_asks_to_look_again_through_the_door(
    staff: Town, client: Client
) -> None:
    sent = client.post(f"{API}/reports", told()).json()
    dewi = as_officer(staff.dewi)
    dewi.post(f"{API}/incidents/{sent['number']}/take")
    end = {"outcome": "handled"}
    dewi.post(f"{API}/incidents/{sent['number']}/resolve", end, content_type=JSON)
    seen = client.get(f"{API}/track/{sent['token']}").json()
    assert seen["can_reopen"]
    again = client.post(f"{API}/track/{sent['token']}/reopen").json()
    assert again["state"] == "reported"


def test_a_reporters_number_opens_to_who_needs_it_and_the_look_is_kept(
    staff: Town, client: Client
) -> None:
    number = client.post(f"{API}/reports", told(phone="0812 0000 0001")).json()[
        "number"
    ]
    dewi, budi = as_officer(staff.dewi), as_officer(staff.budi)
    path = f"{API}/incidents/{number}"
    (account,) = dewi.get(path).json()["accounts"]
    assert account["has_phone"]
    assert "+62" not in str(account)
    said = {"account": account["id"]}
    shown = dewi.post(f"{path}/call", said, content_type=JSON).json()
    assert shown == {"phone": "+6281200000001"}
    none = dewi.post(f"{path}/call", {"account": 0}, content_type=JSON)
    assert none.status_code == 404
    dewi.post(f"{path}/dispatch", {"call_sign": "BGR-01"}, content_type=JSON)
    (job,) = budi.get(f"{API}/duty").json()["assignments"]
    phones = budi.post(f"{API}/assignments/{job['number']}/call").json()["phones"]
    assert phones == ["+6281200000001"]
    eko = staff.corps.officer("eko", staff.corps.bogor, Duty.PATROL)
    other = as_officer(eko).post(f"{API}/assignments/{job['number']}/call")
    assert other.status_code == 404
    reference = Report.objects.get().reporter
    looks = Entry.objects.filter(name="party.looked", subject=reference)
    assert [line.by for line in looks.order_by("pk")] == [staff.dewi, staff.budi]
    (told_us,) = tracking.told_by(reference, seen_by=Citizen())
    assert told_us["case"] == number


def test_nobody_is_called_who_left_no_number(staff: Town, client: Client) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    dewi = as_officer(staff.dewi)
    said = {"account": Report.objects.get().pk}
    answer = dewi.post(f"{API}/incidents/{number}/call", said, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_number")


def test_what_ended_can_be_looked_back_at(staff: Town, client: Client) -> None:
    number = client.post(f"{API}/reports", told()).json()["number"]
    dewi = as_officer(staff.dewi)
    assert dewi.get(f"{API}/incidents").json() == []
    no = {"note": "x", "reason": "prank"}
    dewi.post(f"{API}/incidents/{number}/reject", no, content_type=JSON)
    (row,) = dewi.get(f"{API}/incidents").json()
    assert (row["number"], row["state"], row["reports"]) == (number, "rejected", 1)
