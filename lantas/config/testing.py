"""The settings of tests: the same town, with quick passwords and no built files."""

import os
from pathlib import Path

# Tests make their own keys, files and server, away from a running town's.
HERE = Path(__file__).resolve().parent.parent.parent
os.environ.setdefault("LANTAS_VAR", str(HERE / "var" / "test"))
os.environ.setdefault("LANTAS_ROLE", "test")
if "DATABASE_URL" not in os.environ:
    from lantas.running import cluster

    cluster.for_tests()

from lantas.config.settings import *  # noqa: E402, F403
from lantas.config.settings import STORAGES, VAR_DIR  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
