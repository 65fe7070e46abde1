from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from conftest import MONDAY, Corps
from lantas.kernel.units import policies, scope
from lantas.kernel.units.models import DutyHeld, Policy, Unit
from lantas.kernel.units.terms import Certainty

DAY = MONDAY.date()


def decree(corps_unit: Unit, value: int, since: date = date(2020, 1, 1)) -> None:
    Policy.objects.create(
        key="test.limit",
        unit=corps_unit,
        value=value,
        days=(since, None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )


def test_the_nearest_unit_decides(corps: Corps) -> None:
    decree(corps.korlantas, 1)
    decree(corps.jabar, 2)
    assert policies.value("test.limit", unit=corps.bogor, on=DAY) == 2
    assert policies.value("test.limit", unit=corps.bali, on=DAY) == 1


def test_a_rule_of_tomorrow_does_not_hold_today(corps: Corps) -> None:
    decree(corps.korlantas, 1, since=date(2026, 3, 3))
    with pytest.raises(policies.NoSuchPolicy):
        policies.value("test.limit", unit=corps.bogor, on=DAY)


def test_midnight_comes_three_times(corps: Corps) -> None:
    corps.bali.time_zone = "Asia/Makassar"
    late = MONDAY.replace(hour=16, minute=30)
    assert policies.local_day(corps.jabar, late) == DAY
    assert policies.local_day(corps.bali, late) == date(2026, 3, 3)


def test_an_officer_sees_the_subtree_of_his_duty(corps: Corps) -> None:
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    assert scope.ids_seen(siti) == [corps.jabar.pk, corps.bogor.pk]


def test_an_officer_without_duty_sees_nothing(corps: Corps) -> None:
    assert scope.ids_seen(corps.officer("budi", corps.bogor)) == []
    assert scope.seen_units(corps.officer("budi2", corps.bogor)) == ""


def test_headquarters_sees_the_whole_corps(corps: Corps) -> None:
    chief = corps.officer("chief", corps.korlantas, "test.clerk")
    assert scope.seen_units(chief) == scope.WHOLE_CORPS


def test_a_duty_that_ended_gives_nothing(corps: Corps) -> None:
    budi = corps.officer("budi", corps.bogor)
    DutyHeld.objects.create(
        officer=budi,
        duty="test.clerk",
        unit=corps.bogor,
        days=DateRange(date(2020, 1, 1), date(2021, 1, 1)),
    )
    assert not budi.may("test.clerk", at=corps.bogor)


def test_a_scope_ends_with_its_block(corps: Corps) -> None:
    with scope.units([corps.bogor.pk]):
        with scope.units([corps.bali.pk]):
            pass
        assert setting() == str(corps.bogor.pk)
    assert setting() == ""


def test_a_scope_does_not_hide_what_failed_in_it(corps: Corps) -> None:
    with (
        pytest.raises(ProgrammingError, match="nowhere"),
        transaction.atomic(),
        scope.units([corps.bogor.pk]),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT nowhere")
    assert setting() == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_scope_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError), scope.whole_corps():
        pass
    with transaction.atomic(), scope.whole_corps():
        assert setting() == "*"
    assert setting() in ("", None)


def setting() -> str | None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.units', true)")
        found: str | None = cursor.fetchone()[0]
        return found
