from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from conftest import MONDAY, Corps
from lantas.kernel.cases.desk import move_case, open_case
from lantas.kernel.cases.tests.test_desk import ERRAND
from lantas.kernel.ledger import reactions
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.models import Policy
from lantas.kernel.units.terms import Certainty


@pytest.fixture
def listener() -> Iterator[None]:
    def listener(entry: Entry, *, at: datetime) -> None:
        """Do nothing."""

    reactions.on("errand.take")(listener)
    yield
    (name,) = reactions.BY_NAME.pop("errand.take")
    reactions.REACTIONS.pop(name)


def test_a_move_somebody_reacts_to_costs_at_most_seven_queries(
    corps: Corps, everywhere: None, listener: None, django_assert_max_num_queries: Any
) -> None:
    Policy.objects.create(
        key="test.answer_s",
        unit=corps.korlantas,
        value=600,
        days=(date(2020, 1, 1), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )
    errand = open_case(ERRAND, unit=corps.bogor, by=Citizen(), at=MONDAY)
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    with django_assert_max_num_queries(7):
        move_case(ERRAND, errand, "take", by=siti, at=MONDAY)
