from django.urls import path, register_converter

from lantas.kernel.ledger import web


class Sha256:
    """A digest in an address: 64 hexadecimal digits, nothing else."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


register_converter(Sha256, "sha256")

app_name = "ledger"
urlpatterns = [
    path("", web.book, name="book"),
    path("bundle/", web.bundle, name="bundle"),
    path("stuck/", web.stuck, name="stuck"),
    path("stuck/<int:pk>/again/", web.run_again, name="run-again"),
    path("evidence/<sha256:sha256>", web.original, name="original"),
    path("evidence/<sha256:sha256>/picture", web.picture, name="picture"),
]
