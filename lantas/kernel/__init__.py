"""What every domain stands on."""

from typing import Any


class Refusal(Exception):
    """A clear no: what was refused and what to do about it.

    Subclasses are named by what was refused and live where they are raised.
    ``status`` is the HTTP status a door answers with; ``field`` names the input
    that is at fault, so that a form can say it in the right place.
    """

    status = 409

    def __init__(self, what: Any, *, field: str = "") -> None:
        super().__init__(what)
        self.field = field

    @property
    def code(self) -> str:
        """Return the machine-readable name of the refusal, ``not_allowed``."""
        name = type(self).__name__
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
        return words.lstrip("_")
