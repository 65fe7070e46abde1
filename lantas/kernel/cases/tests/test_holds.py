from conftest import MONDAY, Corps
from lantas.kernel.cases import clocks, holds
from lantas.kernel.cases.flow import Flow, move
from lantas.kernel.cases.models import Case

ERRAND = Flow(
    kind="held_errand",
    prefix="H",
    start="asked",
    moves=(move("answer", "asked", "done", duty="test.clerk"),),
)


def case(corps: Corps, number: str, kind: str, state: str) -> None:
    Case.objects.create(
        kind=kind,
        number=number,
        state=state,
        unit=corps.bogor,
        opened_at=MONDAY,
        moved_at=MONDAY,
    )


def test_only_a_closed_matter_lets_go(corps: Corps, everywhere: None) -> None:
    clocks.register(ERRAND)
    case(corps, "H-1", ERRAND.kind, "asked")
    case(corps, "H-2", ERRAND.kind, "done")
    case(corps, "X-1", "nobody_knows", "done")
    assert holds.still_open(["H-1", "H-2", "X-1", "none"]) == ["H-1", "X-1"]
    del clocks.FLOWS[ERRAND.kind]
