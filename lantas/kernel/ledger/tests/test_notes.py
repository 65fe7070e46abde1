from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from conftest import MONDAY
from lantas.kernel.ledger import notes

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
NAME = "example.id/ledger"
BY = notes.Verifier(NAME, PRIVATE.public_key().public_bytes_raw())
SAID = notes.Checkpoint(NAME, 7, b"\x01" * 32, MONDAY)
NOTE = notes.signed(str(SAID), NAME, PRIVATE)

# The example of the C2SP signed-note specification.
PEN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PEN_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKv"
    "qfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_the_reference_is_opened() -> None:
    text = notes.opened(PEN_NOTE, notes.verifier(PEN))
    assert text.endswith("what your problem is.\n")


def test_what_was_signed_is_read_back() -> None:
    assert notes.checkpoint(notes.opened(NOTE, BY)) == SAID
    assert notes.verifier(str(BY)) == BY


@given(st.data())
def test_any_other_byte_is_refused(draw: Any) -> None:
    raw = bytearray(NOTE.encode())
    at = draw.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises(notes.Unsigned):
        notes.opened(raw.decode("utf-8", "surrogateescape"), BY)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        f"text\n\n— {NAME}\n",
        f"text\n\n— {NAME} !!\n",
        f"text\n\n— somebody.else {'A' * 8}\n",
        NOTE + "more",
    ],
)
def test_a_note_without_our_signature_is_refused(note: str) -> None:
    with pytest.raises(notes.Unsigned):
        notes.opened(note, BY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        "a+00000000+!!",
        str(BY).replace("+", "+0", 1),
        f"{NAME}+00000000+AQ==",
    ],
)
def test_a_public_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(notes.Unsigned):
        notes.verifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        str(SAID) + "more\n",
        str(SAID).replace("\n7\n", "\n07\n"),
        str(SAID).replace("\n7\n", "\nseven\n"),
        str(SAID).replace("sealed at ", "around "),
        str(SAID).replace("AQEB", "AQ", 1),
    ],
)
def test_a_checkpoint_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(notes.Unsigned):
        notes.checkpoint(text)


@pytest.mark.parametrize("text", ["no end", "two\n\nparts\n"])
def test_only_a_text_a_note_can_hold_is_signed(text: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        notes.signed(text, NAME, PRIVATE)
