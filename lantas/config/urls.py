from django.urls import include, path

from lantas.config.api import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("lantas.kernel.places.urls")),
    path("accounts/", include("allauth.urls")),
    path("officers/", include("lantas.kernel.access.urls")),
]
