from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from lantas.adapters import sms_http, whatsapp_cloud
from lantas.adapters.simulators import telecom
from lantas.adapters.simulators.telecom import Misbehaviour, Telecom
from lantas.kernel.messages import letters
from lantas.kernel.messages.channels import Letter, Refused, Unreachable

PHONE = "+6281211110001"
Line = tuple[Telecom, sms_http.SmsOverHttp, whatsapp_cloud.WhatsAppCloud]


def letter(language: str = "id") -> Letter:
    return letters.write("parties.one_time_code", language, {"code": "123456"})


@pytest.fixture(scope="module")
def books() -> Iterator[tuple[Telecom, str]]:
    with telecom.running() as found:
        yield found


@pytest.fixture
def line(books: tuple[Telecom, str]) -> Iterator[Line]:
    found, url = books
    found.received.clear()
    found.by_key.clear()
    sms = sms_http.SmsOverHttp(f"{url}/sms", "token", "LANTAS")
    yield found, sms, whatsapp_cloud.WhatsAppCloud(f"{url}/whatsapp/v23.0/1", "token")
    found.manners = Misbehaviour()


def misbehave(found: Telecom, **manners: Any) -> None:
    found.manners = replace(found.manners, **manners)


def test_an_sms_arrives(line: Line) -> None:
    found, sms, _whatsapp = line
    assert sms.send(PHONE, letter(), "k1") == "sms-1"
    assert "123456" in found.received[0].text


def test_the_same_key_rings_the_phone_once(line: Line) -> None:
    found, sms, _whatsapp = line
    assert sms.send(PHONE, letter(), "k1") == sms.send(PHONE, letter(), "k1")
    assert len(found.received) == 1


def test_a_lost_answer_is_tried_again_without_a_second_sms(line: Line) -> None:
    found, sms, _whatsapp = line
    misbehave(found, lose=1.0)
    with pytest.raises(Unreachable):
        sms.send(PHONE, letter(), "k1")
    misbehave(found, lose=0.0)
    sms.send(PHONE, letter(), "k1")
    assert len(found.received) == 1


def test_whatsapp_may_double_when_its_answer_is_lost(line: Line) -> None:
    found, _sms, whatsapp = line
    misbehave(found, lose=1.0)
    with pytest.raises(Unreachable):
        whatsapp.send(PHONE, letter(), "k1")
    misbehave(found, lose=0.0)
    whatsapp.send(PHONE, letter(), "k1")
    assert [r.key for r in found.received] == ["k1", "k1"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_whatsapp_shows_the_text_of_the_approved_template(
    line: Line, language: str
) -> None:
    found, _sms, whatsapp = line
    whatsapp.send(PHONE, letter(language), "k1")
    assert found.received[0].text == letter(language).text


def test_every_text_of_ours_is_taken_by_whatsapp(line: Line) -> None:
    found, _sms, whatsapp = line
    for key, language in letters.templates():
        names = letters.get_template(key, language).placeholders
        values = {name: f"<{name}>" for name in names}
        ours = letters.write(key, language, values)
        whatsapp.send(PHONE, ours, "k")
        assert found.received[-1].text == ours.text


def test_a_number_without_whatsapp_is_refused(line: Line) -> None:
    found, _sms, whatsapp = line
    misbehave(found, no_whatsapp=1.0)
    with pytest.raises(Refused, match="400"):
        whatsapp.send(PHONE, letter(), "k1")


def test_a_failing_provider_is_unreachable(line: Line) -> None:
    found, sms, whatsapp = line
    misbehave(found, fail=1.0)
    for way in (sms, whatsapp):
        with pytest.raises(Unreachable, match="503"):
            way.send(PHONE, letter(), "k1")
    assert not found.received


def test_a_wrong_number_is_refused_and_not_repeated_to_operators(line: Line) -> None:
    _found, sms, _whatsapp = line
    with pytest.raises(Refused) as refusal:
        sms.send("081211110001", letter(), "k1")
    assert "0812" not in str(refusal.value)


def test_nobody_at_the_other_end_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        sms_http.SmsOverHttp("http://127.0.0.1:9/sms", "", "").send(
            PHONE, letter(), "k"
        )


def test_the_phones_show_what_arrived_and_run_no_script(
    line: Line, books: tuple[Telecom, str]
) -> None:
    found, sms, _whatsapp = line
    text = "<script>alert(1)</script> http://127.0.0.1:8000/track/abc/"
    sms.send(PHONE, replace(letter(), text=text), "k1")
    shown = httpx.get(books[1]).text
    assert "<script>" not in shown
    assert '<a href="http://127.0.0.1:8000/track/abc/">' in shown
    rows = httpx.get(f"{books[1]}/received.json", params={"to": PHONE}).json()
    assert [row["text"] for row in rows] == [text]
    assert len(found.received) == 1


def test_the_demo_needs_no_token(books: tuple[Telecom, str], settings: Any) -> None:
    settings.SMS_URL, settings.SMS_TOKEN = f"{books[1]}/sms", ""
    settings.WHATSAPP_URL, settings.WHATSAPP_TOKEN = f"{books[1]}/whatsapp/v23.0/1", ""
    assert sms_http.channel().send(PHONE, letter(), "k1")
    assert whatsapp_cloud.channel().send(PHONE, letter(), "k2")


def test_an_address_set_up_wrongly_is_no_fault_of_the_readers() -> None:
    with pytest.raises(Unreachable, match="set up wrongly"):
        sms_http.SmsOverHttp("http://provider:port/sms", "", "").send(
            PHONE, letter(), "k"
        )


def test_an_answer_that_is_no_json_still_counts_as_taken(
    books: tuple[Telecom, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = httpx.Response(200, text="OK")
    monkeypatch.setattr(httpx.Client, "post", lambda *_, **__: taken)
    assert sms_http.SmsOverHttp(books[1], "", "").send(PHONE, letter(), "k") == "k"


def test_the_same_seed_misbehaves_the_same_way() -> None:
    def day() -> list[int]:
        provider = Telecom(Misbehaviour(fail=0.3, seed=7))
        return [provider.take("/sms", {}, b"{}").status for _n in range(20)]

    assert day() == day()
    assert 503 in day()
