from __future__ import annotations

import io
import os
import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from PIL import ExifTags, Image

from conftest import MONDAY, Corps
from lantas.kernel import Refusal
from lantas.kernel.ledger import evidence, pictures, store
from lantas.kernel.ledger.content import (
    Broken,
    TooManyPixels,
    UnknownKind,
    shape_of,
)
from lantas.kernel.ledger.models import Entry, Evidence
from lantas.kernel.ledger.terms import MediaType, Source
from lantas.kernel.ledger.tests.conftest import from_phone, picture
from lantas.kernel.units import scope
from lantas.kernel.units.actors import Citizen

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def kept(corps: Corps, content: bytes, subject: str = "INC-1") -> Evidence:
    return evidence.keep(
        io.BytesIO(content),
        unit=corps.bogor,
        subject=subject,
        by=Citizen(1),
        at=MONDAY,
    )


def test_the_original_is_kept_bit_by_bit(corps: Corps, everywhere: None) -> None:
    content = from_phone()
    found = kept(corps, content)
    path = store.path_of(found.sha256)
    assert path.read_bytes() == content
    assert store.is_whole(path)
    assert (found.media_type, found.source) == (MediaType.JPEG, Source.CITIZEN)
    assert (found.width_px, found.height_px) == (64, 48)
    assert not list(path.parent.glob("*.new"))


def test_keeping_is_written_in_the_ledger_with_the_digest(
    corps: Corps, everywhere: None
) -> None:
    found = kept(corps, picture())
    entry = Entry.objects.get(name="evidence.kept", subject="INC-1")
    assert entry.detail["sha256"] == found.sha256


def test_the_same_picture_sent_twice_is_kept_once(
    corps: Corps, everywhere: None
) -> None:
    assert kept(corps, picture()) == kept(corps, picture())
    assert Entry.objects.filter(name="evidence.kept").count() == 1


def test_one_picture_may_be_evidence_of_two_cases(
    corps: Corps, everywhere: None
) -> None:
    first, second = kept(corps, picture()), kept(corps, picture(), "INC-2")
    assert first != second
    assert first.sha256 == second.sha256
    assert len(list(store.originals())) == 1


def test_a_kept_file_is_never_overwritten(corps: Corps, everywhere: None) -> None:
    path = store.path_of(kept(corps, picture()).sha256)
    store.put(b"something else", path)
    assert store.is_whole(path)


def test_where_and_when_the_picture_was_taken_is_read_out(
    corps: Corps, everywhere: None
) -> None:
    found = kept(corps, from_phone())
    assert evidence.position(found) == pytest.approx((116.86, -1.26))
    # The phone's clock shows the local time of the unit: WIB, seven hours ahead.
    assert found.taken_at == datetime(2026, 3, 2, 8, 59, 58, tzinfo=UTC)
    assert evidence.position(kept(corps, picture())) is None


def test_the_public_copy_shows_no_place_and_stands_upright(
    corps: Corps, everywhere: None
) -> None:
    path = evidence.public_path(kept(corps, from_phone()))
    assert path is not None
    with Image.open(path) as image:
        assert not image.getexif()
        assert image.size == (48, 64)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert evidence.public_path(kept(corps, from_phone())) == path
    assert evidence.public_path(kept(corps, PDF)) is None


@pytest.mark.slow
def test_the_public_copy_is_at_most_2048_pixels_wide() -> None:
    big = picture(size=(4000, 3000), exif=Image.Exif())
    with Image.open(io.BytesIO(pictures.public_copy(big))) as image:
        assert image.size == (2048, 1536)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "CMYK", "1"])
def test_every_kind_of_colour_has_a_public_copy(mode: str) -> None:
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new("RGB", (8, 8), "red").convert(mode).save(out, kind)
    with Image.open(io.BytesIO(pictures.public_copy(out.getvalue()))) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_known_by_their_content(kind: str) -> None:
    shape = shape_of(picture(kind))
    assert shape.media_type == f"image/{kind.lower()}"
    assert (shape.width_px, shape.height_px) == (64, 48)


def test_webp_of_all_three_kinds_is_known() -> None:
    for how in ({"lossless": True}, {"exif": b"Exif\0\0"}, {}):
        assert shape_of(picture("WEBP", **how)).width_px == 64


def test_a_document_is_kept_too(corps: Corps, everywhere: None) -> None:
    assert kept(corps, PDF).media_type == MediaType.PDF


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg onload=alert(1)>", b"MZ\x90", b"\x00\x00\x00\x18ftypheic"],
)
def test_other_kinds_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnknownKind, match="JPEG"):
        shape_of(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_off_anywhere_is_refused(kind: str) -> None:
    whole = picture(kind)
    for length in range(12, len(whole) - 1, 7):
        with pytest.raises((Broken, UnknownKind)):
            shape_of(whole[:length])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "tail", [b"PK\x05\x06" + b"\0" * 18, b"<script>alert(1)</script>", PDF]
)
def test_a_picture_with_something_behind_it_is_refused(kind: str, tail: bytes) -> None:
    with pytest.raises(Broken, match=r"something else|cut off"):
        shape_of(picture(kind) + tail)


def test_what_cameras_put_behind_a_jpeg_is_let_through() -> None:
    for tail in (picture(), b"\0\0\0\x18ftypmp42" + b"\0" * 9, b"\0\0", b"data\0SEFT"):
        assert shape_of(picture() + tail).media_type == MediaType.JPEG


def test_a_document_with_a_program_in_it_is_refused() -> None:
    with pytest.raises(Broken, match="program"):
        shape_of(PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript>>"))


def bomb(side: int = 40_000) -> bytes:
    """Return a PNG of 1.6 thousand million pixels in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + crc

    size = side.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


def test_a_picture_bomb_is_refused_at_once_before_it_unfolds() -> None:
    began = time.perf_counter()
    with pytest.raises(TooManyPixels, match="1600 million"):
        shape_of(bomb())
    assert time.perf_counter() - began < 0.1


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    whole = picture(progressive=True)
    scan = whole.index(b"\xff\xda")
    with pytest.raises(Broken):
        shape_of(whole[:scan] + b"\xff\xda\x00\x02\x00" * 200 + whole[scan:])


def test_a_picture_damaged_inside_is_refused(corps: Corps, everywhere: None) -> None:
    whole = bytearray(picture("PNG"))
    at = whole.index(b"IDAT") + 4
    length = int.from_bytes(whole[at - 8 : at - 4], "big")
    whole[at : at + length] = b"\x55" * length
    crc = zlib.crc32(whole[at - 4 : at + length])
    whole[at + length : at + length + 4] = crc.to_bytes(4, "big")
    with pytest.raises(Broken, match="cannot be opened"):
        kept(corps, bytes(whole))
    assert not Evidence.objects.exists()


def test_a_file_over_the_limit_is_refused(
    corps: Corps, everywhere: None, settings: Any
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024**2
    with pytest.raises(evidence.TooLarge, match="larger than 1 MB") as caught:
        evidence.keep(
            io.BytesIO(b"\xff" * (1024**2 + 1)),
            unit=corps.bogor,
            subject="INC-1",
            by=Citizen(1),
            at=MONDAY,
            field="photo",
        )
    assert (caught.value.status, caught.value.field) == (413, "photo")


def test_nonsense_in_the_exif_data_counts_as_absent(
    corps: Corps, everywhere: None
) -> None:
    exif = Image.Exif()
    exif[ExifTags.IFD.Exif] = {ExifTags.Base.DateTimeOriginal: "0000:99:99 nonsense"}
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitude: (999.0, 0.0, 0.0),
        ExifTags.GPS.GPSLongitude: (1.0, 0.0, 0.0),
    }
    found = kept(corps, picture(exif=exif))
    assert (found.taken_at, evidence.position(found)) == (None, None)


def test_the_satellites_clock_goes_before_the_cameras(
    corps: Corps, everywhere: None
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "2001:01:01 00:00:00"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSDateStamp: "2026:03:02",
        ExifTags.GPS.GPSTimeStamp: (7.0, 30.0, 15.0),
    }
    found = kept(corps, picture(exif=exif))
    assert found.taken_at == datetime(2026, 3, 2, 7, 30, 15, tzinfo=UTC)


def test_a_neighbour_does_not_see_the_evidence(corps: Corps, everywhere: None) -> None:
    found = kept(corps, picture())
    made = corps.officer("made", corps.bali, "test.clerk")
    siti = corps.officer("siti", corps.jabar, "test.clerk")
    assert evidence.find(found.sha256, seen_by=siti) == found
    assert evidence.find(found.sha256, seen_by=made) is None
    with scope.of(made):
        assert not Evidence.objects.exists()


def test_the_row_cannot_be_changed_either(corps: Corps, everywhere: None) -> None:
    kept(corps, picture())
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.update(size_bytes=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.all().delete()


def test_a_scrub_names_a_flipped_bit_and_a_lost_file(
    corps: Corps, everywhere: None
) -> None:
    sound = kept(corps, picture())
    rotten = kept(corps, picture("PNG"))
    lost = kept(corps, picture("WEBP"))
    path = store.path_of(rotten.sha256)
    path.chmod(0o640)
    damaged = bytearray(path.read_bytes())
    damaged[100] ^= 1
    path.write_bytes(damaged)
    store.path_of(lost.sha256).unlink()
    found = {damage.sha256: damage.what for damage in evidence.scrub()}
    assert found == {rotten.sha256: "changed", lost.sha256: "missing"}
    assert sound.sha256 not in found


def test_files_of_rolled_back_uploads_are_swept_after_a_day(
    corps: Corps, everywhere: None
) -> None:
    known = kept(corps, picture())
    orphan = store.path_of(store.keep(picture("PNG")))
    fresh = store.path_of(store.keep(picture("WEBP")))
    for path in (orphan, store.path_of(known.sha256)):
        path.chmod(0o640)
        before = (MONDAY - timedelta(days=2)).timestamp()
        os.utime(path, (before, before))
    assert evidence.sweep(at=MONDAY) == 1
    assert not orphan.exists()
    assert fresh.exists()
    assert store.path_of(known.sha256).exists()


def test_a_refusal_leaves_nothing_behind(corps: Corps, everywhere: None) -> None:
    with pytest.raises(Refusal):
        kept(corps, b"nothing")
    assert not list(store.originals())
    assert not Entry.objects.exists()


def test_an_original_overwritten_on_disk_is_not_handed_out(
    corps: Corps, everywhere: None
) -> None:
    budi = corps.officer("budi", corps.bogor, "response.dispatcher")
    found = kept(corps, picture())
    assert evidence.take_out(found.sha256, by=budi, at=MONDAY) == found
    path = store.path_of(found.sha256)
    path.chmod(0o600)
    path.write_bytes(from_phone())
    with pytest.raises(evidence.Damaged):
        evidence.take_out(found.sha256, by=budi, at=MONDAY)
    path.unlink()
    with pytest.raises(evidence.Damaged):
        evidence.take_out(found.sha256, by=budi, at=MONDAY)


def test_a_file_sent_again_is_not_swept_from_under_its_row(
    corps: Corps, everywhere: None
) -> None:
    content = picture()
    orphan = store.path_of(store.keep(content))
    long_ago = (MONDAY - timedelta(days=9)).timestamp()
    os.utime(orphan, (long_ago, long_ago))
    store.keep(content)  # its row is not committed yet
    now = datetime.now(tz=UTC)
    assert evidence.sweep(at=now) == 0
    assert orphan.exists()
