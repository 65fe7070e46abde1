"""The front door: home, sign-posts, and what makes a phone keep the pages."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lantas.console import built
from lantas.console.rooms import rooms_of
from lantas.kernel.units.requests import OfficerRequest, outside_scope

# Colours of the phone's own bar, as in frontend/src/design/tokens.css.
PAPER, ACT = "#f4f5f2", "#0b57a4"
_CODE = re.compile(r"(?:\S*/track/)?([A-Za-z0-9_-]{1,64})/?")


@require_safe
@outside_scope
def home(request: HttpRequest) -> HttpResponse:
    """Ask the citizen what happened."""
    return render(request, "console/home.html")


@require_safe
@outside_scope
def follow(request: HttpRequest) -> HttpResponse:
    """Send the citizen from the code he typed, or the link he pasted, to his case."""
    typed = request.GET.get("code", "").strip()
    if found := _CODE.fullmatch(typed):
        return redirect(f"/track/{found[1]}/")
    context = {"typed": typed, "refused": True}
    return render(request, "console/home.html", context, status=400)


@require_safe
@login_required
def console(request: OfficerRequest) -> HttpResponse:
    """Lead the officer to his room; let him choose when he has several or none."""
    found = rooms_of(request.user)
    if found and "rooms" not in request.GET:
        return redirect(found[0].url)
    return render(request, "console/rooms.html", {"found": found})


@require_safe
@outside_scope
def offline(request: HttpRequest) -> HttpResponse:
    """Say what still works without signal."""
    return render(request, "console/offline.html")


@require_safe
@outside_scope
def web_app(request: HttpRequest, name: str) -> HttpResponse:
    """Describe the app that a phone can install: the citizen's or the officer's."""
    about = _patrol_app() if name == "patrol" else _citizen_app()
    icons = [_app_icon(size, "any") for size in (192, 512)]
    said = {
        **about,
        "lang": request.LANGUAGE_CODE,
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACT,
        "icons": [*icons, _app_icon(512, "maskable")],
    }
    return JsonResponse(said, content_type="application/manifest+json")


def _citizen_app() -> dict[str, Any]:
    report = {"name": _("Report an incident"), "url": "/report/"}
    return {
        "id": "/",
        "name": "lantas",
        "short_name": "lantas",
        "description": _("Report what happened on the road and follow the help."),
        "start_url": "/",
        "scope": "/",
        "shortcuts": [report],
    }


def _patrol_app() -> dict[str, Any]:
    return {
        "id": "/patrol/",
        "name": _("lantas patrol"),
        "short_name": _("patrol"),
        "description": _("Jobs, routes and reports for patrol officers."),
        "start_url": "/patrol/",
        "scope": "/",
    }


def _app_icon(size: int, purpose: str) -> dict[str, str]:
    name = f"maskable-{size}" if purpose == "maskable" else f"icon-{size}"
    return {
        "src": f"/static/brand/{name}.png",
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@require_safe
@outside_scope
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker from the root, so that it may keep every page.

    The build's file names are written before it: a new build is a new worker.
    """
    chunk = built.manifest().get(built.entry("worker"))
    if chunk is None:
        return HttpResponse("", content_type="text/javascript", status=404)
    files = built.shell()
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    code = (built.dist() / chunk["file"]).read_text()
    head = f"self.LANTAS = {json.dumps({'version': version, 'files': files})};\n"
    return HttpResponse(
        head + code,
        content_type="text/javascript",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )
