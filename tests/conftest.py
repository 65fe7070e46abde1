"""What tests of no single domain share: the town of quick response."""

from lantas.response.tests.conftest import town

__all__ = ["town"]
