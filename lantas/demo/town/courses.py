"""The courses of the main roads, drawn by hand; metres east and north."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lantas.demo.town.geography import Point


@dataclass(frozen=True)
class Main:
    """One main road: its course, and what the sign says."""

    name: str
    road_class: str
    course: Sequence[Point]
    dual: bool = False
    tags: dict[str, str] = field(default_factory=dict)


MAINS = (
    Main(
        "Jalan Pesisir Barat",
        "trunk",
        (
            (-8370, -2670),
            (-5580, -1670),
            (-4530, -1460),
            (-3720, -1310),
            (-3040, -1330),
            (-2670, -1480),
            (-2230, -1400),
            (-1800, -1150),
        ),
        tags={"ref": "N9", "maxspeed": "60", "lanes": "2"},
    ),
    Main(
        "Jalan Pesisir Raya",
        "trunk",
        (
            (-1800, -1150),
            (-1180, -820),
            (-590, -600),
            (0, -530),
            (430, -560),
            (870, -730),
            (1270, -970),
            (1740, -1100),
        ),
        dual=True,
        tags={"ref": "N9", "maxspeed": "50", "lanes": "2"},
    ),
    Main(
        "Jalan Pesisir Timur",
        "trunk",
        (
            (1740, -1100),
            (2230, -990),
            (2570, -650),
            (2670, -90),
            (2640, 560),
            (2880, 1300),
            (3410, 2020),
            (4150, 2670),
            (5330, 3350),
            (7750, 5080),
        ),
        tags={"ref": "N9", "maxspeed": "60", "lanes": "2"},
    ),
    Main(
        "Jalan Lingkar Barat",
        "primary",
        (
            (-3190, -1320),
            (-3380, -740),
            (-3290, -90),
            (-3070, 460),
            (-2670, 1240),
            (-1980, 1800),
            (-1180, 2080),
        ),
        tags={"lanes": "2"},
    ),
    Main(
        "Jalan Lingkar Utara",
        "primary",
        (
            (-1180, 2080),
            (-560, 2100),
            (60, 2020),
            (650, 1950),
            (1330, 1700),
            (1830, 1270),
            (2230, 780),
            (2650, 310),
        ),
        tags={"lanes": "2"},
    ),
    Main(
        "Jalan Bahari",
        "primary",
        (
            (-404, -587),
            (-450, -220),
            (-590, 250),
            (-710, 740),
            (-930, 1360),
            (-1180, 2080),
            (-1330, 2670),
        ),
        dual=True,
        tags={"lanes": "2", "maxspeed": "50"},
    ),
    Main(
        "Jalan Bahari Utara",
        "secondary",
        ((-1330, 2670), (-1550, 3470), (-2050, 4710), (-2230, 6820)),
    ),
    Main(
        "Jalan Cakrawala",
        "secondary",
        (
            (620, -650),
            (730, -120),
            (650, 430),
            (590, 1050),
            (650, 1950),
            (780, 2700),
            (1050, 3470),
            (1610, 4710),
            (1800, 6510),
        ),
        tags={"lanes": "2"},
    ),
    Main(
        "Jalan Tirta",
        "secondary",
        (
            (-450, -220),
            (-990, -160),
            (-1550, 90),
            (-2050, 160),
            (-2600, 340),
            (-3070, 460),
            (-3780, 710),
            (-4960, 1610),
            (-7440, 2600),
        ),
    ),
    Main(
        "Jalan Niaga",
        "secondary",
        (
            (-450, -220),
            (0, -200),
            (430, -160),
            (730, -120),
            (1180, -30),
            (1670, 90),
            (2170, 0),
            (2670, -90),
        ),
    ),
    Main(
        "Jalan Lingkar Dalam",
        "secondary",
        (
            (-1270, -870),
            (-1490, -370),
            (-1550, 90),
            (-1400, 590),
            (-710, 740),
            (-190, 780),
            (190, 1050),
            (590, 1050),
            (1180, 930),
            (1610, 590),
            (1670, 90),
            (1610, -430),
            (1465, -1085),
        ),
    ),
    Main(
        "Jalan Pelabuhan",
        "primary",
        ((1740, -1100), (1950, -1400), (2260, -1670), (2420, -1890)),
        tags={"lanes": "4"},
    ),
    Main("Jalan Dermaga", "tertiary", ((2050, -1830), (2420, -1890), (2730, -1800))),
    Main(
        "Jalan Bandara",
        "secondary",
        ((2640, 560), (3000, 600), (3500, 760), (4080, 915)),
    ),
    Main(
        "Jalan Pantai Pasir Putih",
        "tertiary",
        (
            (-4115, -1335),
            (-3940, -1540),
            (-3530, -1560),
            (-3100, -1590),
            (-2760, -1750),
            (-2420, -1750),
            (-2170, -1600),
            (-2075, -1245),
        ),
    ),
    Main(
        "Jalan Tepi Muara",
        "tertiary",
        ((20, -530), (70, -260), (40, -20), (170, 260), (40, 630), (-190, 780)),
    ),
    Main(
        "Jalan Seberang",
        "tertiary",
        (
            (430, -560),
            (300, -190),
            (410, 190),
            (300, 680),
            (190, 1050),
            (-50, 1400),
            (-140, 1700),
            (60, 2020),
        ),
    ),
    Main(
        "Jalan Waduk",
        "tertiary",
        ((-1980, 1800), (-1670, 1300), (-1400, 590)),
    ),
    Main(
        "Jalan Tanjung Karang",
        "tertiary",
        ((-2670, -1480), (-2730, -930), (-2600, -310), (-2600, 340)),
    ),
    Main(
        "Jalan Bukit Asri",
        "tertiary",
        ((-1180, 2080), (-1860, 2360), (-2600, 2420), (-3220, 1860), (-3070, 460)),
    ),
    Main(
        "Jalan Lembah Timur",
        "tertiary",
        ((1330, 1700), (1860, 2050), (2540, 1890), (2880, 1300)),
    ),
)
TOLL: Sequence[Point] = (
    (-8680, 930),
    (-5580, 1610),
    (-4030, 2420),
    (-2670, 2880),
    (-1330, 2780),
    (-190, 2700),
    (780, 2640),
    (1860, 2480),
    (3220, 2390),
    (3970, 2490),
    (5580, 2420),
    (8680, 4220),
)
# Name, middle, radius in metres.
ROUNDABOUTS = (
    ("Bundaran Bahari", (-1180.0, 2080.0), 40.0),
    ("Bundaran Cakrawala", (650.0, 1950.0), 34.0),
    ("Bundaran Tirta", (-3070.0, 460.0), 32.0),
    ("Bundaran Nelayan", (1740.0, -1100.0), 34.0),
)
