"""A bundle: what anyone needs to check a case without us, in one ZIP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import evidence, keys, notes, papers, proofs, published, store
from lantas.kernel.ledger.container import pack
from lantas.kernel.ledger.leaves import data_of
from lantas.kernel.ledger.models import Entry, Evidence, Head
from lantas.kernel.ledger.verify import FORMAT, manifest_text
from lantas.kernel.units.models import Officer, Unit


class NothingToBundle(Refusal):
    """There is no entry of such a case in the officer's units."""

    status = 404


@dataclass(frozen=True)
class Contents:
    """Everything a bundle of one case is made of."""

    subject: str
    at: datetime
    head: Head
    entries: list[Entry]
    kept: list[Evidence]
    names: dict[str, dict[str, str]]


def make(subject: str, *, entries: Iterable[Entry], at: datetime) -> bytes:
    """Return the bundle of these entries of one case; each must be sealed.

    Call it while no other seal can be made (``handing_out`` seals first).
    """
    rows = list(entries)
    head = proofs.latest()
    if head is None or not rows:
        raise NothingToBundle(_("There is no such case in the ledger of your units."))
    digests = [e.detail.get("sha256") for e in rows if e.name == "evidence.kept"]
    kept = Evidence.objects.filter(subject=subject, sha256__in=digests)
    case = Contents(
        subject, at, head, rows, list(kept.order_by("kept_at", "pk")), _names(rows)
    )
    return _signed(case, _files(case))


def _names(rows: list[Entry]) -> dict[str, dict[str, str]]:
    """Return what the numbers in the entries were called when the bundle was made."""
    units = Unit.objects.filter(pk__in={row.unit_id for row in rows})
    officers = Officer.objects.filter(pk__in={row.by_id for row in rows if row.by_id})
    return {
        "units": {str(unit.pk): f"{unit.code} {unit.name}" for unit in units},
        "officers": {str(officer.pk): officer.username for officer in officers},
    }


def _seal(case: Contents) -> str:
    """Return the seal, signed by the key of today.

    A reader who trusts that key takes nothing signed by an older one: it may have
    been changed because it was stolen.
    """
    key, private = keys.current(at=case.at)
    if case.head.key_id == key.nth:
        return case.head.note
    text = notes.opened(case.head.note, keys.verifier_of(case.head.key))
    return notes.signed(text, key.origin, private)


def _files(case: Contents) -> dict[str, bytes]:
    files = {
        "seal.note": _seal(case).encode(),
        "keys.json": rfc8785.dumps(
            [{"key": k.key, "statement": k.statement} for k in published.public_keys()]
        ),
        "bundle.pdf": papers.written(case),
    }
    files |= {_entry_name(n): data_of(row) for n, row in enumerate(case.entries)}
    for row in case.kept:
        path = store.path_of(row.sha256)
        if path.exists() and store.is_whole(path):
            files[f"evidence/{evidence.file_name(row)}"] = path.read_bytes()
    return files


def _entry_name(nth: int) -> str:
    return f"entries/{nth + 1:05}.json"


def _signed(case: Contents, files: dict[str, bytes]) -> bytes:
    manifest = rfc8785.dumps(_manifest(case, files))
    key, private = keys.current(at=case.at)
    text = manifest_text(key.origin, hashlib.sha256(manifest).hexdigest())
    note = notes.signed(text, key.origin, private).encode()
    return pack({**files, "manifest.json": manifest, "manifest.note": note})


def _manifest(case: Contents, files: dict[str, bytes]) -> dict[str, Any]:
    there = {name.partition("/")[2].partition(".")[0] for name in files}
    wanted = {e.detail["sha256"] for e in case.entries if e.name == "evidence.kept"}
    return {
        "format": FORMAT,
        "subject": case.subject,
        "made_at": notes.moment(case.at),
        "names": case.names,
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in files},
        "entries": [
            {
                "file": _entry_name(n),
                "position": row.leaf.position,
                "proof": [
                    step.hex()
                    for step in proofs.inclusion(row.leaf.position, case.head.size)
                ],
            }
            for n, row in enumerate(case.entries)
        ],
        "missing": sorted(wanted - there),
    }
