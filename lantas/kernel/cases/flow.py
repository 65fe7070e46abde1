"""How a case may move, and how long each step may take, told as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Move:
    """A step from any of ``source`` to ``target``, taken by holders of ``duty``.

    ``not_by`` names an earlier move of the same case: four eyes, whoever took
    that one may not take this one.
    """

    name: str
    source: frozenset[str]
    target: str
    duties: frozenset[str]
    needs_note: bool = False
    not_by: str = ""


def move(
    name: str,
    source: str | Iterable[str],
    target: str,
    *,
    duty: str | Iterable[str],
    needs_note: bool = False,
    not_by: str = "",
) -> Move:
    """Write a move the way the field tells it: name, from, to, who."""
    sources = frozenset({source} if isinstance(source, str) else source)
    duties = frozenset({duty} if isinstance(duty, str) else duty)
    return Move(name, sources, target, duties, needs_note, not_by)


@dataclass(frozen=True)
class Flow:
    """The whole life of one kind of case.

    ``limits`` names, per open state, the policy that says how many seconds it may
    take; ``on_due`` names the move that the clock takes then, where there is one.
    """

    kind: str
    prefix: str
    start: str
    moves: tuple[Move, ...]
    limits: Mapping[str, str] = field(default_factory=dict)
    on_due: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [m.name for m in self.moves]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.kind}: two moves share a name")
        if bare := [m.name for m in self.moves if not m.duties]:
            raise ValueError(f"{self.kind}: nobody holds the duty for {bare}")
        if lost := self.states - self.reachable():
            raise ValueError(f"{self.kind}: no way to reach {sorted(lost)}")
        if idle := set(self.limits) - self.open:
            raise ValueError(f"{self.kind}: a clock on a closed state {sorted(idle)}")
        if blind := {m.not_by for m in self.moves} - {"", *names}:
            raise ValueError(f"{self.kind}: four eyes look back at {sorted(blind)}")
        for state, name in self.on_due.items():
            if state not in self.limits or self.find(name, state) is None:
                raise ValueError(f"{self.kind}: the clock cannot {name} from {state}")

    @property
    def states(self) -> frozenset[str]:
        """Return every state the flow names."""
        return frozenset({self.start, *self.limits}).union(
            *(m.source | {m.target} for m in self.moves)
        )

    @property
    def open(self) -> frozenset[str]:
        """Return the states that still have a way out."""
        return frozenset().union(*(m.source for m in self.moves))

    def reachable(self) -> frozenset[str]:
        """Return the states a new case can get to."""
        seen: set[str] = set()
        todo = {self.start}
        while todo:
            state = todo.pop()
            seen.add(state)
            todo |= {m.target for m in self.moves if state in m.source} - seen
        return frozenset(seen)

    def find(self, name: str, state: str) -> Move | None:
        """Return the move ``name`` if a case in ``state`` may take it."""
        return next(
            (m for m in self.moves if m.name == name and state in m.source), None
        )

    def mermaid(self) -> str:
        """Return the flow as a state diagram, for the documents."""
        lines = ["stateDiagram-v2", f"  [*] --> {self.start}"]
        for m in self.moves:
            lines += [f"  {s} --> {m.target}: {m.name}" for s in sorted(m.source)]
        lines += [f"  {s} --> [*]" for s in sorted(self.states - self.open)]
        return "\n".join(lines)
