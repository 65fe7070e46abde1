from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from conftest import MONDAY, Corps
from lantas.kernel.cases import clocks
from lantas.kernel.cases.desk import open_case
from lantas.kernel.cases.flow import Flow
from lantas.kernel.cases.models import Case
from lantas.kernel.cases.numbers import next_number
from lantas.kernel.cases.queue import hand_out
from lantas.kernel.cases.tests.test_desk import ERRAND
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.models import Policy
from lantas.kernel.units.terms import Certainty


@pytest.fixture
def limit(corps: Corps) -> None:
    Policy.objects.create(
        key="test.answer_s",
        unit=corps.korlantas,
        value=600,
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_clerks_get_numbers_without_gap_or_double(corps: Corps) -> None:
    def one(n: int) -> str:
        try:
            with transaction.atomic(), scope.whole_corps():
                number = next_number("T", kind="t", unit=corps.bogor, at=MONDAY)
                if n % 3 == 0:
                    transaction.set_rollback(True)
                    return ""
                return number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clerks:
        given_out = sorted(filter(None, clerks.map(one, range(60))))
    assert given_out == [f"T-3271-2026-{n:06d}" for n in range(1, len(given_out) + 1)]


def test_the_new_year_begins_where_the_unit_is(corps: Corps, everywhere: None) -> None:
    eve = MONDAY.replace(month=12, day=31, hour=16, minute=30)
    corps.bali.time_zone = "Asia/Makassar"
    assert "-2026-" in next_number("T", kind="t", unit=corps.jabar, at=eve)
    assert "-2027-" in next_number("T", kind="t", unit=corps.bali, at=eve)


def test_the_queue_never_hands_out_ones_own_case(
    corps: Corps, everywhere: None, limit: None
) -> None:
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    mine = open_case(ERRAND, unit=corps.bogor, by=siti, at=MONDAY)
    other = open_case(ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY)
    keep = timedelta(minutes=5)
    for _again in range(3):
        got = hand_out("errand", ["asked"], by=siti, at=MONDAY, keep_for=keep)
        assert got == other
    assert mine != other


def test_a_leased_case_is_not_handed_out_twice_until_the_lease_ends(
    corps: Corps, everywhere: None, limit: None
) -> None:
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    budi = corps.officer("budi", corps.jabar, "test.clerk")
    open_case(ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY)
    keep = timedelta(minutes=5)
    assert hand_out("errand", ["asked"], by=siti, at=MONDAY, keep_for=keep)
    assert hand_out("errand", ["asked"], by=budi, at=MONDAY, keep_for=keep) is None
    later = MONDAY + timedelta(minutes=6)
    assert hand_out("errand", ["asked"], by=budi, at=later, keep_for=keep)


def test_the_neighbour_polda_is_handed_nothing(
    corps: Corps, everywhere: None, limit: None
) -> None:
    made = corps.officer("made", corps.bali, "test.clerk")
    open_case(ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY)
    keep = timedelta(minutes=5)
    assert hand_out("errand", ["asked"], by=made, at=MONDAY, keep_for=keep) is None


def test_the_clock_moves_what_is_late_and_nothing_else(
    corps: Corps, everywhere: None, limit: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clocks, "FLOWS", {"errand": ERRAND})
    early = open_case(ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY)
    late = open_case(
        ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY - timedelta(hours=1)
    )
    assert clocks.ring(at=MONDAY + timedelta(minutes=1)) == 1
    assert Case.objects.get(pk=late.pk).state == "dropped"
    assert Case.objects.get(pk=early.pk).state == "asked"
    assert Entry.objects.get(name="errand.lapse").actor == "clock"


def walk(flow: Flow, steps: list[int]) -> str:
    state = flow.start
    for step in steps:
        moves = [m for m in flow.moves if state in m.source]
        if not moves:
            break
        state = moves[step % len(moves)].target
    return state


@given(st.lists(st.integers(0, 9), max_size=20))
def test_however_one_walks_one_stays_in_the_flow(steps: list[int]) -> None:
    assert walk(ERRAND, steps) in ERRAND.states
