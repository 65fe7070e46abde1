import pytest

from lantas.science.roads.sketch import sketch


def test_a_town_is_read_as_it_is_drawn() -> None:
    town = sketch("""
A---B
|   |
C-<-D
""")
    assert sorted(town.ids) == ["AB", "AC", "BD", "CD"]
    road = town.network.segment(town.road("CD"))
    assert (road.length_m, road.forward, road.back) == (400, False, True)
    assert town.at("C") == (0, 0)
    assert town.at("B") > town.at("A")
    assert town.road("DB") == town.road("BD")


def test_down_and_up_are_one_way_too() -> None:
    town = sketch("""
A B
v ^
C D
""")
    down, up = (town.network.segment(town.road(road)) for road in ("AC", "BD"))
    assert (down.forward, down.back) == (True, False)
    assert (up.forward, up.back) == (False, True)


def test_a_letter_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        sketch("A--A")
