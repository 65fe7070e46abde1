"""Pictures that cameras could have taken, and ones they could not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from PIL import ExifTags, Image
from procrastinate.contrib.django.models import ProcrastinateJob

from lantas.kernel.ledger import reactions


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let refusals speak the language the tests are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def nobody_listens() -> Iterator[None]:
    """Let a test register reactions of its own and forget them afterwards."""
    known, by_name = dict(reactions.REACTIONS), dict(reactions.BY_NAME)
    reactions.REACTIONS.clear()
    reactions.BY_NAME.clear()
    yield
    reactions.REACTIONS.clear()
    reactions.BY_NAME.clear()
    reactions.REACTIONS.update(known)
    reactions.BY_NAME.update(by_name)


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **how: Any) -> bytes:
    """Return a picture with something on it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def from_phone(on: date = date(2026, 3, 2)) -> bytes:
    """Return a picture taken in Balikpapan, on its side, with a maker's note."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Made up"
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.IFD.Exif] = {
        ExifTags.Base.DateTimeOriginal: f"{on:%Y:%m:%d} 15:59:58",
    }
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "S",
        ExifTags.GPS.GPSLatitude: (1.0, 15.0, 36.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (116.0, 51.0, 36.0),
    }
    return picture(exif=exif)


def waiting() -> list[tuple[str, str]]:
    """Return reaction and lock of every waiting job, in the order they will run."""
    todo = ProcrastinateJob.objects.filter(status="todo", task_name=reactions.TASK)
    return [(job.args["reaction"], job.lock) for job in todo.order_by("id")]
