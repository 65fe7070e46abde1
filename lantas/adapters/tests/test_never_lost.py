"""A bad day: providers fail, answers get lost, workers are killed half-way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from conftest import MONDAY, Corps
from lantas.adapters.simulators import telecom
from lantas.adapters.simulators.telecom import Misbehaviour, Telecom
from lantas.kernel.messages import delivery, outbox, sweeping
from lantas.kernel.messages.models import Message
from lantas.kernel.messages.terms import MessageState

MANY = 60
SETTLED = {MessageState.SENT, MessageState.DEAD}


class Killed(BaseException):
    """kill -9, at the worst moment."""


@pytest.fixture
def bad_day(settings: Any) -> Iterator[Telecom]:
    manners = Misbehaviour(fail=0.2, lose=0.15, seed=11)
    with telecom.running(manners) as (found, url):
        settings.SMS_URL = f"{url}/sms"
        settings.WHATSAPP_URL = f"{url}/whatsapp/v23.0/1"
        settings.SMS_TOKEN = settings.WHATSAPP_TOKEN = "token"
        settings.MESSAGE_CHANNELS = {
            "whatsapp": "lantas.adapters.whatsapp_cloud.channel",
            "sms": "lantas.adapters.sms_http.channel",
        }
        yield found


def queue(corps: Corps, way: str) -> None:
    for number in range(MANY):
        outbox.send(
            "parties.one_time_code",
            to=f"{way}:+62812111100{number:02d}",
            unit=corps.bogor,
            subject="E-1",
            at=MONDAY,
            key=f"{way}-{number}",
            code=f"{number:06d}",
        )


def work_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers take what is due, minute by minute; every tenth is killed."""
    dice = random.Random(5)
    settle = delivery._settle

    def settle_or_die(parcel: Any, outcome: Any, at: datetime) -> None:
        if dice.random() < 0.1:
            raise Killed
        settle(parcel, outcome, at)

    monkeypatch.setattr(delivery, "_settle", settle_or_die)
    at = MONDAY
    while Message.objects.exclude(state__in=SETTLED).exists():
        for pk in Message.objects.filter(next_at__lte=at).values_list("pk", flat=True):
            try:
                delivery.deliver(str(pk), at=at)
            except Killed:
                continue
        at += timedelta(seconds=30)
        sweeping.sweep(at=at)
        assert at < MONDAY + timedelta(hours=6)


def times_rung(provider: Telecom) -> Counter[str]:
    return Counter(row.key for row in provider.received)


@pytest.mark.slow
def test_every_sms_arrives_exactly_once(
    corps: Corps,
    everywhere: None,
    bad_day: Telecom,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue(corps, "sms")
    work_through(monkeypatch)
    assert not Message.objects.exclude(state=MessageState.SENT).exists()
    assert Message.objects.filter(tries__gt=1).exists()
    assert set(times_rung(bad_day).values()) == {1}
    assert len(times_rung(bad_day)) == MANY


@pytest.mark.slow
def test_every_whatsapp_arrives_and_some_twice_for_want_of_a_key(
    corps: Corps,
    everywhere: None,
    bad_day: Telecom,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue(corps, "whatsapp")
    work_through(monkeypatch)
    assert not Message.objects.exclude(state=MessageState.SENT).exists()
    rung = times_rung(bad_day)
    assert len(rung) == MANY
    assert 1 < max(rung.values()) <= 4
