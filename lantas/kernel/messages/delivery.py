"""Take one message out of the outbox and carry it to its provider.

Claim (a short transaction), carry (no transaction), settle (a short transaction).
A worker that dies in between leaves a claim that runs out; the next one carries the
message again under the same key, and a provider that knows keys drops the double.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import transaction

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.messages import addresses, backoff, letters, outbox
from lantas.kernel.messages.channels import (
    Channel,
    Gone,
    Letter,
    Refused,
    Unreachable,
    find_channel,
)
from lantas.kernel.messages.models import Message
from lantas.kernel.messages.terms import Failure, Way
from lantas.kernel.messages.terms import MessageState as S
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK

log = structlog.get_logger()


@dataclass(frozen=True)
class Parcel:
    """One try: where to, what, under which key."""

    pk: str
    attempt: int
    way: str
    key: str
    letter: Letter = field(repr=False)
    addresses: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """How a try ended: the provider's id, or why not and whether to come back."""

    provider_id: str = ""
    failure: str = ""
    said: str = ""
    final: bool = False


def deliver(pk: str, *, at: datetime) -> None:
    """Make one try for one message, whatever state earlier workers left it in."""
    with transaction.atomic(durable=True), scope.whole_corps():
        parcel = _claim(pk, at)
    if parcel is None:
        return
    outcome = _carry(parcel)
    with transaction.atomic(durable=True), scope.whole_corps():
        _settle(parcel, outcome, at)


def _claim(pk: str, at: datetime) -> Parcel | None:
    message = (
        Message.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("unit")
        .filter(pk=pk, next_at__lte=at)
        .first()
    )
    if message is None:
        return None
    if message.expires_at and message.expires_at <= at:
        _die(message, Failure.EXPIRED, at)
        return None
    if message.tries_this_way >= backoff.TRIES_PER_WAY and message.state == S.SENDING:
        # Every try killed its worker: this way is not tried for ever.
        message.given_up = [*message.given_up, message.way]
    try:
        parcel = _pack(message, at)
    except Refusal:
        # The reader's record is gone or erased: nothing to carry, nobody to tell.
        _die(message, Failure.ERASED, at)
        return None
    if parcel is None:
        _die(message, message.failure or Failure.NO_WAY, at)
        return None
    message.state, message.next_at = S.SENDING, at + backoff.LEASE
    message.save()
    return parcel


def _pack(message: Message, at: datetime) -> Parcel | None:
    box = addresses.opened(addresses.MESSAGES, message)
    reader = addresses.reader_of(message, box, at=at)
    way = next((way for way in outbox.order() if _may_go(message, way, reader)), None)
    if way is None:
        return None
    if way != message.way:
        message.way, message.tries_this_way = way, 0
    message.tries += 1
    message.tries_this_way += 1
    values = json.loads(box.open("values", bytes(message.values or b"")))
    return Parcel(
        pk=str(message.pk),
        attempt=message.tries,
        way=way,
        key=str(message.pk),
        letter=letters.write(message.template, reader.language, values),
        addresses=reader.addresses[way],
    )


def _may_go(message: Message, way: str, reader: addresses.Reader) -> bool:
    return (
        way in reader.addresses
        and way not in message.given_up
        and message.only in {"", way}
    )


def _carry(parcel: Parcel) -> Outcome:
    channel = find_channel(parcel.way)
    if channel is None:
        return Outcome(failure=Failure.NO_WAY, final=True)
    outcomes = [_carry_to(channel, address, parcel) for address in parcel.addresses]
    # Several phones of one reader: one that took it is enough.
    return max(outcomes, key=lambda o: (bool(o.provider_id), not o.final))


def _carry_to(channel: Channel, address: str, parcel: Parcel) -> Outcome:
    try:
        return Outcome(provider_id=channel.send(address, parcel.letter, parcel.key))
    except Gone as gone:
        if parcel.way == Way.PUSH:
            addresses.forget_gone(address)
        return Outcome(failure=Failure.REFUSED, said=str(gone), final=True)
    except Refused as refused:
        return Outcome(failure=Failure.REFUSED, said=str(refused), final=True)
    except Unreachable as unreachable:
        return Outcome(failure=Failure.UNREACHABLE, said=str(unreachable))
    except Exception as error:
        # An adapter that breaks must not leave the message in the air.
        log.exception("outbox.adapter_broke", way=parcel.way, message=parcel.pk)
        return Outcome(failure=Failure.BROKEN, said=type(error).__name__)


def _settle(parcel: Parcel, outcome: Outcome, at: datetime) -> None:
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=parcel.pk)
    )
    # If our claim ran out meanwhile, another worker's word counts, unless we alone
    # can say that the message has been sent.
    overtaken = message.tries != parcel.attempt and not outcome.provider_id
    if overtaken or message.state == S.SENT:
        return
    if outcome.provider_id:
        _done(message, parcel, outcome, at)
    elif outcome.final or message.tries_this_way >= backoff.TRIES_PER_WAY:
        _give_up_way(message, outcome, at)
    else:
        _note(message, outcome)
        message.next_at = at + backoff.pause(message.tries_this_way)
        message.save()
        outbox.defer(message, at=message.next_at)


def _note(message: Message, outcome: Outcome) -> None:
    message.state, message.failure = S.FAILED, outcome.failure
    message.provider_said = outcome.said[:300]


def _done(message: Message, parcel: Parcel, outcome: Outcome, at: datetime) -> None:
    message.state, message.sent_at, message.next_at = S.SENT, at, None
    message.way, message.provider_id = parcel.way, outcome.provider_id[:200]
    message.failure = message.provider_said = ""
    message.address = message.values = message.data_key = None
    message.save()
    _write("message.sent", message, at, way=parcel.way)


def _give_up_way(message: Message, outcome: Outcome, at: datetime) -> None:
    message.given_up = [*message.given_up, message.way]
    _note(message, outcome)
    message.next_at = at
    message.save()
    outbox.defer(message)


def _die(message: Message, why: str, at: datetime) -> None:
    message.state, message.next_at, message.failure = S.DEAD, None, why
    message.save()
    _write("message.dead", message, at, why=str(why))


def _write(name: str, message: Message, at: datetime, **detail: str) -> None:
    book.write(
        name,
        subject=message.subject or f"message-{message.pk}",
        unit=message.unit,
        by=CLOCK,
        at=at,
        message=str(message.pk),
        template=message.template,
        tries=message.tries,
        **detail,
    )
