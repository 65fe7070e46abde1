from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Console: page frame, navigation, map, phone shell."""

    name = "lantas.console"
