"""Named arrays in one file that is mapped into memory and replaced in one step.

Layout: the line ``lantas roads 1``, length and CRC-32 of header and data as text, the
header (JSON), then each array on a multiple of 64 bytes.
"""

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"lantas roads "
VERSION = 1
STEP = 64
PREFIX = 64  # bytes before the header

Arrays = Mapping[str, NDArray[Any]]


class BrokenRoads(ValueError):
    """The file holds no usable roads; the message says what is wrong with it."""


def write(path: Path, arrays: Arrays, notes: Mapping[str, Any]) -> None:
    """Write arrays and notes; readers see the old file or the new one, never a part."""
    table, blocks, at = [], [], 0
    for name, array in arrays.items():
        block = np.ascontiguousarray(array).tobytes()
        block += b"\0" * (-len(block) % STEP)
        table.append([name, array.dtype.str, list(array.shape), at])
        blocks.append(block)
        at += len(block)
    data = b"".join(blocks)
    header = json.dumps({"arrays": table, "notes": dict(notes)}).encode()
    header += b" " * (-len(header) % STEP)
    prefix = MAGIC + b"%d\n%d %08x %d %08x\n" % (
        VERSION,
        len(header),
        zlib.crc32(header),
        len(data),
        zlib.crc32(data),
    )
    _replace(path, prefix.ljust(PREFIX) + header + data)


def read(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Map the arrays of a file into memory, or refuse it and say what is wrong.

    Raises
    ------
    BrokenRoads
        Not such a file, of another version, cut short, or altered.
    """
    try:
        with path.open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise BrokenRoads(f"{path} does not exist") from None
    except (OSError, ValueError) as error:
        raise BrokenRoads(f"{path} cannot be read: {error}") from None
    header, data = _parts(path, memoryview(whole))
    arrays = {
        name: np.frombuffer(data, dtype, int(np.prod(shape)), at).reshape(shape)
        for name, dtype, shape, at in header["arrays"]
    }
    return arrays, header["notes"]


def _parts(path: Path, whole: memoryview) -> tuple[dict[str, Any], memoryview]:
    """Return header and data of a file after checking both."""
    prefix = bytes(whole[:PREFIX])
    if not prefix.startswith(MAGIC):
        raise BrokenRoads(f"{path} is not a road file")
    version, _, counts = prefix[len(MAGIC) :].partition(b"\n")
    if version != b"%d" % VERSION:
        raise BrokenRoads(
            f"{path} has version {version.decode(errors='replace')}, this program "
            f"reads {VERSION}: import the roads again"
        )
    try:
        header_size, header_sum, data_size, data_sum = counts.split()
        middle = PREFIX + int(header_size)
        header, data = whole[PREFIX:middle], whole[middle : middle + int(data_size)]
        sums = int(header_sum, 16), int(data_sum, 16)
    except ValueError:
        raise BrokenRoads(f"{path} has a damaged first line") from None
    if len(whole) != middle + int(data_size):
        raise BrokenRoads(
            f"{path} has {len(whole)} bytes where {middle + int(data_size)} belong"
        )
    if (zlib.crc32(header), zlib.crc32(data)) != sums:
        raise BrokenRoads(f"{path} was altered: its checksum does not fit")
    return json.loads(bytes(header)), data


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
