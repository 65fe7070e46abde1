"""What an error, a log line or a letter must not carry outside."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from conftest import MONDAY, Corps
from lantas.config.logs import without_rows
from lantas.kernel.ledger import book, reactions
from lantas.kernel.ledger.models import ReactionStuck
from lantas.kernel.units.actors import CLOCK
from lantas.response.models import Report
from lantas.response.tests.conftest import Town

SAID = "Budi dari Jalan Melati, 0812"


def refused_row(town: Town) -> DatabaseError:
    """Return what the database says of an account that it refuses.

    Of rows behind a wall it says nothing; accounts stand before it.
    """
    name = f"{SAID}\nbaris kedua"
    town.corps.officer(name, town.corps.bogor)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        town.corps.officer(name, town.corps.bogor)
    return caught.value


def test_of_a_row_behind_a_wall_the_database_says_nothing(town: Town) -> None:
    town.report(what=SAID)
    row = Report.objects.get()
    row.stars = 99
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        row.save()
    assert SAID not in str(caught.value)


def test_the_database_repeats_other_rows(town: Town) -> None:
    assert SAID in str(refused_row(town))


def test_no_log_line_holds_the_row_that_was_refused(town: Town) -> None:
    said = f"Traceback …\nIntegrityError: {refused_row(town)}"
    for after in ("", "\n\nThe above exception was the direct cause of …"):
        event = without_rows(None, "error", {"event": "x", "exception": said + after})
        assert SAID not in event["exception"]
        assert "baris kedua" not in event["exception"]
        assert "IntegrityError" in event["exception"]
        assert event["exception"].endswith(after.strip())


def test_a_stuck_reaction_does_not_repeat_the_row(town: Town) -> None:
    entry = book.write(
        "errand.take", subject="E-1", unit=town.corps.bogor, by=CLOCK, at=MONDAY
    )
    why = f"IntegrityError: {refused_row(town)}"
    reactions.set_aside("x.y", entry.pk, tries=8, why=why, at=MONDAY)
    assert SAID not in ReactionStuck.objects.get().why


@pytest.mark.django_db
def test_nobody_makes_us_write_to_strangers(corps: Corps, client: Client) -> None:
    reset = "/accounts/password/reset/"
    budi = corps.officer("budi", corps.bogor)
    budi.email = "budi@example.id"
    budi.set_password("kota-contoh-siaga")
    budi.save()
    known: Any = client.post(reset, {"email": "budi@example.id"})
    strange: Any = client.post(reset, {"email": "victim@example.com"})
    assert [m.to for m in mail.outbox] == [["budi@example.id"]]
    assert (known.status_code, known.url) == (strange.status_code, strange.url)
