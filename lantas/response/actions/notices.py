"""Who is told what: the reporters of an incident, and the crew of a patrol."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from lantas.kernel.messages import addresses, outbox
from lantas.kernel.messages.models import Subscription
from lantas.kernel.units.actors import Actor
from lantas.response import rules
from lantas.response.models import Assignment, Report, Shift
from lantas.response.terms import Kind

# News of a patrol on its way is of no use an hour later.
SOON = timedelta(minutes=15)
LATER = timedelta(days=2)


def tell_reporter(
    *, report: Report, template: str, by: Actor, at: datetime, **values: str
) -> None:
    """Tell one person, by the number he left and on the phone that follows his link."""
    token = rules.link_secret(report.client_id, settings.SECRET_KEY)
    owner = addresses.link_owner(token)
    for reader in filter(None, [report.reporter, owner if _follows(owner) else ""]):
        outbox.send(
            f"response.{template}",
            to=reader,
            unit=report.unit,
            subject=report.incident.case.number,
            at=at,
            key=f"{template}:{report.pk}:{at:%Y%m%d%H%M%S}:{reader[:6]}",
            language=report.language,
            good_for=SOON if template == "on_its_way" else LATER,
            number=report.incident.case.number,
            link=f"{settings.WEB_URL}/track/{token}/",
            **values,
        )


def _follows(owner: str) -> bool:
    # To nobody's phone nothing is sent, so that no dead message piles up.
    return Subscription.objects.filter(owner=owner).exists()


def tell_reporters(
    *, number: str, template: str, by: Actor, at: datetime, **values: str
) -> None:
    """Tell everybody who reported an incident: nobody who joined is forgotten."""
    reports = Report.objects.filter(incident__case__number=number)
    for report in reports.select_related("incident__case", "unit").order_by("pk"):
        tell_reporter(report=report, template=template, by=by, at=at, **values)


def thank(*, report: int, by: Actor, at: datetime) -> None:
    """Send the person his link, where he left a number; the page shows it anyway."""
    found = Report.objects.select_related("incident__case", "unit").get(pk=report)
    if found.reporter:
        tell_reporter(report=found, template="received", by=by, at=at)


def tell_on_its_way(*, number: str, by: Actor, at: datetime) -> None:
    """Tell everybody who reported an incident which patrol has set out."""
    jobs = Assignment.objects.filter(
        incident__case__number=number, accepted_at__isnull=False, ended_at__isnull=True
    )
    job = jobs.select_related("patrol").order_by("accepted_at").first()
    if job is not None:
        call_sign = job.patrol.call_sign
        tell_reporters(
            number=number, template="on_its_way", by=by, at=at, call_sign=call_sign
        )


def tell_crew(*, number: str, by: Actor, at: datetime) -> None:
    """Tell the crew of a patrol that a job waits for its answer."""
    job = _job(number)
    if job is None or job.ended_at is not None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        kind = str(Kind(job.incident.kind).label)
    _ring(job, "job", at, kind=kind, address=job.incident.address)


def tell_withdrawn(*, number: str, by: Actor, at: datetime) -> None:
    """Tell the crew of a patrol that it was called back."""
    job = _job(number)
    if job is not None:
        _ring(job, "withdrawn", at)


def _job(number: str) -> Assignment | None:
    jobs = Assignment.objects.filter(case__number=number)
    return jobs.select_related("case", "incident", "unit").first()


def _ring(job: Assignment, template: str, at: datetime, **values: str) -> None:
    number = job.case.number
    crew = Shift.objects.filter(patrol=job.patrol_id, ended_at__isnull=True)
    for officer in crew.order_by("pk").values_list("officer", flat=True):
        if not _follows(f"officer-{officer}"):
            continue
        outbox.send(
            f"response.{template}",
            to=f"officer-{officer}",
            unit=job.unit,
            subject=number,
            at=at,
            key=f"{template}:{number}:{officer}",
            language=settings.LANGUAGE_CODE,
            good_for=timedelta(minutes=5),
            number=number,
            link=f"{settings.WEB_URL}/patrol/",
            **values,
        )
