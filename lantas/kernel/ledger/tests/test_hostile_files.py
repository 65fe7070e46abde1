"""Files nobody's camera made: whatever they are, the answer is a sentence."""

from __future__ import annotations

import contextlib
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lantas.kernel import Refusal
from lantas.kernel.ledger import pictures
from lantas.kernel.ledger.content import shape_of
from lantas.kernel.ledger.terms import MediaType
from lantas.kernel.ledger.tests.conftest import from_phone, picture
from lantas.kernel.ledger.tests.test_evidence import PDF

WIB = ZoneInfo("Asia/Jakarta")
SEEDS = {
    "phone": from_phone(),
    "progressive": picture(progressive=True),
    "png": picture("PNG"),
    "webp": picture("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"),
    "lossless": picture("WEBP", lossless=True),
    "pdf": PDF,
}


def look(content: bytes) -> None:
    """Do all that is done with a file from outside."""
    with contextlib.suppress(Refusal):
        shape = shape_of(content)
        if shape.media_type != MediaType.PDF:
            pictures.check_decodes(content, shape)
            pictures.public_copy(content)
        found = pictures.taken(content, zone=WIB)
        assert found.lat is None or abs(found.lat) <= 90


@pytest.mark.slow
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(draw: Any) -> None:
    content = bytearray(SEEDS[draw.draw(st.sampled_from(sorted(SEEDS)))])
    for _ in range(draw.draw(st.integers(1, 6))):
        at = draw.draw(st.integers(0, len(content) - 1))
        content[at] = draw.draw(st.integers(0, 255))
    look(bytes(content))


@pytest.mark.slow
@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_damaged_place_in_the_exif_data_does_no_harm(draw: Any) -> None:
    content = bytearray(SEEDS["phone"])
    start = content.index(b"Exif\0\0")
    for _ in range(draw.draw(st.integers(1, 12))):
        at = draw.draw(st.integers(start, start + 260))
        content[at] = draw.draw(st.integers(0, 255))
    look(bytes(content))


@pytest.mark.slow
@given(st.binary(max_size=300), st.sampled_from(sorted(SEEDS)))
@settings(deadline=None)
def test_whatever_follows_a_known_beginning_is_answered(tail: bytes, seed: str) -> None:
    for length in (2, 3, 8, 12, 20):
        look(SEEDS[seed][:length] + tail)
