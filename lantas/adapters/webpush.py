"""Notifications on phones and browsers: web push (RFC 8030, 8291, 8292)."""

from __future__ import annotations

import json
from dataclasses import dataclass

import requests
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from lantas.kernel.messages import push
from lantas.kernel.messages.channels import (
    Channel,
    Gone,
    Letter,
    Refused,
    Unreachable,
)

TIMEOUT_S = (4, 10)
# The push service keeps it this long for a phone that is switched off.
KEPT_S = 3600


@dataclass(frozen=True)
class WebPush:
    """Encrypts for one browser and hands over to its maker's push service."""

    key: EllipticCurvePrivateKey
    contact: str

    def send(self, address: str, letter: Letter, key: str) -> str:
        """Hand one notification over; the same key replaces an unread double."""
        subscription = json.loads(address)
        try:
            push.check_endpoint(subscription["endpoint"])
        except push.NotAPushService as error:
            raise Gone("not a known push service") from error
        told = {
            "title": letter.title,
            "body": letter.text,
            "link": letter.link,
            "tag": key,
        }
        try:
            answer = self._post(subscription, json.dumps(told), key)
        except WebPushException as error:
            raise _reason(error) from error
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
        return answer.headers.get("Location", key)

    def _post(
        self, subscription: dict[str, str], text: str, key: str
    ) -> requests.Response:
        with requests.Session() as session:
            # A push service does not redirect; whoever does leads elsewhere.
            session.max_redirects = 0
            answer = webpush(
                subscription,
                text,
                vapid_private_key=Vapid02(self.key),  # type: ignore[no-untyped-call]
                vapid_claims={"sub": self.contact},
                timeout=TIMEOUT_S,  # type: ignore[arg-type]
                ttl=KEPT_S,
                headers={"Topic": key.replace("-", "")[:32], "Urgency": "high"},
                requests_session=session,
            )
        assert isinstance(answer, requests.Response)
        return answer


def _reason(error: WebPushException) -> Exception:
    status = error.status_code
    if status is None:
        return Refused("the browser's key is wrong")
    if status in {404, 410}:
        return Gone(f"HTTP {status}")
    if status >= 500 or status in {408, 425, 429}:
        return Unreachable(f"HTTP {status}")
    return Refused(f"HTTP {status}")


def channel() -> Channel:
    """Return the push channel as set up."""
    return WebPush(push.key(), f"mailto:{settings.DEFAULT_FROM_EMAIL}")
