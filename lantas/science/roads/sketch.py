"""Draw a small town in text; get a road network to test with.

Letters and digits are nodes. ``-`` and ``|`` are two-way roads; ``>``, ``<``, ``^``
and ``v`` anywhere in a road make it one-way; ``=`` and ``:`` are bridges. ``+`` is a
crossing *without* a junction, where one road passes over the other. North is up.

After Valhalla's ``gurka`` maps, which draw towns for its tests in the same way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lantas.science.roads.network import Network, Node, Restriction, Segment, length_m

STEP_M = 100.0
METRES_PER_DEGREE = 111_195.08  # on the mean sphere, at the equator
_ALONG = {">": (True, False), "<": (False, True), "-": None, "=": None, "+": None}
_DOWN = {"v": (True, False), "^": (False, True), "|": None, ":": None, "+": None}


@dataclass(frozen=True, slots=True)
class Town:
    """A drawn town: its network, and where things are."""

    network: Network
    letters: Mapping[str, tuple[float, float]]
    ids: Mapping[str, int]

    def at(self, letter: str) -> tuple[float, float]:
        """Return longitude and latitude of a letter."""
        return self.letters[letter]

    def road(self, ends: str) -> int:
        """Return the segment id of the road between two letters, such as ``AB``."""
        return self.ids[ends] if ends in self.ids else self.ids[ends[::-1]]

    def between(self, ends: str, share: float = 0.5) -> tuple[float, float]:
        """Return the point this share of the way from one letter to the other."""
        (west, south), (east, north) = self.at(ends[0]), self.at(ends[1])
        return west + share * (east - west), south + share * (north - south)


def sketch(
    drawing: str,
    *,
    roads: Mapping[str, Mapping[str, Any]] | None = None,
    restrictions: Iterable[tuple[str, str]] = (),
    signals: str = "",
    origin: tuple[float, float] = (0.0, 0.0),
    step_m: float = STEP_M,
) -> Town:
    """Return the town of a drawing.

    Parameters
    ----------
    drawing : str
        Each step to the right or down is ``step_m`` long.
    roads : mapping
        What differs from the usual (`Segment`'s fields), by road: ``{"AB": {"name":
        "Jalan Merdeka", "speed_kmh": 50}}``. A road runs from the letter on the left
        or on top to the other.
    restrictions : pairs of str
        ``("ABC", "no_right_turn")`` is from road AB by B onto road BC.
    signals : str
        The letters with traffic lights.
    origin : (lon, lat)
        Where the lower left corner is.

    Examples
    --------
    >>> town = sketch("A->-B")
    >>> town.network.segment(town.road("AB")).length_m, town.network.may_drive.tolist()
    (400.0, [[True, False]])
    """
    rows, grid = _read(drawing)
    letters = _letters(grid, len(rows), origin, step_m / METRES_PER_DEGREE)
    nodes = {letter: number for number, letter in enumerate(sorted(letters), 1)}
    segments, ids = [], {}
    for number, (ends, ways, bridge) in enumerate(_roads(grid), 101):
        line = [letters[ends[0]], letters[ends[1]]]
        ids[ends] = number
        drawn = Segment(
            id=number,
            start=nodes[ends[0]],
            end=nodes[ends[1]],
            line=line,
            length_m=round(length_m(line), 3),
            forward=ways[0],
            back=ways[1],
            bridge=bridge,
        )
        segments.append(replace(drawn, **_said(roads or {}, ends)))
    town = Town(_EMPTY, letters, ids)
    network = Network.of(
        nodes=[
            Node(number, *letters[letter], signals=letter in signals)
            for letter, number in nodes.items()
        ],
        segments=segments,
        restrictions=[
            Restriction(town.road(way[:2]), nodes[way[1]], town.road(way[1:]), kind)
            for way, kind in restrictions
        ],
    )
    return replace(town, network=network)


def _read(drawing: str) -> tuple[list[str], dict[tuple[int, int], str]]:
    rows = drawing.strip("\n").splitlines()
    return rows, {(x, y): c for y, row in enumerate(rows) for x, c in enumerate(row)}


def _letters(
    grid: dict[tuple[int, int], str],
    height: int,
    origin: tuple[float, float],
    scale: float,
) -> dict[str, tuple[float, float]]:
    letters = {
        c: (origin[0] + x * scale, origin[1] + (height - 1 - y) * scale)
        for (x, y), c in grid.items()
        if _is_node(c)
    }
    if len(letters) < sum(map(_is_node, grid.values())):
        raise ValueError("a letter stands twice in the drawing")
    return letters


_EMPTY = Network.of(
    [Node(1, 0, 0)], [Segment(id=1, start=1, end=1, line=[(0, 0)] * 2, length_m=1)]
)


def _is_node(character: str) -> bool:
    return character.isalnum() and character != "v"


def _said(roads: Mapping[str, Mapping[str, Any]], ends: str) -> Mapping[str, Any]:
    return roads.get(ends) or roads.get(ends[::-1]) or {}


def _roads(
    grid: Mapping[tuple[int, int], str],
) -> Iterable[tuple[str, tuple[bool, bool], bool]]:
    """Yield each drawn road: its two letters, whether one may drive, and bridges."""
    for (x, y), character in grid.items():
        if not _is_node(character):
            continue
        for step, marks in (((1, 0), _ALONG), ((0, 1), _DOWN)):
            seen = []
            at = (x + step[0], y + step[1])
            while grid.get(at, " ") in marks:
                seen.append(grid[at])
                at = (at[0] + step[0], at[1] + step[1])
            if seen and _is_node(grid.get(at, " ")):
                ways = next((w for c in seen if (w := marks[c])), (True, True))
                yield character + grid[at], ways, any(c in "=:" for c in seen)
