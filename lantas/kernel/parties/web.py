"""My data: who looked at them, a copy of them, an end to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from lantas.kernel import Refusal
from lantas.kernel.parties import identity, proofs, rights
from lantas.kernel.units.actors import Citizen
from lantas.kernel.units.rates import knock

ASKED, PROVED = "parties.asked", "parties.proved"


class NotProved(Refusal):
    """Nobody has shown here that the telephone is his."""

    status = 403


class Shared(Refusal):
    """Several people use the number, so that it proves none of them."""


class PhoneForm(forms.Form):
    """The telephone that the person wants to prove."""

    phone = forms.CharField(
        label=gettext_lazy("Your telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("The one you gave us. We send a code to it."),
    )

    def clean_phone(self) -> str:
        """Refuse what is no telephone number, in the field itself."""
        try:
            return identity.phone(self.cleaned_data["phone"])
        except identity.NotANumber as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CodeForm(forms.Form):
    """The six digits that came."""

    code = forms.CharField(
        label=gettext_lazy("The code we sent"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
    )


@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Show who looked; whoever has proved nothing yet is asked for his number."""
    index = _proved(request)
    if index is not None:
        found = proofs.references_of(index)
        seen = rights.looks(found)
        shared = len(found) > 1
        return render(
            request,
            "parties/me.html",
            {"looks": seen, "found": found, "shared": shared},
        )
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        knock("me", request, most=6, within=timedelta(minutes=30))
        index = proofs.ask(form.cleaned_data["phone"], at=now())
        request.session[ASKED] = index.hex()
        return redirect("me-code")
    return render(request, "parties/prove.html", {"form": form})


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Take the code."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("me")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        knock("me-code", request, most=20, within=timedelta(minutes=30))
        index = bytes.fromhex(asked)
        if proofs.is_answer(index, form.cleaned_data["code"], at=now()):
            request.session.cycle_key()
            del request.session[ASKED]
            until = now() + proofs.PROVED_FOR
            request.session[PROVED] = [asked, until.isoformat()]
            return redirect("me")
        form.add_error(
            "code",
            _(
                "This is not the code, or it is too old. Look again, or ask for a"
                " new one."
            ),
        )
    return render(request, "parties/code.html", {"form": form})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the proof in this browser."""
    request.session.pop(PROVED, None)
    return redirect("me")


@require_GET
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Give everything held, to read; ``?as=json`` for a program."""
    held = rights.export(_sole(request), by=Citizen(), at=now())
    if request.GET.get("as") == "json":
        answer = JsonResponse(held, json_dumps_params={"indent": 2})
        name = f"lantas-{held['reference']}.json"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return render(request, "parties/export.html", shown_of(held))


@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """Ask once more, then destroy the key."""
    reference = _sole(request)
    if request.method == "POST":
        rights.erase(reference, by=Citizen(), at=now())
        request.session.pop(PROVED, None)
        notices.success(request, _("Your data are erased. Nobody can read them again."))
        return redirect("me")
    return render(request, "parties/erase.html")


def _proved(request: HttpRequest) -> bytes | None:
    index, until = request.session.get(PROVED, ("", ""))
    if not index or datetime.fromisoformat(until) <= now():
        return None
    return bytes.fromhex(index)


def _sole(request: HttpRequest) -> str:
    index = _proved(request)
    found = proofs.references_of(index) if index is not None else []
    if not found:
        raise NotProved(_("First show that the telephone is yours: open “My data”."))
    if len(found) > 1:
        raise Shared(
            _(
                "Several people gave this number. Please bring your KTP to any"
                " police unit; there you get your copy."
            )
        )
    return found[0]


def shown_of(held: dict[str, Any]) -> dict[str, Any]:
    """Return an export as a page shows it: local times, names instead of codes."""
    for message in held.get("messages", []):
        message["moment"] = datetime.fromisoformat(message["queued_at"])
    return {
        "held": held,
        "rows": _rows(held),
        "looks": rights.looks([held["reference"]]),
    }


def _rows(held: dict[str, Any]) -> list[tuple[str, str]]:
    languages = dict(settings.LANGUAGES)
    names = {
        "name": _("Name"),
        "phone": _("Telephone"),
        "email": _("E-mail"),
        "nik": "NIK",
        "address": _("Address"),
        "language": _("Language"),
    }
    known = {**held["person"], "language": languages[held["person"]["language"]]}
    return [(names[field], value) for field, value in known.items() if value]
