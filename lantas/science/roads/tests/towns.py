"""Random towns for property tests: anything a mapper could draw."""

from hypothesis import strategies as st

from lantas.science.roads.conditions import Conditions
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.nearest import RoadPoint
from lantas.science.roads.network import Network, Node, Restriction, Segment, length_m
from lantas.science.roads.tests.naive import Naive
from lantas.science.roads.turns import TurnCosts

KINDS = ("no_left_turn", "no_u_turn", "only_straight_on", "only_right_turn")
COSTS = TurnCosts()


@st.composite
def towns(draw: st.DrawFn) -> tuple[RoadGraph, Naive]:
    """Draw a town, once as a graph and once as lists."""
    nodes = _nodes(draw)
    segments = _segments(draw, nodes)
    restrictions = _restrictions(draw, segments)
    network = Network.of(nodes, segments, restrictions)
    conditions = draw(_conditions([segment.id for segment in segments]))
    naive = Naive(nodes, segments, restrictions, conditions, COSTS)
    return RoadGraph.of(network, COSTS), naive


def spots(network: Network) -> st.SearchStrategy[RoadPoint]:
    """Return a strategy of points on the roads, their ends included."""
    return st.builds(
        lambda row, share: RoadPoint(
            int(network.segment_id[row]), share * float(network.length_m[row]), 0, 0
        ),
        st.integers(0, len(network) - 1),
        st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0]),
    )


def _nodes(draw: st.DrawFn) -> list[Node]:
    places = draw(
        st.lists(
            st.tuples(st.integers(0, 997), st.integers(0, 991)),
            min_size=2,
            max_size=7,
            unique=True,
        )
    )
    return [
        Node(number, 116.8 + x * 1e-5, -1.2 + y * 1.1e-5, draw(st.booleans()))
        for number, (x, y) in enumerate(places)
    ]


def _segments(draw: st.DrawFn, nodes: list[Node]) -> list[Segment]:
    number = st.integers(0, len(nodes) - 1)
    pairs = draw(st.lists(st.tuples(number, number), min_size=1, max_size=10))
    return [
        _segment(draw, 10 + i, nodes[a], nodes[b]) for i, (a, b) in enumerate(pairs)
    ]


def _segment(draw: st.DrawFn, number: int, a: Node, b: Node) -> Segment:
    line = [(a.lon, a.lat), (b.lon, b.lat)]
    if a == b or draw(st.booleans()):  # a loop needs a corner, others may have one
        corner = draw(st.integers(1, 300)), draw(st.integers(1, 300))
        line.insert(1, (a.lon + corner[0] * 1e-5, a.lat + corner[1] * 1.3e-5))
    forward, back = draw(st.sampled_from([(True, True), (True, False), (False, True)]))
    return Segment(
        id=number,
        start=a.id,
        end=b.id,
        line=line,
        length_m=length_m(line),
        speed_kmh=draw(st.sampled_from([20.0, 50.0])),
        speed_back_kmh=draw(st.sampled_from([None, 30.0])),
        forward=forward,
        back=back,
    )


def _restrictions(draw: st.DrawFn, segments: list[Segment]) -> list[Restriction]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        off, onto = draw(st.sampled_from(segments)), draw(st.sampled_from(segments))
        via = draw(st.sampled_from([off.start, off.end]))
        found.append(Restriction(off.id, via, onto.id, draw(st.sampled_from(KINDS))))
    return found


def _conditions(ids: list[int]) -> st.SearchStrategy[Conditions]:
    keys = st.tuples(st.sampled_from(ids), st.integers(0, 1))
    factors = st.sampled_from([0.0, 0.0, 0.25, 1.5])
    return st.dictionaries(keys, factors, max_size=4).map(Conditions.of)
