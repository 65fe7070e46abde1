"""A small town in the jurisdiction of Polres Bogor, and its command centre."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from conftest import MONDAY, Corps
from lantas.kernel.cases.models import Case
from lantas.kernel.places import areas, editions
from lantas.kernel.places.files import graph_path
from lantas.kernel.places.models import Area, RoadNetwork
from lantas.kernel.places.terms import AreaLevel
from lantas.kernel.units import policies, scope
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.kernel.units.models import Officer, Policy
from lantas.kernel.units.terms import Certainty
from lantas.response import rules
from lantas.response.actions import assignments, reports, shifts
from lantas.response.models import Assignment, Incident, Patrol
from lantas.response.terms import Duty
from lantas.science.roads.graph import RoadGraph
from lantas.science.roads.sketch import METRES_PER_DEGREE, sketch
from lantas.science.roads.sketch import Town as Sketch

POLICIES = Path(__file__).parent.parent / "data" / "policies.json"
HERE = (106.80, -6.60)


@dataclass
class Town:
    """The town's command centre: who is there, and what they do."""

    corps: Corps
    dewi: Officer  # dispatcher
    budi: Officer  # in the patrol BGR-01
    patrol: Patrol
    sent: int = field(default=0)

    def account(self, **said: Any) -> rules.Account:
        told: dict[str, Any] = {
            "client_id": uuid.uuid4(),
            "lon": HERE[0],
            "lat": HERE[1],
            "kind": "crash",
            "what": "Dua motor bertabrakan",
        }
        return rules.Account(**{**told, **said})

    def report(self, at: datetime = MONDAY, **said: Any) -> reports.Receipt:
        return reports.report(account=self.account(**said), by=Citizen(), at=at)

    def incident(self, at: datetime = MONDAY, **said: Any) -> Incident:
        number = self.report(at=at, **said).number
        return self.see(number)

    def see(self, number: str) -> Incident:
        return Incident.objects.select_related("case__unit", "unit").get(
            case__number=number
        )

    def dispatched(self, incident: Incident, at: datetime = MONDAY) -> Assignment:
        return assignments.dispatch(
            incident=incident, patrol=self.patrol, by=self.dewi, at=at
        )

    def patrol_with(self, call_sign: str, officer: Officer) -> Patrol:
        patrol = shifts.stand_up(
            unit=self.corps.bogor,
            call_sign=call_sign,
            vehicle="car",
            by=CLOCK,
            at=MONDAY,
        )
        assert patrol is not None
        shifts.start(patrol=patrol, by=officer, at=MONDAY)
        return patrol

    def state(self, thing: Incident | Assignment) -> str:
        return Case.objects.get(pk=thing.pk).state


def in_seconds(n: float) -> datetime:
    return MONDAY + timedelta(seconds=n)


def drawn(corps: Corps) -> None:
    """Give Bogor and Bali their areas: squares around a middle each."""
    for code, lon, lat in (("32.71", *HERE), ("51", 115.2, -8.6)):
        level = AreaLevel.REGENCY if "." in code else AreaLevel.PROVINCE
        area = Area.objects.create(code=code, name=f"Area {code}", level=level)
        square = shapely.box(lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2)
        areas.set_polygon(area, square, basis="test")


def staffed(corps: Corps) -> Town:
    drawn(corps)
    policies.load(POLICIES, unit=corps.korlantas)
    Policy.objects.create(
        key="access.second_factor",
        unit=corps.korlantas,
        value="optional",
        days=(MONDAY.date(), None),
        basis="test",
        certainty=Certainty.CONFIRMED,
    )
    dewi = corps.officer("dewi", corps.bogor, Duty.DISPATCHER)
    budi = corps.officer("budi", corps.bogor, Duty.PATROL)
    town = Town(corps, dewi, budi, Patrol())
    town.patrol = town.patrol_with("BGR-01", budi)
    return town


@pytest.fixture
def town(corps: Corps) -> Iterator[Town]:
    """The town with the whole corps in scope."""
    with scope.whole_corps():
        yield staffed(corps)


DRAWING = """
A---------B---------C
|         |         |
|         |         |
D---------E---------F
"""
STEP_M = 100.0


@pytest.fixture
def roads(town: Town, tmp_path: Path, settings: Any) -> Sketch:
    """Lay roads of 1 km and 300 m around HERE, which is the letter E."""
    settings.ROADS_DIR = tmp_path
    degree = STEP_M / METRES_PER_DEGREE
    origin = (HERE[0] - 10 * degree, HERE[1])
    drawn = sketch(DRAWING, origin=origin, roads={"EF": {"name": "Jalan Ulin"}})
    network = RoadNetwork.objects.create(
        name="sketch",
        file_name="sketch",
        file_sha256="0" * 64,
        attribution="test",
        imported_at=MONDAY,
        active=True,
        west=origin[0],
        south=origin[1],
        east=origin[0] + 0.03,
        north=origin[1] + 0.01,
    )
    path = graph_path(network.pk)
    path.parent.mkdir(parents=True)
    RoadGraph.of(drawn.network).save(path)
    editions.bump(roads=True)
    return drawn
