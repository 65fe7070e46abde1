from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Kernel: who may come in, and who is appointed to what."""

    name = "lantas.kernel.access"

    def ready(self) -> None:
        """Write every sign-in in the ledger."""
        from allauth.account.signals import user_logged_in
        from django.contrib.auth.signals import user_login_failed

        from lantas.kernel.access import witness

        user_logged_in.connect(witness.signed_in, dispatch_uid="signed_in")
        user_login_failed.connect(witness.failed, dispatch_uid="sign_in_failed")
