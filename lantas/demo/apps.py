from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo: the drawn town and its live day."""

    name = "lantas.demo"
