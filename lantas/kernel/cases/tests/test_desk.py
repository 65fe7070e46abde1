from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from conftest import MONDAY, Corps
from lantas.kernel.cases.desk import NotAllowed, move_case, open_case
from lantas.kernel.cases.flow import Flow, move
from lantas.kernel.cases.models import Case
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.kernel.units.models import Policy
from lantas.kernel.units.terms import Certainty, Standing

ERRAND = Flow(
    kind="errand",
    prefix="E",
    start="asked",
    moves=(
        move("take", "asked", "taken", duty="test.clerk"),
        move("sign", "taken", "done", duty="test.clerk", not_by="take"),
        move("drop", {"asked", "taken"}, "dropped", duty="test.clerk", needs_note=True),
        move("lapse", "asked", "dropped", duty=Standing.CLOCK),
        move("call_back", "asked", "dropped", duty=Standing.OWNER),
    ),
    limits={"asked": "test.answer_s"},
    on_due={"asked": "lapse"},
)


@pytest.fixture
def errand(corps: Corps, everywhere: None) -> Case:
    Policy.objects.create(
        key="test.answer_s",
        unit=corps.korlantas,
        value=600,
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )
    return open_case(ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY)


def test_a_new_case_has_a_number_and_a_clock(errand: Case) -> None:
    assert errand.number == "E-3271-2026-000001"
    assert errand.due_at == MONDAY + timedelta(minutes=10)


def test_the_polda_may_act_for_its_polres(errand: Case, corps: Corps) -> None:
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    assert move_case(ERRAND, errand, "take", by=siti, at=MONDAY).state == "taken"
    assert list(Entry.objects.order_by("pk").values_list("name", flat=True)) == [
        "errand.opened",
        "errand.take",
    ]


def test_the_neighbour_polda_may_not(errand: Case, corps: Corps) -> None:
    made = corps.officer("made", corps.bali, "test.clerk")
    with pytest.raises(NotAllowed, match=r"test\.clerk"):
        move_case(ERRAND, errand, "take", by=made, at=MONDAY)


def test_four_eyes_sign(errand: Case, corps: Corps) -> None:
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    budi = corps.officer("budi", corps.jabar, "test.clerk")
    move_case(ERRAND, errand, "take", by=siti, at=MONDAY)
    with pytest.raises(NotAllowed), transaction.atomic():
        move_case(ERRAND, errand, "sign", by=siti, at=MONDAY)
    assert move_case(ERRAND, errand, "sign", by=budi, at=MONDAY).state == "done"


def test_the_clock_may_only_take_its_own_move(errand: Case) -> None:
    with pytest.raises(NotAllowed), transaction.atomic():
        move_case(ERRAND, errand, "take", by=CLOCK, at=MONDAY)
    assert move_case(ERRAND, errand, "lapse", by=CLOCK, at=MONDAY).due_at is None


def test_a_citizen_moves_his_own_case_only(errand: Case) -> None:
    with pytest.raises(NotAllowed), transaction.atomic():
        move_case(ERRAND, errand, "call_back", by=Citizen(errand.pk + 1), at=MONDAY)
    moved = move_case(ERRAND, errand, "call_back", by=Citizen(errand.pk), at=MONDAY)
    assert moved.state == "dropped"


def test_a_move_costs_at_most_six_queries(
    errand: Case, corps: Corps, django_assert_max_num_queries: Any
) -> None:
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    with django_assert_max_num_queries(6):
        move_case(ERRAND, errand, "take", by=siti, at=MONDAY)


def test_behind_the_wall_a_neighbour_sees_nothing(errand: Case, corps: Corps) -> None:
    made = corps.officer("made", corps.bali, "test.clerk")
    with scope.of(made):
        assert not Case.objects.exists()
        assert not Entry.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET state = 'done'")
            assert cursor.rowcount == 0


def test_without_a_scope_there_are_no_rows(errand: Case) -> None:
    with scope.units([]):
        assert not Case.objects.exists()


def test_the_ledger_cannot_be_rewritten(errand: Case) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(name="errand.done")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all()._raw_delete("default")
