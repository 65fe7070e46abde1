"""Claim: whatever is killed, nothing that was acknowledged is lost or doubled."""

from __future__ import annotations

import asyncio
import random
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench import crew, figures, stage
from bench.stage import Stage
from bench.wire import Answer, Line
from lantas.running import cluster
from lantas.running.postgres import server

PEOPLE_EACH, ROUNDS, ROUND_S = 6, 6, 3.0
PATIENCE_S = 30.0


@dataclass
class Told:
    """What people sent, and what they were told became of it."""

    reports: dict[str, str] = field(default_factory=dict)  # client_id → number
    deeds: dict[str, str] = field(default_factory=dict)  # id → result
    changed: list[str] = field(default_factory=list)
    again: int = 0
    stop: bool = False


def main() -> int:
    """Measure and print claim, figure and bar."""
    with stage.town("kill") as town:
        told = asyncio.run(days(town, ROUNDS))
        print(figures.HEAD)
        figures.beside("kill -9 of database or web, rounds", ROUNDS, "")
        figures.beside("reports acknowledged", len(told.reports), "")
        figures.beside("deeds of patrols acknowledged", len(told.deeds), "")
        figures.beside("sent again because no answer came", told.again, "")
        for what, count in missed(town, told).items():
            figures.exactly(what, count, 0)
    return 0


async def days(town: Stage, rounds: int, *, people_each: int = PEOPLE_EACH) -> Told:
    """Let people work while database and web are killed in turn; tell what they saw."""
    desk = crew.at_desk(town)
    patrols = crew.on_patrol(town, people_each)
    places = crew.places(town, 100)
    told = Told()
    people = [_citizen(town.web, n, places, told) for n in range(people_each)]
    people += [_crew(town.web, desk, patrol, places, told) for patrol in patrols]
    going = [asyncio.create_task(person) for person in people]
    chance = random.Random(7)
    for n in range(rounds):
        await asyncio.sleep(chance.uniform(0.5, 1.0) * ROUND_S)
        await asyncio.to_thread(_kill, town, ("database", "web", "both")[n % 3])
    await asyncio.sleep(ROUND_S)
    told.stop = True
    await asyncio.gather(*going)
    return told


def _kill(town: Stage, what: str) -> None:
    """Kill as a power cut would; start again as the supervisor does."""
    if what in {"database", "both"}:
        server.crash(town.server.data)
    if what in {"web", "both"}:
        town.children["web"].kill()
    if what in {"database", "both"}:
        cluster.up()
    if what in {"web", "both"}:
        town.start("web")
    town.wait_for("web")


async def _citizen(
    web: str, n: int, places: list[tuple[float, float]], told: Told
) -> None:
    line = Line(web, address=f"10.4.0.{n}")
    while not told.stop:
        said = _report(*random.choice(places))
        answer = await _until_answered(line, told, "post_form", REPORTS, said)
        number = answer.json()["number"]
        told.reports[said["client_id"]] = number
        # The answer may have been lost on the way: a phone asks again.
        again = await _until_answered(line, told, "post_form", REPORTS, said)
        if again.json()["number"] != number:
            told.changed.append(f"{number} became {again.json()['number']}")
        await asyncio.sleep(0.05)
    line.close()


REPORTS = "/api/response/reports"


def _report(lon: float, lat: float) -> dict[str, str]:
    return {
        "client_id": str(uuid.uuid4()),
        "lon": str(lon),
        "lat": str(lat),
        "kind": "crash",
        "what": "Dua motor bertabrakan",
        "language": "id",
    }


async def _crew(
    web: str,
    desk: str,
    patrol: dict[str, Any],
    places: list[tuple[float, float]],
    told: Told,
) -> None:
    """Send one patrol again and again, and be its phone: each deed until answered."""
    dispatcher, phone = Line(web, desk), Line(web, patrol["session"])
    while not told.stop:
        said = _report(*random.choice(places))
        citizen = Line(web, address="10.4.1.1")
        sent = await _until_answered(citizen, told, "post_form", REPORTS, said)
        citizen.close()
        number = sent.json()["number"]
        told.reports[said["client_id"]] = number
        path = f"/api/response/incidents/{number}/dispatch"
        body = {"call_sign": patrol["call_sign"]}
        await _until_answered(dispatcher, told, "post", path, body, may_refuse=True)
        job = await _job(phone, told)
        for seq, deed in enumerate(("accept", "arrive", "finish")):
            await _tell(phone, told, job, deed, seq)
    dispatcher.close()
    phone.close()


async def _job(phone: Line, told: Told) -> str:
    """Return the job on the phone, also when the answer to the dispatcher was lost."""
    duty = (await _until_answered(phone, told, "get", "/api/response/duty")).json()
    return str(duty["assignments"][0]["number"])


async def _tell(phone: Line, told: Told, job: str, deed: str, seq: int) -> None:
    said = {
        "id": str(uuid.uuid4()),
        "seq": seq,
        "deed": deed,
        "assignment": job,
        "at": datetime.now(tz=UTC).isoformat(),
        "outcome": "handled",
    }
    answer = await _until_answered(phone, told, "post", "/api/response/deeds", [said])
    told.deeds[str(said["id"])] = str(answer.json()[0]["result"])


async def _until_answered(
    line: Line, told: Told, how: str, *args: Any, may_refuse: bool = False
) -> Answer:
    """Send until the server answers for itself, as a phone does without signal."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            answer: Answer = await asyncio.wait_for(getattr(line, how)(*args), 10)
        except (OSError, EOFError, TimeoutError):
            answer = Answer(503, {}, b"no answer")
        if answer.status < 400 or (may_refuse and answer.status < 500):
            return answer
        if 400 <= answer.status < 500 or time.monotonic() > deadline:
            raise RuntimeError(f"{args[0]}: {answer.status} {answer.body[:300]!r}")
        told.again += 1
        await asyncio.sleep(0.3)


def missed(town: Stage, told: Told) -> dict[str, int]:
    """Return what was lost, doubled or torn apart, told by the database itself."""
    with town.connect() as held:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return held.execute(query).fetchall()

        kept = {str(client): number for client, number in rows(KEPT)}
        deeds = {str(deed): result for deed, result in rows(DEEDS)}
        lost = [c for c, number in told.reports.items() if kept.get(c) != number]
        gone = [d for d, was in told.deeds.items() if not _stands(was, deeds.get(d))]
        return {
            "acknowledged reports lost or renumbered": len(lost) + len(told.changed),
            "acknowledged deeds lost or refused": len(gone),
            "reports that became two incidents": len(kept)
            - len({*kept.values()})
            + len(rows(UNREPORTED)),
            "moves written twice": len(rows(TWICE)),
            "cases that are not where their last line says": len(rows(TORN)),
            "gaps in the numbers of incidents": sum(n for (n,) in rows(GAPS)),
        }


def _stands(told: str, kept: str | None) -> bool:
    return kept == "done" or (told == "already" and kept == "already")


KEPT = """
SELECT r.client_id, c.number FROM response_report r
  JOIN cases_case c ON c.id = r.incident_id
"""
DEEDS = "SELECT id, result FROM response_deed"
UNREPORTED = """
SELECT i.case_id FROM response_incident i
WHERE NOT EXISTS (SELECT FROM response_report r WHERE r.incident_id = i.case_id)
"""
TWICE = """
SELECT subject, name FROM ledger_entry
WHERE name ~ '^assignment.(opened|accept|arrive|finish)'
   OR name IN ('incident.opened', 'incident.reported', 'incident.take')
GROUP BY subject, name HAVING count(*) > 1
"""
TORN = """
SELECT c.number FROM cases_case c JOIN LATERAL (
  SELECT detail ->> 'now' AS state FROM ledger_entry e
  WHERE e.subject = c.number AND detail ? 'now' ORDER BY e.id DESC LIMIT 1) e ON true
WHERE e.state <> c.state
"""
GAPS = """
SELECT max(last) - count(*) FROM cases_counter n JOIN cases_case c
  ON c.unit_id = n.unit_id AND c.kind = n.kind WHERE n.kind = 'incident'
GROUP BY n.unit_id, n.year
"""


if __name__ == "__main__":
    sys.exit(main())
