"""Pages of quick response: report, track, board, patrol, and pictures for officers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lantas.kernel import Refusal
from lantas.kernel.access.guards import duty_required
from lantas.kernel.ledger import evidence
from lantas.kernel.units import listening
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.rates import knock
from lantas.kernel.units.requests import OfficerRequest
from lantas.response import rules
from lantas.response.actions import reports
from lantas.response.queries import incidents, tracking
from lantas.response.terms import Duty, Kind, Language


class ReportForm(forms.Form):
    """The report as a plain form, for a phone without scripts."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("What happened?"), choices=Kind.choices)
    what = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=rules.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lon = forms.FloatField(
        label=gettext_lazy("Longitude"), min_value=-180, max_value=180
    )
    lat = forms.FloatField(label=gettext_lazy("Latitude"), min_value=-85, max_value=85)
    phone = forms.CharField(
        label=gettext_lazy("Your telephone number"), required=False, max_length=40
    )
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False)
    joins = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def account(self) -> rules.Account:
        """Return what the person told."""
        said = {k: v for k, v in self.cleaned_data.items() if k != "photo"}
        spoken = (get_language() or Language.ID)[:2]
        known = spoken if spoken in Language.values else Language.ID.value
        return rules.Account(language=known, **said)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Let anybody report; with scripts the page talks to the API instead."""
    if request.method != "POST":
        form = ReportForm(initial={"client_id": uuid.uuid4()})
        return _report_page(request, form)
    knock("response.report", request, most=120, within=timedelta(minutes=1))
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _report_page(request, form, status=422)
    try:
        receipt = reports.report(
            account=form.account(),
            photo=form.cleaned_data["photo"] or None,
            by=Citizen(),
            at=now(),
        )
    except Refusal as no:
        field = no.field if no.field in form.fields else None
        form.add_error(field, str(no))
        return _report_page(request, form, status=no.status)
    return redirect("response:track", token=receipt.token)


def _report_page(
    request: HttpRequest, form: ReportForm, status: int = 200
) -> HttpResponse:
    kinds = incidents.kinds(seen_by=Citizen())
    said = {"form": form, "kinds": kinds, "text_limit": rules.TEXT_LIMIT}
    return render(request, "response/report.html", said, status=status)


@require_safe
@never_cache
def track(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of a report to whoever has its link."""
    found = tracking.track(token, at=now(), seen_by=Citizen())
    return render(request, "response/track.html", {"report": found, "token": token})


@duty_required(Duty.DISPATCHER, Duty.SUPERVISOR, Duty.VIEWER)
@require_safe
def board(request: OfficerRequest) -> HttpResponse:
    """Show the dispatcher's board; it fetches everything itself."""
    return render(request, "response/board.html", {"config": _config(request)})


@duty_required(Duty.PATROL)
@require_safe
def patrol(request: OfficerRequest) -> HttpResponse:
    """Show the patrol officer's app."""
    return render(request, "response/patrol.html", {"config": _config(request)})


def _config(request: OfficerRequest) -> dict[str, Any]:
    officer = request.user
    duties = [duty.value for duty in Duty if officer.holds(duty)]
    return {
        "stream": listening.address_for(officer),
        "me": {"name": str(officer), "number": officer.username, "duties": duties},
    }


@duty_required(*Duty.values)
@require_safe
def photo(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Show an officer one picture of an incident of his units."""
    found = incidents.find_photo(pk, seen_by=request.user)
    path = evidence.public_path(found) if found else None
    if path is None:
        raise Http404(_("There is no such picture."))
    answer = FileResponse(path.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer
