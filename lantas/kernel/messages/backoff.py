"""When to try again, and when to stop."""

from datetime import timedelta

FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=30)
TRIES_PER_WAY = 6
# Longer than any adapter waits for its provider: after it a worker counts as dead.
LEASE = timedelta(minutes=2)


def pause(tries: int) -> timedelta:
    """Return how long to wait after the n-th failed try: doubling, up to a bound.

    >>> [str(pause(n)) for n in (1, 2, 3, 9)]
    ['0:00:15', '0:00:30', '0:01:00', '0:30:00']
    """
    # The power is bounded, so that a large count cannot overflow.
    doubled: timedelta = FIRST * 2 ** min(max(tries, 1) - 1, 20)
    return min(doubled, LONGEST)
