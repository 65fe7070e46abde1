"""The database roles: who owns, who works, who reads; none can pass the walls."""

from __future__ import annotations

from lantas.running.postgres.server import Server

DATABASE = "lantas"
# Who may do what inside the tables is granted after each migration, by the owner.
ROLES = """\
SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY['lantas_owner', 'lantas_app', 'lantas_reader']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE lantas_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {owner_may};
ALTER ROLE lantas_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE lantas_reader LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE lantas_reader SET default_transaction_read_only = on;
SELECT 'CREATE DATABASE lantas OWNER lantas_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'lantas') \\gexec
REVOKE ALL ON DATABASE lantas FROM PUBLIC;
GRANT CONNECT ON DATABASE lantas TO lantas_app, lantas_reader;
"""
EXTENSIONS = """\
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""


def lay(server: Server) -> None:
    """Make what is missing of roles, database and extensions."""
    test = server.throwaway
    server.sql(ROLES.format(owner_may="CREATEDB" if test else "NOCREATEDB"))
    if test:
        # Tests own their database and work in it as the application.
        server.sql("GRANT lantas_app, lantas_reader TO lantas_owner;")
        server.sql(EXTENSIONS, "template1")
    server.sql(EXTENSIONS, DATABASE)
