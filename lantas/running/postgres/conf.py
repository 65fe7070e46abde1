"""The server's own settings: what is tuned, and what is never given away."""

from __future__ import annotations

import os
from pathlib import Path

from lantas.running.postgres.account import Account, ours

ROLES = ("lantas_owner", "lantas_app", "lantas_reader")
SUPERUSER = "postgres"
MIB = 1024 * 1024

# Statements may carry personal data, so what fails is logged without its text,
# and without the row that failed.
COMMON = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
port = 5432
max_connections = 100
shared_buffers = {shared_mib}MB
effective_cache_size = {cache_mib}MB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_line_prefix = '%m [%p] %u@%d '
log_min_error_statement = fatal
log_parameter_max_length = 0
log_error_verbosity = terse
"""
KEPT = """\
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
wal_compression = on
max_wal_size = 2GB
max_wal_senders = 10
max_slot_wal_keep_size = 8GB
wal_keep_size = 64MB
"""
# Only for throwaway clusters of tests: their rows outlive no power cut.
THROWAWAY = """\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum_naptime = 1h
"""


def write(data: Path, socket: Path, account: Account, *, throwaway: bool) -> None:
    """Write the settings files that are ours; an operator's own has the last word."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    shared = 64 if throwaway else max(64, min(2048, total // 8))
    text = COMMON.format(
        socket=str(socket).replace("'", "''"), shared_mib=shared, cache_mib=total // 2
    )
    text += THROWAWAY if throwaway else KEPT
    text += "include_if_exists = 'lantas.local.conf'\n"
    account.write(data / "lantas.conf", text)
    account.write(data / "postgresql.conf", "include 'lantas.conf'\n")
    account.write(data / "pg_hba.conf", hba())
    account.write(data / "pg_ident.conf", ident(account))


def hba() -> str:
    """Return who may come in: over the socket, known by the kernel, nobody else."""
    return "local all all peer map=lantas\nlocal replication all peer map=lantas\n"


def ident(account: Account) -> str:
    """Return which account may be which role: the stand-in only runs the server."""
    us = ours().name
    lines = [f'lantas "{us}" {role}' for role in (*ROLES, SUPERUSER)]
    if account.name != us:
        lines.append(f'lantas "{account.name}" {SUPERUSER}')
    return "\n".join(lines) + "\n"
