"""WhatsApp through Meta's Cloud API: approved templates, one per text of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from lantas.adapters import http
from lantas.kernel.messages.channels import Channel, Letter


@dataclass(frozen=True)
class WhatsAppCloud:
    """``POST url/messages``. The API knows no idempotency key.

    A try whose answer was lost may therefore arrive twice. The key travels as
    ``biz_opaque_callback_data`` and comes back in the delivery report.
    """

    url: str
    token: str

    def send(self, address: str, letter: Letter, key: str) -> str:
        """Hand one message over as a template that Meta has approved."""
        answer = http.post(
            f"{self.url}/messages",
            self.body(address, letter, key),
            http.bearer(self.token),
        )
        sent = answer.get("messages") or [{}]
        return str(sent[0].get("id") or key)

    def body(self, address: str, letter: Letter, key: str) -> dict[str, Any]:
        """Return the request: ``response.resolved`` is template ``response_resolved``.

        Business-initiated messages must be templates; their placeholders {{1}},
        {{2}} … take the values in the order in which our text names them.
        """
        parameters = [{"type": "text", "text": value} for value in letter.values]
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": address.removeprefix("+"),
            "type": "template",
            "template": {
                "name": letter.template.replace(".", "_"),
                "language": {"code": letter.language},
                "components": [{"type": "body", "parameters": parameters}],
            },
            "biz_opaque_callback_data": key,
        }


def channel() -> Channel:
    """Return the WhatsApp channel as set up."""
    return WhatsAppCloud(settings.WHATSAPP_URL, settings.WHATSAPP_TOKEN)
