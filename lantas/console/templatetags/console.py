"""What every template of lantas may use: scripts, icons, states, rooms."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lantas.console import built, devices
from lantas.console.rooms import Room, rooms_of
from lantas.kernel.units.models import Officer

register = template.Library()


@register.simple_tag
def vite(name: str) -> SafeString:
    """Load the page script ``src/pages/<name>.ts`` and its style sheets.

    A page stays usable without them: an unbuilt front end gives no tags.
    """
    source = built.entry(name)
    links = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((s,) for s in built.styles(source))
    )
    address = built.url(source)
    if not address:
        return links
    return links + format_html('\n<script type="module" src="{}"></script>', address)


@register.simple_tag
def built_url(source: str) -> str:
    """Return the address of one built file, for example the theme script."""
    return built.url(source)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw one icon of the sprite; it is decoration, the words stand beside it."""
    extra = f" icon-{size}" if size else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        extra,
        built.url("src/icons.svg"),
        name,
    )


@register.simple_tag
def rooms(user: Any) -> list[Room]:
    """Return the rooms this person may enter, in the order of the navigation."""
    return rooms_of(user) if isinstance(user, Officer) else []


_CONTROLS = {
    "select": "form-select",
    "checkbox": "form-check-input",
    "radio": "form-check-input",
}


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw a form field's control in our own clothes."""
    kind = getattr(field.field.widget, "input_type", "")
    said: dict[str, str | bool] = {"class": _CONTROLS.get(kind, "form-control")}
    return field.as_widget(attrs=said)


@register.filter
def is_check(field: BoundField) -> bool:
    """Return whether the label stands behind the control, as with a check box."""
    return getattr(field.field.widget, "input_type", "") == "checkbox"


# Signs of kinds and states: the same as in frontend/src/shared/signs.ts (tested).
_KINDS = {
    "crash": "car-crash",
    "congestion": "cars-queue",
    "signal": "traffic-lights",
    "stranded": "engine-off",
    "obstruction": "barrier-block",
    "reckless": "alert-triangle",
    "racing": "gauge",
    "parking": "parking",
    "crime": "shield-exclamation",
    "other": "dots",
}
_STATES = {
    "reported": ("send", "new"),
    "taken": ("eye", "held"),
    "dispatched": ("steering-wheel", "sent"),
    "on_scene": ("map-pin", "there"),
    "resolved": ("circle-check", "good"),
    "closed": ("lock", "calm"),
    "rejected": ("ban", "bad"),
}


@register.filter
def kind_sign(kind: str) -> str:
    """Return the icon of a kind of incident."""
    return _KINDS.get(kind, "dots")


@register.filter
def state_sign(state: str) -> str:
    """Return the icon of a state."""
    return _STATES.get(state, ("circle-dot", "calm"))[0]


@register.filter
def state_tone(state: str) -> str:
    """Return the tone of a state: its style sheet class is ``state-<tone>``."""
    return _STATES.get(state, ("circle-dot", "calm"))[1]


@register.filter
def device_name(agent: str) -> str:
    """Return a browser's long name in short."""
    return devices.name(agent)


@register.filter
def device_sign(agent: str) -> str:
    """Return the icon of a device."""
    return "device-mobile" if devices.is_handheld(agent) else "devices"
