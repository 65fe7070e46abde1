"""The map's doors: tiles and what a viewer must know about them."""

from __future__ import annotations

import gzip
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lantas.kernel import Refusal
from lantas.kernel.places import maps

_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "public, no-cache"


@require_safe
def tiles_json(request: HttpRequest) -> HttpResponse:
    """Say where the tiles are and what is in them."""
    try:
        said = maps.current().tilejson(request.build_absolute_uri("/").rstrip("/"))
    except Refusal as refusal:
        return JsonResponse({"detail": str(refusal)}, status=refusal.status)
    return JsonResponse(said, headers={"Cache-Control": _ASK_AGAIN})


@require_safe
def tile(request: HttpRequest, zoom: int, x: int, y: int) -> HttpResponse:
    """Hand out one tile; 204 where there is nothing to draw."""
    try:
        maps.check_tile(zoom, x, y)
        shown = maps.current()
    except Refusal as refusal:
        return JsonResponse({"detail": str(refusal)}, status=refusal.status)
    etag = f'"{shown.network.pk}-{zoom}-{x}-{y}"'
    # An address that names the network never changes what it shows.
    named = request.GET.get("v") == str(shown.network.pk)
    headers = {"ETag": etag, "Cache-Control": _FOREVER if named else _ASK_AGAIN}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    content = shown.file.tile(zoom, x, y)
    if content is None:
        return HttpResponse(status=204, headers=headers)
    return _answer(request, content, headers)


def _answer(
    request: HttpRequest, content: bytes, headers: dict[str, str]
) -> HttpResponse:
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    response = HttpResponse(
        content, content_type="application/vnd.mapbox-vector-tile", headers=headers
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _plain(view: Any) -> None:
    # Tiles touch no walled table: they need no transaction and no unit in scope.
    view.outside_scope = True


_plain(tiles_json)
_plain(tile)
