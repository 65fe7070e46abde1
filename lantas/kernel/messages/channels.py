"""What an adapter has to be able to do, and which adapters are set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Refused(Exception):
    """The provider will never take this: a wrong address, a number without WhatsApp.

    The text must not contain the address: operators read it.
    """


class Gone(Refused):
    """The address has ceased to exist; forget it."""


class Unreachable(Exception):
    """The provider did not answer, or said: not now. Try again later."""


@dataclass(frozen=True)
class Letter:
    """A message as a person reads it, and what a provider needs beside the text."""

    template: str
    language: str
    title: str
    text: str
    # The values in the order in which the text (not the title) names them.
    values: tuple[str, ...] = field(default=(), repr=False)
    link: str = field(default="", repr=False)


class Channel(Protocol):
    """One way out. Called in a worker, never inside a transaction."""

    def send(self, address: str, letter: Letter, key: str) -> str:
        """Hand the letter over and return the provider's id.

        ``key`` is the same for every try of one message, so that a provider that
        can tell doubles apart drops them. Raises ``Refused`` or ``Unreachable``.
        """
        ...


def find_channel(way: str) -> Channel | None:
    """Return the adapter for a way, or None where none is set up."""
    path = settings.MESSAGE_CHANNELS.get(way)
    channel: Channel | None = import_string(path)() if path else None
    return channel
