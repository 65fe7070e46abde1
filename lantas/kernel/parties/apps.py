from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Kernel: people and vehicles from outside the corps."""

    name = "lantas.kernel.parties"
