"""What people outside the corps do: report, say how it was, ask to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lantas.kernel import Refusal
from lantas.kernel.cases.desk import open_case
from lantas.kernel.ledger import book
from lantas.kernel.ledger.evidence import Readable
from lantas.kernel.parties import people
from lantas.kernel.parties.terms import Role
from lantas.kernel.places import graph
from lantas.kernel.places.cell import cell, check
from lantas.kernel.units import jurisdictions, policies, scope
from lantas.kernel.units.actors import Actor
from lantas.kernel.units.models import Unit
from lantas.response import rules
from lantas.response.actions import photos
from lantas.response.flow import INCIDENT
from lantas.response.models import Incident, Report
from lantas.response.queries.incidents import lock
from lantas.response.rules import Account
from lantas.response.terms import Kind, Language


class NotReadable(Refusal):
    """Something in the report is missing, unknown or too long."""

    status = 422


class OffTheRoad(Refusal):
    """The pin is on no road: at sea, in a field, or simply misplaced."""

    status = 422


class UsedAlready(Refusal):
    """The report's identity belongs to another report."""


@dataclass(frozen=True)
class Receipt:
    """What the person gets: the secret of his link, and the number of the matter."""

    token: str
    number: str


@transaction.atomic
def report(
    *, account: Account, by: Actor, at: datetime, photo: Readable | None = None
) -> Receipt:
    """Take one person's account: a new incident, or one more voice on a known one.

    The same identity sent again is answered the same, also when both come at once.
    """
    account = _checked(account)
    if known := _find_known(account):
        return known
    with scope.whole_corps():
        unit = jurisdictions.station_of(jurisdictions.unit_at(account.lon, account.lat))
    try:
        with transaction.atomic():
            return _take_down(account, unit, by, at, photo)
    except IntegrityError:
        if known := _find_known(account):
            return known
        raise


def _secret(account: Account) -> str:
    return rules.link_secret(account.client_id, settings.SECRET_KEY)


def _checked(account: Account) -> Account:
    if account.kind not in Kind.values:
        raise NotReadable(_("Choose what happened from the list."), field="kind")
    if account.language not in Language.values:
        raise NotReadable(_("Choose one of the languages."), field="language")
    # A million characters are not even looked through.
    what = rules.clean(account.what[: 2 * rules.TEXT_LIMIT])
    if len(account.what) > 2 * rules.TEXT_LIMIT or len(what) > rules.TEXT_LIMIT:
        raise NotReadable(
            _("Please say it in at most %(most)d characters.")
            % {"most": rules.TEXT_LIMIT},
            field="what",
        )
    check(account.lon, account.lat)
    return rules.Account(**{**account.__dict__, "what": what})


def _find_known(account: Account) -> Receipt | None:
    with scope.whole_corps():
        found = (
            Report.objects.filter(client_id=account.client_id)
            .select_related("incident__case")
            .first()
        )
    if found is None:
        return None
    same = (found.kind, found.what, found.lon, found.lat)
    if same != (account.kind, account.what, account.lon, account.lat):
        raise UsedAlready(
            _("This report was sent before with other content. Please start anew."),
            field="client_id",
        )
    return Receipt(_secret(account), found.incident.case.number)


def _take_down(
    account: Account, unit: Unit, by: Actor, at: datetime, photo: Readable | None
) -> Receipt:
    incident = _find_joined(account, by, at)
    with scope.units([incident.unit_id if incident else unit.pk]):
        if incident is None:
            incident = _open(account, unit, by, at)
        token = _secret(account)
        row = Report.objects.create(
            client_id=account.client_id,
            incident=incident,
            unit_id=incident.unit_id,
            tracking_digest=rules.digest_of(token),
            kind=account.kind,
            what=account.what,
            lon=account.lon,
            lat=account.lat,
            cell=cell(account.lon, account.lat),
            accuracy_m=account.accuracy_m,
            reporter=_remember(account, incident, by, at),
            language=account.language,
            reported_at=at,
        )
        number = incident.case.number
        book.write(
            "incident.reported",
            subject=number,
            unit=incident.unit,
            by=by,
            at=at,
            report=row.pk,
        )
        if photo is not None:
            photos.add(photo=photo, bringer=row, by=by, at=at)
    return Receipt(token, number)


def _remember(account: Account, incident: Incident, by: Actor, at: datetime) -> str:
    """Put the number into the vault; what stays here is a reference."""
    if not account.phone.strip():
        return ""
    reference = people.remember(
        phone=account.phone,
        language=account.language,
        by=by,
        at=at,
        unit=incident.unit,
    )
    people.involve(
        reference,
        case=incident.case.number,
        role=Role.REPORTER,
        unit=incident.unit,
        by=by,
        at=at,
    )
    return reference


def _find_joined(account: Account, by: Actor, at: datetime) -> Incident | None:
    """Return the incident the person pointed at, if it is open, shown and near.

    A wrong or ended one is no reason to lose a report: then a new one is opened.
    """
    if not account.joins:
        return None
    with scope.whole_corps():
        found = (
            Incident.objects.filter(case__number=account.joins, public=True)
            .select_related("unit", "case__unit")
            .first()
        )
        if found is None:
            return None
        near = policies.value(
            "response.near", unit=found.unit, on=policies.local_day(found.unit, at)
        )
        away = rules.metres(account.lon, account.lat, found.lon, found.lat)
        # Twice the radius: the pin may be moved a little after the list was shown.
        if away > 2 * near["radius_m"] or not rules.is_open(
            lock(found, seen_by=by).state
        ):
            return None
        return found


def _open(account: Account, unit: Unit, by: Actor, at: datetime) -> Incident:
    keys = [f"response.kind.{account.kind}", "response.urgent_words"]
    keys.append("response.off_road_m")
    said = policies.values(keys, unit=unit, on=policies.local_day(unit, at))
    usual = rules.usual(said.get(keys[0], {}))
    address, segment = _place(account, said.get("response.off_road_m"))
    case = open_case(INCIDENT, unit=unit, by=by, at=at, kind=account.kind)
    return Incident.objects.create(
        case=case,
        unit=unit,
        kind=account.kind,
        priority=rules.suggest_priority(
            usual, account.what, said.get("response.urgent_words", [])
        ),
        public=usual.public,
        lon=account.lon,
        lat=account.lat,
        cell=cell(account.lon, account.lat),
        address=address,
        segment=segment,
        clock_from_at=at,
    )


def _place(account: Account, off_road_m: float | None) -> tuple[str, int | None]:
    """Return address and segment of a point, or refuse one that is on no road."""
    try:
        found = graph.locate(account.lon, account.lat)
    except graph.NoRoads:
        # Without a road network a report is still a report.
        return "", None
    if off_road_m is not None and found.distance_m > off_road_m:
        raise OffTheRoad(
            _(
                "This point is more than %(far)d m from any road. Move the pin to"
                " the road where it happened; in an emergency call 110."
            )
            % {"far": off_road_m},
            field="place",
        )
    return found.address[:300], found.segment
