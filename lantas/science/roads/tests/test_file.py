from pathlib import Path

import numpy as np
import pytest

from lantas.science.roads import file
from lantas.science.roads.file import BrokenRoads
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.sketch import sketch

TOWN = sketch(
    """
A---B->-C
|   |
D---E
""",
    roads={"AB": {"name": "Jalan Ahmad Yani"}},
    restrictions=[("ABE", "no_right_turn")],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "town.roads"
    RoadGraph.of(TOWN.network).save(path, {"source": "a drawing"})
    return path


def test_a_graph_answers_the_same_after_a_night_on_disk(path: Path) -> None:
    before, after = RoadGraph.of(TOWN.network), RoadGraph.load(path)
    ends = [before.near(*TOWN.at(letter)) for letter in "ABCDE"]
    np.testing.assert_array_equal(
        after.travel_times(ends, ends), before.travel_times(ends, ends)
    )
    road = TOWN.road("AB")
    assert after.network.segment(road) == before.network.segment(road)
    assert after.route(ends[0], ends[2]) == before.route(ends[0], ends[2])


def test_a_graph_in_use_outlives_its_file(path: Path) -> None:
    old = RoadGraph.load(path)
    RoadGraph.of(sketch("A---B").network).save(path)
    assert len(old.network) == 5
    assert len(RoadGraph.load(path).network) == 1
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: b"", "cannot be read"),
        (lambda content: b"<html>" + content, "is not a road file"),
        (lambda content: content.replace(b"roads 1", b"roads 9"), "has version 9"),
        (lambda content: content[:13] + b"1\nx y" + content[18:], "damaged first line"),
        (lambda content: content[:-64], "bytes where"),
        (lambda content: content[:-99] + b"!" + content[-98:], "was altered"),
        (lambda content: content[:70] + b"!" + content[71:], "was altered"),
    ],
)
def test_a_broken_file_is_refused_with_what_is_wrong(path, change, why) -> None:  # type: ignore[no-untyped-def]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(BrokenRoads, match=why):
        RoadGraph.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenRoads, match=r"nowhere\.roads does not exist"):
        RoadGraph.load(tmp_path / "nowhere.roads")


def test_a_file_that_lacks_a_column_is_refused(path: Path) -> None:
    arrays, notes = file.read(path)
    del arrays["turns.turn_s"]
    file.write(path, arrays, notes)
    with pytest.raises(BrokenRoads, match=r"lacks the column 'turns.turn_s'"):
        RoadGraph.load(path)


def test_the_arrays_of_a_file_are_not_to_be_changed(path: Path) -> None:
    network = RoadGraph.load(path).network
    with pytest.raises(ValueError, match="read-only"):
        network.length_m[0] = 0
