"""The cast: one small corps that every test knows by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import hypothesis
import pytest

# Two busy cores make any deadline a coin toss; slow tests are found by their mark.
hypothesis.settings.register_profile("lantas", deadline=None)
hypothesis.settings.load_profile("lantas")

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make every test work as the application's role, which no wall lets through."""
    from django.db import connection
    from django.db.backends.signals import connection_created
    from django.test import TransactionTestCase

    def as_the_application(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE lantas_app")

    clean = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def clean_as_owner(self: Any) -> None:
        # Final tables cannot be emptied by the application: the owner does it.
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        clean(self)
        as_the_application(connection)

    with django_db_blocker.unblock():
        connection.close()
    connection_created.connect(as_the_application)
    TransactionTestCase._fixture_teardown = clean_as_owner  # type: ignore[attr-defined]
    yield
    connection_created.disconnect(as_the_application)
    TransactionTestCase._fixture_teardown = clean  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        # A connection that a thread left behind must not keep the database alive.
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Let no test meet what another left in the cache: a lock-out, a count."""
    from django.core.cache import cache

    cache.clear()


@dataclass
class Corps:
    """Korlantas over Polda Jabar over Polres Bogor; Polda Bali stands beside."""

    korlantas: Any
    jabar: Any
    bogor: Any
    bali: Any

    def officer(self, name: str, unit: Any, *duties: str) -> Any:
        """Return an officer of ``unit`` who holds ``duties`` over it since 2020."""
        from lantas.kernel.units.models import DutyHeld, Officer

        officer = Officer.objects.create(username=name, unit=unit)
        since = (date(2020, 1, 1), None)
        for duty in duties:
            DutyHeld.objects.create(officer=officer, duty=duty, unit=unit, days=since)
        return officer


@pytest.fixture
def corps(db: None) -> Corps:
    """Draw up the corps."""
    from lantas.kernel.units.models import Unit
    from lantas.kernel.units.terms import Level

    def unit(name: str, path: str, level: str, area: str = "") -> Unit:
        code = path.strip("/").split("/")[-1]
        return Unit.objects.create(
            name=name, path=path, level=level, code=code, area_code=area
        )

    return Corps(
        unit("Korlantas", "/1/", Level.NATIONAL),
        unit("Polda Jabar", "/1/32/", Level.PROVINCE, "32"),
        unit("Polres Bogor", "/1/32/3271/", Level.REGENCY, "32.71"),
        unit("Polda Bali", "/1/51/", Level.PROVINCE, "51"),
    )


@pytest.fixture
def everywhere(db: None) -> Iterator[None]:
    """Put the whole corps in scope, for tests that look behind the wall."""
    from lantas.kernel.units import scope

    with scope.whole_corps():
        yield
