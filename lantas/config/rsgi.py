"""What granian serves: Django in threads, and bodies gathered before a thread is used.

A phone with bad signal sends its picture for minutes. Read by the thread that works,
eight such phones would stop every worker, for the whole command centre too. Here the
event loop gathers the body; a thread is taken only for a request that is all there.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from lantas.config.wsgi import application as django

THREADS = int(os.environ.get("LANTAS_WEB_THREADS", "4"))
# A picture and a form's other fields; settings say the same to whoever sends more.
MOST_BYTES = 13 * 1024 * 1024
IN_MEMORY_BYTES = 1024 * 1024
# A browser hears an answer only after it has sent all; beyond this we hang up.
HEARD_OUT_BYTES = 64 * 1024 * 1024
PIECE_BYTES = 256 * 1024
# Signal may be gone this long in a tunnel; after it the phone begins again.
SILENCE_S = 30.0
Environ = dict[str, Any]
Headers = list[tuple[str, str]]

_SAID_IN_JSON = [
    ("content-type", "application/json; charset=utf-8"),
    ("connection", "close"),
]


def _no(code: str, indonesian: str, english: str) -> bytes:
    """Return a refusal in the shape of every other; no language is known here yet."""
    said = {"detail": f"{indonesian} · {english}", "code": code, "field": ""}
    return json.dumps(said, ensure_ascii=False).encode()


_TOO_LONG = _no(
    "too_long",
    "Berkas terlalu besar. Kirim foto yang lebih kecil.",
    "The file is too large. Send a smaller picture.",
)
_TOO_SLOW = _no(
    "too_slow",
    "Kiriman terputus. Silakan kirim lagi.",
    "What you sent broke off. Please send it again.",
)


class TooLong(Exception):
    """The body is longer than any we take."""


@dataclass
class Answer:
    """What the application said; ``piece`` is the beginning, ``rest`` what follows."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    piece: bytes = b""
    rest: Iterator[bytes] | None = None
    close: Callable[[], object] = bool

    def begin(self, status: str, headers: Headers, error: Any = None) -> None:
        """Take status and headers, as WSGI hands them over."""
        self.status, self.headers = int(status[:3]), headers


class Door:
    """The application that granian's workers run."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(THREADS, "web")

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Answer one request."""
        try:
            body = await _gathered(scope, proto)
        except TooLong:
            proto.response_bytes(413, _SAID_IN_JSON, _TOO_LONG)
            return
        except TimeoutError:
            proto.response_bytes(408, _SAID_IN_JSON, _TOO_SLOW)
            return
        loop = asyncio.get_running_loop()
        with body:
            environ = _environ(scope, body)
            answer = await loop.run_in_executor(self.threads, self._ask, environ)
        if answer.rest is None:
            proto.response_bytes(answer.status, answer.headers, answer.piece)
        else:
            await self._send(answer, proto)

    def _ask(self, environ: Environ) -> Answer:
        """Run the application in this thread, up to the first piece of what it says."""
        answer = Answer()
        said = self.application(environ, answer.begin)
        close = getattr(said, "close", bool)
        try:
            parts = iter(said)
            answer.piece = _piece(parts)
            if len(answer.piece) >= PIECE_BYTES:
                answer.rest, answer.close = parts, close
        finally:
            if answer.rest is None:
                close()
        return answer

    async def _send(self, answer: Answer, proto: Any) -> None:
        loop, piece = asyncio.get_running_loop(), answer.piece
        rest = answer.rest or iter(())
        try:
            sent = proto.response_stream(answer.status, answer.headers)
            while piece:
                await sent.send_bytes(piece)
                piece = await loop.run_in_executor(self.threads, _piece, rest)
        finally:
            await loop.run_in_executor(self.threads, answer.close)


def _piece(parts: Iterator[bytes]) -> bytes:
    """Return the next parts together: files come in crumbs of a few kilobytes."""
    found, length = [], 0
    for part in parts:
        found.append(part)
        length += len(part)
        if length >= PIECE_BYTES:
            break
    return b"".join(found)


async def _gathered(scope: Any, proto: Any) -> IO[bytes]:
    """Return the whole body; large ones lie on disk, slow ones cost no thread."""
    if scope.method in {"GET", "HEAD"}:
        return io.BytesIO()
    kept: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115
    try:
        loop, length = asyncio.get_running_loop(), 0
        async with asyncio.timeout(SILENCE_S) as patience:
            async for part in proto:
                length += len(part)
                if length > HEARD_OUT_BYTES:
                    raise TooLong
                if length <= MOST_BYTES:
                    kept.write(part)
                patience.reschedule(loop.time() + SILENCE_S)
        if length > MOST_BYTES:
            raise TooLong
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return kept


def _environ(scope: Any, body: IO[bytes]) -> Environ:
    """Return the request as WSGI writes it."""
    here, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": here,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # it would be taken for the header of the same letters
            continue
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        comma = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{comma}{value}" if key in environ else value
    if scope.authority:
        environ.setdefault("HTTP_HOST", scope.authority)
    return environ


application = Door(django)
