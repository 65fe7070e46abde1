"""The live stream: one small ASGI process that says where something happened.

It speaks server-sent events. ``change`` names a ledger line, its subject and unit;
``positions`` lists patrols that moved, at most twice a second; ``resync`` asks the
page to fetch everything again (first of all, and after anything was missed);
``renew`` says the pass has ended. What happened the page asks with its own rights.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import django

django.setup()

import psycopg  # noqa: E402
import structlog  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection as web  # noqa: E402
from psycopg import sql  # noqa: E402

from lantas.console.hub import CHANGES, FRAME_S, POSITIONS, Hub  # noqa: E402
from lantas.kernel.units import listening  # noqa: E402

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = structlog.get_logger()
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 5.0
PROBE_S = 10.0


class Streams:
    """The application: a hub, and the two tasks that feed it."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            self.start()
            await self._answer(scope, receive, send)

    def start(self) -> None:
        """Begin to listen, once, in the loop that is running now."""
        if not self.tasks:
            self.tasks = [
                asyncio.create_task(listen(self.hub)),
                asyncio.create_task(tick(self.hub)),
            ]

    async def stop(self) -> None:
        """End both tasks."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks = []

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _say(send, 405, {"detail": "GET only"})
        elif scope["path"] == "/healthz":
            well = self.hub.is_listening
            said = {"listening": well, "listeners": len(self.hub.listeners)}
            await _say(send, 200 if well else 503, said)
        elif scope["path"] == "/events":
            await self._events(scope, receive, send)
        else:
            await _say(send, 404, {"detail": "no such address"})

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        try:
            rights = listening.read(query.get("pass", [""])[0])
        except listening.NoPass:
            await _say(send, 401, {"detail": "the pass has ended; fetch the page anew"})
            return
        listener = self.hub.enter(rights, lasts_s=listening.LASTS_S)
        if listener is None:
            await _say(send, 503, {"detail": "too many listeners; try again soon"})
            return
        try:
            await send(_head(200, b"text/event-stream", scope))
            writing = asyncio.create_task(_write(listener.frames(), send))
            leaving = asyncio.create_task(_gone(receive))
            _done, open_tasks = await asyncio.wait(
                {writing, leaving}, return_when=asyncio.FIRST_COMPLETED
            )
            for task in open_tasks:
                task.cancel()
            await asyncio.gather(*open_tasks, return_exceptions=True)
        finally:
            self.hub.leave(listener)


async def _write(frames: Any, send: Send) -> None:
    async for said in frames:
        await send({"type": "http.response.body", "body": said, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, status: int, said: dict[str, Any]) -> None:
    await send(_head(status, b"application/json", {}))
    body = json.dumps(said).encode()
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _head(status: int, kind: bytes, scope: Scope) -> dict[str, Any]:
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"vary", b"origin"),
    ]
    # Only our own pages may read the stream; others have no reason to.
    if dict(scope.get("headers", ())).get(b"origin") == settings.WEB_URL.encode():
        headers.append((b"access-control-allow-origin", settings.WEB_URL.encode()))
    return {"type": "http.response.start", "status": status, "headers": headers}


async def listen(hub: Hub) -> None:
    """Pass on what the database notifies; come back whenever it was away."""
    wait = FIRST_WAIT_S
    while True:
        try:
            async with await connect() as held:
                hub.is_listening, wait = True, FIRST_WAIT_S
                hub.resync()
                await _pass_on(held, hub)
        except (psycopg.Error, OSError) as trouble:
            log.warning("database is away", why=str(trouble), again_in_s=wait)
        finally:
            hub.is_listening = False
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT_S)


async def connect() -> psycopg.AsyncConnection[Any]:
    """Connect as the application does, and listen on both channels."""
    params = web.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "options", "sslmode")
    said = {name: params[name] for name in names if params.get(name)}
    held = await psycopg.AsyncConnection.connect(
        **said, autocommit=True, connect_timeout=5
    )
    for channel in (CHANGES, POSITIONS):
        await held.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
    return held


async def _pass_on(held: psycopg.AsyncConnection[Any], hub: Hub) -> None:
    while True:
        async for said in held.notifies(timeout=PROBE_S):
            hub.hear(said.channel, said.payload)
        # Nothing for a while: ask, so that a dead connection is noticed.
        await held.execute("SELECT 1")


async def tick(hub: Hub) -> None:
    """Send the positions that came together, twice a second at most."""
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            await asyncio.sleep(FRAME_S)
            hub.tell_positions()


application = Streams()
