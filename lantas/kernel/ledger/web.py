"""Pages of the ledger: seals for everybody, evidence and bundles for officers."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lantas.kernel import Refusal
from lantas.kernel.ledger import evidence, handing_out, operating, published
from lantas.kernel.units.models import Officer

SHOWN = 20
# Nothing inside a file from outside may run, even when it is opened by itself.
LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """Show the seals, how to check them, and what a receipt stands for."""
    receipt = request.GET.get("receipt", "").strip()[:200]
    found, wrong = _look_up(receipt) if receipt else (None, "")
    seals = published.heads(most=SHOWN)
    return render(
        request,
        "ledger/book.html",
        {
            "seals": seals,
            "keys": published.public_keys(),
            "receipt": receipt,
            "found": found,
            "wrong": wrong,
            "newest": seals[0] if seals else None,
        },
    )


def _look_up(receipt: str) -> tuple[published.Inclusion | None, str]:
    try:
        return published.inclusion(receipt=receipt), ""
    except Refusal as refusal:
        return None, str(refusal)


@require_GET
@login_required
def original(request: HttpRequest, sha256: str) -> FileResponse:
    """Hand out the original; the ledger remembers to whom."""
    officer = cast(Officer, request.user)
    kept = evidence.take_out(sha256, by=officer, at=now())
    if kept is None:
        raise Http404
    name = evidence.file_name(kept)
    return _file(evidence.original_path(kept), kept.media_type, name)


@require_GET
@login_required
def picture(request: HttpRequest, sha256: str) -> FileResponse:
    """Show the clean copy of a picture."""
    kept = evidence.find(sha256, seen_by=cast(Officer, request.user))
    path = evidence.public_path(kept) if kept else None
    if path is None:
        raise Http404
    response = _file(path, "image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _file(path: Path, media_type: str, name: str = "") -> FileResponse:
    response = FileResponse(
        path.open("rb"),
        content_type=media_type,
        as_attachment=bool(name),
        filename=name or f"{path.name}.jpg",
    )
    response.headers["Content-Security-Policy"] = LOCKED
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@login_required
def bundle(request: HttpRequest) -> HttpResponse:
    """Ask for a case number; hand out its bundle."""
    officer = cast(Officer, request.user)
    handing_out.check(officer)
    if request.method == "GET":
        subject = request.GET.get("subject", "")[:80]
        return render(request, "ledger/bundle.html", {"subject": subject})
    subject = request.POST.get("subject", "").strip()[:80]
    made = handing_out.hand_out(subject, by=officer, at=now())
    response = HttpResponse(made.content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_GET
@login_required
def stuck(request: HttpRequest) -> HttpResponse:
    """Show the reactions that wait for a person."""
    rows = operating.stuck(seen_by=cast(Officer, request.user))[:100]
    return render(request, "ledger/stuck.html", {"stuck": rows})


@require_POST
@login_required
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run one of them again."""
    operating.run_again(pk=pk, by=cast(Officer, request.user), at=now())
    notices.success(request, _("Queued again. It is off the list unless it fails."))
    return redirect("ledger:stuck")
