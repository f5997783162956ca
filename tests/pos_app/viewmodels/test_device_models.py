"""Printer models are told apart by words, and one that never answers can be set up."""

import pytest

from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Condition, DeviceStatus
from pos_app.hardware.profiles import PROFILES
from pos_app.i18n import LANGUAGES
from pos_app.viewmodels.device_models import models, usual
from pos_app.viewmodels.devices import DevicesVM
from tests.pos_app.viewmodels.care import a_view
from tests.pos_app.viewmodels.test_device_sheets import NETWORK, listed, said
from tests.pos_app.viewmodels.test_login import Places

SILENT = Text.of("hardware.printer.silent")


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_when_listed_then_no_two_have_the_same_words_and_the_usual_one_leads(
    bench, language
) -> None:
    bench.till.words.switch(language)
    listed_models = models(bench.till.words, language)
    words = [word for _, word in listed_models]
    assert {name for name, _ in listed_models} == set(PROFILES)
    assert len(set(words)) == len(words)
    assert listed_models[0][0] == usual(language)
    assert words[0] == bench.till.words(
        "devices.model.usual", model=bench.till.words(f"devices.model.{usual(language)}")
    )
    xp = dict(listed_models)["xprinter-xp-58"]
    assert xp.startswith("Xprinter XP-58 • 58 mm • ")


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    silent = DeviceStatus("printer", "printer", Condition.OFFLINE, SILENT, 0)
    listed(bench, a_view("printer", options=dict(NETWORK), driver="escpos", status=silent))
    return DevicesVM(bench.till, Places())


def test_silent_printer_when_it_can_be_reached_then_a_key_sets_it_up_as_one(bench, devices) -> None:
    devices.open("printer")
    assert "连上了，但打印机没有回应" in said(devices)
    assert "从不回应的机型" in said(devices)
    devices.tap("silent")
    [(what, plain)] = bench.devices.care.asked
    assert what == "replace"
    assert plain["options"] == {**NETWORK, "answers": False}
    assert "收银机自己不知道" in said(devices)


def test_form_when_a_printer_never_answers_then_a_switch_says_so(bench, devices) -> None:
    devices.add()
    devices.tap("hand:network")
    devices.edit("host", "10.0.0.9")
    devices.tap("answers")
    devices.tap("save")
    [what, plain] = bench.devices.care.asked[-1]
    assert (what, plain["options"]["answers"]) == ("add", False)
    assert plain["options"]["profile"] == "generic-80-zh"


def test_sheet_when_an_address_is_wrong_then_the_steps_lead_to_another_one(bench, devices) -> None:
    reason = Text.of("hardware.link.unreachable", where="10.0.0.9:9100")
    away = DeviceStatus("printer", "printer", Condition.OFFLINE, reason, 0)
    listed(bench, a_view("printer", options=dict(NETWORK), driver="escpos", status=away))
    devices.open("printer")
    keys = [line.key for line in devices.state.panel.lines]
    assert keys[:4] == ["state", "keys", "steps", "mending"]
    assert "点“重新设置”，填新地址" in said(devices)
    devices.tap("replace")
    assert "10.0.0.9" in said(devices)
