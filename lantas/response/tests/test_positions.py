"""Where patrols are: kept once, newest first, dropped by the day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MONDAY
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK
from lantas.response.actions import positions, shifts
from lantas.response.models import Fix, PatrolPosition
from lantas.response.rules import Spot
from lantas.response.tests.conftest import HERE, Town, in_seconds


def spot(at: float, lon: float = HERE[0], **more: Any) -> Spot:
    return Spot(lon=lon, lat=HERE[1], at=in_seconds(at), **more)


def send(town: Town, *spots: Spot, at: float = 3_600) -> int:
    return positions.send(spots=spots, by=town.budi, at=in_seconds(at))


def test_a_fix_that_comes_late_goes_to_history_only(town: Town) -> None:
    assert send(town, spot(60, 106.81)) == 1
    assert send(town, spot(30, 106.70)) == 1
    assert PatrolPosition.objects.get().lon == 106.81
    assert Fix.objects.count() == 2


def test_a_fix_sent_twice_is_kept_once(town: Town) -> None:
    for _twice in range(2):
        send(town, spot(10), spot(20))
    assert Fix.objects.count() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(1, 5)))
@pytest.mark.slow
def test_fixes_in_any_order_end_at_the_newest(
    town: Town, order: list[int], cuts: set[int]
) -> None:
    with transaction.atomic():
        edges = [0, *sorted(cuts), 6]
        for first, last in pairwise(edges):
            spots = [spot(10 * n, 106.80 + n / 1_000) for n in order[first:last]]
            send(town, *spots)
        assert PatrolPosition.objects.get().lon == pytest.approx(106.805)
        assert Fix.objects.count() == 6
        transaction.set_rollback(True)


def test_a_fix_from_the_future_is_one_of_now(town: Town) -> None:
    send(town, spot(86_400), at=60)
    place = PatrolPosition.objects.get()
    assert place.fix_at == in_seconds(60)
    assert Fix.objects.get().claimed_at == in_seconds(86_400)


def test_what_is_older_than_the_shift_or_a_day_is_of_no_use(town: Town) -> None:
    assert send(town, spot(-600), spot(5)) == 1
    assert send(town, spot(5), at=90_000) == 0


def test_off_duty_nobody_is_followed(town: Town) -> None:
    shifts.stop(by=town.budi, at=MONDAY)
    with pytest.raises(positions.NotOnDuty):
        send(town, spot(5))


def test_a_flood_of_fixes_is_refused(town: Town) -> None:
    with pytest.raises(positions.TooMany):
        send(town, *[spot(n) for n in range(501)])


def test_the_neighbour_sees_neither_place_nor_history(town: Town) -> None:
    send(town, spot(5))
    with scope.units([town.corps.bali.pk]):
        assert not PatrolPosition.objects.exists()
        assert not Fix.objects.exists()


def test_no_partition_is_a_way_round_the_wall(town: Town) -> None:
    positions.make_days(by=CLOCK, at=MONDAY)
    send(town, spot(5))
    with connection.cursor() as cursor:
        for table in ("response_fix_20260302", "response_fix_default"):
            cursor.execute("SELECT to_regclass(%s)", [table])
            assert cursor.fetchone() != (None,)
            try:
                with transaction.atomic():
                    cursor.execute(f"SELECT count(*) FROM {table}")
                    assert cursor.fetchone() == (0,)
            except DatabaseError as refused:
                assert "permission denied" in str(refused)  # noqa: PT017


def test_days_are_made_ahead_and_dropped_when_their_keeping_ends(town: Town) -> None:
    send(town, spot(5))
    assert positions.make_days(by=CLOCK, at=MONDAY) == 4
    assert positions.make_days(by=CLOCK, at=MONDAY) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM response_fix")
        assert cursor.fetchall() == [("response_fix_20260302",)]
    assert positions.drop_days(by=CLOCK, at=MONDAY + timedelta(days=31)) == 2
    assert positions.drop_days(by=CLOCK, at=MONDAY + timedelta(days=34)) == 2
    assert not Fix.objects.exists()


def test_the_last_days_are_never_dropped(town: Town) -> None:
    with (
        pytest.raises(DatabaseError, match="two days"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT response_drop_fix_days(%s)", [date(2999, 1, 1)])


def test_what_was_tracked_stands_in_the_ledger_as_a_digest(town: Town) -> None:
    send(town, spot(5), spot(10), at=61)
    for _twice in range(2):
        positions.attest(by=CLOCK, at=in_seconds(660))
    line = Entry.objects.get(name="patrol.tracked")
    assert line.unit == town.corps.bogor
    assert line.detail["fixes"] == 2
    assert len(line.detail["sha256"]) == 64
    assert line.detail["from"] == MONDAY.isoformat()


def test_history_is_not_rewritten(town: Town) -> None:
    send(town, spot(5))
    with pytest.raises(DatabaseError), transaction.atomic():
        Fix.objects.update(lon=0)
