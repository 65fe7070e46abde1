"""Who plays in the demo town: plainly made-up officers with a well-known password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lantas.kernel.access import appointments
from lantas.kernel.access.terms import Duty as Access
from lantas.kernel.ledger.terms import Duty as Ledger
from lantas.kernel.messages.terms import Duty as Outbox
from lantas.kernel.parties.terms import Duty as Parties
from lantas.kernel.units.actors import CLOCK
from lantas.kernel.units.models import Officer, Policy, Unit
from lantas.kernel.units.terms import Certainty
from lantas.response.terms import Duty as Response

# Well known on purpose: a demo town holds nobody's data and listens on loopback.
PASSWORD = "kota-contoh-siaga"
PATROLS = 12
SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Part:
    """One kind of user that the demo signs in."""

    username: str
    name: str
    duties: tuple[str, ...]
    page: str
    does: str


PARTS = (
    Part(
        "dispatcher",
        "Dispatcher Contoh",
        (Response.DISPATCHER,),
        "/response/board/",
        "mengirim patroli · sends patrols",
    ),
    Part(
        "pengawas",
        "Pengawas Contoh",
        (Response.SUPERVISOR, Outbox.OPERATOR, Ledger.OPERATOR),
        "/response/board/",
        "mengawasi, melihat pesan · supervises, sees messages",
    ),
    Part(
        "loket",
        "Petugas Loket Contoh",
        (Parties.KEEPER,),
        "/people/",
        "melayani hak atas data · serves people asking for their data",
    ),
    Part(
        "provos",
        "Provos Contoh",
        (Ledger.AUDITOR,),
        "/ledger/bundle/",
        "memeriksa buku · audits the ledger",
    ),
    Part(
        "kepala",
        "Kepala Contoh",
        (Access.APPOINTER,),
        "/officers/",
        "mengangkat petugas · appoints officers",
    ),
)


def patrol_parts() -> list[Part]:
    """Return the patrol officers, one a patrol; the first is left to the visitor."""
    return [
        Part(
            f"patroli{n:02d}",
            f"Petugas Contoh {n:02d}",
            (Response.PATROL,),
            "/patrol/",
            "berpatroli · patrols",
        )
        for n in range(1, PATROLS + 1)
    ]


@transaction.atomic
def enrol_cast(unit: Unit, *, at: datetime) -> int:
    """Enrol whoever is missing and appoint them over ``unit``; return how many."""
    second_factor_optional(unit)
    new = 0
    for part in (*PARTS, *patrol_parts()):
        if Officer.objects.filter(username=part.username).exists():
            continue
        officer = appointments.enrol(
            username=part.username,
            name=part.name,
            unit=unit,
            password=PASSWORD,
            by=CLOCK,
            at=at,
        )
        for duty in part.duties:
            appointments.appoint(
                officer=officer,
                duty=duty,
                unit=unit,
                days=(SINCE, None),
                by=CLOCK,
                at=at,
                order_number="DEMO",
            )
        new += 1
    return new


def second_factor_optional(unit: Unit) -> None:
    """Let the demo unit's officers in with a password alone; nobody else's."""
    if not Policy.objects.filter(key="access.second_factor", unit=unit).exists():
        Policy.objects.create(
            key="access.second_factor",
            unit=unit,
            value="optional",
            days=(SINCE, None),
            basis="Demo town: its officers are made up and their password is printed",
            certainty=Certainty.CONFIRMED,
        )


def sign_ins() -> list[Part]:
    """Return one sign-in per kind of user, for whoever has just started the town."""
    return [*PARTS, patrol_parts()[0]]
