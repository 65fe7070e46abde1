from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from PIL import Image

from conftest import Corps
from lantas.response.tests.conftest import HERE, Town, staffed

API = "/api/response"
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
