"""Roles and chains: who prints what, who stands in for whom, and which settings are refused."""

import pytest

from inventory.kernel.errors import Refused
from pos_app.hardware.chains import check
from pos_app.hardware.driver import DeviceConfig


def config(name: str, **options: str) -> DeviceConfig:
    return DeviceConfig(name, "printer", "escpos", options)


def test_chains_when_nothing_is_said_then_the_first_printer_prints_all() -> None:
    chains = check([config("a"), config("b")])
    assert [chains.of(role) for role in ("receipt", "copy", "report")] == [("a",)] * 3


def test_chains_when_printers_stand_behind_each_other_then_each_role_follows() -> None:
    given = [config("a"), config("c", after="b", role="receipt"), config("b", after="a")]
    chains = check(given)
    assert chains.of("receipt") == ("a", "b", "c")
    assert chains.of("report") == ("a", "b")
    assert chains.serving("b", lambda name: name != "a") == ("receipt", "copy", "report")
    assert chains.serving("c", lambda name: name == "c") == ("receipt",)
    assert chains.serving("a", lambda _: False) == ()


def test_chains_when_a_role_has_no_printer_then_that_of_receipts_serves_it() -> None:
    chains = check([config("a", role="receipt"), config("b", role="copy")])
    assert (chains.of("copy"), chains.of("report")) == (("b",), ("a",))


@pytest.mark.parametrize(
    ("given", "device"),
    [
        ([config("a", role="label")], "a"),
        ([config("a", after="z")], "a"),
        ([config("a", after="a")], "a"),
        ([config("a", after="b"), config("b", after="a")], "a"),
    ],
)
def test_chains_when_wrong_then_the_device_is_named(given: list, device: str) -> None:
    with pytest.raises(Refused) as caught:
        check(given)
    assert dict(caught.value.text.params)["device"] == device


def test_chains_when_a_real_printer_is_there_then_no_simulated_one_has_a_place() -> None:
    program = DeviceConfig("p", "printer", "simulated_printer", {})
    chains = check([program, config("a", after="p"), config("b", after="a")])
    assert chains.of("receipt") == ("a", "b")
    stand_in = DeviceConfig("p", "printer", "simulated_printer", {"after": "a"})
    assert check([config("a"), stand_in]).of("receipt") == ("a",)
    late = DeviceConfig("p", "printer", "simulated_printer", {"since_ms": 7})
    assert check([late]).since_ms("p") == 7
