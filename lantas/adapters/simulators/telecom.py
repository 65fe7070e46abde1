"""A telecom provider that is not real: SMS, WhatsApp and push, on loopback only.

``python -m lantas.adapters.simulators.telecom --port 8002`` takes what the adapters
send and shows it on a page, as phones would. On request it misbehaves as providers
do, the same way for the same seed: it fails, is slow, loses answers, doubles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lantas.adapters.simulators.phones import page

TEXTS = Path(__file__).parent.parent.parent
KEPT = 2000
LONGEST_BODY = 64 * 1024


@dataclass(frozen=True)
class Misbehaviour:
    """How often, between 0 and 1, the provider does what providers do."""

    fail: float = 0.0  # answers 503 and takes nothing
    lose: float = 0.0  # takes the message, then breaks off without an answer
    slow: float = 0.0  # answers after slow_s
    double: float = 0.0  # hands an SMS to the phone twice
    no_whatsapp: float = 0.0  # share of numbers that have no WhatsApp
    slow_s: float = 1.0
    seed: int = 1


@dataclass(frozen=True)
class Received:
    """One message as it arrived on a phone."""

    way: str
    to: str
    text: str
    key: str
    provider_id: str
    at: str


@dataclass
class Answer:
    """What the provider answers; ``lost`` means that the line breaks instead."""

    status: HTTPStatus
    body: dict[str, Any] = field(default_factory=dict)
    lost: bool = False


class Telecom:
    """The provider's own books: what was taken, under which key."""

    def __init__(self, manners: Misbehaviour | None = None) -> None:
        self.manners = manners or Misbehaviour()
        self.received: deque[Received] = deque(maxlen=KEPT)
        self.by_key: dict[str, str] = {}
        self.dice = random.Random(self.manners.seed)
        self.lock = threading.Lock()
        self.approved = approved_texts()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Take one request as the provider of its path would."""
        with self.lock:
            fails, loses, slow, doubles = (
                self.dice.random() < rate
                for rate in (
                    self.manners.fail,
                    self.manners.lose,
                    self.manners.slow,
                    self.manners.double,
                )
            )
        if slow:
            time.sleep(self.manners.slow_s)
        if fails:
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE)
        with self.lock:
            answer = self._route(path, headers, body, doubles)
        answer.lost = loses and answer.status < HTTPStatus.BAD_REQUEST
        return answer

    def _route(
        self, path: str, headers: dict[str, str], body: bytes, doubles: bool
    ) -> Answer:
        if path.startswith("/push/"):
            return self._push(path, headers, body)
        try:
            asked = json.loads(body)
        except ValueError:
            return Answer(HTTPStatus.BAD_REQUEST, {"error": "not JSON"})
        if path == "/sms":
            return self._sms(headers, asked, doubles)
        if re.fullmatch(r"/whatsapp/v[\d.]+/\d+/messages", path):
            return self._whatsapp(asked)
        return Answer(HTTPStatus.NOT_FOUND)

    def _sms(
        self, headers: dict[str, str], asked: dict[str, Any], doubles: bool
    ) -> Answer:
        to, text = str(asked.get("to", "")), str(asked.get("text", ""))
        if not re.fullmatch(r"\+[1-9]\d{7,14}", to) or not text:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": "to or text"})
        key = headers.get("idempotency-key", "")
        if key and key in self.by_key:
            # A double by mistake of the sender's: the phone hears nothing of it.
            return Answer(HTTPStatus.OK, {"id": self.by_key[key], "double": True})
        provider_id = self._keep("sms", to, text, key)
        if doubles:
            self._keep("sms", to, text, key)
        return Answer(HTTPStatus.ACCEPTED, {"id": provider_id})

    def _whatsapp(self, asked: dict[str, Any]) -> Answer:
        to = f"+{asked.get('to', '')}"
        template = asked.get("template") or {}
        name = str(template.get("name"))
        language = str((template.get("language") or {}).get("code"))
        components = template.get("components") or [{}]
        values = [str(p.get("text", "")) for p in components[0].get("parameters", [])]
        text = self.approved.get((name, language))
        if text is None:
            return _meta_error(132001, f"template {name} ({language}) is not approved")
        if len(values) != len(names_in(text)):
            return _meta_error(132000, "number of parameters does not match")
        if _share(to) < self.manners.no_whatsapp:
            return _meta_error(131026, "message undeliverable")
        # Meta knows no idempotency key: whoever sends twice is heard twice.
        text = text.format_map(dict(zip(names_in(text), values, strict=True)))
        key = str(asked.get("biz_opaque_callback_data", ""))
        provider_id = self._keep("whatsapp", to, text, key)
        told = {"messaging_product": "whatsapp", "messages": [{"id": provider_id}]}
        return Answer(HTTPStatus.OK, told)

    def _push(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("content-encoding") != "aes128gcm":
            return Answer(HTTPStatus.BAD_REQUEST, {"error": "not encrypted"})
        if path.startswith("/push/gone"):
            return Answer(HTTPStatus.GONE)
        topic = headers.get("topic", "")
        told = f"({len(body)} bytes, encrypted for the browser)"
        self._keep("push", path.removeprefix("/push/"), told, topic)
        return Answer(HTTPStatus.CREATED)

    def _keep(self, way: str, to: str, text: str, key: str) -> str:
        provider_id = f"{way}-{len(self.by_key) + len(self.received) + 1}"
        at = datetime.now(tz=UTC).isoformat(timespec="seconds")
        self.received.append(Received(way, to, text, key, provider_id, at))
        if key:
            self.by_key.setdefault(key, provider_id)
        return provider_id


def approved_texts() -> dict[tuple[str, str], str]:
    """Return our own texts by the name under which Meta would have approved them."""
    found = {}
    for path in TEXTS.glob("**/messages/*.txt"):
        name, language = path.stem.rsplit(".", 1)
        text = path.read_text(encoding="utf-8").partition("\n\n")[2].strip()
        found[f"{path.parent.parent.name}_{name}", language] = text
    return found


def names_in(text: str) -> list[str]:
    """Return the placeholders of a text, in the order of their first use."""
    return list(dict.fromkeys(re.findall(r"\{(\w+)\}", text)))


def _share(number: str) -> float:
    # The same number always has, or never has, WhatsApp.
    digest = hashlib.sha256(number.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def _meta_error(code: int, message: str) -> Answer:
    return Answer(HTTPStatus.BAD_REQUEST, {"error": {"code": code, "message": message}})


class Door(BaseHTTPRequestHandler):
    """HTTP around the provider."""

    telecom: Telecom
    protocol_version = "HTTP/1.1"
    # Head and body leave together; apart, the other side's delayed ACK costs 40 ms.
    wbufsize = 64 * 1024

    def do_POST(self) -> None:
        """Take a message."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self.close_connection = True
            return self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", "text/plain")
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = urlsplit(self.path).path
        answer = self.telecom.take(path, headers, self.rfile.read(length))
        if answer.lost:
            self.close_connection = True
            return None
        body = json.dumps(answer.body).encode()
        return self._say(answer.status, body, "application/json")

    def do_GET(self) -> None:
        """Show the phones, as a page or as JSON."""
        parts = urlsplit(self.path)
        to = parse_qs(parts.query).get("to", [""])[0].replace(" ", "+")
        found = [r for r in list(self.telecom.received) if to in {"", r.to}]
        if parts.path == "/received.json":
            body = json.dumps([asdict(r) for r in found]).encode()
            return self._say(HTTPStatus.OK, body, "application/json")
        if parts.path == "/":
            body = page([asdict(r) for r in found[-200:]]).encode()
            return self._say(HTTPStatus.OK, body, "text/html; charset=utf-8")
        return self._say(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _say(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Stay silent: the page shows what arrived."""


def server(telecom: Telecom, port: int = 0) -> ThreadingHTTPServer:
    """Return the server, bound to loopback; port 0 takes a free one."""
    door = type("TelecomDoor", (Door,), {"telecom": telecom})
    return ThreadingHTTPServer(("127.0.0.1", port), door)


@contextmanager
def running(manners: Misbehaviour | None = None) -> Iterator[tuple[Telecom, str]]:
    """Run a provider for the length of a test; give its books and its address."""
    telecom = Telecom(manners)
    httpd = server(telecom)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield telecom, f"http://127.0.0.1:{httpd.server_address[1]}"
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def main() -> None:
    """Run from the command line until interrupted."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--port", type=int, default=8002)
    for name in ("fail", "lose", "slow", "double", "no-whatsapp"):
        words.add_argument(f"--{name}", type=float, default=0.0, metavar="0..1")
    words.add_argument("--slow-s", type=float, default=1.0)
    words.add_argument("--seed", type=int, default=1)
    said = vars(words.parse_args())
    port = said.pop("port")
    httpd = server(Telecom(Misbehaviour(**said)), port)
    try:
        httpd.serve_forever()
    except KeyboardInterrupt:
        httpd.server_close()


if __name__ == "__main__":
    main()
