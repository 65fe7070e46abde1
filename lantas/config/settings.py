"""Everything an installation can set, in one file, read from the environment."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from lantas.config import secrets

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("LANTAS_VAR", BASE_DIR / "var"))
FRONTEND_DIR = BASE_DIR / "frontend"
# The official area codes, from the maintained list that the front end's lock pins.
AREAS_DIR = FRONTEND_DIR / "node_modules" / "idn-area-data" / "data"
ROADS_DIR = VAR_DIR / "roads"
MAPS_DIR = VAR_DIR / "maps"
EVIDENCE_DIR = Path(os.environ.get("LANTAS_EVIDENCE", VAR_DIR / "evidence"))
KEYS_DIR = Path(os.environ.get("LANTAS_KEYS", VAR_DIR / "keys"))

DEBUG = False
SECRET_KEY = os.environ.get("LANTAS_SECRET_KEY") or secrets.kept(KEYS_DIR / "web.key")
ALLOWED_HOSTS = os.environ.get("LANTAS_HOSTS", "127.0.0.1,localhost,testserver").split(
    ","
)
WEB_URL = os.environ.get("LANTAS_WEB_URL", "http://127.0.0.1:8000")
STREAMS_URL = os.environ.get("LANTAS_STREAMS_URL", "http://127.0.0.1:8001")
CSRF_TRUSTED_ORIGINS = [WEB_URL]
# Behind a proxy that speaks TLS, set LANTAS_TLS=1: cookies then travel only there.
TLS = os.environ.get("LANTAS_TLS") == "1"
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
# How many proxies stand before us; 0 means the socket's own address is the visitor.
PROXIES = int(os.environ.get("LANTAS_PROXIES", "0"))

USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "lantas.config.urls"
WSGI_APPLICATION = "lantas.config.wsgi.application"

INSTALLED_APPS = [
    "lantas.console",
    "lantas.response",
    "lantas.demo",
    "lantas.kernel.cases",
    "lantas.kernel.messages",
    "lantas.kernel.parties",
    "lantas.kernel.access",
    "lantas.kernel.ledger",
    "lantas.kernel.units",
    "lantas.kernel.places",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lantas.config.middleware.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lantas.kernel.access.sessions.SeenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lantas.kernel.access.signin.SecondFactorMiddleware",
    "lantas.kernel.units.requests.ScopeMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_USER_MODEL = "units.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORDS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": PASSWORDS + "MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": PASSWORDS + "CommonPasswordValidator"},
    {"NAME": PASSWORDS + "UserAttributeSimilarityValidator"},
]
LOGIN_REDIRECT_URL = "/console/"

DATABASES: dict[str, dict[str, Any]] = {"default": {}}
ROLE = os.environ.get("LANTAS_ROLE", "app")
if "DATABASE_URL" in os.environ:
    # The owner migrates; web and worker connect as a role that owns nothing.
    url = os.environ["DATABASE_URL"]
    if ROLE == "owner":
        url = os.environ.get("LANTAS_OWNER_URL", url)
    DATABASES["default"] = {**dj_database_url.parse(url, conn_max_age=600)}
else:
    from lantas.running import cluster

    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        **cluster.connection(ROLE),
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lantas_cache",
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [d for d in [FRONTEND_DIR / "dist"] if d.exists()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# The build puts a digest into the name: such a file never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Pictures larger than this are refused with a sentence, not cut off.
UPLOAD_LIMIT_BYTES = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS = ["account.W001"]

from lantas.config.logs import LOGGING  # noqa: E402, F401
from lantas.config.outward import *  # noqa: E402, F403
from lantas.config.signin import *  # noqa: E402, F403
