"""Look into a picture: does it decode, where and when was it taken, a clean copy."""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image

from lantas.kernel.ledger.content import Broken, Shape

PUBLIC_SIDE_PX = 2048
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Taken:
    """What the camera wrote about a picture; nobody vouches for it."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def check_decodes(content: bytes, shape: Shape) -> None:
    """Refuse a picture that is damaged inside, decoding it as small as possible."""
    try:
        with _opened(content) as image:
            if image.size != (shape.width_px, shape.height_px):
                raise ValueError("two sizes")
            image.draft("RGB", (1, 1))
            image.load()
    # A hostile file can make a decoder raise anything; each means the same here.
    except Exception as error:
        raise Broken(
            _("The picture cannot be opened. Please take or send it again.")
        ) from error


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(io.BytesIO(content), formats=FORMATS)


def taken(content: bytes, *, zone: tzinfo) -> Taken:
    """Return time and place from the EXIF data; nonsense counts as absent.

    ``zone`` is the zone of the camera's clock where the picture does not say it.
    """
    try:
        with warnings.catch_warnings(), _opened(content) as image:
            warnings.simplefilter("ignore")
            exif = image.getexif()
            gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
            detail = exif.get_ifd(ExifTags.IFD.Exif)
            at = _gps_time(gps) or _camera_time(detail, exif, zone)
            lon, lat = _position(gps)
    # EXIF comes from outside and may be anything; a picture is kept without it.
    except Exception:
        return Taken()
    return Taken(at, lon, lat)


def _position(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude])
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    if gps.get(ExifTags.GPS.GPSLatitudeRef) == "S":
        lat = -lat
    if gps.get(ExifTags.GPS.GPSLongitudeRef) == "W":
        lon = -lon
    # 0, 0 is what receivers write that have no fix.
    if abs(lat) > 90 or abs(lon) > 180 or (lon == 0 and lat == 0):
        return None, None
    return lon, lat


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError("not a number")
    return value


def _gps_time(gps: dict[int, Any]) -> datetime | None:
    try:
        day = _text(gps[ExifTags.GPS.GPSDateStamp])
        hour, minute, second = (int(p) for p in gps[ExifTags.GPS.GPSTimeStamp])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return _time(f"{day} {hour:02}:{minute:02}:{second:02}", "+00:00")


def _camera_time(
    detail: dict[int, Any], exif: Image.Exif, zone: tzinfo
) -> datetime | None:
    said = detail.get(ExifTags.Base.DateTimeOriginal)
    text = _text(said or exif.get(ExifTags.Base.DateTime))
    if offset := _text(detail.get(ExifTags.Base.OffsetTimeOriginal)):
        return _time(text, offset)
    read = _time(text, "+00:00")
    return read and read.replace(tzinfo=zone)


def _text(value: Any) -> str:
    return str(value or "").strip("\0 ")


def _time(text: str, offset: str) -> datetime | None:
    try:
        return datetime.strptime(f"{text} {offset}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        return None


# What the camera says it did to the picture, and how to undo it (EXIF 2.3, 4.6.4).
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def public_copy(content: bytes) -> bytes:
    """Return the picture as a fresh JPEG: upright, at most 2048 px, no metadata."""
    turn = UPRIGHT.get(_orientation(content))
    with _opened(content) as image:
        image.draft("RGB", (PUBLIC_SIDE_PX, PUBLIC_SIDE_PX))
        image.thumbnail((PUBLIC_SIDE_PX, PUBLIC_SIDE_PX))
        seen = image if turn is None else image.transpose(turn)
        # A new image carries over pixels only: no EXIF, no profile, no comment.
        clean = Image.new("RGB", seen.size, "white")
        if seen.has_transparency_data:
            clear = seen.convert("RGBA")
            clean.paste(clear, mask=clear.getchannel("A"))
        else:
            clean.paste(seen.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _orientation(content: bytes) -> int:
    try:
        with warnings.catch_warnings(), _opened(content) as image:
            warnings.simplefilter("ignore")
            return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    # As with time and place: what cannot be read counts as absent.
    except Exception:
        return 1
