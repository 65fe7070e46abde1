"""Officers for a claim: appointed, on duty, signed in; set-up that is not measured.

Passwords are slow on purpose, so sessions are laid down directly.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bench.stage import Stage

SINCE = (date(2026, 1, 1), None)
MIDDLE = (116.8, -1.25)


def on_patrol(stage: Stage, count: int) -> list[dict[str, Any]]:
    """Put ``count`` patrols on duty; return call sign, session and place of each."""
    said = stage.run(f"from bench.crew import man_patrols; man_patrols({count})")
    found: list[dict[str, Any]] = json.loads(said.splitlines()[-1])
    return found


def at_desk(stage: Stage, username: str = "dispatcher") -> str:
    """Return the session of an officer of the cast."""
    said = stage.run(f"from bench.crew import seat; seat({username!r})")
    return said.splitlines()[-1]


def man_patrols(count: int) -> None:
    """Do the set-up of ``on_patrol``, inside Django."""
    from django.db import transaction
    from django.utils.timezone import now

    from lantas.kernel.units import scope
    from lantas.kernel.units.actors import CLOCK
    from lantas.kernel.units.models import DutyHeld, Officer
    from lantas.response import public
    from lantas.response.actions import shifts
    from lantas.response.models import Patrol
    from lantas.response.terms import Duty

    at = now()
    with transaction.atomic(), scope.whole_corps():
        unit = Officer.objects.get(username="dispatcher").unit
        public.stand_up_patrols(unit=unit, count=count, by=CLOCK, at=at)
        found = []
        patrols = Patrol.objects.filter(unit=unit).order_by("call_sign")
        for n, patrol in enumerate(patrols):
            officer = Officer.objects.create(username=f"bench{n:03d}", unit=unit)
            DutyHeld.objects.create(
                officer=officer, duty=Duty.PATROL, unit=unit, days=SINCE
            )
            shifts.start(patrol=patrol, by=officer, at=at)
            found.append((patrol.call_sign, officer))
    places = road_places(len(found))
    print(
        json.dumps(
            [
                {"call_sign": sign, "session": session(officer), "place": place}
                for (sign, officer), place in zip(found, places, strict=True)
            ]
        )
    )


def seat(username: str) -> None:
    """Do the set-up of ``at_desk``, inside Django."""
    from lantas.kernel.units.models import Officer

    print(session(Officer.objects.get(username=username)))


def session(officer: Any) -> str:
    """Return the key of a fresh session of an officer."""
    from django.conf import settings
    from django.contrib import auth
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[auth.SESSION_KEY] = str(officer.pk)
    store[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[auth.HASH_SESSION_KEY] = officer.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def road_places(count: int) -> list[tuple[float, float]]:
    """Return places on streets of the network in use, spread; inside Django."""
    from lantas.kernel.places.models import Segment

    found = list(
        Segment.objects.filter(network__active=True, private=False)
        .exclude(road_class__startswith="motorway")
        .order_by("pk")
        .values_list("lon", "lat")
    )
    # A town without roads has a middle.
    return [found[n * len(found) // count] if found else MIDDLE for n in range(count)]


def places(stage: Stage, count: int) -> list[tuple[float, float]]:
    """Return places on roads, for reports and look-ups."""
    said = stage.run(
        f"import json; from bench.crew import road_places as p; "
        f"print(json.dumps(p({count})))"
    )
    return [(lon, lat) for lon, lat in json.loads(said.splitlines()[-1])]
