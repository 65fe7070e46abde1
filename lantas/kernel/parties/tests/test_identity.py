import pytest

from lantas.kernel.parties import identity
from lantas.kernel.parties.identity import NotAnAddress, NotANik, NotANumber


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("(021) 555 0101", "+62215550101"),
        ("+1 202 555 0123", "+12025550123"),
        ("０８１２３４５６７８９０", "+6281234567890"),
        ("0065 6123 4567", "+6561234567"),
    ],
)
def test_numbers_are_kept_in_one_form(written: str, kept: str) -> None:
    assert identity.phone(written) == kept


NONSENSE = (
    *("", "110", "+", "0812", "abc", "+0123456", "+62 801 23456789"),
    *("081234567890123456", "0812345678\n90x", "'; DROP TABLE", "9" * 10_000),
)


@pytest.mark.parametrize("written", NONSENSE)
def test_what_is_no_number_is_refused_in_the_right_field(written: str) -> None:
    with pytest.raises(NotANumber) as refusal:
        identity.phone(written)
    assert refusal.value.field == "phone"
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    "nik", ["3271051402930001", "3271055402930001", "9471012902000001"]
)
def test_a_plausible_nik_is_taken(nik: str) -> None:
    assert identity.nik(nik) == nik


@pytest.mark.parametrize(
    ("nik", "why"),
    [
        ("327105140293000", "15"),
        ("", "0"),
        ("0071051402930001", "wilayah|area"),
        ("3200051402930001", "wilayah|area"),
        ("3271053102930001", "lahir|birth"),
        ("3271057202930001", "lahir|birth"),
        ("3271051413930001", "lahir|birth"),
        ("3271051402930000", "lahir|birth"),
    ],
)
def test_a_nik_that_cannot_be_is_refused_with_the_reason(nik: str, why: str) -> None:
    with pytest.raises(NotANik, match=why):
        identity.nik(nik)


def test_an_address_keeps_its_name_and_loses_its_capitals() -> None:
    assert identity.email(" Contoh@Example.ID ") == "Contoh@example.id"


@pytest.mark.parametrize("written", ["contoh", "a@b", "a b@example.id", "@example.id"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(NotAnAddress):
        identity.email(written)
