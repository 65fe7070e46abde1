"""Database and web are shot under load, on servers as production runs them."""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from collections.abc import Iterator

import pytest

from bench import kill, stage
from bench.stage import Stage
from bench.wire import Answer, Line
from tests.bad_days.small_town import FOUND

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("real servers")]
STUCK = 20


@pytest.fixture(scope="module")
def town() -> Iterator[Stage]:
    with stage.town("bad-days", run=("web",), settle=FOUND) as town:
        yield town


def test_phones_that_send_for_ever_stop_nobody(town: Stage) -> None:
    """Under a server that reads bodies in its working threads, eight are enough."""
    where = ("127.0.0.1", town.ports["web"])
    head = (
        f"POST /api/response/reports HTTP/1.1\r\nHost: {where[0]}:{where[1]}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 500000\r\n"
        "\r\n--x\r\n"
    )
    phones = [socket.create_connection(where) for _ in range(STUCK)]
    for phone in phones:
        phone.sendall(head.encode() + b"a" * 1000)
    with urllib.request.urlopen(f"{town.web}/healthz", timeout=10) as answer:
        assert answer.status == 200
    for phone in phones:
        phone.close()


def test_a_photo_of_twenty_megabytes_is_heard_out_and_refused(town: Stage) -> None:
    """Only who has sent it all hears the answer: so do browsers."""

    async def send() -> Answer:
        line = Line(town.web)
        photo = {"photo": b"\xff\xd8\xff" + bytes(20 * 1024**2)}
        answer = await line.post_form("/api/response/reports", {}, photo)
        await line.leave()
        return answer

    answer = asyncio.run(send())
    assert (answer.status, answer.json()["code"]) == (413, "too_long")


def test_nothing_that_was_acknowledged_is_lost_or_doubled(town: Stage) -> None:
    told = asyncio.run(kill.days(town, 2, people_each=2))
    assert told.reports
    assert told.deeds
    assert told.again, "nothing was shot at the right moment"
    assert kill.missed(town, told) == dict.fromkeys(kill.missed(town, told), 0)
