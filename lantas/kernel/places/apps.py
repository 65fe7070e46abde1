from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Kernel: areas, roads, routing, jurisdictions."""

    name = "lantas.kernel.places"
