"""Patrol officers: drive about, take jobs, go there, work, tell the outcome."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import structlog

from lantas.demo.liveday.citizens import somewhere
from lantas.demo.liveday.door import Shut, Visitor
from lantas.demo.liveday.drive import Drive, Point
from lantas.demo.liveday.pace import Pace
from lantas.demo.liveday.phrases import OUTCOMES

log = structlog.get_logger()
EVERY_S = 10.0  # a phone on duty sends its position this often
AT_MOST_EVERY_S = 2.0  # of real time, however fast the day goes


@dataclass
class Phone:
    """An officer's phone: where it is, what it has to do."""

    visitor: Visitor
    pace: Pace
    here: Point
    heading: float = 0.0
    seq: int = 0
    known: dict[str, str] = field(default_factory=dict)

    async def send_position(self, speed_kmh: float) -> None:
        """Tell where we are."""
        await self.visitor.post(
            "/api/response/positions",
            [
                {
                    "lon": self.here[0],
                    "lat": self.here[1],
                    "at": datetime.now(tz=UTC).isoformat(),
                    "speed_kmh": round(speed_kmh, 1),
                    "heading": round(self.heading, 1),
                    "accuracy_m": 6,
                }
            ],
        )

    async def deed(self, what: str, assignment: str, **more: Any) -> None:
        """Say one thing about a job; the phone numbers what it says."""
        self.seq += 1
        deed = {
            "id": str(uuid.uuid4()),
            "seq": self.seq,
            "deed": what,
            "assignment": assignment,
            "at": datetime.now(tz=UTC).isoformat(),
            **more,
        }
        (answer,) = await self.visitor.post("/api/response/deeds", [deed])
        if answer["result"] == "refused":
            raise Shut(f"{what} {assignment}: {answer['why']}")

    async def jobs(self) -> list[dict[str, Any]]:
        """Return the jobs on the phone."""
        duty = await self.visitor.get("/api/response/duty")
        return list(duty["assignments"])

    async def drive_to(self, goal: Point, *, patrolling: bool) -> bool:
        """Drive there; return False when a job called us away from patrolling."""
        answer = await self.visitor.get(
            "/api/places/route",
            from_lon=self.here[0],
            from_lat=self.here[1],
            to_lon=goal[0],
            to_lat=goal[1],
        )
        drive = Drive.along(answer)
        speed = drive.length_m / drive.seconds * 3.6
        step = max(EVERY_S, AT_MOST_EVERY_S * self.pace.times)
        gone = 0.0
        while gone < drive.seconds:
            await self.pace.wait(min(step, drive.seconds - gone))
            gone += step
            self.here, self.heading = drive.at(gone)
            await self.send_position(speed)
            if patrolling and await self.jobs():
                return False
        return True


async def work(base: str, pace: Pace, number: int, password: str) -> None:
    """Be one officer for the whole day, whatever goes wrong in between."""
    username = f"patroli{number:02d}"
    while True:
        visitor = Visitor(base)
        try:
            await visitor.sign_in(username, password)
            await _begin(visitor, number)
            place = await somewhere(visitor, pace) or (0.0, 0.0)
            phone = Phone(visitor, pace, place)
            await phone.send_position(0)
            while True:
                await _turn(phone)
        except (Shut, httpx.HTTPError) as trouble:
            log.info("officer starts anew", who=username, why=str(trouble))
        finally:
            await visitor.leave()
        await pace.wait(60)


async def _begin(visitor: Visitor, number: int) -> None:
    """Start duty on the patrol of the same number, unless we are on one already."""
    duty = await visitor.get("/api/response/duty")
    if duty["patrol"]:
        return
    signs = [free["call_sign"] for free in duty["patrols_free"]]
    mine = [sign for sign in signs if sign.endswith(f"-{number:02d}")]
    if not (mine or signs):
        raise Shut("no patrol is free")
    await visitor.post("/api/response/duty/start", {"call_sign": (mine or signs)[0]})


async def _turn(phone: Phone) -> None:
    jobs = await phone.jobs()
    if jobs:
        await _serve(phone, jobs[0])
        return
    goal = await somewhere(phone.visitor, phone.pace)
    if goal and await phone.drive_to(goal, patrolling=True):
        await _stand(phone, phone.pace.around(120))


async def _stand(phone: Phone, seconds: float) -> None:
    step = max(EVERY_S, AT_MOST_EVERY_S * phone.pace.times)
    while seconds > 0 and not await phone.jobs():
        await phone.pace.wait(step)
        await phone.send_position(0)
        seconds -= step


async def _serve(phone: Phone, job: dict[str, Any]) -> None:
    number, pace = job["number"], phone.pace
    if job["state"] == "offered":
        await pace.wait(pace.around(12))
        if pace.chance.random() < 0.04:
            await phone.deed("decline", number, note="Sedang menangani hal lain.")
            return
        await phone.deed("accept", number)
        job["state"] = "accepted"
    if job["state"] == "accepted":
        await phone.drive_to((job["lon"], job["lat"]), patrolling=False)
        await phone.deed("arrive", number)
    left = pace.around(420)
    step = max(EVERY_S, AT_MOST_EVERY_S * pace.times)
    while left > 0:
        await pace.wait(step)
        await phone.send_position(0)
        left -= step
    outcome = pace.chance.choice(OUTCOMES)
    await phone.deed("finish", number, outcome="handled", note=outcome)
    log.info("job done", number=number)
