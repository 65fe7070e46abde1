import json
from pathlib import Path

import pytest
import shapely

from conftest import MONDAY, Corps
from lantas.kernel.places import areas
from lantas.kernel.places.models import Area, ProvinceTime
from lantas.kernel.places.terms import AreaLevel
from lantas.kernel.units import jurisdictions, policies, raising
from lantas.kernel.units.models import Policy, Unit
from lantas.kernel.units.terms import TimeZone

DAY = MONDAY.date()


@pytest.fixture
def kaltim(db: None) -> Area:
    province = Area.objects.create(
        code="64", name="Kalimantan Timur", level=AreaLevel.PROVINCE
    )
    ProvinceTime.objects.create(
        area=province, time_zone=TimeZone.WITA, valid_from=DAY, basis="test"
    )
    city = Area.objects.create(
        code="64.71", name="Kota Balikpapan", level=AreaLevel.REGENCY, parent=province
    )
    Area.objects.create(
        code="64.71.01",
        name="Balikpapan Timur",
        level=AreaLevel.DISTRICT,
        parent=city,
    )
    return city


def test_every_area_has_its_unit_and_its_time(kaltim: Area) -> None:
    raising.raise_units(on=DAY)
    raising.raise_sectors("64.71", on=DAY)
    found = {u.code: u for u in Unit.objects.all()}
    assert found["64"].name == "Polda Kalimantan Timur"
    assert found["6471"].path == "/1/64/6471/"
    assert found["647101"].name == "Polsek Balikpapan Timur"
    assert found["6471"].time_zone == TimeZone.WITA


def test_raising_again_changes_nothing(kaltim: Area) -> None:
    raising.raise_units(on=DAY)
    Unit.objects.filter(code="6471").update(name="Polresta Balikpapan")
    assert raising.raise_units(on=DAY) == 0
    assert Unit.objects.get(code="6471").name == "Polresta Balikpapan"


def test_the_lowest_unit_answers_for_a_place(kaltim: Area) -> None:
    raising.raise_units(on=DAY)
    raising.raise_sectors("64.71", on=DAY)
    city, sector = shapely.box(116, -2, 118, 0), shapely.box(116.8, -1.3, 116.9, -1.2)
    areas.set_polygon(kaltim, city, basis="test")
    areas.set_polygon(Area.objects.get(code="64.71.01"), sector, basis="test")
    assert jurisdictions.unit_at(116.85, -1.25).code == "647101"
    assert jurisdictions.unit_at(117.5, -0.5).code == "6471"
    station = jurisdictions.station_of(jurisdictions.unit_at(116.85, -1.25))
    assert station.code == "6471"


def test_outside_every_jurisdiction_one_is_told_what_to_do(kaltim: Area) -> None:
    raising.raise_units(on=DAY)
    with pytest.raises(jurisdictions.OutsideJurisdiction, match="110"):
        jurisdictions.unit_at(103.8, 1.3)


def test_a_delivered_rule_never_overwrites_ones_own(
    corps: Corps, tmp_path: Path
) -> None:
    row = {
        "key": "test.limit",
        "value": 10,
        "from": "2026-01-01",
        "basis": "test",
        "certainty": "to_check",
    }
    path = tmp_path / "policies.json"
    path.write_text(json.dumps([row]))
    assert policies.load(path, unit=corps.korlantas) == 1
    Policy.objects.update(value=7)
    assert policies.load(path, unit=corps.korlantas) == 0
    assert policies.value("test.limit", unit=corps.bogor, on=DAY) == 7
