"""What differs today: roads closed, slowed, or open again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lantas.science.roads.network import BACK, FORWARD

CLOSED = 0.0


@dataclass(frozen=True, slots=True)
class Conditions:
    """How much of its usual speed each changed segment has left.

    Nobody may drive *through* a closed segment. A trip may still begin or end on it:
    whoever stands there may leave, and a patrol may reach the crash that closed it.

    Attributes
    ----------
    changes : tuple of (int, int, float)
        Segment id, direction (`FORWARD` along its line, `BACK` against it), and the
        factor its usual speed is multiplied by; 0 means closed.

    Examples
    --------
    >>> today = Conditions().closing(10).slowing(11, 0.5)
    >>> today.reopening(10) == Conditions().slowing(11, 0.5)
    True
    """

    changes: tuple[tuple[int, int, float], ...] = ()

    @classmethod
    def of(cls, factors: Mapping[tuple[int, int], float]) -> "Conditions":
        """Make conditions of factors by (segment id, direction)."""
        for (segment, _), factor in factors.items():
            if not 0 <= factor <= 10:
                raise ValueError(f"segment {segment} cannot have {factor} of its speed")
        return cls(tuple(sorted((*key, float(f)) for key, f in factors.items())))

    def factors(self) -> dict[tuple[int, int], float]:
        """Return the factors by (segment id, direction)."""
        return {(segment, way): factor for segment, way, factor in self.changes}

    def closing(self, segment: int, direction: int | None = None) -> "Conditions":
        """Return these conditions with one more segment closed, or one side of it."""
        return self.slowing(segment, CLOSED, direction)

    def slowing(
        self, segment: int, factor: float, direction: int | None = None
    ) -> "Conditions":
        """Return these conditions with a segment at a part of its usual speed."""
        factors = self.factors()
        factors |= {(segment, way): factor for way in _ways(direction)}
        return Conditions.of(factors)

    def reopening(self, segment: int, direction: int | None = None) -> "Conditions":
        """Return these conditions with a segment as it usually is."""
        factors = self.factors()
        for way in _ways(direction):
            factors.pop((segment, way), None)
        return Conditions.of(factors)

    def for_escort(self) -> "Conditions":
        """Return these conditions as an escort meets them: closures do not bind it."""
        kept = tuple(change for change in self.changes if change[2] != CLOSED)
        return replace(self, changes=kept)


NOTHING_CHANGED = Conditions()


def _ways(direction: int | None) -> tuple[int, ...]:
    return (FORWARD, BACK) if direction is None else (direction,)
