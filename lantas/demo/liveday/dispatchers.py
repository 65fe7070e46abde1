"""A dispatcher who takes what nobody else took and sends the proposed patrol."""

from __future__ import annotations

from typing import Any

import httpx
import structlog

from lantas.demo.liveday.door import Shut, Visitor
from lantas.demo.liveday.pace import Pace

log = structlog.get_logger()
PATIENCE_S = 20.0  # a visitor who plays dispatcher goes first


async def watch(base: str, pace: Pace, username: str, password: str) -> None:
    """Watch the board for the whole day."""
    while True:
        visitor = Visitor(base)
        try:
            await visitor.sign_in(username, password)
            while True:
                await pace.wait(PATIENCE_S)
                board = await visitor.get("/api/response/board")
                for incident in board["incidents"]:
                    await _see_to(visitor, incident)
        except (Shut, httpx.HTTPError) as trouble:
            log.info("dispatcher starts anew", why=str(trouble))
        finally:
            await visitor.leave()
        await pace.wait(60)


async def _see_to(visitor: Visitor, incident: dict[str, Any]) -> None:
    path = f"/api/response/incidents/{incident['number']}"
    try:
        if incident["state"] == "reported":
            await visitor.post(f"{path}/take")
        elif incident["state"] != "taken":
            return
        if incident["patrols"]:
            return
        proposal = await visitor.get(f"{path}/proposal")
        if proposal["candidates"]:
            best = proposal["candidates"][0]["call_sign"]
            await visitor.post(f"{path}/dispatch", {"call_sign": best})
            log.info("sent", patrol=best, incident=incident["number"])
    except Shut as refused:
        # Somebody else was quicker, or the patrol has just become busy.
        log.info("not sent", incident=incident["number"], why=str(refused))
