"""Keep the write-ahead log as it is written: a process of the town.

The server's own archiver hands over whole segments; streaming hands over each commit,
so that losing the disk costs moments and an idle night costs no space.
"""

from __future__ import annotations

import os

from lantas.running import cluster
from lantas.running.postgres import conf, copies
from lantas.running.postgres.server import Server


def argv(server: Server, *options: str) -> list[str]:
    """Return how to call the program that receives the log."""
    wal = copies.life(server) / "wal"
    wal.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [
        server.binaries.path("pg_receivewal"),
        *("-D", str(wal), "--slot", copies.SLOT, "-h", str(server.socket_folder)),
        *("-U", conf.SUPERUSER, "--no-password", *options),
    ]


def main() -> None:
    """Become the program that receives the log; it reconnects by itself."""
    command = argv(cluster.server(), "--synchronous", "--status-interval", "1")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
