"""How fast the day goes, and chance that can be repeated."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field


@dataclass
class Pace:
    """Simulated seconds per real second, 1 to 60, and one seeded source of chance."""

    times: float = 1.0
    seed: int = 7
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        if not 1 <= self.times <= 60:
            raise ValueError("the day runs at 1 to 60 times its speed")
        self.chance = random.Random(self.seed)

    async def wait(self, seconds: float) -> None:
        """Let simulated ``seconds`` pass."""
        await asyncio.sleep(seconds / self.times)

    def around(self, seconds: float) -> float:
        """Return a length of time around ``seconds``: people are not clocks."""
        return seconds * self.chance.uniform(0.5, 1.6)

    def until_next(self, per_hour: float) -> float:
        """Return seconds to the next of events that come ``per_hour`` on average."""
        return self.chance.expovariate(per_hour / 3600)
