from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from conftest import Corps
from lantas.kernel.access.words import duty_choices
from lantas.response.tests.conftest import Town, staffed


@dataclass
class Doors:
    """The town, a visitor nobody knows, and an officer who may do everything."""

    town: Town
    anybody: Client
    officer: Client

    def of(self, path: str) -> Client:
        """Return who stands before a door: where officers work, an officer."""
        public = ("/reports", "/near", "/track", "/kinds", "/places/", "/report/")
        return self.anybody if any(p in path for p in public) else self.officer


@pytest.fixture
def doors(corps: Corps, everywhere: None) -> Doors:
    town = staffed(corps)
    every = [value for value, _label in duty_choices()]
    chief = corps.officer("chief", corps.bogor, *every)
    town.patrol_with("BGR-09", chief)
    quiet: dict[str, Any] = {"raise_request_exception": False}
    asks = {"Accept": "application/json"}
    doors = Doors(town, Client(headers=asks, **quiet), Client(headers=asks, **quiet))
    doors.officer.force_login(chief)
    return doors
