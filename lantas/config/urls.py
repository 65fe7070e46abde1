"""Every address there is."""

from django.urls import include, path

from lantas.config.api import api
from lantas.config.health import health

handler400 = "lantas.config.faults.not_read"
handler404 = "lantas.config.faults.not_found"
handler500 = "lantas.config.faults.our_fault"
urlpatterns = [
    path("", include("lantas.console.urls")),
    path("", include("lantas.response.urls")),
    path("", include("lantas.kernel.places.urls")),
    path("healthz", health),
    path("api/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("officers/", include("lantas.kernel.access.urls")),
    path("ledger/", include("lantas.kernel.ledger.urls")),
    path("messages/", include("lantas.kernel.messages.urls")),
    path("", include("lantas.kernel.parties.urls")),
]
