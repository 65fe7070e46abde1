"""A patrol on the road, played over the same doors that its phone uses."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.journeys.conftest import PASSWORD, Stage


@dataclass
class Visitor:
    """An officer's program, signed in."""

    stage: Stage
    username: str
    web: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.web = httpx.Client(base_url=self.stage.web, timeout=20)
        page = {"Accept": "text/html"}
        self.web.get("/accounts/login/", headers=page)
        answer = self.web.post(
            "/accounts/login/",
            data={"login": self.username, "password": PASSWORD},
            headers={**page, **self._token()},
        )
        assert answer.status_code == 302, answer.text

    def get(self, path: str) -> Any:
        """Ask a door."""
        return self.web.get(path).raise_for_status().json()

    def post(self, path: str, body: Any = None) -> Any:
        """Tell a door."""
        answer = self.web.post(path, json=body, headers=self._token())
        assert answer.is_success, answer.text
        return answer.json()

    def _token(self) -> dict[str, str]:
        origin = str(self.web.base_url).rstrip("/")
        return {"X-CSRFToken": self.web.cookies["csrftoken"], "Referer": origin}


@dataclass
class Desk(Visitor):
    """The dispatcher's desk."""

    username: str = "dispatcher"

    def send(self, number: str, call_sign: str) -> None:
        """Take a report and send a patrol to it."""
        path = f"/api/response/incidents/{number}"
        self.post(f"{path}/take")
        self.post(f"{path}/dispatch", {"call_sign": call_sign})

    def state(self, number: str) -> str:
        """Return where an incident stands."""
        return str(self.get(f"/api/response/incidents/{number}")["state"])


@dataclass
class Crew(Visitor):
    """One officer's phone."""

    username: str = "patroli01"
    call_sign: str = ""
    seq: int = 0

    def on_duty(self, lon: float = 116.9, lat: float = -1.889) -> None:
        """Start duty on a free patrol and say where we are."""
        duty = self.get("/api/response/duty")
        if not duty["patrol"]:
            sign = duty["patrols_free"][0]["call_sign"]
            duty = self.post("/api/response/duty/start", {"call_sign": sign})
        self.call_sign = duty["patrol"]
        at = datetime.now(tz=UTC).isoformat()
        spot = {"lon": lon, "lat": lat, "at": at, "accuracy_m": 5}
        self.post("/api/response/positions", [spot])

    def job(self) -> dict[str, Any]:
        """Wait for a job to arrive and return it."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            jobs = self.get("/api/response/duty")["assignments"]
            if jobs:
                found: dict[str, Any] = jobs[0]
                return found
        raise AssertionError("no job came")

    def deed(self, what: str, assignment: str, **more: Any) -> None:
        """Say one thing about a job."""
        self.seq += 1
        at = datetime.now(tz=UTC).isoformat()
        base = {"id": str(uuid.uuid4()), "seq": self.seq, "deed": what, "at": at}
        told = {**base, "assignment": assignment, **more}
        (answer,) = self.post("/api/response/deeds", [told])
        assert answer["result"] == "done", answer
