"""Questions about incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.http import Http404

from lantas.kernel.cases.models import Case
from lantas.kernel.ledger.models import Entry, Evidence
from lantas.kernel.places.cell import cell, tile_of, tile_range
from lantas.kernel.units import policies, scope
from lantas.kernel.units.actors import Actor
from lantas.kernel.units.jurisdictions import find_unit_at
from lantas.kernel.units.models import Officer
from lantas.response import rules
from lantas.response.models import Assignment, Incident, Photo, Report
from lantas.response.terms import IncidentState, Kind

# Tiles of about 1.2 km: a circle of some hundred metres lies in four at most.
ZOOM = 15
SHOWN = 12


@dataclass(frozen=True)
class Near:
    """An open incident near a point, as anybody may see it."""

    number: str
    kind: str
    distance_m: float
    minutes_ago: int
    reports: int


def incidents(*, seen_by: Officer) -> QuerySet[Incident]:
    """Return the incidents of the units that this officer's duties cover."""
    ids = scope.ids_seen(seen_by)
    found = Incident.objects.select_related("case", "unit")
    return found if ids is None else found.filter(unit__in=ids)


def board(*, seen_by: Officer) -> list[Incident]:
    """Return the incidents people work on, the most urgent and oldest first."""
    active = Assignment.objects.filter(ended_at__isnull=True).select_related("patrol")
    return list(
        incidents(seen_by=seen_by)
        .filter(case__state__in=rules.WORKED_AT)
        .annotate(voices=Count("reports"))
        .prefetch_related(Prefetch("assignments", active, to_attr="active"))
        .order_by("priority", "case__opened_at", "pk")
    )


def get_incident(number: str, *, seen_by: Officer) -> Incident:
    """Return one incident with its unit and case, or 404."""
    found = incidents(seen_by=seen_by).filter(case__number=number)
    incident = found.select_related("case__unit", "taken_by").first()
    if incident is None:
        raise Http404
    return incident


def lock(incident: Incident, *, seen_by: Actor) -> Case:
    """Return the incident's case as it stands now, held until the transaction ends.

    Whoever needs both locks a job's case first and the incident's after it.
    """
    held = Case.objects.select_for_update(of=("self",)).select_related("unit")
    incident.case = held.get(pk=incident.pk)
    return incident.case


def active_states(incident: Incident, *, seen_by: Actor) -> list[str]:
    """Return the states of the jobs still active on an incident."""
    active = Assignment.objects.filter(incident=incident, ended_at__isnull=True)
    return list(active.values_list("case__state", flat=True))


def lines(incident: Incident, *, seen_by: Actor) -> list[Entry]:
    """Return what the ledger says of an incident and its jobs, oldest first."""
    numbers = [incident.case.number]
    jobs = Assignment.objects.filter(incident=incident)
    numbers += jobs.values_list("case__number", flat=True)
    found = Entry.objects.filter(subject__in=numbers).select_related("by")
    return list(found.order_by("happened_at", "pk"))


def near(lon: float, lat: float, *, at: datetime, seen_by: Actor) -> list[Near]:
    """Return the open incidents near a point that anybody may be asked about."""
    with scope.whole_corps():
        unit = find_unit_at(lon, lat)
        if unit is None:
            return []
        on = policies.local_day(unit, at)
        policy = policies.value("response.near", unit=unit, on=on)
        radius, since = policy["radius_m"], at - timedelta(seconds=policy["within_s"])
        found = (
            Incident.objects.filter(_in_tiles(lon, lat, radius), public=True)
            .filter(case__state__in=rules.WORKED_AT)
            .annotate(voices=Count("reports"), last_at=Max("reports__reported_at"))
            .filter(last_at__gte=since)
            .select_related("case")
        )
        rows = [_near(incident, lon, lat, at) for incident in found]
    close = [row for row in rows if row.distance_m <= radius]
    return sorted(close, key=lambda row: row.distance_m)[:SHOWN]


def _near(incident: Incident, lon: float, lat: float, at: datetime) -> Near:
    ago = max(at - incident.case.opened_at, timedelta(0))
    return Near(
        number=incident.case.number,
        kind=incident.kind,
        distance_m=round(rules.metres(lon, lat, incident.lon, incident.lat), 1),
        minutes_ago=int(ago.total_seconds() // 60),
        reports=incident.voices,  # type: ignore[attr-defined]
    )


def _in_tiles(lon: float, lat: float, radius_m: float) -> Q:
    west, south, east, north = rules.box_around(lon, lat, radius_m)
    corners = [(west, south), (west, north), (east, south), (east, north)]
    tiles = {tile_of(cell(*corner), ZOOM) for corner in corners}
    found = Q(pk__in=[])
    for x, y in tiles:
        found |= Q(cell__range=tile_range(ZOOM, x, y))
    return found


def kinds(*, seen_by: Actor) -> list[tuple[str, str]]:
    """Return the kinds of incident with their names, as a form lists them."""
    return [(kind.value, str(kind.label)) for kind in Kind]


def assignments(*, seen_by: Officer) -> QuerySet[Assignment]:
    """Return the jobs in the units that this officer's duties cover."""
    ids = scope.ids_seen(seen_by)
    found = Assignment.objects.select_related("case__unit", "patrol", "incident__unit")
    return found if ids is None else found.filter(unit__in=ids)


def jobs(incident: Incident, *, seen_by: Officer) -> QuerySet[Assignment]:
    """Return the jobs on an incident, oldest first."""
    found = assignments(seen_by=seen_by).filter(incident=incident)
    return found.select_related("incident__case").order_by("offered_at", "pk")


def ended(*, seen_by: Officer) -> list[Incident]:
    """Return the newest incidents that have ended, the last to begin first."""
    over = [IncidentState.RESOLVED, IncidentState.CLOSED, IncidentState.REJECTED]
    found = incidents(seen_by=seen_by).filter(case__state__in=over).order_by("-pk")
    rows = list(found[:100])
    told = Report.objects.filter(incident__in=rows).values("incident")
    voices = dict(told.annotate(n=Count("pk")).values_list("incident", "n"))
    for row in rows:
        row.voices, row.active = voices.get(row.pk, 0), []  # type: ignore[attr-defined]
    return rows


def accounts(incident: Incident, *, seen_by: Officer) -> list[Report]:
    """Return what each person told of an incident, oldest first."""
    found = Report.objects.filter(incident=incident).select_related("incident__case")
    return list(found.order_by("reported_at", "pk"))


def photo_urls(incident: Incident, *, seen_by: Officer) -> list[str]:
    """Return where an officer sees the pictures of an incident."""
    return [photo_url(photo.pk, seen_by=seen_by) for photo in incident.photos.all()]


def photo_url(pk: int, *, seen_by: Officer) -> str:
    """Return where an officer sees one picture."""
    return f"/response/photos/{pk}/"


def find_photo(pk: int, *, seen_by: Officer) -> Evidence | None:
    """Return the evidence behind a picture that this officer may see, or None."""
    ids = scope.ids_seen(seen_by)
    found = Photo.objects.filter(pk=pk).select_related("evidence")
    photo = (found if ids is None else found.filter(unit__in=ids)).first()
    return photo.evidence if photo else None
