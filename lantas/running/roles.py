"""The database and its roles: who owns, who works, who reads."""

from __future__ import annotations

from lantas.running.binaries import Binaries
from lantas.running.home import Home

# The application's role owns nothing and no wall lets it through.
ROLES = {
    "lantas_owner": "LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE",
    "lantas_app": "LOGIN NOSUPERUSER NOBYPASSRLS",
    "lantas_reader": "LOGIN NOSUPERUSER NOBYPASSRLS",
}
EXTENSIONS = ("btree_gist", "pg_trgm")


def settle(where: Home, programs: Binaries, database: str) -> None:
    """Make the roles and the database that are missing; done again, nothing changes."""
    import psycopg

    with psycopg.connect(
        host=str(where.socket), user="lantas_admin", dbname="postgres", autocommit=True
    ) as admin:
        there = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ROLES.items():
            if role not in there:
                admin.execute(f"CREATE ROLE {role} {rights}")
        names = {n for (n,) in admin.execute("SELECT datname FROM pg_database")}
        if database not in names:
            admin.execute(f"CREATE DATABASE {database} OWNER lantas_owner")
    with psycopg.connect(
        host=str(where.socket), user="lantas_admin", dbname=database, autocommit=True
    ) as admin:
        for extension in EXTENSIONS:
            admin.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
