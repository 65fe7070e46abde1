from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MONDAY, Corps
from lantas.kernel.ledger import audit, book, evidence, leaves, seals, store
from lantas.kernel.ledger.models import Entry, Head, Key, Leaf, Waiting
from lantas.kernel.ledger.tests.conftest import picture
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.science import merkle

COUNT = 25


@pytest.fixture
def sealed(corps: Corps, everywhere: None) -> list[str]:
    """Write and seal some entries; return the seals as somebody outside keeps them."""
    for n in range(COUNT):
        book.write(
            "errand.take",
            subject=f"E-{n}",
            unit=corps.bogor,
            by=CLOCK,
            at=MONDAY + timedelta(minutes=n),
            note=f"n {n}",
        )
    while seals.seal(at=MONDAY, most=7):
        pass
    return [head.note for head in Head.objects.order_by("size")]


@pytest.fixture
def intruder() -> Iterator[Callable[..., None]]:
    """Give the hands of whoever owns the server: no role, no trigger stops him."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")

        def does(order: str, *values: Any) -> None:
            cursor.execute(order, values)
            assert cursor.rowcount, order

        yield does
        if not connection.needs_rollback:
            cursor.execute("SET ROLE lantas_app")


def found(held: list[str] | None = None) -> list[str]:
    return list(audit.read(held or []))


def test_an_untouched_ledger_is_in_order(sealed: list[str]) -> None:
    assert found(sealed) == []


EDITS = {
    "name": "UPDATE ledger_entry SET name = 'errand.drop' WHERE id = %s",
    "subject": "UPDATE ledger_entry SET subject = 'E-99' WHERE id = %s",
    "unit": "UPDATE ledger_entry SET unit_id = unit_id + 1 WHERE id = %s",
    "time": "UPDATE ledger_entry SET happened_at ="
    " happened_at + interval '1 microsecond' WHERE id = %s",
    "written": "UPDATE ledger_entry SET written_at ="
    " written_at - interval '1 microsecond' WHERE id = %s",
    "detail": 'UPDATE ledger_entry SET detail = detail || \'{"note": "x"}\''
    " WHERE id = %s",
    "more": "UPDATE ledger_entry SET detail = detail || '{\"more\": null}'"
    " WHERE id = %s",
    "salt": "UPDATE ledger_entry SET salt = gen_random_uuid() WHERE id = %s",
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_silent_edit_of_an_entry_is_found(
    sealed: list[str], intruder: Any, edit: str
) -> None:
    entry = Entry.objects.order_by("pk")[11]
    intruder(EDITS[edit], entry.pk)
    assert [f"Entry {entry.pk} at position 11" in said for said in found()] == [True]


@pytest.mark.slow
@given(st.integers(0, COUNT - 1), st.sampled_from(sorted(EDITS)))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whoever_also_writes_new_hashes_is_caught_by_the_seals(
    sealed: list[str], intruder: Any, which: int, edit: str
) -> None:
    with transaction.atomic():
        entry = Entry.objects.order_by("pk")[which]
        intruder(EDITS[edit], entry.pk)
        rehash(intruder)
        assert any("The seal over" in said for said in found())
        transaction.set_rollback(True)


def rehash(intruder: Any) -> merkle.Tree:
    """Write every hash of the tree anew, as a careful forger would."""
    tree = merkle.Tree()
    rows = Leaf.objects.select_related("entry").order_by("position")
    tree.append([leaves.hash_of(row.entry) for row in rows])
    for (level, nth), value in tree.known.items():
        if level:
            order = "UPDATE ledger_node SET hash = %s WHERE level = %s AND nth = %s"
            intruder(order, value, level, nth)
        else:
            order = "UPDATE ledger_leaf SET hash = %s WHERE position = %s"
            intruder(order, value, nth)
    return tree


def test_whoever_even_signs_anew_is_caught_by_seals_held_elsewhere(
    sealed: list[str], intruder: Any
) -> None:
    entry = Entry.objects.order_by("pk")[3]
    intruder(EDITS["detail"], entry.pk)
    tree = rehash(intruder)
    from lantas.kernel.ledger import keys, notes

    key, private = keys.current(at=MONDAY)
    for head in Head.objects.all():
        said = notes.Checkpoint(key.origin, head.size, tree.root(head.size), MONDAY)
        note = notes.signed(str(said), key.origin, private)
        order = "UPDATE ledger_head SET root = %s, note = %s WHERE size = %s"
        intruder(order, said.root, note, head.size)
    assert found() == []
    assert any("rewritten" in said for said in found(sealed))


def test_a_ledger_rolled_back_is_caught_by_a_seal_held_elsewhere(
    sealed: list[str], intruder: Any
) -> None:
    intruder("DELETE FROM ledger_head WHERE size > 7")
    intruder("DELETE FROM ledger_leaf WHERE position >= 7")
    intruder("DELETE FROM ledger_node WHERE (nth + 1) << level > 7")
    intruder(
        "DELETE FROM ledger_entry WHERE id NOT IN (SELECT entry_id FROM ledger_leaf)"
    )
    assert found() == []
    assert found(sealed[-1:]) == [
        f"The ledger was rolled back: a held seal is over {COUNT} entries."
    ]


def test_entries_cut_off_at_the_end_are_missed(
    sealed: list[str], intruder: Any
) -> None:
    intruder("DELETE FROM ledger_leaf WHERE position >= 24")
    said = " ".join(found())
    assert "The seal over 25" in said or "under the seal over 25" in said
    assert "kept from being sealed" in said


def test_an_entry_taken_off_the_queue_is_missed(
    corps: Corps, sealed: list[str]
) -> None:
    entry = book.write(
        "errand.take", subject="E", unit=corps.bogor, by=CLOCK, at=MONDAY
    )
    Waiting.objects.all().delete()
    assert found() == [f"Entry {entry.pk} (errand.take) was kept from being sealed."]


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ("UPDATE ledger_node SET hash = '\\x00' WHERE level = 2", "node 2/"),
        ("UPDATE ledger_leaf SET position = 99 WHERE position = 24", "24 is missing"),
        ("UPDATE ledger_head SET root = '\\x00' WHERE size = 7", "is not what was"),
        ("UPDATE ledger_head SET note = note || ' ' WHERE size = 7", "is not signed"),
        ("UPDATE ledger_key SET statement = '' WHERE nth = 2", "is not named by"),
    ],
)
def test_whatever_else_is_touched_is_told(
    sealed: list[str], intruder: Any, order: str, sentence: str
) -> None:
    if "ledger_key" in order:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE lantas_app")
        seals.rotate(at=MONDAY)
        assert Key.objects.count() == 2
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    intruder(order.replace("%", "%%"))
    assert any(sentence in said for said in found()), found()


def test_a_seal_of_somebody_else_is_not_ours(sealed: list[str]) -> None:
    assert found(["nonsense"]) == [
        "A seal held elsewhere is not signed by any of our keys."
    ]


def test_the_command_ends_well_or_says_what_is_wrong(
    sealed: list[str], intruder: Any, tmp_path: Path
) -> None:
    held = tmp_path / "seal.note"
    held.write_text(sealed[0])
    out, err = io.StringIO(), io.StringIO()
    call_command("ledger_audit", "--held", str(held), stdout=out)
    assert "Every entry is what was sealed." in out.getvalue()
    intruder(EDITS["name"], Entry.objects.order_by("pk")[0].pk)
    with pytest.raises(CommandError, match="1 things"):
        call_command("ledger_audit", stderr=err)
    assert "is not what was sealed" in err.getvalue()


def test_the_command_changes_the_key(sealed: list[str]) -> None:
    out = io.StringIO()
    call_command("ledger_rotate", stdout=out)
    assert "Key 2 signs from now on" in out.getvalue()
    assert found(sealed) == []


def test_the_command_scrubs_evidence(corps: Corps, everywhere: None) -> None:
    kept = evidence.keep(
        io.BytesIO(picture()), unit=corps.bogor, subject="E", by=Citizen(1), at=MONDAY
    )
    out, err = io.StringIO(), io.StringIO()
    call_command("evidence_scrub", "--sweep", stdout=out)
    assert "bit for bit" in out.getvalue()
    store.path_of(kept.sha256).unlink()
    with pytest.raises(CommandError, match="1 files are damaged"):
        call_command("evidence_scrub", stderr=err)
    assert f"{kept.sha256}: missing" in err.getvalue()
