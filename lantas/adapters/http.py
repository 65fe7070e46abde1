"""How every HTTP adapter calls its provider and reads the answer."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from lantas.kernel.messages.channels import Refused, Unreachable

# Together well below the lease of a message, so that nobody carries it twice.
TIMEOUT = httpx.Timeout(10.0, connect=4.0)
# What a provider may answer when a later try can succeed.
LATER = frozenset({401, 403, 408, 409, 425, 429})


@cache
def client() -> httpx.Client:
    """Return the one client of this process: it keeps connections and certificates."""
    made = httpx.Client(timeout=TIMEOUT, follow_redirects=False)
    atexit.register(made.close)
    return made


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries our token; without a token there is none."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def post(url: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """Post JSON and return the answer, or raise what the outbox understands.

    401 and 403 mean that our token is wrong: a fault of ours that an operator
    mends, not of the address. What the provider says is not quoted beyond its
    status: it may repeat the number.
    """
    try:
        answer = client().post(url, json=dict(body), headers=dict(headers))
    except httpx.InvalidURL as error:
        raise Unreachable("the provider's address is set up wrongly") from error
    except httpx.TransportError as error:
        raise Unreachable(type(error).__name__) from error
    if answer.is_success:
        try:
            return answer.json()
        except ValueError:
            return {}
    if answer.status_code >= 500 or answer.status_code in LATER:
        raise Unreachable(f"HTTP {answer.status_code}")
    raise Refused(f"HTTP {answer.status_code}")
