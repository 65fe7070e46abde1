"""The documents say what the code says."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextChoices

from lantas.kernel.cases.clocks import FLOWS
from lantas.kernel.cases.flow import Flow

DOCS = Path(__file__).parent.parent / "docs"
GLOSSARY = {
    word
    for page in (DOCS / "glossary").glob("*.md")
    for word in re.findall(r"^\| `([\w.]+)`", page.read_text(), re.M)
}


def words() -> Iterator[str]:
    for app in apps.get_app_configs():
        if not app.name.startswith("lantas.") or not find_spec(f"{app.name}.terms"):
            continue
        terms = import_module(f"{app.name}.terms")
        for name, kind in inspect.getmembers(terms, inspect.isclass):
            ours = kind.__module__ == terms.__name__
            if ours and issubclass(kind, TextChoices) and kind.names:
                yield from (f"{app.label}.{name}.{word}" for word in kind.names)


def test_every_word_is_in_the_glossary_and_no_other() -> None:
    assert set(words()) == GLOSSARY


def flows() -> list[Flow]:
    return sorted(FLOWS.values(), key=lambda flow: flow.kind)


def test_the_flows_are_drawn_as_they_are() -> None:
    assert flows()
    for flow in flows():
        page = DOCS / "flows" / f"{flow.kind}.md"
        assert flow.mermaid() in page.read_text(), page.name


@pytest.mark.parametrize(
    "path", sorted((DOCS / "adr").glob("*.md")), ids=lambda p: p.stem
)
def test_a_decision_is_told_in_thirty_lines(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 30
    for part in ("Status:", "## Context", "## Decision", "## Consequences"):
        assert part in text, part


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (DOCS / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))


LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize(
    "path",
    [*sorted(DOCS.rglob("*.md")), *sorted(DOCS.parent.glob("*.md"))],
    ids=lambda p: p.name,
)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    dead = [
        link
        for link in LINK.findall(path.read_text())
        if not (path.parent / link.strip()).exists()
    ]
    assert dead == []
