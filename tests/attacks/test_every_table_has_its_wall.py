"""Every table there is stands behind a wall, or says here why it may stand open."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import MONDAY
from lantas.kernel.messages import outbox
from lantas.kernel.units.grants import SECRETS, final_tables
from lantas.response.tests.conftest import Town

pytestmark = pytest.mark.django_db

SIGN_IN = "who signs in: looked up before anybody's units are known"
FRAMEWORK = "the framework's own; holds names of tables and rights"
QUEUE = "jobs: hold numbers of rows, which the walls guard"
PROOF = "hashes and signatures: published to everybody"
PLACE = "the public map and its rules; no person, no unit"
ORDER = "the chain of command and its rules: every officer may read them"
OPEN = {
    "account_emailaddress": SIGN_IN,
    "account_emailconfirmation": SIGN_IN,
    "django_session": SIGN_IN,
    "mfa_authenticator": SIGN_IN,
    "socialaccount_socialaccount": SIGN_IN,
    "socialaccount_socialapp": SIGN_IN,
    "socialaccount_socialtoken": SIGN_IN,
    "units_officer": SIGN_IN,
    "usersessions_usersession": SIGN_IN,
    "auth_group": FRAMEWORK,
    "auth_group_permissions": FRAMEWORK,
    "auth_permission": FRAMEWORK,
    "django_content_type": FRAMEWORK,
    "django_migrations": FRAMEWORK,
    "units_officer_groups": FRAMEWORK,
    "units_officer_user_permissions": FRAMEWORK,
    "lantas_cache": "counts of wrong passwords, by hash",
    "units_ratecount": "counts of knocks, by keyed hash of the address",
    "procrastinate_events": QUEUE,
    "procrastinate_jobs": QUEUE,
    "procrastinate_periodic_defers": QUEUE,
    "procrastinate_workers": QUEUE,
    "ledger_head": PROOF,
    "ledger_key": PROOF,
    "ledger_leaf": PROOF,
    "ledger_node": PROOF,
    "ledger_waiting": "numbers of entries, which the wall guards",
    "ledger_reactiondone": "numbers of entries, which the wall guards",
    "ledger_reactionstuck": "numbers of entries and the name of an error",
    "outbox_subscription": "endpoints sealed under a key each; no unit",
    "cases_lease": "numbers of a case and an officer",
    "units_dutyheld": ORDER,
    "units_policy": ORDER,
    "units_unit": ORDER,
    "places_area": PLACE,
    "places_closedsegment": PLACE,
    "places_closure": PLACE,
    "places_edition": PLACE,
    "places_provincetime": PLACE,
    "places_roadnetwork": PLACE,
    "places_segment": PLACE,
    "places_speeddefault": PLACE,
    "places_turnrestriction": PLACE,
}
TABLES = """
SELECT c.relname, c.relrowsecurity, c.relispartition,
  (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'f')
"""
APP, OWNER, READER = "lantas_app", "lantas_owner", "lantas_reader"


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def test_every_table_is_walled_or_named_here() -> None:
    found = rows(TABLES)
    # A partition has a wall without a door: it is reached through its parent alone.
    walled = {
        name
        for name, secured, part, policies in found
        if secured and (policies or part)
    }
    everything = {name for name, *_rest in found}
    assert everything - walled - set(OPEN) == set(), "wall it, or say why not"
    assert set(OPEN) & walled == set(), "it has a wall now: take it off the list"
    assert set(OPEN) - everything == set(), "it is gone: take it off the list"


def test_every_table_with_a_unit_is_walled() -> None:
    with_unit = rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'unit_id'"
    )
    assert {name for (name,) in with_unit} & set(OPEN) == {
        "units_dutyheld",
        "units_officer",
        "units_policy",
    }


def test_no_view_looks_over_a_wall() -> None:
    assert (
        rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        )
        == []
    )


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_final_rows_are_final_to_the_application(right: str) -> None:
    assert {"ledger_entry", "ledger_leaf", "ledger_head"} <= set(final_tables())
    for table in final_tables():
        for role in (APP, READER):
            ((may,),) = rows(
                "SELECT has_table_privilege(%s, %s, %s)", role, table, right
            )
            assert not may, f"{role} may {right} {table}"


@pytest.mark.parametrize("role", [APP, READER])
def test_no_role_can_become_another_or_build(role: str) -> None:
    for other in (OWNER, "postgres"):
        ((there,),) = rows("SELECT count(*) FROM pg_roles WHERE rolname = %s", other)
        if there:
            assert rows("SELECT pg_has_role(%s, %s, 'MEMBER')", role, other) == [
                (False,)
            ]
    ((powers),) = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = %s",
        role,
    )
    assert not any(powers)
    assert rows(
        "SELECT has_schema_privilege(%s, 'public', 'CREATE'),"
        " has_database_privilege(%s, current_database(), 'CREATE')",
        role,
        role,
    ) == [(False, False)]
    assert (
        rows(
            "SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
            " WHERE r.rolname = %s",
            role,
        )
        == []
    )


@pytest.mark.parametrize(
    "deed",
    [
        "ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP POLICY ledger_entry_wall ON ledger_entry",
        "ALTER POLICY cases_case_wall ON cases_case USING (true)",
        "CREATE TABLE mine (n int)",
        "CREATE FUNCTION lantas_sees(text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
        "CREATE OR REPLACE FUNCTION lantas_sees(unit bigint) RETURNS boolean"
        " LANGUAGE sql AS 'SELECT true'",
        "SET session_replication_role = replica",
        "GRANT ALL ON ledger_entry TO PUBLIC",
        "UPDATE ledger_entry SET name = 'a.b'",
        "DELETE FROM ledger_head",
        "TRUNCATE ledger_waiting",
        "COPY ledger_entry TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT * FROM pg_authid",
        "SELECT lo_import('/etc/passwd')",
        "CREATE EXTENSION dblink",
    ],
)
def test_the_application_cannot_take_a_wall_down(deed: str) -> None:
    assert rows("SELECT current_user") == [(APP,)]
    with pytest.raises(DatabaseError), transaction.atomic():
        rows(deed)


def test_only_the_application_works_with_the_owners_rights() -> None:
    lent = rows(
        "SELECT p.oid::regprocedure::text, p.proconfig FROM pg_proc p"
        " WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
    )
    assert lent, "the partitions of positions are made by such functions"
    for function, settings in lent:
        ((app, reader),) = rows(
            "SELECT has_function_privilege(%s, %s, 'EXECUTE'),"
            " has_function_privilege(%s, %s, 'EXECUTE')",
            APP,
            function,
            READER,
            function,
        )
        assert (app, reader) == (True, False), function
        assert any(s.startswith("search_path=") for s in settings or []), function


def test_a_reader_reads_no_key_to_anybodys_account() -> None:
    for table in SECRETS:
        ((may,),) = rows(
            "SELECT has_any_column_privilege(%s, %s, 'SELECT')", READER, table
        )
        assert not may, table
    columns = {
        column: rows(
            "SELECT has_column_privilege(%s, 'units_officer', %s, 'SELECT')",
            READER,
            column,
        )[0][0]
        for column in ("password", "username", "unit_id")
    }
    assert columns == {"password": False, "username": True, "unit_id": True}
    assert rows("SELECT has_table_privilege(%s, 'cases_case', 'SELECT')", READER) == [
        (True,)
    ]


def test_no_unit_in_scope_shows_no_row_of_any_walled_table() -> None:
    walled = [name for name, secured, _part, _policies in rows(TABLES) if secured]
    assert len(walled) > 15
    for table in walled:
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table


@pytest.mark.parametrize("setting", ["", "*,1", "1,2,x", "{1}", "-1", " ", "**", "%"])
def test_a_strange_scope_shows_nothing_of_another_unit(
    town: Town, setting: str
) -> None:
    town.report()
    try:
        with transaction.atomic():
            rows("SELECT set_config('app.units', %s, true)", setting)
            assert rows("SELECT count(*) FROM ledger_entry") == [(0,)]
    except DatabaseError:
        pass  # refusing is as good as showing nothing


def test_a_job_holds_no_personal_data(town: Town) -> None:
    said = "kata-rahasia-di-laporan"
    receipt = town.report(what=said, phone="0812 0001 2345")
    town.dispatched(town.see(receipt.number))
    with transaction.atomic():
        outbox.send(
            "parties.one_time_code",
            to="phone:+6281200012345",
            unit=town.corps.bogor,
            subject="",
            at=MONDAY,
            key="k",
            code="918273",
        )
    jobs = [
        f"{job.args} {job.lock} {job.queueing_lock}"
        for job in ProcrastinateJob.objects.all()
    ]
    assert jobs
    for hidden in (said, "81200012345", receipt.token, "918273"):
        assert not [job for job in jobs if hidden in job]


def test_final_tables_are_real() -> None:
    known = {model._meta.db_table for model in apps.get_models()} | {"response_fix"}
    assert set(final_tables()) <= known
