"""What the demo shows whoever started it; a program of its own, as it needs Django."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from lantas.running.paths import ROOT, var


def sign_ins() -> dict[str, Any]:
    """Return the demo's password and one sign-in per kind of user."""
    done = subprocess.run(
        [sys.executable, "-m", "lantas.running.demo"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lantas.config.settings",
            "LANTAS_VAR": str(var()),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _told() -> dict[str, Any]:
    import django

    django.setup()
    from lantas.demo import cast

    people = [
        {"username": p.username, "page": p.page, "does": p.does}
        for p in cast.sign_ins()
    ]
    return {"password": cast.PASSWORD, "people": people}


if __name__ == "__main__":
    print(json.dumps(_told()))
