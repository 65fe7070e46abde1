"""What the demo shows whoever started it; a program of its own, as it needs Django."""

from __future__ import annotations

import json
from typing import Any

from lantas.running import build


def sign_ins() -> dict[str, Any]:
    """Return the demo's password and one sign-in per kind of user."""
    said = build.program("lantas.running.demo")
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
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
