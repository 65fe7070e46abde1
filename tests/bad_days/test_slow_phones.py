"""A phone with bad signal sends for minutes: it costs nobody else anything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from lantas.config import rsgi

ANSWER = b"diterima"


@dataclass
class Scope:
    """What granian tells of a request."""

    method: str = "POST"
    path: str = "/api/response/reports"
    query_string: str = "q=1"
    headers: dict[str, str] = field(default_factory=dict)
    server: str = "127.0.0.1:8000"
    client: str = "127.0.0.1:4242"
    scheme: str = "http"
    http_version: str = "1.1"
    authority: str | None = None


class Phone:
    """A phone that sends these parts; it waits for ``signal`` before each."""

    def __init__(self, *parts: bytes, signal: asyncio.Event | None = None) -> None:
        self.parts, self.signal = parts, signal
        self.status, self.heard = 0, b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            if self.signal:
                await self.signal.wait()
            yield part

    def response_bytes(self, status: int, headers: Any, said: bytes) -> None:
        self.status, self.heard = status, said

    def response_stream(self, status: int, headers: Any) -> Phone:
        self.status = status
        return self

    async def send_bytes(self, said: bytes) -> None:
        self.heard += said


class Django:
    """An application that notes what reaches it."""

    def __init__(self, said: Iterable[bytes] = (ANSWER,)) -> None:
        self.asked: list[dict[str, Any]] = []
        self.read: list[bytes] = []
        self.said, self.closed = said, 0

    def __call__(self, environ: dict[str, Any], begin: Any) -> Any:
        self.asked.append(environ)
        self.read.append(environ["wsgi.input"].read())
        begin("200 OK", [("content-type", "text/plain")])
        return self

    def __iter__(self) -> Any:
        return iter(self.said)

    def close(self) -> None:
        self.closed += 1


def test_a_request_reaches_django_when_it_is_all_there() -> None:
    django, phone = Django(), Phone(b"per", b"tama")
    scope = Scope(headers={"host": "kota", "x-a": "1", "x_a": "2", "cookie": "a=1"})
    asyncio.run(rsgi.Door(django).__rsgi__(scope, phone))
    (environ,) = django.asked
    assert django.read == [b"pertama"]
    assert (phone.status, phone.heard, django.closed) == (200, ANSWER, 1)
    assert environ["HTTP_HOST"] == "kota"
    assert environ["HTTP_X_A"] == "1"  # not the one that only looks like it
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")


def test_phones_without_signal_hold_no_thread() -> None:
    django = Django()
    door = rsgi.Door(django)

    async def rush_hour() -> None:
        signal = asyncio.Event()
        stuck = [Phone(b"foto", signal=signal) for _ in range(4 * rsgi.THREADS)]
        waiting = [asyncio.create_task(door.__rsgi__(Scope(), p)) for p in stuck]
        quick = Phone(b"tolong")
        await asyncio.wait_for(door.__rsgi__(Scope(), quick), 5)
        assert quick.heard == ANSWER
        signal.set()
        await asyncio.gather(*waiting)
        assert [phone.heard for phone in stuck] == [ANSWER] * len(stuck)

    asyncio.run(rush_hour())
    assert len(django.asked) == 4 * rsgi.THREADS + 1


def test_a_phone_that_falls_silent_is_asked_to_begin_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rsgi, "SILENCE_S", 0.01)
    django = Django()

    async def tunnel() -> Phone:
        phone = Phone(b"fo", b"to", signal=asyncio.Event())
        await rsgi.Door(django).__rsgi__(Scope(), phone)
        return phone

    phone = asyncio.run(tunnel())
    assert (phone.status, django.asked) == (408, [])
    assert json.loads(phone.heard)["code"] == "too_slow"


def test_what_is_too_long_is_heard_out_and_never_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rsgi, "MOST_BYTES", 10)
    monkeypatch.setattr(rsgi, "HEARD_OUT_BYTES", 30)
    for parts in (2, 200):
        django, phone = Django(), Phone(*[b"12345678"] * parts)
        asyncio.run(rsgi.Door(django).__rsgi__(Scope(), phone))
        assert (phone.status, django.asked) == (413, [])
        assert json.loads(phone.heard)["code"] == "too_long"


def test_a_long_answer_is_sent_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsgi, "PIECE_BYTES", 10)
    crumbs = [b"1234"] * 7
    django, phone = Django(crumbs), Phone()
    asyncio.run(rsgi.Door(django).__rsgi__(Scope(method="GET"), phone))
    assert (phone.heard, django.closed) == (b"".join(crumbs), 1)


def test_an_answer_that_breaks_is_closed_all_the_same() -> None:
    def breaks() -> Iterable[bytes]:
        yield b"1"
        raise RuntimeError("the file is gone")

    django = Django(breaks())
    with pytest.raises(RuntimeError, match="gone"):
        asyncio.run(rsgi.Door(django).__rsgi__(Scope(method="GET"), Phone()))
    assert django.closed == 1
