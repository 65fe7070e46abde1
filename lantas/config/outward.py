"""Settings of what goes out: e-mail, SMS, WhatsApp, notifications. Unset means off."""

import os

# The demo's simulator speaks all three: LANTAS_TELECOM_URL=http://127.0.0.1:8002
_TELECOM = os.environ.get("LANTAS_TELECOM_URL", "").rstrip("/")

SMS_URL = os.environ.get("LANTAS_SMS_URL") or (_TELECOM and f"{_TELECOM}/sms")
SMS_TOKEN = os.environ.get("LANTAS_SMS_TOKEN", "")
SMS_SENDER = os.environ.get("LANTAS_SMS_SENDER", "LANTAS")
# https://graph.facebook.com/<version>/<phone number id>
WHATSAPP_URL = os.environ.get("LANTAS_WHATSAPP_URL") or (
    _TELECOM and f"{_TELECOM}/whatsapp/v23.0/1"
)
WHATSAPP_TOKEN = os.environ.get("LANTAS_WHATSAPP_TOKEN", "")

EMAIL_HOST = os.environ.get("LANTAS_SMTP_HOST", "")
# Without a server nothing is sent, and whoever asks for a new password learns nothing.
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
)
EMAIL_TIMEOUT = 10
EMAIL_PORT = int(os.environ.get("LANTAS_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("LANTAS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LANTAS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LANTAS_SMTP_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("LANTAS_MAIL_FROM", "lantas@localhost.localdomain")

# Browsers name their push service themselves; we post to these hosts and no others.
PUSH_HOSTS = os.environ.get(
    "LANTAS_PUSH_HOSTS",
    "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
).split(",")
if _TELECOM:
    PUSH_HOSTS.append("127.0.0.1")

# The ways out, the preferred one first; an empty path is a way that is not set up.
MESSAGE_CHANNELS = {
    "push": "lantas.adapters.webpush.channel",
    "whatsapp": "lantas.adapters.whatsapp_cloud.channel" if WHATSAPP_URL else "",
    "sms": "lantas.adapters.sms_http.channel" if SMS_URL else "",
    "email": "lantas.adapters.smtp.channel" if EMAIL_HOST else "",
}
