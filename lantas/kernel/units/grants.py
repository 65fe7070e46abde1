"""What each database role may do; set after every migration, as the owner."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

APP, READER = "lantas_app", "lantas_reader"


def final_tables() -> list[str]:
    """Return the tables whose rows are added and never changed."""
    return sorted(
        table
        for app in apps.get_app_configs()
        for table in getattr(app, "final_tables", ())
    )


def grant(sender: AppConfig, using: str, **_: Any) -> None:
    """Give the application its rights: rows yes, structure no, final rows add only."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", [APP, READER]
        )
        roles = {name for (name,) in cursor.fetchall()}
        if APP in roles:
            cursor.execute(
                f"GRANT USAGE ON SCHEMA public TO {APP};"
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES"
                f" IN SCHEMA public TO {APP};"
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP};"
            )
            for table in final_tables():
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP}")
        if READER in roles:
            cursor.execute(
                f"GRANT USAGE ON SCHEMA public TO {READER};"
                f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER};"
            )
