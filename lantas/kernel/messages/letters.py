"""The texts that go out: data files of each app, one per language.

``<app>/messages/<name>.<language>.txt`` is known as ``<app label>.<name>``. Its
first line is the title; the text follows after an empty line. ``{number}`` is a
placeholder; ``{link}`` is also where a notification leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from django.apps import apps

from lantas.kernel.messages.channels import Letter

LANGUAGES = ("id", "en")


class NoSuchTemplate(LookupError):
    """No app has a text of this name in this language."""


class WrongPlaceholders(ValueError):
    """The values given are not those that the text names."""


@dataclass(frozen=True)
class Template:
    """One text in one language."""

    key: str
    language: str
    title: str
    body: str

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return the names in text and title, in the order of their first use."""
        return _names(f"{self.body}\n{self.title}")

    @property
    def in_text(self) -> tuple[str, ...]:
        """Return the names in the text alone, in the order of their first use."""
        return _names(self.body)


def _names(text: str) -> tuple[str, ...]:
    pieces = Formatter().parse(text)
    return tuple(dict.fromkeys(name for _text, name, _s, _c in pieces if name))


@cache
def templates() -> dict[tuple[str, str], Template]:
    """Return every text of every app, by key and language."""
    found = {}
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("messages/*.txt")):
            name, language = path.stem.rsplit(".", 1)
            template = _read(f"{app.label}.{name}", language, path)
            found[template.key, language] = template
    return found


def _read(key: str, language: str, path: Path) -> Template:
    title, _empty, body = path.read_text(encoding="utf-8").partition("\n\n")
    return Template(key, language, title.strip(), body.strip())


def get_template(key: str, language: str) -> Template:
    """Return the text in a language, in Indonesian where there is no other."""
    for wanted in (language, LANGUAGES[0]):
        if found := templates().get((key, wanted)):
            return found
    raise NoSuchTemplate(f"no text {key} in {language}")


def check(key: str, values: dict[str, str]) -> None:
    """Raise unless the values are exactly the placeholders of the text."""
    wanted = set(get_template(key, LANGUAGES[0]).placeholders)
    if wanted != set(values):
        raise WrongPlaceholders(
            f"{key} needs {sorted(wanted)}, was given {sorted(values)}"
        )


def write(key: str, language: str, values: dict[str, str]) -> Letter:
    """Return the letter with its values filled in."""
    template = get_template(key, language)
    # Only names stand between braces (tested), so format_map can do no more than
    # fill them; a value with braces in it stays what it is.
    return Letter(
        template=key,
        language=template.language,
        title=template.title.format_map(values),
        text=template.body.format_map(values),
        values=tuple(values[name] for name in template.in_text),
        link=values.get("link", ""),
    )
