"""The same picture, sent by four phones at the same moment."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from conftest import MONDAY, Corps
from lantas.kernel.ledger import evidence, store
from lantas.kernel.ledger.models import Entry, Evidence
from lantas.kernel.ledger.tests.conftest import picture
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_picture_sent_by_four_phones_at_once_is_kept_once(corps: Corps) -> None:
    def send(n: int) -> int:
        try:
            with transaction.atomic(), scope.whole_corps():
                kept = evidence.keep(
                    io.BytesIO(picture()),
                    unit=corps.bogor,
                    subject="INC-1",
                    by=Citizen(1),
                    at=MONDAY,
                )
            return kept.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as phones:
        kept = set(phones.map(send, range(12)))
    assert len(kept) == 1
    with transaction.atomic(), scope.whole_corps():
        assert Evidence.objects.count() == 1
        assert Entry.objects.filter(name="evidence.kept").count() == 1
    (path,) = store.originals()
    assert store.is_whole(path)
