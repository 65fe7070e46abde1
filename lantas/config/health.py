"""Whether this process can serve: asked by the set-up and by a load balancer."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from lantas.kernel.units.requests import outside_scope


@outside_scope
def health(request: HttpRequest) -> JsonResponse:
    """Answer ok when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
