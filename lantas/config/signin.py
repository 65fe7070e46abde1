"""Settings of sign-in: password and second factor, kept by django-allauth."""

import os
from typing import Any

ACCOUNT_ADAPTER = "lantas.kernel.access.signin.OfficerAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody makes us write to addresses that are none of ours.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Five wrong passwords lock the name for 15 minutes (CJIS 6.0 asks for 10).
# Counted by the visitor's own address, not by that of the proxy all share.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LANTAS_PROXIES", "0"))
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "lantas"
USERSESSIONS_TRACK_ACTIVITY = True
# The corps' own identity provider, where it has one: OpenID Connect.
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "lantas.kernel.access.oidc.OfficerSocialAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if "LANTAS_OIDC_URL" in os.environ:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "corps",
                "name": os.environ.get("LANTAS_OIDC_NAME", "SSO"),
                "client_id": os.environ["LANTAS_OIDC_CLIENT"],
                "secret": os.environ["LANTAS_OIDC_SECRET"],
                "settings": {"server_url": os.environ["LANTAS_OIDC_URL"]},
            }
        ],
    }
