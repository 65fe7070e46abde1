"""What the tags of an OpenStreetMap way say about driving on it."""

import re
from collections.abc import Mapping

from lantas.kernel.places.terms import RoadClass

Tags = Mapping[str, str]

_MPH = 1.609344
_CLOSED_TO_CARS = {"no", "agricultural", "forestry", "emergency"}
_PRIVATE = {"private", "delivery", "permit", "customers"}
# The zone words OpenStreetMap uses instead of a number; the law behind them is in
# the speed defaults, where "urban" is what a city street has.
_ZONES = {
    "motorway": RoadClass.MOTORWAY,
    "trunk": RoadClass.TRUNK,
    "rural": RoadClass.TRUNK,
    "urban": RoadClass.SECONDARY,
    "living_street": RoadClass.LIVING_STREET,
    "zone:30": RoadClass.RESIDENTIAL,
    "zone30": RoadClass.RESIDENTIAL,
}
_SPEED = re.compile(r"^\s*(\d{1,3}(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?\s*$", re.I)


def road_class(tags: Tags) -> RoadClass | None:
    """Return the class of a drivable road, or None where no car goes."""
    try:
        found = RoadClass(tags.get("highway", ""))
    except ValueError:
        return None
    if tags.get("area") == "yes" or access(tags) in _CLOSED_TO_CARS:
        return None
    return found


def access(tags: Tags) -> str:
    """Return the most particular word about who may drive here; "yes" if none."""
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key in tags:
            return tags[key]
    return "yes"


def is_private(tags: Tags) -> bool:
    """Return whether only some may drive here: a patrol may, a route avoids it."""
    return access(tags) in _PRIVATE


def oneway(tags: Tags) -> int:
    """Return 1 for one-way as drawn, -1 for against the drawing, 0 for both ways."""
    word = tags.get("oneway", "").lower()
    if word in {"yes", "true", "1"}:
        return 1
    if word in {"-1", "reverse"}:
        return -1
    if word in {"no", "false", "0"}:
        return 0
    implied = (
        tags.get("junction") in {"roundabout", "circular"}
        or tags.get("highway") == RoadClass.MOTORWAY
    )
    return 1 if implied else 0


def speed_kmh(tags: Tags) -> float | RoadClass | None:
    """Return the signed limit: a number, the class whose default holds, or None.

    >>> speed_kmh({"maxspeed": "30 mph"})
    48.28032
    >>> speed_kmh({"maxspeed": "ID:urban"}) is RoadClass.SECONDARY
    True
    """
    word = tags.get("maxspeed", "").split(";")[0].strip()
    if found := _SPEED.match(word):
        number = float(found[1]) * _unit(found[2])
        return number if 0 < number <= 150 else None
    zone = word.lower().partition(":")[2]
    return _ZONES.get(zone)


def _unit(word: str | None) -> float:
    return {"mph": _MPH, "knots": 1.852}.get((word or "").lower(), 1.0)


def lanes(tags: Tags) -> int | None:
    """Return the number of lanes, where a sensible one is tagged."""
    word = tags.get("lanes", "").split(";")[0].strip()
    if not word.isdigit():
        return None
    return int(word) if 1 <= int(word) <= 16 else None


def layer(tags: Tags) -> int:
    """Return how high above (or below) the ground the road runs."""
    try:
        return max(-5, min(5, int(tags.get("layer", "0"))))
    except ValueError:
        return 0


def has(tags: Tags, key: str) -> bool:
    """Return whether a yes-or-no tag says yes ("viaduct" is a yes for a bridge)."""
    return tags.get(key, "no").lower() not in {"no", "0", "false", ""}


def street_name(tags: Tags) -> str:
    """Return the name people use, cut to what the table holds."""
    return (tags.get("name") or tags.get("name:id") or "").strip()[:200]


def only_for_others(tags: Tags) -> bool:
    """Return whether a restriction leaves cars out ("except=motorcar")."""
    excepted = set(tags.get("except", "").split(";"))
    return bool(excepted & {"motorcar", "motor_vehicle"})
