"""What each database role may do; set after every migration, as the owner."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, transaction

APP, READER = "lantas_app", "lantas_reader"
# Whoever reads these can sign in as somebody else: a reader reads the corps' work,
# not its keys.
SECRETS = (
    "account_emailaddress",
    "account_emailconfirmation",
    "django_session",
    "lantas_cache",
    "mfa_authenticator",
    "socialaccount_socialaccount",
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
    "usersessions_usersession",
)
HASHES = "units_officer", "password"


def final_tables() -> list[str]:
    """Return the tables whose rows are added and never changed."""
    return sorted(
        table
        for app in apps.get_app_configs()
        for table in getattr(app, "final_tables", ())
    )


def grant(sender: AppConfig, using: str, **_: Any) -> None:
    """Give the application its rights: rows yes, structure no, final rows add only.

    In one transaction, so that no final row can be changed while rights are renewed.
    """
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", [APP, READER]
        )
        roles = {name for (name,) in cursor.fetchall()}
        if APP in roles:
            _grant_app(cursor)
        if READER in roles:
            _grant_reader(cursor)


def _grant_app(cursor: Any) -> None:
    cursor.execute(
        f"GRANT USAGE ON SCHEMA public TO {APP};"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP};"
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP};"
    )
    for table in final_tables():
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP}")
    # What works with the owner's rights is the application's to call, nobody else's.
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p"
        " WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace"
        " AND pg_get_userbyid(p.proowner) = current_user"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(
            f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;"
            f"GRANT EXECUTE ON FUNCTION {function} TO {APP};"
        )


def _grant_reader(cursor: Any) -> None:
    cursor.execute(
        f"GRANT USAGE ON SCHEMA public TO {READER};"
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER};"
    )
    there = set(cursor.db.introspection.table_names(cursor))
    for table in sorted(there.intersection(SECRETS)):
        cursor.execute(f"REVOKE ALL ON {table} FROM {READER}")
    table, column = HASHES
    if table in there:
        found = cursor.db.introspection.get_table_description(cursor, table)
        open_columns = ", ".join(c.name for c in found if c.name != column)
        cursor.execute(
            f"REVOKE ALL ON {table} FROM {READER};"
            f"GRANT SELECT ({open_columns}) ON {table} TO {READER};"
        )
