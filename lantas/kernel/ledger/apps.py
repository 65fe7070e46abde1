from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Kernel: what happened, for ever."""

    name = "lantas.kernel.ledger"
    final_tables = ("ledger_entry",)
