from string import Formatter

import pytest

from lantas.kernel.messages import letters
from lantas.kernel.messages.letters import LANGUAGES, NoSuchTemplate, templates

KEYS = sorted({key for key, _language in templates()})
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def test_there_are_texts() -> None:
    assert "parties.one_time_code" in KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_text_says_the_same_in_every_language(key: str) -> None:
    found = [templates()[key, language] for language in LANGUAGES]
    assert len({frozenset(t.placeholders) for t in found}) == 1
    assert all(t.title and t.body for t in found)


@pytest.mark.parametrize("key", KEYS)
def test_placeholders_are_bare_names(key: str) -> None:
    for language in LANGUAGES:
        text = templates()[key, language]
        for _t, name, spec, turn in Formatter().parse(text.title + text.body):
            assert name is None or (name.isidentifier() and not spec and not turn)


@pytest.mark.parametrize("key", KEYS)
def test_an_sms_fits_in_two_parts(key: str) -> None:
    for language in LANGUAGES:
        text = templates()[key, language]
        assert set(text.body) <= GSM | set("{}_")
        values = dict.fromkeys(text.placeholders, "x" * 12) | {"link": "x" * 60}
        assert len(letters.write(key, language, values).text) <= 2 * 153


def test_an_unknown_language_gets_indonesian() -> None:
    letter = letters.write("parties.one_time_code", "fr", {"code": "1"})
    assert letter.language == "id"


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(NoSuchTemplate):
        letters.get_template("parties.sonnet", "id")


def test_a_value_with_braces_stays_what_it_is() -> None:
    letter = letters.write("parties.one_time_code", "en", {"code": "{0.__class__}"})
    assert "{0.__class__}" in letter.text
