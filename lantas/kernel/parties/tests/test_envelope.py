from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantas.kernel.parties import envelope, identity, keeper
from lantas.kernel.parties.envelope import Envelope, Wrapped
from lantas.kernel.parties.keeper import FileKeeper, KeyMissing, Unreadable

KEY = bytes(range(32))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def box(table: str = "t", row: str = "1", key_id: str = "k") -> Envelope:
    return Envelope(table, row, key_id, KEY)


@given(TEXT)
def test_what_was_sealed_can_be_opened(text: str) -> None:
    assert box().open("name", box().seal("name", text)) == text


@given(TEXT)
def test_a_length_tells_at_most_the_block(text: str) -> None:
    assert (len(box().seal("name", text)) - 12 - 16) % envelope.BLOCK == 0


@given(TEXT)
def test_the_same_text_never_looks_the_same(text: str) -> None:
    assert box().seal("name", text) != box().seal("name", text)


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda sealed: box(table="u").open("name", sealed),
        lambda sealed: box(row="2").open("name", sealed),
        lambda sealed: box(key_id="j").open("name", sealed),
        lambda sealed: box().open("phone", sealed),
    ],
    ids=["table", "row", "key", "column"],
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere: Any) -> None:
    with pytest.raises(Unreadable):
        elsewhere(box().seal("name", "Contoh"))


@given(TEXT, st.data())
def test_a_changed_byte_does_not_open(text: str, data: Any) -> None:
    sealed = bytearray(box().seal("name", text))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        box().open("name", bytes(sealed))


@given(st.binary(max_size=40))
def test_noise_does_not_open(noise: bytes) -> None:
    with pytest.raises(Unreadable):
        box().open("name", noise)


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> FileKeeper:
    settings.KEYS_DIR = tmp_path
    return FileKeeper(tmp_path / "vault")


def test_a_data_key_opens_only_its_own_row(store: FileKeeper) -> None:
    _box, wrapped = envelope.fresh("t", "1")
    assert envelope.unwrap("t", "1", wrapped)
    with pytest.raises(Unreadable):
        envelope.unwrap("t", "2", wrapped)


def test_after_rotation_old_and_new_keys_open(store: FileKeeper) -> None:
    before, wrapped = envelope.fresh("t", "1")
    sealed = before.seal("name", "Contoh")
    assert store.rotate() == "wrap-0002"
    again = envelope.rewrap("t", "1", wrapped, store)
    assert again.wrapped_by == "wrap-0002"
    store.retire("wrap-0001")
    assert envelope.unwrap("t", "1", again).open("name", sealed) == "Contoh"
    with pytest.raises(KeyMissing, match="wrap-0001"):
        envelope.unwrap("t", "1", wrapped)


def test_the_key_in_use_cannot_be_retired(store: FileKeeper) -> None:
    with pytest.raises(ValueError, match="current"):
        store.retire(store.current())


def test_nobody_else_can_read_the_key_files(store: FileKeeper) -> None:
    store.current()
    files = list(store.folder.iterdir())
    assert {file.name for file in files} == {"index.key", "wrap-0001.key"}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert store.folder.stat().st_mode & 0o777 == 0o700


def test_two_processes_that_start_at_once_share_one_key(store: FileKeeper) -> None:
    store._make("wrap-0001.key")
    first = (store.folder / "wrap-0001.key").read_bytes()
    store._make("wrap-0001.key")
    assert (store.folder / "wrap-0001.key").read_bytes() == first


def test_a_lost_index_key_is_not_replaced_in_silence(store: FileKeeper) -> None:
    store.current()
    (store.folder / "index.key").unlink()
    with pytest.raises(KeyMissing, match=r"index\.key"):
        store.digest(b"x")


def test_a_file_that_is_no_key_is_passed_over(store: FileKeeper) -> None:
    store.current()
    (store.folder / "wrap-old.key").write_bytes(b"x")
    assert store.current() == "wrap-0001"


NUMBERS = st.integers(10**8, 10**9 - 1).map(lambda number: f"81{number}")
WRITTEN = st.sampled_from(["0{}", "+62{}", "62{}", "{}", "0062{}", " (0{}) ", "+62-{}"])


@given(NUMBERS, WRITTEN, WRITTEN)
def test_one_number_has_one_blind_index(number: str, one: str, other: str) -> None:
    first, second = (
        identity.phone(one.format(number)),
        identity.phone(other.format(number)),
    )
    assert first == second == f"+62{number}"


@given(NUMBERS, NUMBERS)
def test_two_numbers_share_an_index_only_when_they_are_one(a: str, b: str) -> None:
    same = envelope.blind("phone", a) == envelope.blind("phone", b)
    assert same == (a == b)


def test_the_index_of_a_number_is_no_index_of_a_nik() -> None:
    assert envelope.blind("phone", "1") != envelope.blind("nik", "1")


def test_the_installation_has_a_keeper(store: FileKeeper) -> None:
    wrapped = Wrapped("k", *keeper.keeper().wrap(KEY, context=b"c"))
    opened = store.unwrap(wrapped.wrapped_by, wrapped.wrapped, context=b"c")
    assert opened == KEY
