"""Every duty there is, as the domains name them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import TextChoices


def duty_choices() -> list[tuple[str, Any]]:
    """Return (value, label) of every appointable duty of every installed app."""
    found: list[tuple[str, Any]] = []
    for app in apps.get_app_configs():
        if not app.name.startswith("lantas.") or not find_spec(f"{app.name}.terms"):
            continue
        duty = getattr(import_module(f"{app.name}.terms"), "Duty", None)
        if isinstance(duty, type) and issubclass(duty, TextChoices):
            found += duty.choices
    return sorted(found)
