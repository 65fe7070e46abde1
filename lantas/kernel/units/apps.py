from django.apps import AppConfig
from django.db.models.signals import post_migrate


class UnitsConfig(AppConfig):
    """Kernel: the chain of command, officers, duties, policies."""

    name = "lantas.kernel.units"

    def ready(self) -> None:
        """Set the roles' rights after every migration of the last app."""
        from lantas.kernel.units.grants import grant

        post_migrate.connect(grant, dispatch_uid="grants")
