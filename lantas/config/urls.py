"""Every address there is."""

from django.urls import include, path

from lantas.config.api import api
from lantas.config.health import health

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
