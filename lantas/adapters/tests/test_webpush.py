import base64
import json
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lantas.adapters import webpush
from lantas.adapters.simulators import telecom
from lantas.kernel.messages import push
from lantas.kernel.messages.channels import Gone, Letter, Refused, Unreachable

LETTER = Letter("response.job_offered", "id", "Tugas baru", "Jl. Contoh", link="/x/")
SECRET = b"0123456789abcdef"


class Browser:
    """A browser: its key pair, and what it can read."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": _b64(point), "auth": _b64(SECRET)}
        self.address = json.dumps({"endpoint": endpoint, "keys": keys})

    def read(self, body: bytes) -> dict[str, str]:
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=SECRET)  # type: ignore[no-untyped-call]
        found: dict[str, str] = json.loads(text)
        return found


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Any) -> None:
    settings.KEYS_DIR = tmp_path
    settings.PUSH_HOSTS = ["127.0.0.1", "push.example"]


def test_only_the_browser_reads_the_notification(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bodies = []
    take = telecom.Telecom.take

    def listen(self: telecom.Telecom, path: str, headers: Any, body: bytes) -> Any:
        bodies.append((headers, body))
        return take(self, path, headers, body)

    monkeypatch.setattr(telecom.Telecom, "take", listen)
    with telecom.running() as (_found, url):
        browser = Browser(f"{url}/push/one")
        webpush.channel().send(browser.address, LETTER, "a-b-c")
    ((headers, body),) = bodies
    assert b"Contoh" not in body
    assert browser.read(body) == {
        "title": "Tugas baru",
        "body": "Jl. Contoh",
        "link": "/x/",
        "tag": "a-b-c",
    }
    assert headers["authorization"].startswith("vapid t=")
    assert push.public_key() in headers["authorization"]


def test_an_uninstalled_browser_is_gone() -> None:
    with telecom.running() as (_found, url), pytest.raises(Gone):
        webpush.channel().send(Browser(f"{url}/push/gone").address, LETTER, "k")


def test_a_push_service_that_fails_is_unreachable() -> None:
    manners = telecom.Misbehaviour(fail=1.0)
    with telecom.running(manners) as (_found, url), pytest.raises(Unreachable):
        webpush.channel().send(Browser(f"{url}/push/one").address, LETTER, "k")
    with pytest.raises(Unreachable):
        webpush.channel().send(Browser("http://127.0.0.1:9/x").address, LETTER, "k")


def test_a_browser_with_a_broken_key_is_refused() -> None:
    keys = {"p256dh": "AAAA", "auth": "AAAA"}
    broken = json.dumps({"endpoint": "https://push.example/1", "keys": keys})
    with pytest.raises(Refused):
        webpush.channel().send(broken, LETTER, "k")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/1",
        "https://evil.example/1",
        "https://push.example.evil.example/1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "http://127.0.0.1@evil.example/",
        "https://evil.example\\@push.example/",
        "https://evil.example\t@push.example/",
        "https://push.example:x@evil.example/",
        "https://[::1]/",
        "https://push.example:99999999/",
        "not an address",
        "https://[/",
    ],
)
def test_nobody_makes_us_post_elsewhere(endpoint: str) -> None:
    with pytest.raises(push.NotAPushService):
        push.check_endpoint(endpoint)
    with pytest.raises(Gone):
        webpush.channel().send(Browser(endpoint).address, LETTER, "k")


def test_our_key_is_made_once_and_kept_to_ourselves(tmp_path: Any) -> None:
    first = push.public_key()
    push._key.cache_clear()
    assert push.public_key() == first
    assert (tmp_path / "push.pem").stat().st_mode & 0o777 == 0o600
