"""The vault's own wall: no row shows that was not opened by name, for a purpose.

``app.purpose`` says why, ``app.parties`` which records, ``app.party_index`` the
blind index of the one looked for. Unset means no rows: whoever finds a way to run
his own SELECT finds an empty table, and even then only ciphertext.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lantas.kernel.units.scope import settings

EVERY = "*"


@contextmanager
def opened(purpose: str, *references: str) -> Iterator[None]:
    """Show these records, and no others, for one purpose."""
    with settings({"app.purpose": purpose, "app.parties": ",".join(references)}):
        yield


@contextmanager
def known_by(purpose: str, index: bytes) -> Iterator[None]:
    """Show the records with this blind index, for one purpose."""
    with settings({"app.purpose": purpose, "app.party_index": index.hex()}):
        yield
