"""The ZIP of a bundle: one way of writing it, so that every byte can be checked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

MOST_FILES = 20_000
MOST_BYTES = 1024**3
EPOCH = (1980, 1, 1, 0, 0, 0)
NAME = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)?(\.[a-z0-9]+)*")


class NotABundle(ValueError):
    """A file that cannot be a bundle; the sentence says why."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the ZIP of these files: by name, not compressed, without dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            archive.writestr(member, files[name])
    return out.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP without writing any, or say what is wrong with it.

    Nothing is unfolded: a bundle is not compressed, so none can be a bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check(members, len(content))
            return {member.filename: archive.read(member) for member in members}
    except NotABundle:
        raise
    # A damaged ZIP makes the reader raise nearly anything; each means the same.
    except Exception as error:
        raise NotABundle("The file is not a readable ZIP archive.") from error


def _check(members: list[zipfile.ZipInfo], length: int) -> None:
    if len(members) > MOST_FILES or length > MOST_BYTES:
        raise NotABundle("The archive is larger than any bundle.")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise NotABundle("The archive holds two files of one name.")
    for member in members:
        if not NAME.fullmatch(member.filename):
            raise NotABundle(
                f"The archive holds a file of a forbidden name, {member.filename!r}."
            )
        if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1:
            raise NotABundle(f"{member.filename} is compressed or encrypted.")
    if sum(member.file_size for member in members) > length:
        raise NotABundle("The archive says it holds more than it has bytes.")
