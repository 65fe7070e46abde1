"""SMS through a provider that takes JSON over HTTP and knows idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from lantas.adapters import http
from lantas.kernel.messages.channels import Channel, Letter


@dataclass(frozen=True)
class SmsOverHttp:
    """``POST url {to, text, sender}``, with ``Idempotency-Key``; answers ``{id}``."""

    url: str
    token: str
    sender: str

    def send(self, address: str, letter: Letter, key: str) -> str:
        """Hand one SMS over; every try carries the same key."""
        answer = http.post(
            self.url,
            {"to": address, "text": letter.text, "sender": self.sender},
            {**http.bearer(self.token), "Idempotency-Key": key},
        )
        return str(answer.get("id") or key)


def channel() -> Channel:
    """Return the SMS channel as set up."""
    return SmsOverHttp(settings.SMS_URL, settings.SMS_TOKEN, settings.SMS_SENDER)
