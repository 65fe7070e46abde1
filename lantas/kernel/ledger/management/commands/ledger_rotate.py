"""Change the key that signs seals."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from lantas.kernel.ledger import keys, seals


class Command(BaseCommand):
    """``manage.py ledger_rotate``."""

    help = "Make a new sealing key; the old one signs that the new one follows it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and print where the new private key lies."""
        key = seals.rotate(at=now())
        self.stdout.write(
            f"Key {key.nth} signs from now on: {keys.verifier_of(key).fingerprint}\n"
            f"Back up {keys.path_of(key)}; without it nothing can be sealed."
        )
