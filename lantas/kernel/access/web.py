"""Pages on officers and their duties."""

from __future__ import annotations

from datetime import date

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from lantas.kernel.access import appointments
from lantas.kernel.access.guards import duty_required
from lantas.kernel.access.terms import Duty
from lantas.kernel.access.words import duty_choices
from lantas.kernel.units import policies, scope
from lantas.kernel.units.models import Unit
from lantas.kernel.units.requests import OfficerRequest


class AppointmentForm(forms.Form):
    """Who, what, where, from when, until when."""

    duty = forms.ChoiceField(label=_("Duty"), choices=duty_choices)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Over"))
    first_day = forms.DateField(label=_("From"), initial=localdate)
    last_day = forms.DateField(label=_("Until"), required=False)
    order_number = forms.CharField(
        label=_("Order number"), max_length=60, required=False
    )

    def within(self, request: OfficerRequest) -> AppointmentForm:
        """Offer only units in the officer's own subtree."""
        ids = scope.ids_seen(request.user)
        units = Unit.objects.all() if ids is None else Unit.objects.filter(pk__in=ids)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
        return self

    def days(self) -> tuple[date, date | None]:
        """Return first and last day."""
        return self.cleaned_data["first_day"], self.cleaned_data["last_day"]


@require_GET
@duty_required(Duty.APPOINTER)
def officers(request: OfficerRequest) -> HttpResponse:
    """List the officers of one's units with the duties they hold today."""
    held = appointments.duties_in_force(seen_by=request.user, on=localdate())
    by_officer: dict[int, list[object]] = {}
    for duty in held:
        by_officer.setdefault(duty.officer_id, []).append(duty)
    rows = [
        (officer, by_officer.get(officer.pk, []))
        for officer in appointments.officers(seen_by=request.user)[:500]
    ]
    return render(request, "access/officers.html", {"rows": rows})


@require_GET
@login_required
def rules(request: OfficerRequest) -> HttpResponse:
    """Show every rule in force at one's unit, where it comes from and its basis."""
    unit = request.user.unit
    found = policies.in_force(unit=unit, on=policies.local_day(unit, now()))
    return render(request, "access/rules.html", {"unit": unit, "rules": found})


@duty_required(Duty.APPOINTER)
@reauthentication_required
def appoint(request: OfficerRequest, pk: int) -> HttpResponse:
    """Appoint one officer; asks for the password again first."""
    officer = get_object_or_404(appointments.officers(seen_by=request.user), pk=pk)
    form = AppointmentForm(request.POST or None).within(request)
    if request.method == "POST" and form.is_valid():
        appointments.appoint(
            officer=officer,
            duty=form.cleaned_data["duty"],
            unit=form.cleaned_data["unit"],
            days=form.days(),
            order_number=form.cleaned_data["order_number"],
            by=request.user,
            at=now(),
        )
        return redirect("officers")
    return render(request, "access/appoint.html", {"officer": officer, "form": form})


@require_POST
@duty_required(Duty.APPOINTER)
@reauthentication_required
def relieve(request: OfficerRequest, pk: int) -> HttpResponse:
    """End one appointment today."""
    held = appointments.duties_in_force(seen_by=request.user, on=localdate())
    appointments.end_appointment(
        held=get_object_or_404(held, pk=pk), by=request.user, at=now()
    )
    return redirect("officers")


@require_POST
@duty_required(Duty.APPOINTER)
@reauthentication_required
def close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close an account."""
    officer = get_object_or_404(appointments.officers(seen_by=request.user), pk=pk)
    appointments.close_account(officer=officer, by=request.user, at=now())
    return redirect("officers")
