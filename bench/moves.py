"""Claim: a case moves in at most six queries, 300 times a second on two cores."""

from __future__ import annotations

import itertools
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import figures, limits, stage

CLERKS, CASES, LASTS_S = 2, 50, 10.0
BAR_QUERIES, BAR_RATE = 6, 300
LINES = "SELECT count(*) FROM ledger_entry WHERE name ~ '^incident.(dispatch|hand)';"


def main() -> int:
    """Measure and print claim, figure and bar."""
    with stage.town(run=()) as town:
        code = f"from bench.moves import work; work({time.time() + 8})"
        with ThreadPoolExecutor(CLERKS) as clerks:
            done = list(clerks.map(town.run, [code] * CLERKS))
        told: list[dict[str, Any]] = [json.loads(d.splitlines()[-1]) for d in done]
        moved = sum(clerk["moved"] for clerk in told)
        query = (
            "SELECT count(*) FROM ledger_entry WHERE name ~ '^incident.(disp|hand)';"
        )
        kept = int(town.server.sql(query, "lantas"))
        print(figures.HEAD)
        queries = max(clerk["queries"] for clerk in told)
        figures.at_most("a move of a case", queries, BAR_QUERIES, " queries")
        figures.at_least(
            f"moves of cases, {CLERKS} processes, each committed",
            moved / max(clerk["took_s"] for clerk in told),
            BAR_RATE,
            "/s",
        )
        figures.exactly("moves without their ledger line", moved - kept, 0)
        limits.commits(town)
        limits.round_trips(town)
    return 0


def work(begin: float) -> None:
    """Be one clerk, inside Django: move cases to and fro and say how many."""
    from django.db import transaction
    from django.utils.timezone import now

    from lantas.kernel.cases.desk import move_case
    from lantas.kernel.units import scope
    from lantas.kernel.units.models import Officer
    from lantas.response.flow import INCIDENT

    officer = Officer.objects.select_related("unit").get(username="dispatcher")
    cases = _open_cases(officer)
    queries = _queries_of_a_move(cases[0], officer)
    time.sleep(max(0.0, begin - time.time()))
    moved, start = 0, time.perf_counter()
    rounds = itertools.cycle(["dispatch", "hand_back"])
    while (took := time.perf_counter() - start) < LASTS_S:
        name = next(rounds)
        for case in cases:
            # As at the door: one transaction, with the officer's units in scope.
            with transaction.atomic(), scope.of(officer):
                move_case(INCIDENT, case, name, by=officer, at=now())
            moved += 1
    print(json.dumps({"moved": moved, "took_s": took, "queries": queries}))


def _open_cases(officer: Any) -> list[Any]:
    from django.db import transaction
    from django.utils.timezone import now

    from lantas.kernel.cases.desk import move_case, open_case
    from lantas.kernel.units import scope
    from lantas.response.flow import INCIDENT
    from lantas.response.terms import IncidentState

    cases = []
    with transaction.atomic(), scope.of(officer):
        for _ in range(CASES):
            case = open_case(INCIDENT, unit=officer.unit, by=officer, at=now())
            move_case(INCIDENT, case, "take", by=officer, at=now())
            case.state = IncidentState.TAKEN
            cases.append(case)
    return cases


def _queries_of_a_move(case: Any, officer: Any) -> int:
    """Return the queries of one move; it is rolled back, so that it counts nowhere."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils.timezone import now

    from lantas.kernel.cases.desk import move_case
    from lantas.kernel.units import scope
    from lantas.response.flow import INCIDENT

    with transaction.atomic(), scope.of(officer):
        with CaptureQueriesContext(connection) as asked:
            move_case(INCIDENT, case, "dispatch", by=officer, at=now())
        transaction.set_rollback(True)
    return len(asked)


if __name__ == "__main__":
    sys.exit(main())
