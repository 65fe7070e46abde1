"""Claim: sealing keeps far ahead of writing; proofs and bundles come at once."""

from __future__ import annotations

import json
import sys
from functools import cache
from statistics import median
from time import perf_counter
from typing import Any

from bench import figures, limits, stage

ENTRIES, COMMITS, PROOFS, CASE = 20_000, 1_000, 300, 100
BAR_SEALED, BAR_PROOF_MS, BAR_AUDIT, BAR_BUNDLE_S = 3_000, 10, 3_000, 2


def main() -> int:
    """Measure in a town of its own; print claim, figure and bar."""
    with stage.town(run=()) as town:
        told: dict[str, Any] = json.loads(
            town.run("from bench.ledger_seals import work; work()").splitlines()[-1]
        )
        print(figures.HEAD)
        limits.commits(town)
    figures.beside("entries written, one commit each, one writer", told["write"], "/s")
    met = [
        figures.at_least("entries sealed", told["seal"], BAR_SEALED, "/s"),
        figures.at_most(
            "inclusion proof from the database, p95", told["proof"], BAR_PROOF_MS, "ms"
        ),
        figures.at_least("entries audited", told["audit"], BAR_AUDIT, "/s"),
        figures.at_most(
            f"bundle of {CASE} entries made", told["made"], BAR_BUNDLE_S, "s"
        ),
        figures.at_most("the same bundle checked", told["checked"], BAR_BUNDLE_S, "s"),
    ]
    return 0 if all(met) else 1


def work() -> None:
    """Do the work inside Django and print what was measured."""
    from django.db import transaction
    from django.utils.timezone import now

    from lantas.kernel.ledger import audit, seals
    from lantas.kernel.ledger.models import Entry
    from lantas.kernel.units import scope

    told: dict[str, float] = {"write": _write()}
    while seals.seal(at=now()):
        pass
    with transaction.atomic(), scope.whole_corps():
        Entry.objects.bulk_create([_entry(n) for n in range(ENTRIES)], 2000)
    begin = perf_counter()
    while seals.seal(at=now()):
        pass
    told["seal"] = ENTRIES / (perf_counter() - begin)
    told["proof"] = _proofs()
    with transaction.atomic(), scope.whole_corps():
        begin = perf_counter()
        wrong = list(audit.read())
        told["audit"] = Entry.objects.count() / (perf_counter() - begin)
    if wrong:
        raise AssertionError(wrong[:3])
    told |= _bundle()
    print(json.dumps(told))


@cache
def _unit() -> Any:
    from lantas.kernel.units.models import Unit

    return Unit.objects.order_by("pk")[0]


def _entry(n: int) -> Any:
    from django.utils.timezone import now

    from lantas.kernel.ledger.models import Entry

    return Entry(
        name="bench.written",
        subject=f"B-{n // CASE}",
        unit=_unit(),
        actor="clock",
        happened_at=now(),
        detail={"was": "taken", "now": "dispatched", "nth": n},
    )


def _write() -> float:
    from django.db import transaction

    from lantas.kernel.units import scope

    begin = perf_counter()
    for n in range(COMMITS):
        with transaction.atomic(), scope.whole_corps():
            _entry(n).save()
    return COMMITS / (perf_counter() - begin)


def _proofs() -> float:
    from lantas.kernel.ledger import proofs

    size = proofs.sealed_size()
    took = []
    for n in range(PROOFS):
        begin = perf_counter()
        proofs.inclusion(n * size // PROOFS, size)
        took.append((perf_counter() - begin) * 1000)
    return figures.percentile(took, 95)


def _bundle() -> dict[str, float]:
    from django.db import transaction
    from django.utils.timezone import now

    from lantas.kernel.ledger import bundles
    from lantas.kernel.ledger.models import Entry
    from lantas.kernel.ledger.verify import verify
    from lantas.kernel.units import scope

    made, checked = [], []
    with transaction.atomic(), scope.whole_corps():
        rows = Entry.objects.filter(subject="B-150").select_related("leaf", "unit")
        for _ in range(3):
            begin = perf_counter()
            content = bundles.make("B-150", entries=rows.order_by("pk"), at=now())
            made.append(perf_counter() - begin)
            begin = perf_counter()
            proven = verify(content)
            checked.append(perf_counter() - begin)
            if len(proven.entries) != CASE:
                raise AssertionError(len(proven.entries))
    return {"made": median(made), "checked": median(checked)}


if __name__ == "__main__":
    sys.exit(main())
