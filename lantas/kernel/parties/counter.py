"""The counter: a keeper serves a person who comes with his KTP."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lantas.kernel import Refusal
from lantas.kernel.access.guards import duty_required
from lantas.kernel.parties import identity, people, rights
from lantas.kernel.parties.terms import Duty, Purpose
from lantas.kernel.parties.web import shown_of
from lantas.kernel.units.requests import OfficerRequest

NIK_DIGITS = 16


class HandleForm(forms.Form):
    """How the person is known: the NIK on his card, or his telephone."""

    handle = forms.CharField(
        label=gettext_lazy("NIK or telephone number"),
        max_length=30,
        help_text=gettext_lazy("From the KTP that you hold in your hand."),
    )

    def references(self) -> list[str]:
        """Return the records found, without reading them."""
        handle = self.cleaned_data["handle"]
        if sum(c.isdigit() for c in handle) >= NIK_DIGITS:
            found = people.find_by_nik(handle, purpose=Purpose.OWN_REQUEST)
            return [found] if found else []
        return people.find_by_phone(handle, purpose=Purpose.OWN_REQUEST)

    def clean_handle(self) -> str:
        """Refuse in the field itself what can be neither."""
        handle = str(self.cleaned_data["handle"])
        check = (
            identity.nik
            if sum(c.isdigit() for c in handle) >= NIK_DIGITS
            else identity.phone
        )
        try:
            return check(handle)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


class NoteForm(forms.Form):
    """Why the record is opened here; the person can read that it was."""

    note = forms.CharField(
        label=gettext_lazy("Request"),
        max_length=200,
        help_text=gettext_lazy(
            "For example: KTP seen, asks for a copy, letter 12/III/2026."
        ),
    )


class CorrectionForm(forms.Form):
    """The fields as they should be; left empty, a field is taken out."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), max_length=30, required=False
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=200, required=False
    )
    nik = forms.CharField(label="NIK", max_length=30, required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=500, required=False
    )


@never_cache
@duty_required(Duty.KEEPER)
def people_desk(request: OfficerRequest) -> HttpResponse:
    """Find a record by what stands on the card; nothing is read yet."""
    form = HandleForm(request.POST or None)
    found: list[str] | None = None
    if request.method == "POST" and form.is_valid():
        found = form.references()
    said = {"form": form, "found": found, "note": NoteForm()}
    return render(request, "parties/desk.html", said)


@never_cache
@require_POST
@duty_required(Duty.KEEPER)
@reauthentication_required
def record(request: OfficerRequest, reference: str) -> HttpResponse:
    """Open one record for the person who asks for it."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        said = {"form": HandleForm(), "found": [reference], "note": form}
        return render(request, "parties/desk.html", said)
    held = rights.export(
        reference, by=request.user, at=now(), note=form.cleaned_data["note"]
    )
    correction = CorrectionForm(initial=held["person"])
    shown = {**shown_of(held), "correction": correction}
    return render(request, "parties/record.html", shown)


@never_cache
@require_POST
@duty_required(Duty.KEEPER)
def correct(request: OfficerRequest, reference: str) -> HttpResponse:
    """Put the record right.

    The password is not asked again here: asking would park the form, with the
    person in it, in the session.
    """
    form = CorrectionForm(request.POST)
    if form.is_valid():
        changed = rights.correct(
            reference, by=request.user, at=now(), **form.cleaned_data
        )
        notices.success(
            request,
            _("Put right: %(fields)s.") % {"fields": ", ".join(changed) or "–"},
        )
    return redirect("people")


@never_cache
@require_POST
@duty_required(Duty.KEEPER)
@reauthentication_required
def erase(request: OfficerRequest, reference: str) -> HttpResponse:
    """Destroy the key of a record, at the person's request."""
    rights.erase(reference, by=request.user, at=now())
    notices.success(request, _("The record is erased."))
    return redirect("people")
