"""Check a bundle without any server, without Django, without trusting its maker.

Run it as ``lantas verify BUNDLE`` or ``python -m lantas.kernel.ledger.verify BUNDLE``.
It needs the standard library, cryptography, rfc8785 and three small files of lantas.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from lantas.kernel.ledger import notes
from lantas.kernel.ledger.container import NotABundle, pack, unpack
from lantas.science import merkle

FORMAT = "lantas-bundle/1"
OWN = {"manifest.json", "manifest.note"}


class DoesNotFit(ValueError):
    """Something in the bundle contradicts something else in it."""


@dataclass(frozen=True)
class Proven:
    """What a bundle shows, once everything in it fits."""

    subject: str
    made_at: str
    seal: notes.Checkpoint
    signer: notes.Verifier
    entries: list[dict[str, Any]]
    evidence: list[str]
    missing: list[str]
    trusted: bool

    def sentences(self) -> Iterator[str]:
        """Tell what was proven and what was not."""
        log = _plain(self.seal.origin)
        yield f"Case {_plain(self.subject)}: {len(self.entries)} entries,"
        yield "unchanged since they were sealed; the seal covers"
        yield f"{self.seal.size} entries in all and was signed by"
        yield f"{log} on {notes.moment(self.seal.at)}."
        yield f"{len(self.evidence)} evidence files are bit for bit those then kept."
        for sha256 in self.missing:
            yield f"Not in the bundle, as its maker says: evidence {_plain(sha256)}."
        yield f"Key fingerprint: {self.signer.fingerprint}"
        if self.trusted:
            yield "It is the key you named, or follows from it."
        else:
            yield f"Compare it with the one published at https://{log}/"
            yield "or name the key you trust with --key; else only the bundle itself"
            yield "vouches for it."


def verify(content: bytes, *, key: str = "") -> Proven:
    """Return what a bundle proves, or raise a sentence that says what does not fit.

    ``key`` is the public key or its fingerprint that the reader trusts.
    """
    files = unpack(content)
    if pack(files) != content:
        raise NotABundle("The archive was packed anew or bytes of its frame changed.")
    for name in ("manifest.json", "manifest.note", "seal.note", "keys.json"):
        if name not in files:
            raise NotABundle(f"The bundle has no {name}.")
    keys = _vouched(_keys(files["keys.json"]), key)
    manifest = _manifest(files, keys)
    _check_files(files, manifest["files"])
    signer, text = _opened("The seal", files["seal.note"], keys)
    seal = _fits("The seal cannot be read", lambda: notes.checkpoint(text))
    if seal.origin != signer.name:
        raise DoesNotFit("The seal is of another log than the key that signed it.")
    entries = [_entry(files, told, seal, manifest) for told in manifest["entries"]]
    positions = [told["position"] for told in manifest["entries"]]
    if sorted(set(positions)) != positions:
        raise DoesNotFit("The entries are not in order, or one stands there twice.")
    evidence = _evidence(files, manifest, entries)
    return Proven(
        manifest["subject"],
        manifest["made_at"],
        seal,
        signer,
        entries,
        evidence,
        manifest["missing"],
        bool(key),
    )


def _fits(sentence: str, read: Callable[[], Any]) -> Any:
    """Run a reader of untrusted data; whatever it raises means it does not fit."""
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DoesNotFit(f"{sentence}: {error}.") from error


def _json(name: str, content: bytes) -> Any:
    found = _fits(f"{name} is not JSON", lambda: json.loads(content))
    again = _fits(f"{name} cannot be written again", lambda: rfc8785.dumps(found))
    if again != content:
        raise DoesNotFit(f"{name} is not written canonically; it was changed.")
    return found


def _keys(content: bytes) -> list[notes.Verifier]:
    """Return the keys; each after the first must be named by the one before it."""
    told = _json("keys.json", content)

    def read() -> list[notes.Verifier]:
        keys = [notes.verifier(one["key"]) for one in told]
        for old, new, one in zip(keys, keys[1:], told[1:], strict=False):
            text = notes.opened(one["statement"], old)
            if not text.endswith(f"\nafter {old}\ncomes {new}\n"):
                raise ValueError("a key is not the one its forerunner named")
        if not keys or told[0]["statement"]:
            raise ValueError("the first key is missing")
        return keys

    found: list[notes.Verifier] = _fits("The keys do not follow each other", read)
    return found


def _vouched(keys: list[notes.Verifier], wanted: str) -> list[notes.Verifier]:
    """Return the keys the reader may trust: the one he names and those it named.

    What came before it may not sign: anybody can write that his own key was
    followed by ours.
    """
    if not wanted:
        return keys
    for nth, key in enumerate(keys):
        if wanted.strip() in {str(key), key.fingerprint}:
            return keys[nth:]
    raise DoesNotFit("None of the bundle's keys is the one you trust.")


def _opened(
    what: str, content: bytes, keys: Sequence[notes.Verifier]
) -> tuple[notes.Verifier, str]:
    try:
        note = content.decode()
    except UnicodeDecodeError as error:
        raise DoesNotFit(f"{what} is not text.") from error
    for key in keys:
        try:
            return key, notes.opened(note, key)
        except notes.Unsigned as error:
            last = error
    raise DoesNotFit(f"{what} is not signed by any of the keys: {last}.")


SHAPE: dict[str, type] = {
    "format": str,
    "subject": str,
    "made_at": str,
    "files": dict,
    "entries": list,
    "missing": list,
    "names": dict,
}


def _manifest(
    files: Mapping[str, bytes], keys: Sequence[notes.Verifier]
) -> dict[str, Any]:
    content = files["manifest.json"]
    _, text = _opened("The manifest", files["manifest.note"], keys)
    digest = hashlib.sha256(content).hexdigest()
    if text != manifest_text(keys[0].name, digest):
        raise DoesNotFit("The manifest was changed after it was signed.")
    told: dict[str, Any] = _json("manifest.json", content)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise DoesNotFit(f"The bundle is not of the format {FORMAT}.")
    if any(not isinstance(told.get(name), kind) for name, kind in SHAPE.items()):
        raise DoesNotFit("The manifest lacks something.")
    return told


def manifest_text(origin: str, digest: str) -> str:
    """Return what the signature of a manifest is over."""
    return f"{origin}\nbundle with manifest {digest}\n"


def _check_files(files: Mapping[str, bytes], told: Mapping[str, str]) -> None:
    if extra := sorted(set(files) - set(told) - OWN):
        raise DoesNotFit(f"{extra[0]} is in the bundle but not in its manifest.")
    for name, sha256 in told.items():
        if name not in files:
            raise DoesNotFit(f"{name} is missing from the bundle.")
        if hashlib.sha256(files[name]).hexdigest() != sha256:
            raise DoesNotFit(f"{name} was changed: its digest is another.")


def _entry(
    files: Mapping[str, bytes],
    told: Mapping[str, Any],
    seal: notes.Checkpoint,
    manifest: Mapping[str, Any],
) -> dict[str, Any]:
    def read() -> tuple[str, int, list[bytes]]:
        steps = [bytes.fromhex(step) for step in told["proof"]]
        return str(told["file"]), told["position"], steps

    name, position, proof = _fits("The manifest tells of no entry", read)
    if name not in files or not isinstance(position, int):
        raise DoesNotFit(f"{name} is missing from the bundle.")
    entry: dict[str, Any] = _json(name, files[name])
    leaf = merkle.leaf_hash(files[name])
    _fits(
        f"{name} is not under the seal",
        lambda: merkle.check_inclusion(leaf, position, seal.size, proof, seal.root),
    )
    if not isinstance(entry, dict) or entry.get("subject") != manifest["subject"]:
        raise DoesNotFit(f"{name} is of another case.")
    return entry


def _evidence(
    files: Mapping[str, bytes],
    manifest: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
) -> list[str]:
    lines = [entry for entry in entries if entry.get("name") == "evidence.kept"]
    kept: set[str] = _fits(
        "An entry of evidence names none",
        lambda: {str(entry["detail"]["sha256"]) for entry in lines},
    )
    there = set()
    for name in (name for name in files if name.startswith("evidence/")):
        sha256 = hashlib.sha256(files[name]).hexdigest()
        if name.partition("/")[2].partition(".")[0] != sha256:
            raise DoesNotFit(f"{name} was changed: its digest is not its name.")
        if sha256 not in kept:
            raise DoesNotFit(f"No entry says that {name} was kept.")
        there.add(sha256)
    missing: set[str] = _fits(
        "The manifest's missing evidence cannot be read",
        lambda: set(manifest["missing"]),
    )
    if lost := sorted(kept - there - missing):
        raise DoesNotFit(f"Evidence {lost[0]} was kept but is not in the bundle.")
    return sorted(there)


def _plain(text: object) -> str:
    """Return a text without what would move a terminal's cursor."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def main(argv: Sequence[str]) -> int:
    """Check the bundle named; 0 when everything fits, 1 when not, 2 when unreadable."""
    paths = [word for word in argv if not word.startswith("--key=")]
    keys = [word.removeprefix("--key=") for word in argv if word.startswith("--key=")]
    if len(paths) != 1 or len(keys) > 1:
        sys.stderr.write("usage: lantas verify [--key=KEY] BUNDLE\n")
        return 2
    try:
        proven = verify(Path(paths[0]).read_bytes(), key="".join(keys))
    except OSError as error:
        sys.stderr.write(f"The bundle cannot be read: {error}.\n")
        return 2
    except (NotABundle, DoesNotFit) as error:
        sys.stderr.write(f"NOT PROVEN. {_plain(error)}\n")
        return 1
    head = "PROVEN." if proven.trusted else "IT FITS TOGETHER, BUT WHOSE KEY IS IT?"
    sys.stdout.write("\n".join([head, *proven.sentences(), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
