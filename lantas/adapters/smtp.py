"""E-mail over SMTP."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from lantas.kernel.messages.channels import Channel, Letter, Refused, Unreachable


class Smtp:
    """One letter, one mail. ``Message-ID`` is the key: mail programs drop doubles."""

    def send(self, address: str, letter: Letter, key: str) -> str:
        """Hand one mail over."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
        name = f"<{key}@{domain}>"
        mail = EmailMessage(
            subject=" ".join(letter.title.split()),
            body=letter.text,
            to=[address],
            headers={"Message-ID": name, "Auto-Submitted": "auto-generated"},
            connection=get_connection(timeout=10),
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            if code < 500:
                raise Unreachable(f"SMTP {code}") from error
            raise Refused(f"SMTP {code}") from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500 and error.smtp_code != 535:
                raise Refused(f"SMTP {error.smtp_code}") from error
            raise Unreachable(f"SMTP {error.smtp_code}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(type(error).__name__) from error
        return name


def channel() -> Channel:
    """Return the e-mail channel as set up by Django's EMAIL settings."""
    return Smtp()
