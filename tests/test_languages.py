"""Indonesian first, English complete: no sentence on a screen lacks its translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

APPS = [app for app in apps.get_app_configs() if app.name.startswith("lantas.")]
TAGS = re.compile(r"""\{%\s*(?:trans|translate)\s+(["'])(.+?)\1""")
BLOCKS = re.compile(
    r"\{%\s*blocktrans(?:late)?([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}",
    re.S,
)
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "ngettext_lazy"}


def in_code(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS:
            yield from (
                a.value
                for a in node.args[:1]
                if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def in_template(path: Path) -> Iterator[str]:
    text = path.read_text()
    for _quote, said in TAGS.findall(text):
        yield said
    for options, body in BLOCKS.findall(text):
        for part in re.split(r"\{%\s*plural\s*%\}", body)[:1]:
            said = re.sub(r"\{\{\s*([\w.]+)[^}]*\}\}", r"%(\1)s", part)
            if "trimmed" in options:
                said = " ".join(line.strip() for line in said.strip().splitlines())
            yield said


def said_by(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        if "tests" not in path.parts and "migrations" not in path.parts:
            found |= set(in_code(path))
    for suffix in ("html", "txt"):
        for path in folder.rglob(f"templates/**/*.{suffix}"):
            found |= set(in_template(path))
    return {said for said in found if said.strip()}


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.label)
def test_every_sentence_is_translated(app: object) -> None:
    folder = Path(app.path)  # type: ignore[attr-defined]
    said = said_by(folder)
    known: dict[str, bool] = {}
    for other in APPS:
        po = Path(other.path) / "locale/id/LC_MESSAGES/django.po"
        if po.exists():
            with po.open("rb") as file:
                for message in read_po(file):
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    done = bool(message.string) and not message.fuzzy
                    known[key] = known.get(key, False) or done
    assert sorted(one for one in said if not known.get(one)) == []
