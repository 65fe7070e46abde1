from typing import Any

import pytest
from django.core.management import call_command

from conftest import MONDAY, Corps
from lantas.kernel.ledger.models import Entry
from lantas.kernel.messages import delivery, outbox
from lantas.kernel.messages.models import Message
from lantas.kernel.parties import people, proofs, rights
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen

PHONE = "+6281211110001"


@pytest.fixture
def reporter(corps: Corps, tmp_path: Any, settings: Any) -> str:
    settings.KEYS_DIR = tmp_path
    return people.remember(
        phone=PHONE, name="Contoh Satu", by=Citizen(), at=MONDAY, unit=corps.bogor
    )


def test_a_copy_names_the_messages(corps: Corps, reporter: str) -> None:
    with scope.units([corps.bogor.pk]):
        outbox.send(
            "parties.one_time_code",
            to=reporter,
            unit=corps.bogor,
            subject="E-1",
            at=MONDAY,
            key="k",
            code="1",
        )
    held = rights.export(reporter, by=Citizen(), at=MONDAY)
    assert held["messages"][0]["template"] == "parties.one_time_code"


def test_a_message_to_the_erased_is_not_sent(
    corps: Corps, reporter: str, everywhere: None
) -> None:
    outbox.send(
        "parties.one_time_code",
        to=reporter,
        unit=corps.bogor,
        subject="",
        at=MONDAY,
        key="k",
        code="1",
    )
    rights.erase(reporter, by=Citizen(), at=MONDAY)
    message = Message.objects.get()
    delivery.deliver(str(message.pk), at=MONDAY)
    message.refresh_from_db()
    assert (message.state, message.failure) == ("dead", "erased")


def test_rotation_leaves_every_record_readable(
    corps: Corps, reporter: str, everywhere: None, capsys: pytest.CaptureFixture[str]
) -> None:
    outbox.send(
        "parties.one_time_code",
        to="sms:+6281211110001",
        unit=corps.bogor,
        subject="",
        at=MONDAY,
        key="k",
        code="1",
    )
    call_command("vault", "rotate")
    assert "2 data keys" in capsys.readouterr().out
    call_command("vault", "retire", "wrap-0001")
    assert people.contact(reporter, unit=corps.bogor, at=MONDAY).phone == PHONE
    assert Message.objects.get().wrapped_by == "wrap-0002"
    assert Entry.objects.get(name="vault.rotated").detail == {"rows": 2}


def test_the_code_goes_to_the_very_telephone(corps: Corps, reporter: str) -> None:
    proofs.ask(PHONE, at=MONDAY)
    with scope.whole_corps():
        message = Message.objects.get()
    assert (message.template, message.to) == ("parties.one_time_code", "")
    assert message.unit_id == corps.bogor.pk
    assert message.expires_at == MONDAY + proofs.GOOD_FOR
