"""The public API: one router per domain, nothing else."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from lantas.kernel import Refusal
from lantas.kernel.messages.api import router as messages
from lantas.kernel.places.api import router as places
from lantas.kernel.units.requests import refused
from lantas.response.api import router as response

api = NinjaAPI(title="lantas", version="1", docs_url=None)
api.add_router("/messages", messages)
api.add_router("/places", places)
api.add_router("/response", response)


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say no the same way everywhere, and leave no trace of what was half done."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    return refused(request, refusal)
