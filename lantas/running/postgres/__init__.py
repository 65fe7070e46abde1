"""The private PostgreSQL: binaries, account, ground, server, roles, copies."""
