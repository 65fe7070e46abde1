"""Who is told what, through the ledger's reactions."""

from __future__ import annotations

import pytest

from conftest import MONDAY
from lantas.kernel.ledger import reactions
from lantas.kernel.ledger.models import Entry
from lantas.kernel.messages import addresses
from lantas.kernel.messages.models import Message
from lantas.kernel.parties import people
from lantas.response.actions import assignments, incidents
from lantas.response.models import Report
from lantas.response.tests.conftest import Town, in_seconds

PHONE = "0812 0000 0001"


def have_effect() -> None:
    """Run every reaction as the worker would, also twice."""
    for _twice in range(2):
        for entry in Entry.objects.order_by("pk"):
            for name in reactions.BY_NAME.get(entry.name, ()):
                if name.startswith("response."):
                    reactions.react(name, entry.pk, at=MONDAY)


def sent() -> list[str]:
    have_effect()
    return [m.template for m in Message.objects.order_by("queued_at", "pk")]


def test_the_number_stands_in_the_vault_and_not_in_the_report(town: Town) -> None:
    town.report(phone=PHONE)
    row = Report.objects.get()
    assert row.reporter.startswith("P-")
    assert "812" not in str(row.__dict__.values())
    known = people.contact(row.reporter, unit=town.corps.bogor, at=MONDAY)
    assert known.phone == "+6281200000001"


def test_whoever_leaves_no_number_is_sent_nothing(town: Town) -> None:
    town.report()
    assert sent() == []


def test_everybody_who_reported_is_told_how_it_goes_on(town: Town) -> None:
    first = town.report(phone=PHONE)
    town.report(phone="0812 0000 0002", joins=first.number, what="Lain", language="en")
    incident = town.see(first.number)
    job = town.dispatched(incident, at=in_seconds(5))
    assignments.accept(assignment=job, by=town.budi, at=in_seconds(10))
    have_effect()
    incidents.resolve(
        incident=incident, outcome="handled", by=town.dewi, at=in_seconds(900)
    )
    assert sorted(sent()) == sorted(
        2 * ["response.received", "response.on_its_way", "response.ended"]
    )
    assert {m.language for m in Message.objects.all()} == {"id", "en"}


def test_a_phone_that_follows_the_link_is_told_too(town: Town) -> None:
    receipt = town.report()
    addresses.subscribe(
        addresses.link_owner(receipt.token),
        endpoint="https://push.example/1",
        p256dh="x",
        auth="y",
        at=MONDAY,
    )
    incident = town.see(receipt.number)
    incidents.reject(incident=incident, note="prank", by=town.dewi, at=MONDAY)
    assert sent() == ["response.rejected"]


def test_the_crew_that_is_offered_a_job_hears_of_it(town: Town) -> None:
    addresses.subscribe(
        f"officer-{town.budi.pk}",
        endpoint="https://push.example/2",
        p256dh="x",
        auth="y",
        at=MONDAY,
    )
    job = town.dispatched(town.incident())
    assert sent() == ["response.job"]
    assignments.withdraw(assignment=job, note="x", by=town.dewi, at=in_seconds(9))
    assert sent() == ["response.job", "response.withdrawn"]


def test_a_number_that_is_none_is_asked_for_again(town: Town) -> None:
    from lantas.kernel.parties.identity import NotANumber

    with pytest.raises(NotANumber) as no:
        town.report(phone="abc")
    assert no.value.field == "phone"
    assert not Report.objects.exists()
