"""Says the steps of a route in Indonesian or English."""

from collections.abc import Iterable

from lantas.science.roads.steps import Maneuver, Step

LANGUAGES = ("id", "en")

# Each: the sentence with a road's name, and without one.
_WORDS = {
    "id": {
        Maneuver.DEPART: ("Mulai ke arah {way} di {road}", "Mulai ke arah {way}"),
        Maneuver.CONTINUE: ("Lurus ke {road}", "Lurus terus"),
        Maneuver.SLIGHT_LEFT: ("Serong kiri ke {road}", "Serong kiri"),
        Maneuver.LEFT: ("Belok kiri ke {road}", "Belok kiri"),
        Maneuver.SHARP_LEFT: ("Belok tajam ke kiri ke {road}", "Belok tajam ke kiri"),
        Maneuver.SLIGHT_RIGHT: ("Serong kanan ke {road}", "Serong kanan"),
        Maneuver.RIGHT: ("Belok kanan ke {road}", "Belok kanan"),
        Maneuver.SHARP_RIGHT: (
            "Belok tajam ke kanan ke {road}",
            "Belok tajam ke kanan",
        ),
        Maneuver.U_TURN: ("Putar balik di {road}", "Putar balik"),
        Maneuver.ROUNDABOUT: (
            "Masuk bundaran, ambil jalan keluar ke-{exit} ke {road}",
            "Masuk bundaran, ambil jalan keluar ke-{exit}",
        ),
        Maneuver.ARRIVE: ("Sampai di tujuan, {road}", "Sampai di tujuan"),
        Maneuver.ARRIVE_LEFT: (
            "Sampai, tujuan di sebelah kiri {road}",
            "Sampai, tujuan di sebelah kiri",
        ),
        Maneuver.ARRIVE_RIGHT: (
            "Sampai, tujuan di sebelah kanan {road}",
            "Sampai, tujuan di sebelah kanan",
        ),
    },
    "en": {
        Maneuver.DEPART: ("Head {way} on {road}", "Head {way}"),
        Maneuver.CONTINUE: ("Go straight on to {road}", "Go straight on"),
        Maneuver.SLIGHT_LEFT: ("Bear left onto {road}", "Bear left"),
        Maneuver.LEFT: ("Turn left onto {road}", "Turn left"),
        Maneuver.SHARP_LEFT: ("Turn sharp left onto {road}", "Turn sharp left"),
        Maneuver.SLIGHT_RIGHT: ("Bear right onto {road}", "Bear right"),
        Maneuver.RIGHT: ("Turn right onto {road}", "Turn right"),
        Maneuver.SHARP_RIGHT: ("Turn sharp right onto {road}", "Turn sharp right"),
        Maneuver.U_TURN: ("Make a U-turn on {road}", "Make a U-turn"),
        Maneuver.ROUNDABOUT: (
            "At the roundabout take exit {exit} onto {road}",
            "At the roundabout take exit {exit}",
        ),
        Maneuver.ARRIVE: ("Arrive on {road}", "Arrive"),
        Maneuver.ARRIVE_LEFT: (
            "Arrive; it is on the left of {road}",
            "Arrive; it is on the left",
        ),
        Maneuver.ARRIVE_RIGHT: (
            "Arrive; it is on the right of {road}",
            "Arrive; it is on the right",
        ),
    },
}
_INTO_ROUNDABOUT = {"id": "Masuk bundaran", "en": "Enter the roundabout"}
_COMPASS = {
    "id": (
        "utara",
        "timur laut",
        "timur",
        "tenggara",
        "selatan",
        "barat daya",
        "barat",
        "barat laut",
    ),
    "en": (
        "north",
        "north-east",
        "east",
        "south-east",
        "south",
        "south-west",
        "west",
        "north-west",
    ),
}
_DECIMAL = {"id": ",", "en": "."}


def sentences(steps: Iterable[Step], language: str) -> list[str]:
    """Return one sentence for each step, with how far it goes.

    Examples
    --------
    >>> sentences([Step(Maneuver.LEFT, "Jalan Sudirman", 352.0, 40.0, 0)], "id")
    ['Belok kiri ke Jalan Sudirman, 350 m']
    >>> sentences([Step(Maneuver.U_TURN, "", 1260.0, 90.0, 0)], "en")
    ['Make a U-turn, 1.3 km']
    """
    return [_sentence(step, language) for step in steps]


def distance(metres: float, language: str) -> str:
    """Return a length as one says it: to 10 m, then to 50 m, then in kilometres.

    Examples
    --------
    >>> [distance(m, "id") for m in (3, 47, 333, 2640, 12_400)]
    ['10 m', '50 m', '350 m', '2,6 km', '12 km']
    """
    if metres < 975:
        step = 10 if metres < 200 else 50
        return f"{max(round(metres / step) * step, 10)} m"
    kilometres = metres / 1000
    number = f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:.0f}"
    return f"{number.replace('.', _DECIMAL[language])} km"


def _sentence(step: Step, language: str) -> str:
    named, unnamed = _WORDS[language][step.maneuver]
    if step.maneuver is Maneuver.ROUNDABOUT and not step.exit:
        named = unnamed = _INTO_ROUNDABOUT[language]
    said = (named if step.road else unnamed).format(
        road=step.road,
        exit=step.exit,
        way=_COMPASS[language][round(step.heading_deg / 45) % 8],
    )
    if step.length_m == 0:
        return said
    return f"{said}, {distance(step.length_m, language)}"
