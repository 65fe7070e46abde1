from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Kernel: what goes out."""

    name = "lantas.kernel.messages"
    # Django's own messages app holds the short name.
    label = "outbox"
