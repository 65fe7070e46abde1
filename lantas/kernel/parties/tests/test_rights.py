from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from conftest import MONDAY, Corps
from lantas.kernel.ledger.models import Entry
from lantas.kernel.parties import keeper, people, rights, rotation, wall
from lantas.kernel.parties.models import Person
from lantas.kernel.parties.people import Erased, NoSuchPerson
from lantas.kernel.parties.rights import HeldByLaw, NotKeeper
from lantas.kernel.parties.rotation import StillWrapped
from lantas.kernel.parties.terms import Duty, Purpose, Role
from lantas.kernel.units.actors import CLOCK, Citizen

PHONE = "+6281211110001"


@pytest.fixture
def keys(tmp_path: Any, settings: Any) -> None:
    settings.KEYS_DIR = tmp_path


@pytest.fixture
def reporter(corps: Corps, keys: None) -> str:
    return people.remember(
        phone=PHONE, name="Contoh Satu", by=Citizen(), at=MONDAY, unit=corps.bogor
    )


def involve(corps: Corps, reporter: str) -> None:
    people.involve(
        reporter,
        case="E-1",
        role=Role.REPORTER,
        unit=corps.bogor,
        by=CLOCK,
        at=MONDAY,
    )


@pytest.fixture
def open_matters() -> Iterator[list[str]]:
    before, found = list(rights.MATTERS), ["E-1"]
    rights.ask_about_matters(lambda cases: [c for c in cases if c in found])
    yield found
    rights.MATTERS[:] = before


def test_a_person_sees_who_looked_and_not_the_officers_name(
    corps: Corps, reporter: str
) -> None:
    people.contact(reporter, unit=corps.bogor, at=MONDAY, case="E-1")
    (look,) = rights.looks([reporter])
    assert (look.unit, look.purpose, look.case) == ("Polres Bogor", "contact", "E-1")
    assert not hasattr(look, "officer")


def test_a_copy_holds_everything_and_is_itself_a_look(
    corps: Corps, reporter: str
) -> None:
    involve(corps, reporter)
    held = rights.export(reporter, by=Citizen(), at=MONDAY)
    assert held["person"]["name"] == "Contoh Satu"
    assert held["person"]["phone"] == PHONE
    assert held["matters"][0]["role"] == "reporter"
    assert held["looks"][0]["purpose"] == "own_request"


def test_a_keeper_makes_the_copy_for_whoever_comes_in_person(
    corps: Corps, reporter: str
) -> None:
    wati = corps.officer("wati", corps.bogor, Duty.KEEPER)
    held = rights.export(reporter, by=wati, at=MONDAY, note="KTP seen, letter 12")
    assert held["reference"] == reporter


@pytest.mark.parametrize("who", ["siti", "made", "clock"])
def test_nobody_else_takes_a_copy_or_erases(
    corps: Corps, reporter: str, who: str
) -> None:
    actors: dict[str, Callable[[], Any]] = {
        "siti": lambda: corps.officer("siti", corps.bogor),
        "made": lambda: corps.officer("made", corps.bali, Duty.KEEPER),
        "clock": lambda: CLOCK,
    }
    actor = actors[who]()
    with pytest.raises(NotKeeper):
        rights.export(reporter, by=actor, at=MONDAY)
    with pytest.raises(NotKeeper):
        rights.erase(reporter, by=actor, at=MONDAY)


def test_the_erased_cannot_be_read_found_or_reached(
    corps: Corps, reporter: str, everywhere: None
) -> None:
    rights.erase(reporter, by=Citizen(), at=MONDAY)
    with wall.opened(Purpose.OVERSIGHT, reporter):
        row = Person.objects.get()
    assert (row.data_key, row.phone_index) == (None, None)
    assert row.phone is not None
    assert people.find_by_phone(PHONE, purpose=Purpose.CONTACT) == []
    with pytest.raises(Erased):
        people.contact(reporter, unit=corps.bogor, at=MONDAY)
    assert Entry.objects.filter(name="party.erased", subject=reporter).count() == 1
    rights.erase(reporter, by=Citizen(), at=MONDAY)
    assert Entry.objects.filter(name="party.erased").count() == 1


def test_who_reports_again_after_erasure_is_new(corps: Corps, reporter: str) -> None:
    rights.erase(reporter, by=Citizen(), at=MONDAY)
    again = people.remember(phone=PHONE, by=Citizen(), at=MONDAY, unit=corps.bogor)
    assert again != reporter


def test_an_open_matter_holds_the_record(
    corps: Corps, reporter: str, open_matters: list[str]
) -> None:
    involve(corps, reporter)
    with pytest.raises(HeldByLaw, match="E-1"):
        rights.erase(reporter, by=Citizen(), at=MONDAY)
    open_matters.clear()
    rights.erase(reporter, by=Citizen(), at=MONDAY)


def test_where_nobody_knows_a_matter_counts_as_open(
    corps: Corps, reporter: str, open_matters: list[str]
) -> None:
    involve(corps, reporter)
    rights.MATTERS.clear()
    with pytest.raises(HeldByLaw):
        rights.erase(reporter, by=Citizen(), at=MONDAY)


def test_a_restored_backup_is_made_to_forget_again(
    corps: Corps,
    reporter: str,
    django_capture_on_commit_callbacks: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with wall.opened(Purpose.OVERSIGHT, reporter):
        backup = Person.objects.values().get()
    with django_capture_on_commit_callbacks(execute=True):
        rights.erase(reporter, by=Citizen(), at=MONDAY)
    assert rights.erased_list().read_text() == f"{reporter}\n"
    with wall.opened(Purpose.OVERSIGHT, reporter):
        Person.objects.filter(pk=reporter).update(**backup)
    assert people.find_by_phone(PHONE, purpose=Purpose.CONTACT) == [reporter]
    call_command("vault", "forget-again")
    assert people.find_by_phone(PHONE, purpose=Purpose.CONTACT) == []
    assert "1 records" in capsys.readouterr().out


def test_nothing_is_held_on_a_stranger(db: None) -> None:
    with transaction.atomic(), pytest.raises(NoSuchPerson):
        rights.export("P-0000000000", by=Citizen(), at=MONDAY)


def test_a_key_in_use_is_not_destroyed(corps: Corps, reporter: str) -> None:
    keeper.keeper().rotate()
    with pytest.raises(StillWrapped):
        rotation.retire("wrap-0001")
    rotation.retire("wrap-0001")
