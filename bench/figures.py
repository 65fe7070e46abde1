"""How a claim is printed: what, how much, the bar, whether it is met."""

from __future__ import annotations

import math
from collections.abc import Sequence

HEAD = "claim | figure | bar | verdict"


def at_most(claim: str, figure: float, bar: float, unit: str) -> bool:
    """Print a figure that must not be above its bar; return whether it is met.

    >>> at_most("pages, p95 at 50 req/s", 81.24, 150, "ms")
    pages, p95 at 50 req/s | 81.2 ms | ≤ 150 ms | ok
    True
    """
    return _line(claim, figure, f"≤ {said(bar, unit)}", unit, met=figure <= bar)


def at_least(claim: str, figure: float, bar: float, unit: str) -> bool:
    """Print a figure that must not be below its bar; return whether it is met.

    >>> at_least("moves of cases", 212.0, 300, "/s")
    moves of cases | 212/s | ≥ 300/s | over
    False
    """
    return _line(claim, figure, f"≥ {said(bar, unit)}", unit, met=figure >= bar)


def exactly(claim: str, figure: float, bar: float, unit: str = "") -> bool:
    """Print a count that must be one number; return whether it is.

    >>> exactly("acknowledged reports lost", 0, 0)
    acknowledged reports lost | 0 | = 0 | ok
    True
    """
    return _line(claim, figure, f"= {said(bar, unit)}", unit, met=figure == bar)


def beside(claim: str, figure: float, unit: str) -> None:
    """Print what the same machine can do at most, or what a peer did, in this run.

    >>> beside("limit: round trips of SELECT 1", 9876.5, "/s")
    limit: round trips of SELECT 1 | 9,876/s | – | –
    """
    print(f"{claim} | {said(figure, unit)} | – | –", flush=True)


def said(figure: float, unit: str) -> str:
    """Return a number as people read it: three digits that count, thousands apart.

    >>> said(0.1234, "s"), said(12.345, "ms"), said(150, "ms"), said(12345.6, "/s")
    ('0.123 s', '12.3 ms', '150 ms', '12,346/s')
    """
    digits = 0 if figure == round(figure) or figure >= 100 else 1
    if 0 < abs(figure) < 1:
        digits = 3
    gap = " " if unit and unit[0].isalpha() else ""
    return f"{figure:,.{digits}f}{gap}{unit}"


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that ``percent`` of all do not exceed; infinity for none.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 50), percentile([3.0, 1.0, 2.0, 4.0], 95)
    (2.0, 4.0)
    """
    if not values:
        return math.inf
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def _line(claim: str, figure: float, bar: str, unit: str, *, met: bool) -> bool:
    verdict = "ok" if met else "over"
    print(f"{claim} | {said(figure, unit)} | {bar} | {verdict}", flush=True)
    return met
