"""The frame: pages stand without the build, without scripts, without a database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client

from lantas.console import built
from lantas.console.templatetags import console

ROOT = Path(__file__).resolve().parents[3]
FRONTEND = ROOT / "frontend"
ERRORS = ("400", "403", "403_csrf", "404", "429", "500")

MADE = {
    "_shared.js": {"file": "assets/shared-1.js", "css": ["assets/base-1.css"]},
    "src/pages/report.ts": {
        "file": "assets/report-1.js",
        "css": ["assets/report-1.css"],
        "imports": ["_shared.js"],
    },
    "src/pages/track.ts": {
        "file": "assets/track-1.js",
        "css": ["assets/report-1.css"],
    },
    "src/pages/worker.ts": {"file": "assets/worker-1.js"},
    "src/icons.svg": {"file": "assets/icons-1.svg"},
}


@pytest.fixture
def build(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.FRONTEND_DIR = tmp_path
    (tmp_path / "dist" / ".vite").mkdir(parents=True)
    (tmp_path / "dist" / "assets").mkdir()
    (tmp_path / "dist" / ".vite" / "manifest.json").write_text(json.dumps(MADE))
    (tmp_path / "dist" / "assets" / "worker-1.js").write_text("worker();")
    yield tmp_path
    built._read.cache_clear()


def drawn(template: str, **context: Any) -> str:
    return Template("{% load console %}" + template).render(Context(context))


def test_a_page_loads_its_script_and_every_style_it_needs(build: Path) -> None:
    page = drawn('{% vite "report" %}')
    assert 'src="/static/assets/report-1.js"' in page
    assert page.index("base-1.css") < page.index("report-1.css")


def test_an_unknown_script_loads_nothing(build: Path) -> None:
    assert drawn('{% vite "nothing" %}') == ""


def test_pages_stand_before_the_first_build(tmp_path: Path, settings: Any) -> None:
    settings.FRONTEND_DIR = tmp_path
    assert drawn('{% vite "report" %}') == ""
    assert "<svg" in drawn('{% icon "car" %}')


def test_an_icon_is_decoration(build: Path) -> None:
    icon = drawn('{% icon "car" %}')
    assert 'aria-hidden="true"' in icon
    assert "/static/assets/icons-1.svg#car" in icon


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    kept = set((FRONTEND / "src" / "icons.txt").read_text().split())
    asked = set(console._KINDS.values()) | {
        sign for sign, _ in console._STATES.values()
    }
    for page in (ROOT / "lantas").rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([a-z0-9-]+)"', page.read_text()))
    assert asked <= kept


def test_signs_are_the_same_on_the_server_and_in_the_browser() -> None:
    there = (FRONTEND / "src" / "shared" / "signs.ts").read_text()
    for kind, sign in console._KINDS.items():
        assert f'{kind}: "{sign}"' in there
    for state, (sign, tone) in console._STATES.items():
        assert f'{state}: ["{sign}", "{tone}"]' in there


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_neither_request_nor_database(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert "110" in page
    assert 'href="/"' in page or "Coba" in page


def test_no_template_writes_script_or_style_into_the_page() -> None:
    wrong = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(src=|type=.appl))")
    found = [
        str(page.relative_to(ROOT))
        for page in (ROOT / "lantas").rglob("templates/**/*.html")
        if wrong.search(page.read_text())
    ]
    assert found == []


def test_no_page_and_no_style_names_another_host() -> None:
    address = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?https?://""")
    kinds = ("*.html", "*.css", "*.scss")
    sources = [p for k in kinds for p in (FRONTEND / "src").rglob(k)]
    sources += list((ROOT / "lantas").rglob("templates/**/*.html"))
    found = [str(page) for page in sources if address.search(page.read_text())]
    assert found == []


def test_a_pasted_link_leads_to_the_case(client: Client, db: None) -> None:
    link = "http://127.0.0.1:8000/track/abc123def/"
    answer = client.get("/follow/", {"code": link})
    assert answer.status_code == 302
    assert answer["Location"] == "/track/abc123def/"


@pytest.mark.parametrize("typed", ["", "  ", "<script>", "../../etc", "a b"])
def test_what_is_no_code_is_refused_with_a_sentence(
    client: Client, db: None, typed: str
) -> None:
    answer = client.get("/follow/", {"code": typed})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_worker_keeps_the_files_of_this_build(
    client: Client, db: None, build: Path
) -> None:
    answer = client.get("/sw.js")
    code = answer.content.decode()
    assert answer["Service-Worker-Allowed"] == "/"
    assert "/static/assets/report-1.js" in code
    assert code.endswith("worker();")
    assert code.count("/static/assets/report-1.css") == 1


@pytest.mark.parametrize(("name", "start"), [("app", "/"), ("patrol", "/patrol/")])
def test_a_phone_can_install_the_app(
    client: Client, db: None, name: str, start: str
) -> None:
    said = client.get(f"/{name}.webmanifest").json()
    assert said["start_url"] == start
    for icon in said["icons"]:
        file = icon["src"].removeprefix(settings.STATIC_URL)
        assert (FRONTEND / "public" / file).exists()


def test_the_console_asks_strangers_to_sign_in(client: Client, db: None) -> None:
    answer = client.get("/console/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_an_officer_without_duty_is_told_what_will_appear(
    client: Client, corps: Any, settings: Any
) -> None:
    from datetime import date

    from lantas.kernel.units.models import Policy
    from lantas.kernel.units.terms import Certainty

    Policy.objects.create(
        key="access.second_factor",
        unit=corps.korlantas,
        value="optional",
        days=(date(2020, 1, 1), None),
        basis="Test",
        certainty=Certainty.CONFIRMED,
    )
    client.force_login(corps.officer("baru", corps.bogor))
    page = client.get("/console/").content.decode()
    assert "Anda belum memegang tugas" in page
