from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MONDAY, Corps
from lantas.kernel.ledger import book, evidence, handing_out, keys, notes, seals, store
from lantas.kernel.ledger.bundles import NothingToBundle
from lantas.kernel.ledger.container import NotABundle, pack, unpack
from lantas.kernel.ledger.models import Entry, Key
from lantas.kernel.ledger.operating import NotYours
from lantas.kernel.ledger.terms import Duty
from lantas.kernel.ledger.tests.conftest import from_phone
from lantas.kernel.ledger.verify import DoesNotFit, main, manifest_text, verify
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.science import merkle


@pytest.fixture
def case(corps: Corps, everywhere: None) -> Any:
    """Write a case among others, with a picture, and give an auditor of Jabar."""
    for n in range(12):
        subject = "INC-3271-2026-000001" if n % 3 == 0 else f"E-{n}"
        book.write(
            "errand.take",
            subject=subject,
            unit=corps.bogor,
            by=CLOCK,
            at=MONDAY,
            note=f"the {n}th <b>note</b>",
        )
    evidence.keep(
        io.BytesIO(from_phone()),
        unit=corps.bogor,
        subject="INC-3271-2026-000001",
        by=Citizen(1),
        at=MONDAY,
    )
    return corps.officer("siti", corps.jabar, Duty.AUDITOR)


def handed_out(officer: Any) -> bytes:
    return handing_out.hand_out("INC-3271-2026-000001", by=officer, at=MONDAY).content


def test_a_bundle_proves_the_case(case: Any) -> None:
    proven = verify(handed_out(case))
    assert proven.subject == "INC-3271-2026-000001"
    assert [entry["name"] for entry in proven.entries] == [
        *["errand.take"] * 4,
        "evidence.kept",
    ]
    assert proven.seal.size == 13
    assert len(proven.evidence) == 1
    assert not proven.trusted


def test_that_a_bundle_was_made_is_written_down(case: Any) -> None:
    handed_out(case)
    assert Entry.objects.get(name="bundle.made").by == case


def test_the_original_in_the_bundle_is_bit_for_bit_what_was_sent(case: Any) -> None:
    files = unpack(handed_out(case))
    (name,) = (name for name in files if name.startswith("evidence/"))
    assert files[name] == from_phone()
    assert files["bundle.pdf"].startswith(b"%PDF-")


def test_a_bundle_survives_a_change_of_key(case: Any) -> None:
    first = keys.verifier_of(seals.seal(at=MONDAY).key)  # type: ignore[union-attr]
    seals.rotate(at=MONDAY + timedelta(hours=1))
    proven = verify(handed_out(case), key=first.fingerprint)
    assert proven.trusted
    assert verify(handed_out(case), key=str(first)).trusted


def test_a_new_key_vouches_for_what_the_old_one_sealed(case: Any) -> None:
    seals.seal(at=MONDAY)
    fresh = keys.verifier_of(seals.rotate(at=MONDAY + timedelta(hours=1)))
    proven = verify(handed_out(case), key=fresh.fingerprint)
    assert proven.signer == fresh
    assert proven.trusted


def test_a_bundle_of_somebody_elses_key_is_refused_to_who_names_his(case: Any) -> None:
    with pytest.raises(DoesNotFit, match="you trust"):
        verify(handed_out(case), key="0" * 64)


@pytest.mark.slow
@given(st.data())
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_flipped_bit_is_found(
    case: Any, bundle: Callable[[], bytes], draw: Any
) -> None:
    content = bytearray(bundle())
    content[draw.draw(st.integers(0, len(content) - 1))] ^= 1 << draw.draw(
        st.integers(0, 7)
    )
    with pytest.raises((DoesNotFit, NotABundle), match=r"\w{3}.*\.$"):
        verify(bytes(content))


@pytest.mark.slow
@given(st.data())
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_flipped_bit_in_a_file_repacked_is_found(
    case: Any, bundle: Callable[[], bytes], draw: Any
) -> None:
    files = unpack(bundle())
    name = draw.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[name])
    content[draw.draw(st.integers(0, len(content) - 1))] ^= 1 << draw.draw(
        st.integers(0, 7)
    )
    with pytest.raises((DoesNotFit, NotABundle), match=r"\w{3}.*\.$"):
        verify(pack({**files, name: bytes(content)}))


@pytest.fixture
def bundle(case: Any) -> Callable[[], bytes]:
    made = handed_out(case)
    return lambda: made


def test_a_file_more_or_less_is_found(bundle: Callable[[], bytes]) -> None:
    files = unpack(bundle())
    for name in files:
        with pytest.raises((DoesNotFit, NotABundle)):
            verify(pack({n: c for n, c in files.items() if n != name}))
    with pytest.raises(DoesNotFit, match="not in its manifest"):
        verify(pack({**files, "evidence/more.jpg": b"x"}))


def test_a_bundle_packed_anew_says_so(bundle: Callable[[], bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in unpack(bundle()).items():
            archive.writestr(name, content)
    with pytest.raises(NotABundle, match="packed anew"):
        verify(out.getvalue())
    with pytest.raises(NotABundle, match="packed anew"):
        verify(bundle() + b"\n")


def forged(
    files: dict[str, bytes], change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> bytes:
    """Return a bundle whose forger even holds the signing key."""
    files = dict(files)
    manifest = json.loads(files.pop("manifest.json"))
    files.pop("manifest.note")
    change(manifest, files)
    manifest["files"] = {n: hashlib.sha256(c).hexdigest() for n, c in files.items()}
    content = rfc8785.dumps(manifest)
    key, private = keys.current(at=MONDAY)
    text = manifest_text(key.origin, hashlib.sha256(content).hexdigest())
    note = notes.signed(text, key.origin, private).encode()
    return pack({**files, "manifest.json": content, "manifest.note": note})


def rewrite_an_entry(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    files["entries/00001.json"] = files["entries/00001.json"].replace(b"0th", b"1st")


def leave_out_an_entry_of_evidence(
    manifest: dict[str, Any], files: dict[str, bytes]
) -> None:
    files.pop(manifest["entries"].pop()["file"])


def leave_out_the_evidence(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    files.pop(next(name for name in files if name.startswith("evidence/")))


def exchange_the_evidence(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    files[next(n for n in files if n.startswith("evidence/"))] = b"another"


def show_an_entry_twice(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["entries"].append(manifest["entries"][0])


def call_it_another_case(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["subject"] = "INC-3271-2026-000002"


def lie_about_the_place(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["entries"][0]["position"] = 1


def forget_the_proof(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["entries"][0]["proof"] = []


def write_nonsense(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["entries"][0] = {"position": "here"}


def point_outside(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["entries"][0]["file"] = "entries/99999.json"


def miss_nonsense(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["missing"] = [["x"]]


def name_a_list(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["entries"][0]["file"] = ["entries/00001.json"]


@pytest.mark.parametrize(
    "change",
    [
        miss_nonsense,
        name_a_list,
        rewrite_an_entry,
        leave_out_an_entry_of_evidence,
        leave_out_the_evidence,
        exchange_the_evidence,
        show_an_entry_twice,
        call_it_another_case,
        lie_about_the_place,
        forget_the_proof,
        write_nonsense,
        point_outside,
    ],
    ids=lambda change: change.__name__,
)
def test_not_even_the_holder_of_the_key_can_forge_a_case(
    bundle: Callable[[], bytes], change: Any
) -> None:
    with pytest.raises(DoesNotFit):
        verify(forged(unpack(bundle()), change))


def test_lost_evidence_is_told_and_the_rest_still_proven(case: Any) -> None:
    (path,) = store.originals()
    path.unlink()
    proven = verify(handed_out(case))
    assert proven.missing == [path.name]
    assert f"evidence {path.name}" in " ".join(proven.sentences())


@pytest.mark.parametrize(
    "name",
    ["../escape.json", "/etc/passwd", "a/../../b", "entries/", "A.json", "C:\\x"],
)
def test_a_zip_that_slips_is_refused(name: str) -> None:
    with pytest.raises(NotABundle, match="forbidden name"):
        unpack(pack({name: b"x"}))


def test_a_zip_bomb_is_refused_without_unfolding() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"\0" * 50_000_000)
    with pytest.raises(NotABundle, match="compressed"):
        unpack(out.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("seal.note", b"good")
        archive.writestr("seal.note", b"bad")
    with pytest.raises(NotABundle, match="two files of one name"):
        unpack(out.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"\0" * 500])
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(NotABundle, match="not a readable ZIP"):
        verify(content)


def test_an_empty_zip_is_no_bundle() -> None:
    with pytest.raises(NotABundle, match=r"has no manifest\.json"):
        verify(pack({}))


def test_an_auditor_of_another_polda_gets_nothing(case: Any, corps: Corps) -> None:
    made = corps.officer("made", corps.bali, Duty.AUDITOR)
    with pytest.raises(NothingToBundle):
        handed_out(made)


def test_without_the_duty_nobody_gets_a_bundle(case: Any, corps: Corps) -> None:
    budi = corps.officer("budi", corps.jabar, Duty.OPERATOR)
    with pytest.raises(NotYours, match="duty"):
        handed_out(budi)


def test_the_command_says_what_it_found(
    bundle: Callable[[], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle())
    assert main([str(path)]) == 0
    out = capsys.readouterr().out
    assert "WHOSE KEY" in out
    assert "PROVEN" not in out
    fingerprint = keys.verifier_of(Key.objects.get()).fingerprint
    assert main([f"--key={fingerprint}", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("PROVEN.")
    assert "the key you named" in out
    path.write_bytes(bundle().replace(b"0th", b"1st"))
    assert main([str(path)]) == 1
    assert "NOT PROVEN." in capsys.readouterr().err
    assert main([str(tmp_path / "none.zip")]) == 2
    assert main([]) == 2


def of_a_strangers_key(files: dict[str, bytes], subject: str) -> bytes:
    """Return a whole case made up by somebody who writes that our key follows his."""
    private = Ed25519PrivateKey.generate()
    his = notes.Verifier("lantas.test/ledger", private.public_key().public_bytes_raw())
    ours = json.loads(files["keys.json"])[-1]["key"]
    text = f"{his.name}\nfrom {notes.moment(MONDAY)}\nafter {his}\ncomes {ours}\n"
    follows = notes.signed(text, his.name, private)
    entry = rfc8785.dumps({"name": "errand.take", "subject": subject})
    seal = notes.Checkpoint(his.name, 1, merkle.leaf_hash(entry), MONDAY)
    made = {
        "entries/00001.json": entry,
        "seal.note": notes.signed(str(seal), his.name, private).encode(),
        "keys.json": rfc8785.dumps(
            [
                {"key": str(his), "statement": ""},
                {"key": ours, "statement": follows},
            ]
        ),
    }
    manifest = rfc8785.dumps(
        {
            "format": "lantas-bundle/1",
            "subject": subject,
            "made_at": notes.moment(MONDAY),
            "names": {},
            "files": {n: hashlib.sha256(c).hexdigest() for n, c in made.items()},
            "entries": [{"file": "entries/00001.json", "position": 0, "proof": []}],
            "missing": [],
        }
    )
    told = manifest_text(his.name, hashlib.sha256(manifest).hexdigest())
    note = notes.signed(told, his.name, private).encode()
    return pack({**made, "manifest.json": manifest, "manifest.note": note})


def test_nobody_borrows_trust_by_naming_our_key_his_follower(
    bundle: Callable[[], bytes],
) -> None:
    forged = of_a_strangers_key(unpack(bundle()), "INC-3271-2026-000001")
    assert not verify(forged).trusted
    ours = keys.verifier_of(Key.objects.get())
    for name in (ours.fingerprint, str(ours)):
        with pytest.raises(DoesNotFit, match="not signed by any of the keys"):
            verify(forged, key=name)


def test_a_strangers_case_number_cannot_write_on_the_readers_screen(
    bundle: Callable[[], bytes],
) -> None:
    forged = of_a_strangers_key(unpack(bundle()), "INC\x1b[2J\nPROVEN.")
    said = list(verify(forged).sentences())
    assert all(line.isprintable() for line in said), said


@pytest.mark.slow
def test_checking_needs_no_django(bundle: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle())
    program = (
        "import sys; from lantas.kernel.ledger.verify import main;"
        f"code = main([{str(path)!r}]);"
        "sys.exit(code or any(m.split('.')[0] == 'django' for m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": "", "PYTHONPATH": str(Path(__file__).parents[4])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout[:7]) == (0, "IT FITS"), done.stderr
