from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    """Kernel: what happened, for ever."""

    name = "lantas.kernel.ledger"
    final_tables = (
        "ledger_entry",
        "ledger_evidence",
        "ledger_leaf",
        "ledger_node",
        "ledger_key",
        "ledger_head",
    )

    def ready(self) -> None:
        """Learn who reacts to what."""
        autodiscover_modules("reactions")
