"""The public API: one router per domain, nothing else."""

from datetime import timedelta

from django.db import DataError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from lantas.kernel import Refusal
from lantas.kernel.access.doors import anybody
from lantas.kernel.ledger.api import router as ledger
from lantas.kernel.messages.api import router as messages
from lantas.kernel.places.api import router as places
from lantas.kernel.units.requests import refused
from lantas.response.api import router as response

# Whoever writes a door and forgets its guard has this one: anybody, but no machine.
guard = anybody("api", most=1200, within=timedelta(minutes=1))
api = NinjaAPI(title="lantas", version="1", docs_url=None, auth=guard)
api.add_router("/ledger", ledger)
api.add_router("/messages", messages)
api.add_router("/places", places)
api.add_router("/response", response)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say no the same way everywhere, and leave no trace of what was half done."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    return refused(request, refusal)


@api.exception_handler(ValidationError)
def misread(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Say which input cannot be read, in the shape of every other no."""
    first = wrong.errors[0] if wrong.errors else {"loc": ("",), "msg": ""}
    field = next((str(p) for p in reversed(first["loc"]) if isinstance(p, str)), "")
    said = _("“%(field)s” cannot be read: %(why)s") % {
        "field": field,
        "why": first["msg"],
    }
    answer = {"detail": said, "code": "misread", "field": field}
    return JsonResponse({**answer, "errors": _plain(wrong)}, status=422)


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
def unwritable(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """Refuse what no column can hold: a zero byte, half a character."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    said = _("The request holds characters that cannot be kept.")
    return JsonResponse({"detail": said, "code": "misread", "field": ""}, status=422)


def _plain(wrong: ValidationError) -> list[dict[str, object]]:
    return [{"loc": list(e["loc"]), "msg": e["msg"]} for e in wrong.errors[:20]]
