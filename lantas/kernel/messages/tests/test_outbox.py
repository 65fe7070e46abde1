from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from conftest import MONDAY, Corps
from lantas.kernel.ledger.models import Entry
from lantas.kernel.messages import (
    addresses,
    backoff,
    delivery,
    operating,
    outbox,
    sweeping,
)
from lantas.kernel.messages import jobs as jobs_module
from lantas.kernel.messages.channels import Gone, Letter, Refused, Unreachable
from lantas.kernel.messages.letters import WrongPlaceholders
from lantas.kernel.messages.models import Message, Subscription
from lantas.kernel.messages.terms import Duty, Failure, MessageState
from lantas.kernel.parties import people
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen

PHONE = "+6281211110001"
CODE = "parties.one_time_code"


@dataclass
class Post:
    """A provider that answers as the test told it to."""

    answers: list[Exception | str] = field(default_factory=list)
    taken: list[tuple[str, Letter, str]] = field(default_factory=list)

    def send(self, address: str, letter: Letter, key: str) -> str:
        answer = self.answers.pop(0) if self.answers else f"id-{len(self.taken)}"
        if isinstance(answer, Exception):
            raise answer
        self.taken.append((address, letter, key))
        return answer


SMS, WHATSAPP = Post(), Post()


def sms() -> Post:
    return SMS


def whatsapp() -> Post:
    return WHATSAPP


@pytest.fixture(autouse=True)
def post(settings: Any) -> Iterator[None]:
    here = "lantas.kernel.messages.tests.test_outbox."
    settings.MESSAGE_CHANNELS = {"whatsapp": here + "whatsapp", "sms": here + "sms"}
    for way in (SMS, WHATSAPP):
        way.answers.clear()
        way.taken.clear()
    return iter(())


def queue(corps: Corps, to: str = "", key: str = "code-1", **more: Any) -> Message:
    outbox.send(
        CODE,
        to=to or f"sms:{PHONE}",
        unit=corps.bogor,
        subject="E-1",
        at=MONDAY,
        key=key,
        **{"code": "123456", **more},
    )
    return Message.objects.get(key=key)


def deliver(message: Message, *, at: datetime = MONDAY) -> Message:
    delivery.deliver(str(message.pk), at=at)
    return Message.objects.get(pk=message.pk)


def test_a_message_goes_out_once(corps: Corps, everywhere: None) -> None:
    message = deliver(queue(corps))
    assert message.state == MessageState.SENT
    ((address, letter, key),) = SMS.taken
    assert (address, key) == (PHONE, str(message.pk))
    assert "123456" in letter.text
    assert Entry.objects.get(name="message.sent").subject == "E-1"
    deliver(message)
    assert len(SMS.taken) == 1


def test_after_sending_nothing_can_be_read_back(corps: Corps, everywhere: None) -> None:
    message = deliver(queue(corps))
    assert (message.data_key, message.values, message.address) == (None, None, None)


def test_the_same_key_is_the_same_message(corps: Corps, everywhere: None) -> None:
    first = queue(corps)
    again = outbox.send(
        CODE,
        to="sms:+6281299990001",
        unit=corps.bogor,
        subject="E-1",
        at=MONDAY,
        key="code-1",
        code="999999",
    )
    assert not again
    assert Message.objects.get().pk == first.pk


def test_message_and_job_stand_in_the_transaction_that_causes_them(
    corps: Corps, everywhere: None
) -> None:
    class Undone(Exception):
        pass

    def cause() -> None:
        with transaction.atomic():
            queue(corps)
            assert jobs() == 1
            raise Undone

    with pytest.raises(Undone):
        cause()
    assert jobs() == 0
    assert not Message.objects.exists()


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s",
            [outbox.TASK],
        )
        (count,) = cursor.fetchone()
    return int(count)


def test_a_forgotten_placeholder_is_found_at_once(corps: Corps) -> None:
    with pytest.raises(WrongPlaceholders):
        outbox.send(
            CODE,
            to=f"sms:{PHONE}",
            unit=corps.bogor,
            subject="",
            at=MONDAY,
            key="k",
            kode="1",
        )


def test_a_silent_provider_is_tried_again_later_and_later(
    corps: Corps, everywhere: None
) -> None:
    SMS.answers[:] = [Unreachable("HTTP 503"), Unreachable("ReadTimeout")]
    message = deliver(queue(corps))
    assert message.state == MessageState.FAILED
    assert message.next_at == MONDAY + timedelta(seconds=15)
    early = deliver(message, at=MONDAY + timedelta(seconds=14))
    assert early.tries == 1
    message = deliver(message, at=MONDAY + timedelta(seconds=15))
    assert message.next_at == MONDAY + timedelta(seconds=45)
    assert message.provider_said == "ReadTimeout"
    assert deliver(message, at=MONDAY + timedelta(seconds=45)).state == "sent"


def test_a_number_without_whatsapp_gets_an_sms(corps: Corps, everywhere: None) -> None:
    reference = people.remember(
        phone=PHONE, language="en", by=Citizen(), at=MONDAY, unit=corps.bogor
    )
    WHATSAPP.answers[:] = [Refused("HTTP 400")]
    message = deliver(queue(corps, to=reference))
    assert (message.state, message.given_up) == (MessageState.FAILED, ["whatsapp"])
    message = deliver(message)
    assert (message.state, message.way) == (MessageState.SENT, "sms")
    assert SMS.taken[0][1].text.startswith("Your lantas code")


def test_what_no_provider_takes_waits_for_an_operator(
    corps: Corps, everywhere: None
) -> None:
    message, at = queue(corps), MONDAY
    SMS.answers[:] = [Unreachable("HTTP 500")] * backoff.TRIES_PER_WAY
    while message.next_at is not None:
        at = message.next_at
        message = deliver(message, at=at)
    assert message.state == MessageState.DEAD
    assert message.failure == Failure.UNREACHABLE
    operator = corps.officer("op", corps.bogor, Duty.OPERATOR)
    assert list(operating.dead(seen_by=operator)) == [message]
    operating.resend(pk=str(message.pk), by=operator, at=at)
    assert deliver(message, at=at).state == MessageState.SENT
    assert Entry.objects.filter(name="message.resent", by=operator).exists()


def test_the_neighbours_operator_sees_and_sends_nothing(
    corps: Corps, everywhere: None
) -> None:
    SMS.answers[:] = [Refused("HTTP 400")]
    message = deliver(deliver(queue(corps)))
    assert message.state == MessageState.DEAD
    made = corps.officer("made", corps.bali, Duty.OPERATOR)
    assert not operating.dead(seen_by=made).exists()
    with pytest.raises(operating.NotResent):
        operating.resend(pk=str(message.pk), by=made, at=MONDAY)
    with scope.of(made):
        assert not Message.objects.exists()


def test_a_worker_killed_on_the_way_loses_nothing(
    corps: Corps, everywhere: None
) -> None:
    message = queue(corps)

    class Killed(BaseException):
        pass

    class Dying(Post):
        def send(self, address: str, letter: Letter, key: str) -> str:
            super().send(address, letter, key)
            raise Killed

    dying = Dying()
    global SMS
    alive, SMS = SMS, dying
    with pytest.raises(Killed):
        deliver(message)
    SMS = alive
    message.refresh_from_db()
    assert message.state == MessageState.SENDING
    assert deliver(message).state == MessageState.SENDING
    later = MONDAY + backoff.LEASE + sweeping.GRACE + timedelta(seconds=1)
    assert sweeping.sweep(at=later) == 1
    assert deliver(message, at=later).state == MessageState.SENT
    # Both tries bore the same key, so a provider that knows keys keeps one.
    assert dying.taken[0][2] == SMS.taken[0][2]


def test_a_message_that_kills_every_worker_is_given_up(
    corps: Corps, everywhere: None
) -> None:
    message = queue(corps)
    Message.objects.update(
        state="sending", way="sms", tries_this_way=backoff.TRIES_PER_WAY
    )
    assert deliver(message).state == MessageState.DEAD


def test_a_broken_adapter_is_told_to_the_operator(
    corps: Corps, everywhere: None
) -> None:
    SMS.answers[:] = [KeyError("secret")]
    message = deliver(queue(corps))
    assert (message.failure, message.provider_said) == (Failure.BROKEN, "KeyError")


def test_a_code_that_comes_too_late_is_not_sent(corps: Corps, everywhere: None) -> None:
    message = queue(corps, good_for=timedelta(minutes=10))
    message = deliver(message, at=MONDAY + timedelta(minutes=10))
    assert (message.state, message.failure) == (MessageState.DEAD, Failure.EXPIRED)


def test_a_reader_without_an_address_is_the_operators(
    corps: Corps, everywhere: None
) -> None:
    message = deliver(queue(corps, to="officer-999999"))
    assert (message.state, message.failure) == (MessageState.DEAD, Failure.NO_WAY)


def test_the_sweep_queues_a_message_once(corps: Corps, everywhere: None) -> None:
    queue(corps)
    late = MONDAY + timedelta(minutes=2)
    assert [sweeping.sweep(at=late), sweeping.sweep(at=late)] == [1, 0]


def test_a_dead_message_is_forgotten_after_thirty_days(
    corps: Corps, everywhere: None
) -> None:
    SMS.answers[:] = [Refused("HTTP 400")]
    message = deliver(deliver(queue(corps)))
    sweeping.sweep(at=MONDAY + timedelta(days=31))
    message.refresh_from_db()
    assert message.data_key is None
    operator = corps.officer("op", corps.bogor, Duty.OPERATOR)
    with pytest.raises(operating.NotResent):
        operating.resend(pk=str(message.pk), by=operator, at=MONDAY)


def test_one_phone_is_subscribed_once(db: None) -> None:
    for owner in ("officer-1", "officer-2"):
        addresses.subscribe(
            owner,
            endpoint="https://fcm.googleapis.com/x",
            p256dh="k",
            auth="a",
            at=MONDAY,
        )
    assert Subscription.objects.get().owner == "officer-2"


@pytest.fixture
def pushed(settings: Any) -> Post:
    here = "lantas.kernel.messages.tests.test_outbox."
    settings.MESSAGE_CHANNELS = {"push": here + "whatsapp", "email": here + "sms"}
    return WHATSAPP


def phone(owner: str, name: str) -> None:
    addresses.subscribe(
        owner,
        endpoint=f"https://fcm.googleapis.com/{name}",
        p256dh="k",
        auth="a",
        at=MONDAY,
    )


def test_an_officer_hears_on_each_of_his_phones(
    corps: Corps, everywhere: None, pushed: Post
) -> None:
    siti = corps.officer("siti", corps.bogor)
    phone(f"officer-{siti.pk}", "one")
    phone(f"officer-{siti.pk}", "two")
    pushed.answers[:] = [Unreachable("HTTP 503"), "taken"]
    message = deliver(queue(corps, to=f"officer-{siti.pk}"))
    assert (message.state, message.way) == (MessageState.SENT, "push")


def test_a_phone_that_is_gone_is_forgotten_and_mail_takes_over(
    corps: Corps, everywhere: None, pushed: Post
) -> None:
    siti = corps.officer("siti", corps.bogor)
    siti.email = "siti@example.id"
    siti.save()
    phone(f"officer-{siti.pk}", "one")
    pushed.answers[:] = [Gone("HTTP 410")]
    message = deliver(deliver(queue(corps, to=f"officer-{siti.pk}")))
    assert (message.state, message.way) == (MessageState.SENT, "email")
    assert SMS.taken[0][0] == "siti@example.id"
    assert not Subscription.objects.exists()


def test_a_number_that_is_gone_is_simply_refused(
    corps: Corps, everywhere: None
) -> None:
    SMS.answers[:] = [Gone("HTTP 404")]
    assert deliver(deliver(queue(corps))).failure == Failure.REFUSED


def test_a_way_that_was_switched_off_meanwhile_is_passed_over(
    corps: Corps, everywhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "find_channel", lambda way: None)
    message = deliver(deliver(queue(corps)))
    assert (message.state, message.failure) == (MessageState.DEAD, Failure.NO_WAY)


def test_a_worker_that_was_thought_dead_does_not_undo_the_next_ones_word(
    corps: Corps, everywhere: None
) -> None:
    message = queue(corps)
    parcel = delivery._claim(str(message.pk), MONDAY)
    assert parcel is not None
    later = MONDAY + backoff.LEASE
    message = deliver(message, at=later)
    slow = delivery.Outcome(failure=Failure.UNREACHABLE)
    delivery._settle(parcel, slow, later)
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_a_message_belongs_in_a_transaction(
    corps: Corps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="transaction"):
        queue(corps)


def test_the_worker_does_both_jobs(corps: Corps, everywhere: None) -> None:
    message = queue(corps)
    jobs_module.deliver(message=str(message.pk))
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    jobs_module.sweep(timestamp=0)
