"""How often one visitor may knock at a public door."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.units.models import RateCount

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COUNT = """
INSERT INTO units_ratecount (door, visitor, window_at, count) VALUES (%s, %s, %s, 1)
ON CONFLICT ON CONSTRAINT rate_is_counted_once
DO UPDATE SET count = units_ratecount.count + 1
"""
SO_FAR = """
SELECT count FROM units_ratecount WHERE door = %s AND visitor = %s AND window_at = %s
"""


class TooOften(Refusal):
    """The visitor knocked more often than the door allows."""

    status = 429


def knock(door: str, request: HttpRequest, *, most: int, within: timedelta) -> None:
    """Count one knock, or refuse and say when to come back.

    The visitor's address is hashed with our secret: the table holds no address.
    It is counted after the view's transaction, whatever became of that: a refused
    request counts too, and visitors behind one address do not wait for each other.
    """
    at = datetime.now(tz=UTC)
    start = at - (at - EPOCH) % within
    who = hashlib.blake2b(
        address(request).encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16
    ).hexdigest()
    key = (door, who, start)
    with connection.cursor() as cursor:
        cursor.execute(SO_FAR, key)
        (count,) = cursor.fetchone() or (0,)
    _pending(request).append(key)
    if "scope_stack" not in request.__dict__:
        count_knocks(request)
    if count >= most:
        wait = int((start + within - at).total_seconds()) + 1
        raise TooOften(
            _(
                "Too many requests from here. Please try again in %(wait)s seconds;"
                " in an emergency call 110."
            )
            % {"wait": wait}
        )


def count_knocks(request: HttpRequest) -> None:
    """Write down the knocks of a request, when its own transaction is over."""
    pending = _pending(request)
    with connection.cursor() as cursor:
        while pending:
            cursor.execute(COUNT, pending.pop())


def _pending(request: HttpRequest) -> list[tuple[str, str, datetime]]:
    pending: list[tuple[str, str, datetime]] = request.__dict__.setdefault("knocks", [])
    return pending


def address(request: HttpRequest) -> str:
    """Return the visitor's address: the socket's, or what our own proxies said.

    Of an IPv6 address only the network counts: one visitor has 2⁶⁴ addresses in his.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.PROXIES:
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(hops) >= settings.PROXIES:
            said = hops[-settings.PROXIES].strip()
    try:
        known = ip_address(said.strip("[]"))
    except ValueError:
        return said
    if isinstance(known, IPv4Address):
        return said
    return str(known.ipv4_mapped or IPv6Network((int(known), 64), strict=False))


def forget(*, before: datetime) -> int:
    """Delete the counts of windows that ended before ``before``."""
    return RateCount.objects.filter(window_at__lt=before).delete()[0]
