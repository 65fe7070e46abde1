"""A small HTTP client that costs little, so that a load measures the server."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

# Any 32 letters do: cookie and header have to be the same, as a page makes them.
CSRF = "c" * 32


@dataclass(frozen=True)
class Answer:
    """What a door said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as what it says."""
        return json.loads(self.body)


@dataclass
class Line:
    """One kept-open connection of one visitor; ``session`` makes him an officer.

    Give each visitor his own ``address``: doors count knocks by it.
    """

    base: str
    session: str = ""
    address: str = "10.0.0.1"
    _open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(
        default=None, repr=False
    )

    async def get(self, path: str, accept: str = "application/json") -> Answer:
        """Fetch an address."""
        return await self.ask("GET", path, b"", {"Accept": accept})

    async def post(self, path: str, body: Any) -> Answer:
        """Send JSON."""
        said = {"Content-Type": "application/json", "Accept": "application/json"}
        return await self.ask("POST", path, json.dumps(body).encode(), said)

    async def post_form(
        self, path: str, fields: Mapping[str, Any], files: Mapping[str, bytes] = {}
    ) -> Answer:
        """Send a form with files, as a browser does."""
        body, kind = form(fields, files)
        return await self.ask("POST", path, body, {"Content-Type": kind})

    async def ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        """Send one request and return its answer; a broken line is opened anew."""
        reader, writer = self._open or await self._connect()
        try:
            writer.write(self._said(method, path, body, headers))
            await writer.drain()
            return await _answer(reader)
        except BaseException:
            self.close()
            raise

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        where = urlsplit(self.base)
        self._open = await asyncio.open_connection(where.hostname, where.port)
        return self._open

    def _said(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {urlsplit(self.base).netloc}",
            f"X-Forwarded-For: {self.address}",
            f"Cookie: csrftoken={CSRF}; sessionid={self.session}",
            f"X-CSRFToken: {CSRF}",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    async def leave(self) -> None:
        """Close the connection and wait until it is closed."""
        writer = self._open and self._open[1]
        self.close()
        if writer:
            await writer.wait_closed()

    def close(self) -> None:
        """Close the connection."""
        if self._open:
            self._open[1].close()
        self._open = None


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split()[1])
    pairs = (line.split(":", 1) for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, value in pairs}
    if headers.get("transfer-encoding") == "chunked":
        return Answer(status, headers, await _chunks(reader))
    length = int(headers.get("content-length", 0))
    return Answer(status, headers, await reader.readexactly(length))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = []
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        found.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(found)


def form(fields: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Return a multipart body and its content type."""
    edge = uuid.uuid4().hex
    parts = []
    for name, value in fields.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(f"{head}{value}\r\n".encode())
    for name, content in files.items():
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="foto.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts.append(head.encode() + content + b"\r\n")
    parts.append(f"--{edge}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={edge}"
