from typing import Any

import pytest
from django.db import connection, transaction

from conftest import MONDAY, Corps
from lantas.kernel.ledger import book
from lantas.kernel.ledger.models import Entry
from lantas.kernel.parties import people, wall
from lantas.kernel.parties.models import Person
from lantas.kernel.parties.people import NoSuchPerson, NothingToRemember, PurposeMissing
from lantas.kernel.parties.terms import Duty, Purpose, Role
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK, Citizen

PHONE, NIK = "0812 1111 0001", "3271054802930001"


def reporter(corps: Corps, **said: str) -> str:
    said = {"phone": PHONE, **said}
    return people.remember(**said, by=Citizen(), at=MONDAY, unit=corps.bogor)


def siti(corps: Corps, *duties: str) -> Any:
    return corps.officer("siti", corps.bogor, *duties)


def case_of(corps: Corps) -> str:
    with scope.units([corps.bogor.pk]):
        book.write(
            "errand.opened", subject="E-1", unit=corps.bogor, by=CLOCK, at=MONDAY
        )
    return "E-1"


def test_a_caller_is_remembered_and_reached(corps: Corps) -> None:
    reference = reporter(corps, name="Contoh Satu", language="en")
    found = people.contact(reference, unit=corps.bogor, at=MONDAY)
    assert (found.phone, found.language) == ("+6281211110001", "en")
    assert reference.startswith("P-")


def test_the_same_number_is_the_same_caller(corps: Corps) -> None:
    first = reporter(corps)
    assert reporter(corps, phone="+62 812-1111-0001", name="Contoh Satu") == first
    assert reporter(corps, name="contoh  satu") == first


def test_another_name_on_a_shared_number_is_another_person(corps: Corps) -> None:
    first = reporter(corps, name="Contoh Satu")
    second = reporter(corps, name="Contoh Dua")
    assert first != second
    found = people.find_by_phone(PHONE, purpose=Purpose.RECOGNITION)
    assert found == sorted([first, second], key=found.index)
    assert len(found) == 2


def test_nobody_moves_anothers_messages_to_himself(corps: Corps) -> None:
    victim = reporter(corps)
    thief = reporter(corps, email="thief@example.id")
    assert thief != victim
    assert people.contact(victim, unit=corps.bogor, at=MONDAY).email == ""


def test_a_nik_that_nobody_saw_leads_to_no_record(corps: Corps) -> None:
    officer = siti(corps)
    seen = people.remember(
        nik=NIK, phone=PHONE, by=officer, at=MONDAY, unit=corps.bogor
    )
    claimed = reporter(corps, nik=NIK, phone="0812 9999 0001")
    assert claimed != seen
    assert people.find_by_nik(NIK, purpose=Purpose.CASE_WORK) == seen


def test_an_officer_who_saw_the_card_completes_the_record(corps: Corps) -> None:
    first = reporter(corps, name="Contoh Satu")
    again = people.remember(
        phone=PHONE,
        name="Contoh Satu",
        nik=NIK,
        by=siti(corps),
        at=MONDAY,
        unit=corps.bogor,
    )
    assert again == first == people.find_by_nik(NIK, purpose=Purpose.CASE_WORK)


def test_an_empty_person_is_refused(corps: Corps) -> None:
    with pytest.raises(NothingToRemember):
        people.remember(language="en", by=CLOCK, at=MONDAY, unit=corps.bogor)


def test_every_look_is_a_ledger_line(corps: Corps, everywhere: None) -> None:
    reference = reporter(corps, name="Contoh Satu")
    known = people.look(
        reference,
        by=siti(corps),
        purpose=Purpose.CASE_WORK,
        case=case_of(corps),
        at=MONDAY,
    )
    assert known.name == "Contoh Satu"
    line = Entry.objects.get(name="party.looked")
    assert (line.subject, line.unit) == (reference, corps.bogor)
    assert line.detail == {"purpose": "case_work", "case": "E-1"}


def test_a_look_without_a_purpose_is_refused(corps: Corps, everywhere: None) -> None:
    reference = reporter(corps)
    with pytest.raises(PurposeMissing):
        people.look(reference, by=siti(corps), purpose="curiosity", at=MONDAY)
    with pytest.raises(PurposeMissing):
        people.look(reference, by=CLOCK, purpose="", at=MONDAY, unit=corps.bogor)


def test_the_neighbours_case_opens_no_record(corps: Corps) -> None:
    reference, case = reporter(corps), case_of(corps)
    made = corps.officer("made", corps.bali, "test.clerk")
    with scope.of(made), pytest.raises(PurposeMissing):
        people.look(reference, by=made, purpose=Purpose.CASE_WORK, case=case, at=MONDAY)


def test_a_roadside_check_needs_the_duty_and_a_note(corps: Corps) -> None:
    reference = reporter(corps, name="Contoh Satu")
    budi = corps.officer("budi", corps.bogor, Duty.CHECKER)
    look: dict[str, Any] = {"purpose": Purpose.ROADSIDE_CHECK, "at": MONDAY}
    with pytest.raises(PurposeMissing):
        people.look(reference, by=budi, **look)
    with pytest.raises(PurposeMissing):
        people.look(reference, by=siti(corps), note="licence check", **look)
    assert people.look(reference, by=budi, note="licence check", **look).name


def test_a_reference_that_nobody_gave_out_is_refused(corps: Corps) -> None:
    with pytest.raises(NoSuchPerson):
        people.contact("P-0000000000", unit=corps.bogor, at=MONDAY)


def test_without_a_purpose_the_table_is_empty(corps: Corps, everywhere: None) -> None:
    reference = reporter(corps)
    assert not Person.objects.exists()
    with wall.opened("", reference):
        assert not Person.objects.exists()
    with wall.opened(Purpose.CASE_WORK, reference):
        assert Person.objects.get().reference == reference
    with wall.opened(Purpose.CASE_WORK, "P-OTHER"):
        assert not Person.objects.exists()


def test_what_a_traceback_shows_is_the_reference(corps: Corps) -> None:
    reference = reporter(corps, name="Contoh Satu")
    assert repr(people.contact(reference, unit=corps.bogor, at=MONDAY)) == (
        f"Contact({reference})"
    )


def test_taking_part_twice_is_once(corps: Corps, everywhere: None) -> None:
    reference = reporter(corps)
    for _time in range(2):
        people.involve(
            reference,
            case="E-1",
            role=Role.REPORTER,
            unit=corps.bogor,
            by=CLOCK,
            at=MONDAY,
        )
    assert Entry.objects.filter(name="party.involved").count() == 1


SECRETS = ("Contoh", "81211110001", NIK, "rahasia@example.id", "Jalan Contoh")


def test_no_column_holds_a_plain_word(corps: Corps) -> None:
    officer = corps.officer("budi", corps.bogor, Duty.CHECKER)
    reference = people.remember(
        phone=PHONE,
        name="Contoh Satu",
        nik=NIK,
        email="rahasia@example.id",
        address="Jalan Contoh 1",
        by=officer,
        at=MONDAY,
        unit=corps.bogor,
    )
    people.look(
        reference,
        by=officer,
        purpose=Purpose.ROADSIDE_CHECK,
        note="Contoh",
        at=MONDAY,
    )
    dump = dump_of("parties_%", "ledger_%", "procrastinate_%")
    assert reference in dump
    assert [word for word in SECRETS if word in dump] == []


def dump_of(*patterns: str) -> str:
    """Return every row as text, bytes also decoded, seen by the owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_name LIKE ANY (%s) AND table_schema = 'public'",
            [list(patterns)],
        )
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [str(row) for row in cursor.fetchall()]
        cursor.execute("SET ROLE lantas_app")
    return "\n".join(rows)
