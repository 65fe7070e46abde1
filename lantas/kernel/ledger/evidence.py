"""Evidence: files kept bit by bit, with the ledger line that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book, pictures, store
from lantas.kernel.ledger.content import shape_of
from lantas.kernel.ledger.models import Evidence
from lantas.kernel.ledger.terms import SUFFIX, MediaType, Source
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Actor, kind_of
from lantas.kernel.units.models import Officer, Unit


class TooLarge(Refusal):
    """The file has more bytes than an installation takes."""

    status = 413


class Damaged(Refusal):
    """The original on disk is gone, or no longer what the ledger says was kept."""

    status = 410


class Readable(Protocol):
    """An open file, an upload, anything with bytes in it."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes."""
        ...


def keep(
    file: Readable,
    *,
    unit: Unit,
    subject: str,
    by: Actor,
    at: datetime,
    source: Source | None = None,
    field: str = "file",
) -> Evidence:
    """Keep a file as evidence of a case and write it in the ledger, or refuse.

    The same file for the same case is kept once, however often it is sent. A
    refusal names ``field``, and leaves the transaction around it usable.
    """
    try:
        content = _read(file)
        shape = shape_of(content)
        if shape.media_type != MediaType.PDF:
            pictures.check_decodes(content, shape)
    except Refusal as refusal:
        refusal.field = field
        raise
    seen = pictures.taken(content, zone=ZoneInfo(unit.time_zone))
    evidence = Evidence(
        sha256=store.keep(content),
        subject=subject,
        unit=unit,
        size_bytes=len(content),
        media_type=shape.media_type,
        width_px=shape.width_px,
        height_px=shape.height_px,
        source=source or _source(by),
        kept_at=at,
        taken_at=seen.at,
        lon=seen.lon,
        lat=seen.lat,
    )
    return _record(evidence, by)


@transaction.atomic(savepoint=False)
def _record(evidence: Evidence, by: Actor) -> Evidence:
    once = {"sha256": evidence.sha256, "subject": evidence.subject}
    if known := Evidence.objects.filter(unit=evidence.unit, **once).first():
        return known
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError:  # the same file came twice at the same moment
        return Evidence.objects.get(unit=evidence.unit, **once)
    book.write(
        "evidence.kept",
        subject=evidence.subject,
        unit=evidence.unit,
        by=by,
        at=evidence.kept_at,
        sha256=evidence.sha256,
        size_bytes=evidence.size_bytes,
        media_type=evidence.media_type,
    )
    return evidence


def _read(file: Readable) -> bytes:
    most = settings.UPLOAD_LIMIT_BYTES
    content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge(
            _("The file is larger than %(most)d MB. Send a smaller one.")
            % {"most": most // 1024**2}
        )
    return content


def _source(by: Actor) -> Source:
    return {"officer": Source.OFFICER, "citizen": Source.CITIZEN}.get(
        kind_of(by), Source.CAMERA
    )


def position(evidence: Evidence) -> tuple[float, float] | None:
    """Return the longitude and latitude that the camera wrote, or None."""
    if evidence.lon is None or evidence.lat is None:
        return None
    return evidence.lon, evidence.lat


def find(sha256: str, *, seen_by: Officer) -> Evidence | None:
    """Return a piece of evidence that this officer's duties cover, or None."""
    found = Evidence.objects.filter(sha256=sha256)
    if (ids := scope.ids_seen(seen_by)) is not None:
        found = found.filter(unit_id__in=ids)
    return found.order_by("pk").first()


def original_path(evidence: Evidence) -> Path:
    """Return where the original lies."""
    return store.path_of(evidence.sha256)


def file_name(evidence: Evidence) -> str:
    """Return the name under which the original leaves the house."""
    return f"{evidence.sha256}.{SUFFIX[MediaType(evidence.media_type)]}"


@transaction.atomic
def take_out(sha256: str, *, by: Officer, at: datetime) -> Evidence | None:
    """Return evidence whose original is handed to an officer, and write that down."""
    found = find(sha256, seen_by=by)
    if found is not None:
        _check_whole(found)
        book.write(
            "evidence.taken_out",
            subject=found.subject,
            unit=found.unit,
            by=by,
            at=at,
            sha256=sha256,
        )
    return found


def _check_whole(evidence: Evidence) -> None:
    path = original_path(evidence)
    if not path.exists() or not store.is_whole(path):
        raise Damaged(
            _(
                "The original %(file)s is gone or was changed since it was kept. It is"
                " not handed out; whoever keeps the server must restore it."
            )
            % {"file": file_name(evidence)}
        )


def public_path(evidence: Evidence) -> Path | None:
    """Return the clean copy of a picture, made on first use; None for a document."""
    if evidence.media_type == MediaType.PDF:
        return None
    path = store.public_path_of(evidence.sha256)
    if not path.exists():
        original = store.path_of(evidence.sha256).read_bytes()
        store.put(pictures.public_copy(original), path)
    return path


@dataclass(frozen=True)
class Damage:
    """A file that is not what the ledger says it is."""

    sha256: str
    what: str


def scrub() -> Iterator[Damage]:
    """Read every file again and return those that are damaged or gone.

    Needs the whole corps in scope.
    """
    known = Evidence.objects.order_by("sha256").values_list("sha256", flat=True)
    for sha256 in known.distinct():
        path = store.path_of(sha256)
        if not path.exists():
            yield Damage(sha256, "missing")
        elif not store.is_whole(path):
            yield Damage(sha256, "changed")


def sweep(*, at: datetime, after: timedelta = timedelta(days=1)) -> int:
    """Remove files no row knows: their upload was rolled back. Return how many.

    Needs the whole corps in scope, or it would remove what it cannot see.
    """
    gone = 0
    for path in store.originals():
        known = Evidence.objects.filter(sha256=path.name.split(".")[0]).exists()
        if not known and store.written_before(path, at - after):
            path.unlink()
            gone += 1
    return gone
