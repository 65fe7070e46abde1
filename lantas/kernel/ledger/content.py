"""What a file is, told by its bytes alone, before anything decodes it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger.terms import MediaType


class UnknownKind(Refusal):
    """The file is of no kind that is kept as evidence."""

    status = 415


class Broken(Refusal):
    """The file is cut off, damaged, or hides a second file behind the first."""

    status = 422


class TooManyPixels(Refusal):
    """The picture would unfold to more than a server can hold."""

    status = 413


@dataclass(frozen=True)
class Shape:
    """The kind of a file and, for a picture, its size."""

    media_type: MediaType
    width_px: int | None = None
    height_px: int | None = None


# What decoding costs decides: a baseline JPEG is decoded at an eighth of its size,
# a progressive one holds all its coefficients, PNG and WebP unfold wholly.
MOST_PIXELS = {MediaType.JPEG: 64_000_000, MediaType.PNG: 25_000_000}
MOST_PIXELS_UNFOLDED = 25_000_000
MOST_SCANS = 100
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# A marker inside coded data: FF and neither a stuffed zero, a restart nor a fill.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# What a browser, an archiver or a reader would open as something else.
DISGUISES = re.compile(rb"PK\x05\x06|PK\x06\x06|%PDF-|<script|<html|<svg|<\?php", re.I)
PDF_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")


def shape_of(content: bytes) -> Shape:
    """Return what the content is, or refuse with a sentence that says why."""
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    raise UnknownKind(_("Send a JPEG, PNG or WebP picture, or a PDF document."))


def _cut_off() -> Broken:
    return Broken(_("The file is cut off or damaged. Please send it again."))


def _two_in_one() -> Broken:
    return Broken(
        _("The file hides something else behind the picture. Send the picture alone.")
    )


def _moving() -> UnknownKind:
    return UnknownKind(_("Send a still picture, not an animation."))


def _sized(kind: MediaType, width: int, height: int, most: int) -> Shape:
    if not width or not height:
        raise _cut_off()
    if width * height > most:
        raise TooManyPixels(
            _("The picture has %(has)d million pixels; at most %(most)d are taken.")
            % {"has": width * height // 1_000_000, "most": most // 1_000_000}
        )
    return Shape(kind, width, height)


def _jpeg(content: bytes) -> Shape:
    at, scans, frame = 2, 0, None
    while True:
        marker, at = _jpeg_marker(content, at)
        if marker == 0xD9:
            break
        length = int.from_bytes(content[at : at + 2], "big")
        if length < 2 or at + length > len(content):
            raise _cut_off()
        if marker in FRAMES and frame is None:
            frame = (marker, content[at + 3 : at + 7])
        at += length
        if marker == 0xDA:
            scans += 1
            found = NEXT_MARKER.search(content, at)
            if found is None or scans > MOST_SCANS:
                raise _cut_off()
            at = found.start()
    if frame is None or not scans:
        raise _cut_off()
    _check_trailer(content[at:])
    sof, size = frame
    kind = MediaType.JPEG
    most = MOST_PIXELS_UNFOLDED if sof in PROGRESSIVE else MOST_PIXELS[kind]
    height, width = int.from_bytes(size[:2], "big"), int.from_bytes(size[2:], "big")
    return _sized(kind, width, height, most)


def _jpeg_marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker that stands at ``at`` and where its segment begins."""
    if content[at : at + 1] != b"\xff":
        raise _cut_off()
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise _cut_off()
    return content[at], at + 1


def _check_trailer(rest: bytes) -> None:
    """Refuse what stands behind a JPEG, save what cameras themselves put there.

    That is padding, a second JPEG (multi-picture, gain map), the short film of a
    motion photo, and the trailer of one maker.
    """
    from_camera = (
        rest.startswith(b"\xff\xd8\xff") or rest[4:8] == b"ftyp" or rest[-4:] == b"SEFT"
    )
    if rest.strip(b"\x00") and not from_camera:
        raise _two_in_one()
    if DISGUISES.search(rest):
        raise _two_in_one()


def _png(content: bytes) -> Shape:
    at, kind = 8, b""
    size = b""
    while kind != b"IEND":
        kind, body, at = _png_chunk(content, at)
        if kind == b"IHDR":
            size = body
        if kind == b"acTL":
            raise _moving()
    if content[at:]:
        raise _two_in_one()
    width, height = int.from_bytes(size[:4], "big"), int.from_bytes(size[4:8], "big")
    return _sized(MediaType.PNG, width, height, MOST_PIXELS[MediaType.PNG])


def _png_chunk(content: bytes, at: int) -> tuple[bytes, bytes, int]:
    """Return kind and body of the chunk at ``at``, and where the next one begins."""
    body = at + 8
    end = body + int.from_bytes(content[at : at + 4], "big")
    crc = int.from_bytes(content[end : end + 4], "big")
    if end + 4 > len(content) or zlib.crc32(content[at + 4 : end]) != crc:
        raise _cut_off()
    return content[at + 4 : body], content[body:end], end + 4


def _webp(content: bytes) -> Shape:
    if len(content) < 30:
        raise _cut_off()
    length = int.from_bytes(content[4:8], "little") + 8
    if len(content) < length:
        raise _cut_off()
    if content[length:].strip(b"\x00"):
        raise _two_in_one()
    width, height = _webp_size(content)
    return _sized(MediaType.WEBP, width, height, MOST_PIXELS_UNFOLDED)


def _webp_size(content: bytes) -> tuple[int, int]:
    kind, body = content[12:16], content[20:30]
    if kind == b"VP8X":
        if body[0] & 0x02:
            raise _moving()
        return (
            int.from_bytes(body[4:7], "little") + 1,
            int.from_bytes(body[7:10], "little") + 1,
        )
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return (
            int.from_bytes(body[6:8], "little") & 0x3FFF,
            int.from_bytes(body[8:10], "little") & 0x3FFF,
        )
    raise _cut_off()


def _pdf(content: bytes) -> Shape:
    if b"%%EOF" not in content[-1024:]:
        raise _cut_off()
    if any(mark in content[-70_000:] for mark in (b"PK\x05\x06", b"PK\x06\x06")):
        raise _two_in_one()
    if PDF_ACTIVE.search(content):
        raise Broken(_("The document contains a program. Print it to a plain PDF."))
    return Shape(MediaType.PDF)
