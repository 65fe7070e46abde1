"""Every door that stands open to anybody stands open to people, not to machines."""

from __future__ import annotations

import pytest

from lantas.kernel.units.models import RateCount
from tests.bad_days.conftest import Doors
from tests.bad_days.test_words import filled, operations


@pytest.mark.slow
def test_every_door_asks_who_you_are_or_counts_your_knocks(doors: Doors) -> None:
    for method, path, _about in operations("get", "post"):
        RateCount.objects.all().delete()
        where = filled(path, doors)
        first = doors.anybody.generic(method, where)
        if first.status_code in (401, 403):
            continue
        assert RateCount.objects.exists(), f"{where}: {first.status_code}"
        RateCount.objects.update(count=1_000_000)
        answer = doors.anybody.generic(method, where)
        assert answer.status_code == 429, where
        assert "110" in answer.json()["detail"]


def test_the_plain_form_counts_with_the_api(doors: Doors) -> None:
    assert doors.anybody.post("/report/").status_code == 422
    RateCount.objects.update(count=1_000_000)
    assert doors.anybody.post("/report/").status_code == 429
    assert doors.anybody.post("/api/response/reports").status_code == 429
