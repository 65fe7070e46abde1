"""Pictures that are bombs, films, programs or nothing, at both doors that take one."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lantas.kernel.ledger.models import Evidence
from lantas.kernel.ledger.tests.conftest import picture
from lantas.kernel.ledger.tests.test_evidence import PDF, bomb
from lantas.response.models import Incident, Photo
from lantas.response.tests.conftest import HERE
from tests.bad_days.conftest import Doors

API = "/api/response"
# What is sent as a picture, and what the answer is.
BAD = {
    "a bomb of 1.6 thousand million pixels": (bomb(), 413),
    "half a picture": (picture()[:-20], 422),
    "a picture with an archive behind it": (picture() + b"PK\x05\x06" + bytes(18), 422),
    "a drawing that runs": (b"<svg onload='alert(1)'/>", 415),
    "a page": (b"<html><script>alert(1)</script>", 415),
    "a program": (b"\x7fELF" + bytes(100), 415),
    "a document that runs": (PDF.replace(b"/Catalog", b"/Catalog/JS(x)"), 422),
    "no byte of a kind we know": (bytes(1000), 415),
}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path


def sent(content: bytes) -> SimpleUploadedFile:
    """Return a file that says of itself that it is a photo."""
    return SimpleUploadedFile("../../foto.jpg", content, "image/jpeg")


def told() -> dict[str, Any]:
    here = {"lon": HERE[0], "lat": HERE[1]}
    return {**here, "client_id": uuid.uuid4(), "kind": "crash", "language": "id"}


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
def test_what_is_no_picture_is_refused_and_nothing_of_it_kept(
    doors: Doors, own_folder: Path
) -> None:
    for what, (content, status) in BAD.items():
        answer = doors.anybody.post(
            f"{API}/reports", {**told(), "photo": sent(content)}
        )
        said = answer.json()
        assert (answer.status_code, said["field"]) == (status, "photo"), (what, said)
        assert len(said["detail"]) > 20, what
    assert not Incident.objects.exists()
    assert files(own_folder) == []


def test_a_report_without_its_bad_picture_is_taken(doors: Doors) -> None:
    said = told()
    bad = {**said, "photo": sent(bomb())}
    assert doors.anybody.post(f"{API}/reports", bad).status_code == 413
    assert doors.anybody.post(f"{API}/reports", said).status_code == 201


def test_a_patrols_bad_picture_is_refused_too(doors: Doors, own_folder: Path) -> None:
    job = doors.town.dispatched(doors.town.incident())
    doors.officer.force_login(doors.town.budi)
    path = f"{API}/assignments/{job.case.number}/photo"
    for what, (content, status) in BAD.items():
        body = {"client_id": uuid.uuid4(), "photo": sent(content)}
        assert doors.officer.post(path, body).status_code == status, what
    good = {"client_id": uuid.uuid4(), "photo": sent(picture())}
    assert doors.officer.post(path, good).status_code == 201
    assert (Photo.objects.count(), Evidence.objects.count()) == (1, 1)
    assert all(".." not in str(path) for path in files(own_folder))


def test_a_photo_of_twenty_megabytes_is_refused_with_a_sentence(doors: Doors) -> None:
    large = io.BytesIO(picture() + bytes(20 * 1024**2))
    large.name = "foto.jpg"
    answer = doors.anybody.post(f"{API}/reports", {**told(), "photo": large})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_long")
    assert "MB" in answer.json()["detail"]
    assert not Incident.objects.exists()
