from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Kernel: matters, their flows, clocks and queues."""

    name = "lantas.kernel.cases"
