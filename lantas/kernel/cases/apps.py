from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Kernel: matters, their flows, clocks and queues."""

    name = "lantas.kernel.cases"

    def ready(self) -> None:
        """Tell the vault which matters are still open."""
        from lantas.kernel.cases import holds
        from lantas.kernel.parties import rights

        rights.ask_about_matters(holds.still_open)
