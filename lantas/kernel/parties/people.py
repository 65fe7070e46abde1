"""Remember a person, look him up for a stated purpose, reach him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.ledger import book
from lantas.kernel.ledger.models import Entry
from lantas.kernel.parties import envelope, identity, wall
from lantas.kernel.parties.envelope import Envelope, Wrapped
from lantas.kernel.parties.models import Involvement, LookNote, Person, new_reference
from lantas.kernel.parties.terms import WITHOUT_CASE, Duty, Purpose
from lantas.kernel.units import scope
from lantas.kernel.units.actors import CLOCK, Actor, officer_of
from lantas.kernel.units.models import Unit

TABLE = "parties_person"
SEALED = ("name", "phone", "email", "nik", "address", "language")
INDEXED = ("phone", "nik")


class NothingToRemember(Refusal):
    """No field says who the person is."""

    status = 422


class PurposeMissing(Refusal):
    """Nobody opens a record without saying what for."""

    status = 403


class NoSuchPerson(Refusal):
    """There is no record under this reference."""

    status = 404


class Erased(Refusal):
    """The record was erased: nothing can be read any more."""

    status = 410


@dataclass(frozen=True)
class Known:
    """What is known of a person, in plain words. Do not store, do not log."""

    reference: str
    name: str = ""
    phone: str = ""
    email: str = ""
    nik: str = ""
    address: str = ""
    language: str = "id"

    def __repr__(self) -> str:
        # A log line or a traceback must not spill what the vault keeps.
        return f"Known({self.reference})"


@dataclass(frozen=True)
class Contact:
    """How a person is reached."""

    reference: str
    phone: str
    email: str
    language: str

    def __repr__(self) -> str:
        return f"Contact({self.reference})"


def remember(
    *,
    phone: str = "",
    name: str = "",
    email: str = "",
    nik: str = "",
    address: str = "",
    language: str = "id",
    by: Actor,
    at: datetime,
    unit: Unit,
) -> str:
    """Return the person's reference, of a record that is found, completed or new.

    A NIK that an officer saw decides. Without one, the same number under the same
    name (or under no name yet) is the same person; another name on a shared number
    is another one. What somebody merely says never changes an older record beyond
    a missing name and the language: nobody moves another's messages to himself.
    """
    said = _checked(phone, name, email, nik, address, language)
    if not (said.keys() - {"language", "address"}):
        raise NothingToRemember(
            _("Say at least a name, a telephone number, an e-mail address or a NIK.")
        )
    with transaction.atomic(savepoint=False):
        return _remember(said, unit, by, at)


def _remember(said: dict[str, str], unit: Unit, by: Actor, at: datetime) -> str:
    seen = officer_of(by) is not None
    indexes = _indexes(said, seen=seen)
    _lock(indexes)
    found = _match(indexes, said, seen=seen)
    reference = found.reference if found else new_reference()
    with wall.opened(Purpose.RECOGNITION, reference):
        person = found or Person(reference=reference, unit=unit, remembered_at=at)
        new = _keep(person, said, indexes)
    if new:
        with scope.units([unit.pk]):
            book.write(
                "party.remembered",
                subject=reference,
                unit=unit,
                by=by,
                at=at,
                fields=sorted(new),
            )
    return reference


def _checked(
    phone: str, name: str, email: str, nik: str, address: str, language: str
) -> dict[str, str]:
    said = {
        "phone": identity.phone(phone) if phone.strip() else "",
        "name": " ".join(name.split())[:200],
        "email": identity.email(email) if email.strip() else "",
        "nik": identity.nik(nik) if nik.strip() else "",
        "address": " ".join(address.split())[:500],
        "language": language if language in {"id", "en"} else "id",
    }
    return {field: value for field, value in said.items() if value}


def _indexes(said: dict[str, str], *, seen: bool) -> dict[str, bytes]:
    # A NIK is indexed only when an officer saw the card.
    kinds = ("nik", "phone") if seen else ("phone",)
    return {kind: envelope.blind(kind, said[kind]) for kind in kinds if kind in said}


def _lock(indexes: dict[str, bytes]) -> None:
    # Two reports from one new number at once make one record, not two.
    with connection.cursor() as cursor:
        for _kind, index in sorted(indexes.items()):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [index.hex()]
            )


def _match(
    indexes: dict[str, bytes], said: dict[str, str], *, seen: bool
) -> Person | None:
    if "nik" in indexes and (same := _by_index("nik", indexes["nik"])):
        return same[0]
    found = _by_index("phone", indexes["phone"]) if "phone" in indexes else []
    return next((p for p in found if _is_same(p, said, seen=seen)), None)


def _is_same(person: Person, said: dict[str, str], *, seen: bool) -> bool:
    known = _plain(person, opened(person))
    both = known.keys() & said.keys()
    if "name" in both and not identity.same_name(known["name"], said["name"]):
        return False
    if "nik" in both and known["nik"] != said["nik"]:
        return False
    return seen or all(
        known.get(field) == said[field] for field in said.keys() - {"name", "language"}
    )


def _by_index(kind: str, index: bytes) -> list[Person]:
    with wall.known_by(Purpose.RECOGNITION, index):
        return list(
            Person.objects.filter(**{f"{kind}_index": index}).order_by(
                "remembered_at", "reference"
            )
        )


def opened(person: Person) -> Envelope:
    """Return the envelope of a record, or refuse when its key was destroyed."""
    if person.data_key is None:
        raise Erased(_("This record was erased at the person's request."))
    wrapped = Wrapped(person.key_id, person.wrapped_by, bytes(person.data_key))
    return envelope.unwrap(TABLE, person.reference, wrapped)


def _keep(person: Person, said: dict[str, str], indexes: dict[str, bytes]) -> set[str]:
    """Write what is new into the record; return the names of the fields."""
    if person.data_key is None:
        box, wrapped = envelope.fresh(TABLE, person.reference)
        person.key_id, person.wrapped_by = wrapped.key_id, wrapped.wrapped_by
        person.data_key = wrapped.wrapped
        old: dict[str, str] = {}
    else:
        box = opened(person)
        old = _plain(person, box)
    new = {
        field
        for field, value in said.items()
        if old.get(field) != value and not (field == "name" and field in old)
    }
    if not new:
        return new
    for field in new:
        setattr(person, field, box.seal(field, said[field]))
    for kind, index in indexes.items():
        setattr(person, f"{kind}_index", index)
    person.save()
    return new


def _plain(person: Person, box: Envelope) -> dict[str, str]:
    return {
        field: box.open(field, value)
        for field in SEALED
        if (value := getattr(person, field)) is not None
    }


def correct(
    reference: str, *, unit: Unit, by: Actor, at: datetime, **fields: str
) -> list[str]:
    """Put fields right at the person's request; return the names of those changed.

    An empty value takes the field out. Who may is for the caller to check.
    """
    said = {
        field: value
        for field, value in _checked(**{**dict.fromkeys(SEALED, ""), **fields}).items()
        if field in fields
    }
    with transaction.atomic(), wall.opened(Purpose.OWN_REQUEST, reference):
        person = get_person(reference)
        box = opened(person)
        old = _plain(person, box)
        changed = sorted(f for f in fields if old.get(f, "") != said.get(f, ""))
        for field in changed:
            value = said.get(field)
            setattr(person, field, box.seal(field, value) if value else None)
            if field in INDEXED:
                index = envelope.blind(field, value) if value else None
                setattr(person, f"{field}_index", index)
        if changed:
            person.save()
            with scope.units([unit.pk]):
                book.write(
                    "party.corrected",
                    subject=reference,
                    unit=unit,
                    by=by,
                    at=at,
                    fields=changed,
                )
    return changed


@transaction.atomic(savepoint=False)
def involve(
    reference: str, *, case: str, role: str, unit: Unit, by: Actor, at: datetime
) -> None:
    """Write down what the person is in a matter. Twice is once."""
    with (
        wall.opened(Purpose.CASE_WORK, reference),
        scope.units([unit.pk]),
    ):
        _row, new = Involvement.objects.get_or_create(
            person_id=reference,
            case=case,
            role=role,
            defaults={"unit": unit, "since_at": at},
        )
        if new:
            book.write(
                "party.involved",
                subject=reference,
                unit=unit,
                by=by,
                at=at,
                case=case,
                role=role,
            )


def look(
    reference: str,
    *,
    by: Actor,
    purpose: str,
    case: str = "",
    at: datetime,
    unit: Unit | None = None,
    note: str = "",
) -> Known:
    """Open one record: the look is in the ledger before anything is read.

    An officer names a case he can see, or, for the few purposes without one, holds
    the duty and writes down why. ``unit`` is the officer's own unless he is none.
    """
    officer = officer_of(by)
    unit = officer.unit if officer else unit
    if unit is None:
        raise ValueError("a look by nobody needs the unit it is for")
    _check_purpose(by, purpose, case, unit, note)
    # A savepoint, so that whoever is refused can go on with his own transaction.
    with transaction.atomic(), wall.opened(purpose, reference):
        person = get_person(reference)
        box = opened(person)
        with scope.units([unit.pk]):
            entry = book.write(
                "party.looked",
                subject=reference,
                unit=unit,
                by=by,
                at=at,
                purpose=str(purpose),
                **({"case": case} if case else {}),
            )
        if note:
            row = f"{reference}:{entry.pk}"
            LookNote.objects.create(
                person=person, entry=entry.pk, note=box.seal("look_note:" + row, note)
            )
        return Known(reference=reference, **_plain(person, box))


def _check_purpose(by: Actor, purpose: str, case: str, unit: Unit, note: str) -> None:
    if purpose not in Purpose.values:
        raise PurposeMissing(_("Say what you open this person's record for."))
    if officer_of(by) is None:
        return
    if purpose in WITHOUT_CASE and not case:
        checks = purpose == Purpose.ROADSIDE_CHECK
        duty = Duty.CHECKER if checks else Duty.KEEPER
        if not note.strip() or not by.may(duty, at=unit):
            raise PurposeMissing(
                _("Without a case this needs the duty %(duty)s and a note: say why.")
                % {"duty": duty.label},
                field="note",
            )
    # The ledger stands behind the units' wall: a case the officer may not see has
    # no line there for him.
    elif not case or not Entry.objects.filter(subject=case).exists():
        raise PurposeMissing(
            _("Name the case you need this for; it must be one of your units'."),
            field="case",
        )


def get_person(reference: str) -> Person:
    """Return an opened record, or refuse."""
    person = Person.objects.filter(reference=reference).first()
    if person is None:
        raise NoSuchPerson(_("There is no record %(it)s.") % {"it": reference})
    return person


def contact(
    reference: str,
    *,
    purpose: str = Purpose.CONTACT,
    unit: Unit,
    at: datetime,
    case: str = "",
    by: Actor = CLOCK,
) -> Contact:
    """Return how to reach a person; that, too, is a look and is written down."""
    known = look(reference, by=by, purpose=purpose, case=case, at=at, unit=unit)
    return Contact(reference, known.phone, known.email, known.language)


def find_by_phone(number: str, *, purpose: str) -> list[str]:
    """Return the references known under a number: several where people share it."""
    index = envelope.blind("phone", identity.phone(number))
    return references_by("phone", index, purpose)


def find_by_nik(digits: str, *, purpose: str) -> str | None:
    """Return the reference known under a NIK, or None."""
    index = envelope.blind("nik", identity.nik(digits))
    return next(iter(references_by("nik", index, purpose)), None)


def references_by(kind: str, index: bytes, purpose: str) -> list[str]:
    """Return the references with a blind index, the oldest first."""
    if purpose not in Purpose.values:
        raise PurposeMissing(_("Say what you look this person up for."))
    wanted: dict[str, Any] = {f"{kind}_index": index}
    with transaction.atomic(savepoint=False), wall.known_by(purpose, index):
        rows = Person.objects.filter(**wanted).order_by("remembered_at", "reference")
        return list(rows.values_list("reference", flat=True))
