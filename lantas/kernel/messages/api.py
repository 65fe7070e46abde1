"""Notifications on this phone, and the operator's list of what did not go out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Field, Router, Schema, Status

from lantas.kernel.access.doors import Officers, anybody
from lantas.kernel.messages import addresses, operating, push
from lantas.kernel.messages.terms import Duty
from lantas.kernel.units.requests import OfficerRequest

router = Router(tags=["messages"])
operators = Officers(Duty.OPERATOR)
anybody_in_service = Officers()
visitors = anybody("push", most=30, within=timedelta(hours=1))


class PushKeyOut(Schema):
    """Our public key, as ``pushManager.subscribe`` wants it."""

    public_key: str


class KeysIn(Schema):
    """The browser's own keys."""

    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class SubscriptionIn(Schema):
    """What ``PushSubscription.toJSON()`` gives."""

    endpoint: str = Field(max_length=1000)
    keys: KeysIn


class LinkSubscriptionIn(SubscriptionIn):
    """The same, of a citizen: for the matter behind his secret link."""

    token: str = Field(min_length=8, max_length=200)


class EndpointIn(Schema):
    """The phone that wants no more notifications."""

    endpoint: str = Field(max_length=1000)


class DeadOut(Schema):
    """A message that did not go out. It says neither to whom nor what."""

    id: str
    template: str
    subject: str
    unit: str
    way: str
    tries: int
    failure: str
    failure_name: str
    provider_said: str
    queued_at: datetime
    may_resend: bool


@router.get("/push-key", response=PushKeyOut)
def push_key(request: HttpRequest) -> Any:
    """Give the key with which a browser asks for notifications from us."""
    return PushKeyOut(public_key=push.public_key())


@router.post("/subscriptions", response={201: None}, auth=anybody_in_service)
def subscribe(request: OfficerRequest, body: SubscriptionIn) -> Any:
    """Send the signed-in officer's notifications to this phone."""
    return _subscribe(f"officer-{request.user.pk}", body)


@router.post("/subscriptions/link", response={201: None}, auth=visitors)
def subscribe_link(request: HttpRequest, body: LinkSubscriptionIn) -> Any:
    """Send news of the matter behind a secret link to this phone."""
    return _subscribe(addresses.link_owner(body.token), body)


@router.post("/subscriptions/forget", response={204: None}, auth=visitors)
def unsubscribe(request: HttpRequest, body: EndpointIn) -> Any:
    """Send nothing more to this phone; only the phone knows its endpoint."""
    addresses.forget(body.endpoint)
    return Status(204, None)


def _subscribe(owner: str, body: SubscriptionIn) -> Any:
    push.check_endpoint(body.endpoint)
    addresses.subscribe(
        owner,
        endpoint=body.endpoint,
        p256dh=body.keys.p256dh,
        auth=body.keys.auth,
        at=now(),
    )
    return Status(201, None)


@router.get("/dead", response=list[DeadOut], auth=operators)
def dead(request: OfficerRequest) -> Any:
    """List what was given up in the officer's units, newest first."""
    return [
        DeadOut(
            id=str(row.pk),
            template=row.template,
            subject=row.subject,
            unit=str(row.unit),
            way=row.way,
            tries=row.tries,
            failure=row.failure,
            failure_name=row.get_failure_display(),
            provider_said=row.provider_said,
            queued_at=row.queued_at,
            may_resend=row.data_key is not None,
        )
        for row in operating.dead(seen_by=request.user)[:200]
    ]


@router.post("/{uuid:pk}/resend", response={204: None}, auth=operators)
def resend(request: OfficerRequest, pk: str) -> Any:
    """Give one dead message a fresh start."""
    operating.resend(pk=str(pk), by=request.user, at=now())
    return Status(204, None)
