"""What the private PostgreSQL refuses, each with what to do about it."""


class Unfit(RuntimeError):
    """The private PostgreSQL cannot be used; the message says how to mend it."""
