import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from lantas.adapters import smtp
from lantas.kernel.messages.channels import Letter, Refused, Unreachable

LETTER = Letter("response.resolved", "id", "Laporan selesai\nBcc: x", "Isi surat")
ANSWER: list[Exception] = []


class Grumpy(BaseEmailBackend):
    """A mail server that refuses as the test told it to."""

    def send_messages(self, email_messages: Any) -> int:
        raise ANSWER[0]


def test_a_mail_goes_out_under_its_key() -> None:
    name = smtp.channel().send("contoh@example.id", LETTER, "key-1")
    (sent,) = mail.outbox
    assert (sent.to, sent.body) == (["contoh@example.id"], "Isi surat")
    assert sent.extra_headers["Message-ID"] == name == "<key-1@localhost.localdomain>"
    assert sent.subject == "Laporan selesai Bcc: x"


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), Refused),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), Unreachable),
        (smtplib.SMTPDataError(554, b"spam"), Refused),
        (smtplib.SMTPDataError(451, b"later"), Unreachable),
        (smtplib.SMTPAuthenticationError(535, b"password"), Unreachable),
        (smtplib.SMTPServerDisconnected("gone"), Unreachable),
        (ConnectionRefusedError(), Unreachable),
        (TimeoutError(), Unreachable),
    ],
)
def test_what_a_mail_server_says_means_never_or_later(
    settings: Any, error: Exception, meaning: type[Exception]
) -> None:
    settings.EMAIL_BACKEND = "lantas.adapters.tests.test_smtp.Grumpy"
    ANSWER[:] = [error]
    with pytest.raises(meaning):
        smtp.channel().send("contoh@example.id", LETTER, "key-1")
