from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Kernel: what goes out."""

    name = "lantas.kernel.messages"
    # Django's own messages app holds the short name.
    label = "outbox"

    def ready(self) -> None:
        """Take over from the vault what only messages can do."""
        from lantas.kernel.messages import vaulted
        from lantas.kernel.parties import proofs, rights, rotation

        proofs.carry_with(vaulted.carry_code)
        rights.also_holds("messages", vaulted.messages_to)
        rotation.also_rewrap(vaulted.rewrap_messages)
        rotation.also_rewrap(vaulted.rewrap_subscriptions)
