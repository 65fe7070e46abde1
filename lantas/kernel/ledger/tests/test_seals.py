from __future__ import annotations

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MONDAY, Corps
from lantas.kernel.ledger import book, jobs, keys, leaves, notes, proofs, seals
from lantas.kernel.ledger.models import Entry, Head, Key, Leaf, Node, Waiting
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK
from lantas.science import merkle


def told(corps: Corps, count: int = 1, **detail: Any) -> list[Entry]:
    return [
        book.write(
            "errand.take",
            subject=f"E-{n}",
            unit=corps.bogor,
            by=CLOCK,
            at=MONDAY + timedelta(seconds=n),
            **detail,
        )
        for n in range(count)
    ]


def test_a_seal_numbers_entries_without_gaps_and_signs_the_root(
    corps: Corps, everywhere: None
) -> None:
    entries = told(corps, 5)
    head = seals.seal(at=MONDAY)
    assert head is not None
    assert list(Leaf.objects.order_by("position").values_list("position", "entry")) == [
        (n, entry.pk) for n, entry in enumerate(entries)
    ]
    tree = merkle.Tree()
    tree.append(leaves.hash_of(entry) for entry in entries)
    said = notes.checkpoint(notes.opened(head.note, keys.verifier_of(head.key)))
    assert (said.size, said.root, said.at) == (5, tree.root(), MONDAY)
    assert bytes(head.root) == tree.root()


def test_nothing_new_makes_no_seal(corps: Corps, everywhere: None) -> None:
    told(corps)
    assert seals.seal(at=MONDAY)
    assert seals.seal(at=MONDAY) is None
    assert not Waiting.objects.exists()


def test_the_job_seals_all_that_waits(corps: Corps, everywhere: None) -> None:
    told(corps, 5)
    jobs.seal(timestamp=0)
    assert not Waiting.objects.exists()


def test_seals_grow_from_each_other(corps: Corps, everywhere: None) -> None:
    told(corps, 3)
    first = seals.seal(at=MONDAY)
    told(corps, 9)
    halfway = seals.seal(at=MONDAY, most=4)
    second = seals.seal(at=MONDAY)
    assert first
    assert halfway
    assert second
    assert (first.size, halfway.size, second.size) == (3, 7, 12)
    proof = proofs.consistency(3, 12)
    merkle.check_consistency(3, 12, proof, bytes(first.root), bytes(second.root))
    for position in range(12):
        merkle.check_inclusion(
            proofs.leaf_at(position),
            position,
            12,
            proofs.inclusion(position, 12),
            bytes(second.root),
        )


@pytest.mark.slow
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_however_entries_come_in_the_tree_is_the_same(
    corps: Corps, everywhere: None, sizes: list[int]
) -> None:
    with transaction.atomic():
        tree = merkle.Tree()
        for size in sizes:
            tree.append(leaves.hash_of(entry) for entry in told(corps, size))
            head = seals.seal(at=MONDAY)
            assert head is not None
            assert bytes(head.root) == tree.root()
        assert Node.objects.count() + Leaf.objects.count() == len(tree.known)
        transaction.set_rollback(True)


def test_a_proof_costs_few_queries_and_under_a_kilobyte(
    corps: Corps, everywhere: None, django_assert_max_num_queries: Any
) -> None:
    told(corps, 100)
    seals.seal(at=MONDAY)
    with django_assert_max_num_queries(2):
        proof = proofs.inclusion(77, 100)
    assert sum(map(len, proof)) < 1024


def test_a_leaf_says_who_what_and_when_but_no_names(
    corps: Corps, everywhere: None
) -> None:
    siti = corps.officer("siti", corps.bogor)
    entry = book.write(
        "errand.take", subject="E-1", unit=corps.bogor, by=siti, at=MONDAY, was="asked"
    )
    data = json.loads(leaves.data_of(entry))
    assert data == {
        "entry": entry.pk,
        "name": "errand.take",
        "subject": "E-1",
        "unit": corps.bogor.pk,
        "actor": "officer",
        "by": siti.pk,
        "happened_at": "2026-03-02T08:00:00.000000Z",
        "written_at": notes.moment(entry.written_at),
        "salt": entry.salt.hex,
        "detail": {"was": "asked"},
    }
    assert "siti" not in str(data)
    again = Entry.objects.get(pk=entry.pk)
    assert leaves.data_of(again) == leaves.data_of(entry)


def test_two_entries_that_say_the_same_have_different_hashes(
    corps: Corps, everywhere: None
) -> None:
    first, second = told(corps, 1) + told(corps, 1)
    second.pk, second.written_at = first.pk, first.written_at
    assert leaves.hash_of(first) != leaves.hash_of(second)


def test_a_number_no_reader_agrees_on_does_not_stop_the_sealing(
    corps: Corps, everywhere: None
) -> None:
    told(corps, 1, large=2**60)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (name, subject, unit_id, actor, happened_at,"
            " written_at, detail) VALUES ('errand.take', 'E', %s, 'clock', now(),"
            """ now(), '{"x": 1e400}')""",
            [corps.bogor.pk],
        )
    head = seals.seal(at=MONDAY)
    assert head
    assert head.size == 2
    assert b'"detail_text":"{\\"large\\": 1152921504606846976}"' in leaves.data_of(
        Entry.objects.order_by("pk")[0]
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_taken_by_a_later_seal(corps: Corps) -> None:
    with ThreadPoolExecutor(1) as sealer, transaction.atomic(), scope.whole_corps():

        def other(work: Any) -> Any:
            def run() -> Any:
                try:
                    return work()
                finally:
                    connection.close()

            return sealer.submit(run).result(timeout=20)

        def write_and_seal() -> Head | None:
            with transaction.atomic(), scope.whole_corps():
                told(corps)
            return seals.seal(at=MONDAY)

        (late,) = told(corps)
        early = other(write_and_seal)
        assert early.size == 1
        assert other(lambda: seals.seal(at=MONDAY)) is None
    head = seals.seal(at=MONDAY)
    assert head is not None
    assert head.size == 2
    places = dict(Leaf.objects.values_list("entry_id", "position"))
    assert places[late.pk] == 1
    assert min(places) == late.pk


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_writers_and_four_sealers_leave_no_gap_and_no_double(corps: Corps) -> None:
    def write(n: int) -> None:
        try:
            with transaction.atomic(), scope.whole_corps():
                told(corps, 3)
                transaction.set_rollback(n % 5 == 0)
        finally:
            connection.close()

    def seal(n: int) -> None:
        try:
            seals.seal(at=MONDAY, most=4)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        for n in range(40):
            people.submit(write, n)
            people.submit(seal, n)
    while seals.seal(at=MONDAY):
        pass
    assert Leaf.objects.count() == 32 * 3
    assert set(Leaf.objects.values_list("position", flat=True)) == set(range(96))
    with transaction.atomic(), scope.whole_corps():
        assert Entry.objects.count() == 96
        tree = merkle.Tree()
        for leaf in Leaf.objects.select_related("entry").order_by("position"):
            tree.append([leaves.hash_of(leaf.entry)])
    for head in Head.objects.all():
        assert bytes(head.root) == tree.root(head.size)


@pytest.mark.parametrize(
    "table",
    [
        "ledger_entry",
        "ledger_evidence",
        "ledger_leaf",
        "ledger_node",
        "ledger_head",
        "ledger_key",
    ],
)
@pytest.mark.parametrize("order", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_cannot_take_anything_back(
    corps: Corps, everywhere: None, table: str, order: str
) -> None:
    told(corps, 2)
    seals.seal(at=MONDAY)
    with (
        pytest.raises(DatabaseError, match=r"permission denied|final"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(order.format(table))


@pytest.mark.parametrize("model", [Entry, Leaf, Node, Head, Key])
def test_the_application_cannot_change_anything(
    corps: Corps, everywhere: None, model: Any
) -> None:
    told(corps, 2)
    seals.seal(at=MONDAY)
    field = model._meta.get_fields()[-1].name
    field = {"head": "origin", "leaf": "name"}.get(field, field)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**{field: model.objects.values_list(field, flat=True)[0]})


def test_the_private_key_is_readable_by_us_alone(
    corps: Corps, everywhere: None
) -> None:
    told(corps)
    seals.seal(at=MONDAY)
    path = keys.path_of(Key.objects.get())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_key_is_named_by_the_old_and_old_seals_stay_valid(
    corps: Corps, everywhere: None
) -> None:
    told(corps)
    old = seals.seal(at=MONDAY)
    fresh = seals.rotate(at=MONDAY + timedelta(hours=1))
    told(corps)
    new = seals.seal(at=MONDAY + timedelta(hours=2))
    assert old
    assert new
    assert (old.key.nth, new.key.nth) == (1, 2)
    text = notes.opened(fresh.statement, keys.verifier_of(old.key))
    assert str(keys.verifier_of(fresh)) in text
    for head in (old, new):
        notes.opened(head.note, keys.verifier_of(head.key))
    with pytest.raises(notes.Unsigned):
        notes.opened(new.note, keys.verifier_of(old.key))


def test_a_lost_key_is_named(corps: Corps, everywhere: None) -> None:
    told(corps)
    seals.seal(at=MONDAY)
    keys.path_of(Key.objects.get()).unlink()
    told(corps)
    with pytest.raises(keys.KeyMissing, match=r"seal-[0-9a-f]{16}\.pem"):
        seals.seal(at=MONDAY)


def test_a_clock_set_back_makes_no_older_seal(corps: Corps, everywhere: None) -> None:
    told(corps)
    seals.seal(at=MONDAY)
    told(corps)
    head = seals.seal(at=MONDAY - timedelta(days=1))
    assert head
    assert head.signed_at == MONDAY


def test_what_is_not_sealed_has_no_proof(corps: Corps, everywhere: None) -> None:
    told(corps, 3)
    seals.seal(at=MONDAY)
    for ask in (
        lambda: proofs.inclusion(0, 4),
        lambda: proofs.inclusion(3, 3),
        lambda: proofs.consistency(0, 3),
        lambda: proofs.consistency(2, 4),
        lambda: proofs.leaf_at(3),
        lambda: proofs.position_of(b"?" * 32),
    ):
        with pytest.raises(proofs.NotSealed):
            ask()


def test_a_checkpoint_is_a_text_anyone_can_read(corps: Corps, everywhere: None) -> None:
    told(corps)
    head = seals.seal(at=MONDAY)
    assert head
    origin, size, root, sealed, empty, signature, end = head.note.split("\n")
    assert origin == "127.0.0.1:8000/ledger"
    assert size == "1"
    assert base64.b64decode(root) == bytes(head.root)
    assert sealed == "sealed at 2026-03-02T08:00:00.000000Z"
    assert (empty, end) == ("", "")
    assert signature.startswith("— 127.0.0.1:8000/ledger ")


def test_an_entry_queued_twice_does_not_stop_the_sealing(
    corps: Corps, everywhere: None
) -> None:
    first = book.write(
        "errand.take", subject="E-1", unit=corps.bogor, by=CLOCK, at=MONDAY
    )
    assert seals.seal(at=MONDAY)
    Waiting.objects.create(entry_id=first.pk)
    Waiting.objects.create(entry_id=2**62)
    book.write("errand.take", subject="E-2", unit=corps.bogor, by=CLOCK, at=MONDAY)
    head = seals.seal(at=MONDAY)
    assert head is not None
    assert head.size == 2
    assert not Waiting.objects.exists()
