"""The live stream: who hears what, how soon, and what happens when it is missed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.db import connection, transaction

from conftest import MONDAY, Corps
from lantas.console import hub as hubs
from lantas.console import streams
from lantas.console.hub import Hub
from lantas.kernel.ledger import book
from lantas.kernel.units import listening, scope
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.listening import NoPass, Pass

BOGOR, BALI = 3, 4


def change(unit: int, subject: str = "INC-1") -> str:
    said = {"entry": 1, "name": "incident.take", "subject": subject, "unit": unit}
    return json.dumps(said)


def position(unit: int, call_sign: str, lon: float) -> str:
    return json.dumps({"unit": unit, "call_sign": call_sign, "lon": lon})


def heard(listener: hubs.Listener | None) -> list[bytes]:
    assert listener is not None
    found = []
    while not listener.waiting.empty():
        found.append(listener.waiting.get_nowait())
    return found


def test_a_listener_hears_of_his_own_units_only() -> None:
    hub = Hub()
    mine = hub.enter(Pass(units=frozenset({BOGOR})), lasts_s=60)
    every = hub.enter(Pass(units=None), lasts_s=60)
    hub.hear(hubs.CHANGES, change(BALI))
    assert heard(mine) == []
    assert len(heard(every)) == 1


def test_a_citizen_hears_of_his_own_case_and_no_positions() -> None:
    hub = Hub()
    mine = hub.enter(Pass(case="INC-1"), lasts_s=60)
    hub.hear(hubs.CHANGES, change(BOGOR, "INC-2"))
    hub.hear(hubs.POSITIONS, position(BOGOR, "A", 1.0))
    hub.tell_positions()
    assert heard(mine) == []
    hub.hear(hubs.CHANGES, change(BOGOR, "INC-1"))
    assert len(heard(mine)) == 1


def test_a_patrol_that_moved_twice_is_told_once_where_it_is_now() -> None:
    hub = Hub()
    mine = hub.enter(Pass(units=frozenset({BOGOR})), lasts_s=60)
    for lon in (1.0, 2.0):
        hub.hear(hubs.POSITIONS, position(BOGOR, "A", lon))
    hub.hear(hubs.POSITIONS, position(BALI, "B", 3.0))
    hub.tell_positions()
    hub.tell_positions()
    (said,) = heard(mine)
    assert said == b'event: positions\ndata: [{"call_sign": "A", "lon": 2.0}]\n\n'


def test_a_page_that_does_not_keep_up_is_told_to_ask_again() -> None:
    hub = Hub()
    slow = hub.enter(Pass(units=None), lasts_s=60)
    for _n in range(10 * hubs.MOST_WAITING):
        hub.hear(hubs.CHANGES, change(BOGOR))
    found = heard(slow)
    assert hubs.RESYNC in found
    assert len(found) <= hubs.MOST_WAITING


def test_nonsense_on_the_channel_stops_nobody() -> None:
    hub = Hub()
    mine = hub.enter(Pass(units=None), lasts_s=60)
    for payload in ("", "[]", "{}", '{"unit": "x", "subject": 1}'):
        hub.hear(hubs.CHANGES, payload)
        hub.hear(hubs.POSITIONS, payload)
    assert heard(mine) == []


def test_a_full_house_takes_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "MOST_LISTENERS", 1)
    hub = Hub()
    assert hub.enter(Pass(units=None), lasts_s=60)
    assert hub.enter(Pass(units=None), lasts_s=60) is None


def test_the_pass_ends_and_the_page_is_told_to_renew_it() -> None:
    async def all_frames() -> list[bytes]:
        listener = hubs.Listener(Pass(), until=1.0)
        times = iter([0.9999, 2.0])
        return [said async for said in listener.frames(lambda: next(times))]

    found = asyncio.run(all_frames())
    assert found[0].endswith(hubs.RESYNC)
    assert found[1:] == [hubs.HEARTBEAT, hubs.RENEW]


def test_a_pass_not_made_here_opens_nothing() -> None:
    with pytest.raises(NoPass):
        listening.read("made-up")
    with pytest.raises(NoPass):
        listening.read(signing.dumps({"u": None}, salt="elsewhere"))


class Page:
    """A page that listens, without a network between."""

    def __init__(self, path: str, query: str = "", origin: str = "") -> None:
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"origin", origin.encode())],
        }
        self.start: dict[str, Any] = {}
        self.body = b""
        self.news = asyncio.Event()
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        self.body += message.get("body", b"")
        self.news.set()

    async def until(self, said: bytes) -> None:
        while said not in self.body:
            self.news.clear()
            await self.news.wait()


def run(work: Callable[[streams.Streams], Awaitable[None]]) -> None:
    async def within() -> None:
        app = streams.Streams()
        try:
            await asyncio.wait_for(work(app), 10)
        finally:
            await app.stop()

    asyncio.run(within())


async def listening_now(app: streams.Streams) -> hubs.Listener:
    listener = app.hub.enter(Pass(units=None), lasts_s=60)
    assert listener is not None
    app.start()
    assert await listener.waiting.get() == hubs.RESYNC
    return listener


def test_without_a_pass_nobody_listens() -> None:
    async def work(app: streams.Streams) -> None:
        page = Page("/events", "pass=nonsense")
        await app._answer(page.scope, page.receive, page.send)
        assert page.start["status"] == 401
        other = Page("/nowhere")
        await app._answer(other.scope, other.receive, other.send)
        assert other.start["status"] == 404

    run(work)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_news_of_a_committed_entry_reaches_the_page(corps: Corps) -> None:
    siti = corps.officer("siti", corps.bogor, "response.dispatcher")
    address = listening.address_for(siti)

    def take() -> None:
        with transaction.atomic(), scope.whole_corps():
            book.write(
                "incident.take", subject="INC-7", unit=corps.bogor, by=CLOCK, at=MONDAY
            )
        connection.close()

    async def work(app: streams.Streams) -> None:
        page = Page("/events", address.partition("?")[2], settings.WEB_URL)
        await listening_now(app)
        task = asyncio.create_task(app(page.scope, page.receive, page.send))
        await page.until(b"event: resync")
        await asyncio.to_thread(take)
        await page.until(b'"subject": "INC-7"')
        allowed = dict(page.start["headers"])[b"access-control-allow-origin"]
        assert allowed == settings.WEB_URL.encode()
        page.left.set()
        await task
        assert len(app.hub.listeners) == 1

    run(work)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_after_the_database_was_away_everybody_asks_again(corps: Corps) -> None:
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
            )
        connection.close()

    async def work(app: streams.Streams) -> None:
        listener = await listening_now(app)
        await asyncio.to_thread(cut)
        assert await listener.waiting.get() == hubs.RESYNC

    run(work)


def test_citizens_pages_leave_room_for_the_dispatchers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hubs, "MOST_CITIZENS", 3)
    monkeypatch.setattr(hubs, "MOST_PER_CASE", 2)
    hub = Hub()
    one = Pass(case="INC-1")
    assert hub.enter(one, lasts_s=60)
    assert hub.enter(one, lasts_s=60)
    assert hub.enter(one, lasts_s=60) is None
    assert hub.enter(Pass(case="INC-2"), lasts_s=60)
    assert hub.enter(Pass(case="INC-3"), lasts_s=60) is None
    assert hub.enter(Pass(units=frozenset({1})), lasts_s=60)
