"""How people are told apart: telephone, NIK, e-mail; made alike, then checked."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lantas.kernel import Refusal

# Provinces as the first two digits of a NIK (Permendagri 72/2019 and later codes).
BLOCKS = (
    (11, 19),
    (21, 21),
    (31, 36),
    (51, 53),
    (61, 65),
    (71, 76),
    (81, 82),
    (91, 97),
)
PROVINCES = frozenset(n for first, last in BLOCKS for n in range(first, last + 1))
BORN_FEMALE = 40
SHORT, LONG = 8, 15  # digits of an international number, ITU-T E.164


class NotANumber(Refusal):
    """What was written cannot be a telephone number."""

    status = 422


class NotANik(Refusal):
    """What was written cannot be a NIK."""

    status = 422


class NotAnAddress(Refusal):
    """What was written cannot be an e-mail address."""

    status = 422


def phone(text: str) -> str:
    """Return the number as E.164, or refuse.

    >>> phone("0812-3456 7890"), phone("62 812 3456 7890"), phone("+65 6123 4567")
    ('+6281234567890', '+6281234567890', '+6561234567')
    """
    digits = re.sub(r"[\s().\-/\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)", "+", digits)
    if digits.startswith("0"):
        digits = "+62" + digits[1:]
    elif re.match(r"62\d{8}", digits):
        digits = "+" + digits
    elif re.match(r"8\d{8}", digits):
        digits = "+62" + digits
    if not _is_phone(digits):
        raise NotANumber(
            _(
                "“%(number)s” is no telephone number we can reach. Write it as"
                " 0812 3456 7890, or with the country in front: +65 6123 4567."
            )
            % {"number": text[:30]},
            field="phone",
        )
    return digits


def _is_phone(number: str) -> bool:
    if not re.fullmatch(r"\+[1-9][0-9]+", number):
        return False
    if number.startswith("+62"):
        # Mobiles +62 8…, land lines +62 and an area code of two or three digits.
        return bool(re.fullmatch(r"\+62(8[1-9]\d{7,10}|[2-79]\d{7,10})", number))
    return SHORT <= len(number) - 1 <= LONG


def nik(text: str) -> str:
    """Return the sixteen digits of a NIK, or refuse and say what is wrong.

    >>> nik("6471 05 480293 0001")
    '6471054802930001'
    """
    digits = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]{16}", digits):
        raise NotANik(
            _("A NIK has sixteen digits; this has %(count)s. See the top of the KTP.")
            % {"count": sum(c.isdigit() for c in digits)},
            field="nik",
        )
    if int(digits[:2]) not in PROVINCES or "00" in {digits[2:4], digits[4:6]}:
        raise NotANik(
            _("This NIK begins with an area that does not exist. Please check it."),
            field="nik",
        )
    if not _is_birthday(digits[6:12]) or digits[12:] == "0000":
        raise NotANik(
            _(
                "The date of birth inside this NIK (digits 7 to 12) does not exist."
                " Please check it."
            ),
            field="nik",
        )
    return digits


def _is_birthday(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if day > BORN_FEMALE:
        day -= BORN_FEMALE
    return any(_is_date(century + year, month, day) for century in (1900, 2000))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def email(text: str) -> str:
    """Return the address with its domain in small letters, or refuse."""
    text = text.strip()
    try:
        validate_email(text)
    except ValidationError:
        raise NotAnAddress(
            _("“%(address)s” is no e-mail address. It looks like name@example.id.")
            % {"address": text[:60]},
            field="email",
        ) from None
    name, _at, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def same_name(one: str, other: str) -> bool:
    """Return whether two spellings are the same name: case and spaces aside.

    >>> same_name("Budi  Contoh", "budi contoh")
    True
    """
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
