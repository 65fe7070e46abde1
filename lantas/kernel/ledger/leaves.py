"""An entry as the one row of bytes that its leaf hashes."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

from lantas.kernel.ledger.models import Entry
from lantas.kernel.ledger.notes import moment
from lantas.science.merkle import leaf_hash


def data_of(entry: Entry) -> bytes:
    """Return the canonical JSON (RFC 8785) of an entry.

    It holds what never changes: numbers of rows, not names. The salt keeps
    outsiders from guessing an entry and looking for its hash.
    """
    fields: dict[str, Any] = {
        "entry": entry.pk,
        "name": entry.name,
        "subject": entry.subject,
        "unit": entry.unit_id,
        "actor": entry.actor,
        "by": entry.by_id,
        "happened_at": moment(entry.happened_at),
        "written_at": moment(entry.written_at),
        "salt": entry.salt.hex,
    }
    try:
        return rfc8785.dumps({**fields, "detail": entry.detail})
    except rfc8785.CanonicalizationError:
        # A number that JSON readers do not agree on must not stop the sealing.
        text = json.dumps(entry.detail, sort_keys=True, ensure_ascii=False)
        return rfc8785.dumps({**fields, "detail_text": text})


def hash_of(entry: Entry) -> bytes:
    """Return the leaf hash of an entry."""
    return leaf_hash(data_of(entry))
