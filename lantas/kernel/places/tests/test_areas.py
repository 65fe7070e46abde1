"""Areas have the state's codes and names; provinces have their legal time."""

from datetime import date
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.core.management import call_command

from lantas.kernel.places import areas, codes, speeds
from lantas.kernel.places.models import Area, ProvinceTime, SpeedDefault
from lantas.kernel.places.terms import RoadClass
from lantas.kernel.places.tests.conftest import CODES


def test_areas_come_in_three_rings(areas_known: None) -> None:
    east = Area.objects.get(code="64.71.01")
    assert str(east) == "Balikpapan Timur (64.71.01)"
    assert east.parent is not None
    assert str(east.parent) == "Kota Balikpapan (64.71)"
    assert str(east.parent.parent) == "Kalimantan Timur (64)"


def test_importing_again_changes_nothing(areas_known: None) -> None:
    before = list(Area.objects.values_list())
    codes.import_areas(CODES)
    assert list(Area.objects.values_list()) == before


def test_a_province_has_its_legal_time(areas_known: None) -> None:
    times = dict(ProvinceTime.objects.values_list("area__code", "time_zone"))
    assert times == {"64": "Asia/Makassar", "91": "Asia/Jayapura"}


def test_a_missing_list_says_which(db: None, tmp_path: Path) -> None:
    with pytest.raises(codes.NoAreaList, match=r"provinces\.csv"):
        codes.import_areas(tmp_path)


def test_every_road_class_has_a_speed_with_its_basis(db: None) -> None:
    found = speeds.defaults(date(2026, 3, 2))
    assert set(found) == set(RoadClass.values)
    assert not SpeedDefault.objects.filter(basis="").exists()


def test_a_newer_speed_takes_over_on_its_day(areas_known: None) -> None:
    SpeedDefault.objects.create(
        road_class="residential",
        speed_kmh=20,
        valid_from=date(2026, 7, 1),
        basis="test",
    )
    assert speeds.defaults(date(2026, 6, 30))["residential"] == 30
    assert speeds.defaults(date(2026, 7, 1))["residential"] == 20


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("balikpapan_kota", "64.71"),
        ("Kota Samarinda", "64.72"),
        ("paser", "64.01"),
        ("Jayapura", "91.71"),
        ("singapore", None),
        ("12345", None),
        ("", None),
    ],
)
def test_a_file_name_leads_to_its_city(
    areas_known: None, name: str, code: str | None
) -> None:
    found = areas.find_by_name(name)
    assert (found.code if found else None) == code


def test_a_polygon_is_known_on_the_next_call(areas_known: None) -> None:
    assert areas.areas_at(116.5, -1.5) == []
    area = Area.objects.get(code="64.01")
    areas.set_polygon(area, shapely.box(116, -2, 117, -1), basis="test")
    assert areas.areas_at(116.5, -1.5)[0] == area
    small = Area.objects.get(code="64.71")
    areas.set_polygon(small, shapely.box(116.4, -1.6, 116.6, -1.4), basis="test")
    assert [a.code for a in areas.areas_at(116.5, -1.5)] == ["64.71", "64.01", "64"]


@pytest.mark.slow
def test_the_whole_country_is_imported(db: None) -> None:
    if not settings.AREAS_DIR.exists():
        pytest.skip("needs the front end's packages, where the area lists are")
    call_command("areas_import", verbosity=0)
    levels = Area.objects.values_list("level", flat=True)
    assert sorted({*levels}) == ["district", "province", "regency"]
    assert Area.objects.filter(level="province").count() == 38
    assert Area.objects.filter(level="regency").count() == 514
    assert Area.objects.filter(level="district").count() > 7000
    assert ProvinceTime.objects.count() == 38
