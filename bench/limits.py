"""What this machine can do at most, measured in the same run beside a claim."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from bench import figures
from bench.stage import Stage

LASTS_S = 1.5


def per_second(once: Callable[[], object], *, lasts_s: float = LASTS_S) -> float:
    """Return how often a second ``once`` can be done, one after the other."""
    done, begin = 0, perf_counter()
    while (took := perf_counter() - begin) < lasts_s:
        once()
        done += 1
    return done / took


def round_trips(stage: Stage) -> None:
    """Print how often a second the database answers at all, on one connection."""
    with stage.connect() as held:
        rate = per_second(lambda: held.execute("SELECT 1").fetchone())
    figures.beside("limit: SELECT 1, one connection", rate, "/s")


def commits(stage: Stage) -> float:
    """Print how often a second one row reaches the disk, on one connection."""
    with stage.connect() as held:
        held.execute("CREATE TABLE IF NOT EXISTS bench_row (at timestamptz)")
        rate = per_second(lambda: held.execute("INSERT INTO bench_row VALUES (now())"))
        held.execute("DROP TABLE bench_row")
    figures.beside("limit: one-row commits on disk, one connection", rate, "/s")
    return rate


def copied_fixes(stage: Stage, count: int = 20_000) -> None:
    """Print how many positions a second COPY takes into the very table."""
    columns = "patrol_id, unit_id, fix_at, claimed_at, received_at, lon, lat, cell"
    rows = (
        f"SELECT p, 1, now() + n * interval '1 ms', now(), now(), 116.8, -1.2, n "
        f"FROM generate_series(1, 200) p, generate_series(1, {count // 200}) n"
    )
    with stage.connect() as held, stage.connect() as reads:
        with reads.cursor().copy(f"COPY ({rows}) TO STDOUT") as source:
            text = b"".join(bytes(part) for part in source)
        begin = perf_counter()
        into = f"COPY response_fix ({columns}) FROM STDIN"
        with held.cursor().copy(into) as target:
            target.write(text)
        rate = count / (perf_counter() - begin)
    figures.beside("limit: COPY into the table of positions", rate, " positions/s")


def notified(stage: Stage, count: int = 200) -> None:
    """Print how soon a notification of the database reaches who listens, p95."""
    took = []
    with stage.connect() as hears, stage.connect() as says:
        hears.execute("LISTEN bench")
        for _ in range(count):
            begin = perf_counter()
            says.execute("NOTIFY bench")
            next(hears.notifies(timeout=5, stop_after=1))
            took.append((perf_counter() - begin) * 1000)
    p95 = figures.percentile(took, 95)
    figures.beside("limit: NOTIFY to a listener, p95", p95, "ms")
