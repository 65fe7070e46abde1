"""Where a message can go: what is known of its reader, in the order of preference."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lantas.kernel.messages.models import Message, Subscription
from lantas.kernel.messages.terms import Way
from lantas.kernel.parties import envelope, people
from lantas.kernel.parties.envelope import Envelope, Wrapped
from lantas.kernel.units.models import Officer

MESSAGES, SUBSCRIPTIONS = "outbox_message", "outbox_subscription"
# A bare telephone number, ``phone:+62…``, can be reached both ways.
TELEPHONE = (Way.WHATSAPP.value, Way.SMS.value)
# Whoever has more phones than this hears on the newest ones.
PHONES_PER_OWNER = 5


@dataclass(frozen=True)
class Reader:
    """Who reads it: the addresses by way, and his language."""

    language: str
    addresses: dict[str, tuple[str, ...]] = field(repr=False)


def opened(table: str, row: Message | Subscription) -> Envelope:
    """Return the opened data key of a message or subscription."""
    wrapped = Wrapped(row.key_id, row.wrapped_by, bytes(row.data_key or b""))
    return envelope.unwrap(table, str(row.pk), wrapped)


def reader_of(message: Message, box: Envelope, *, at: datetime) -> Reader:
    """Return where this message can go now."""
    if message.address:
        way, _colon, address = box.open("address", message.address).partition(":")
        ways = TELEPHONE if way == "phone" else (way,)
        return Reader(message.language or "id", dict.fromkeys(ways, (address,)))
    if message.to.startswith("P-"):
        return _person(message, at)
    found = {Way.PUSH.value: tuple(_phones_of(message.to))}
    if message.to.startswith("officer-"):
        officer = Officer.objects.filter(pk=message.to.removeprefix("officer-")).first()
        if officer and officer.email:
            found[Way.EMAIL] = (officer.email,)
    return Reader(message.language or "id", _filled(found))


def _person(message: Message, at: datetime) -> Reader:
    known = people.contact(message.to, unit=message.unit, at=at, case=message.subject)
    found = {
        Way.PUSH.value: tuple(_phones_of(message.to)),
        Way.WHATSAPP.value: (known.phone,),
        Way.SMS.value: (known.phone,),
        Way.EMAIL.value: (known.email,),
    }
    return Reader(message.language or known.language, _filled(found))


def _filled(found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    known = {way: tuple(filter(None, all_)) for way, all_ in found.items()}
    return {way: all_ for way, all_ in known.items() if all_}


def _phones_of(owner: str) -> Iterator[str]:
    for row in Subscription.objects.filter(owner=owner).order_by("made_at", "pk"):
        yield opened(SUBSCRIPTIONS, row).open("address", bytes(row.address))


def link_owner(token: str) -> str:
    """Return how a secret link's holder is named here: by the link's digest.

    >>> link_owner("secret")
    'link-2bb80d537b1da3e38bd30361aa855686'
    """
    return "link-" + hashlib.sha256(token.encode()).hexdigest()[:32]


def subscribe(
    owner: str, *, endpoint: str, p256dh: str, auth: str, at: datetime
) -> Subscription:
    """Take notifications on this phone for an owner; the same phone is kept once."""
    forget(endpoint)
    row = Subscription(owner=owner, endpoint_digest=_digest(endpoint), made_at=at)
    box, wrapped = envelope.fresh(SUBSCRIPTIONS, str(row.pk))
    keys = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    row.address = box.seal("address", json.dumps(keys))
    row.key_id, row.wrapped_by = wrapped.key_id, wrapped.wrapped_by
    row.data_key = wrapped.wrapped
    row.save(force_insert=True)
    _keep_newest(owner)
    return row


def _keep_newest(owner: str) -> None:
    rows = Subscription.objects.filter(owner=owner).order_by("-made_at", "-pk")
    kept = list(rows.values_list("pk", flat=True)[:PHONES_PER_OWNER])
    Subscription.objects.filter(owner=owner).exclude(pk__in=kept).delete()


def forget(endpoint: str) -> None:
    """Stop notifications on a phone."""
    Subscription.objects.filter(endpoint_digest=_digest(endpoint)).delete()


def forget_gone(address: str) -> None:
    """Stop notifications on a phone that the push service no longer knows."""
    forget(json.loads(address)["endpoint"])


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
