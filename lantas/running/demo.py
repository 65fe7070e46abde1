"""What the demo shows whoever started it; a program of its own, as it needs Django."""

from __future__ import annotations

import json
from typing import Any

from lantas.running import build
from lantas.running.paths import var


def sign_ins(mark: str) -> dict[str, Any]:
    """Return the demo's password and one sign-in per kind of user.

    Loading Django takes seconds, so the answer is kept for the code it came from.
    """
    kept = var() / "run" / "sign-ins.json"
    told: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    if told.get("mark") != mark:
        said = build.program("lantas.running.demo")
        told = {"mark": mark, **json.loads(said.splitlines()[-1])}
        kept.write_text(json.dumps(told))
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
